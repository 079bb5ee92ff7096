"""What was explained is told in the language of the page where this program wrote it, and stands as it was written where a member did."""

from typing import TYPE_CHECKING, Any

from amanet.app import OpenVault
from amanet.phrases import Phrase
from amanet.web.forms import Form
from amanet.web.screens.consent_answers import answers_of
from amanet.web.screens.consent_explained import explained_words
from amanet.work.consent_talk import load_talk

if TYPE_CHECKING:
    from conftest import Client

DIGEST = "0f" * 32
ON_PAPER = f"the consent sheet of amanet in kk, SHA-256 of its text {DIGEST}"
ALLOWED = {"uses": ["memorial"], "recipient": "public", "identity": "anonymous", "given_at": "2024-09-19"}


def test_what_the_talk_writes_is_known_again_with_a_members_words_before_it() -> None:
    form = Form((("explained", "What a court is; asked twice"), ("read_aloud", "1"), ("given_at", "2024")))
    text = str(answers_of(form, load_talk("en"), str).explained)
    told: Any = explained_words(text)
    assert told == text
    assert told.parts[0] == "What a court is; asked twice"
    assert isinstance(told.parts[1], Phrase)
    assert told.parts[1].values["language"] == "en"


def test_what_only_looks_like_it_stays_as_it_stands() -> None:
    assert isinstance(explained_words(ON_PAPER), Phrase)
    for text in ("read aloud", f"{ON_PAPER}.", ON_PAPER.replace(DIGEST, "x"), ""):
        assert type(explained_words(text)) is str


def test_a_page_in_another_language_marks_or_tells_it(client: "Client") -> None:
    number = client.write(OpenVault.add_entity, "Source", "Nursel").number
    client.write(lambda vault: vault.grant(number, language="kk", explained=ON_PAPER, **ALLOWED))
    client.write(lambda vault: vault.grant(number, language="kk", explained="ئوقۇلدى", **ALLOWED))
    assert DIGEST in client.get(f"/people/{number}/consent").text
    client.desk.prefer(language="ug")
    page = client.get(f"/people/{number}/consent").text
    assert "ئوقۇلدى" in page
    before = page.partition(DIGEST)[0][-200:]
    assert 'lang="en"' in before or "the consent sheet of amanet" not in before
