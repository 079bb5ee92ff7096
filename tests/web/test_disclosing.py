"""The only way out in the browser: what may go, what was changed, the leak check, the signatures, the sealed file."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyrage
import pytest

from amanet.record.statement import Saying
from amanet.work.consent import grant
from amanet.work.statements import add_entity, add_source, say

if TYPE_CHECKING:
    from conftest import Client

WORDS = "Three men led Aytoz out of our courtyard."
OTHER = "ferry coat lantern salt tide moss"
CHOSEN = {"use": "UN submission", "kind": "un", "name": "Working Group", "drafts": "1"}


def _story(vault: Any) -> int:
    """A brother under a pseudonym; gives his number."""
    inside = vault.vault
    sister = add_source(inside, "Nursel Qumdengiz", "person")
    by = str(sister.body["id"])
    brother = add_entity(
        inside, "Person", [Saying("", "name", {"name": "Aytoz Qumdengiz", "kind": "full"}, by)]
    )
    act = add_entity(inside, "Act", [Saying("", "type", {"term": "detention"}, by)])
    who = {"entity": str(brother.body["id"])}
    say(inside, Saying(str(act.body["id"]), "victim", who, by, wording=WORDS))
    media = {"words": True, "place": "exact", "date": "day"}
    given: dict[str, Any] = {
        "given_at": "2026-05-01",
        "language": "ug",
        "explained": "what this is for",
        "media": media,
    }
    to: dict[str, Any] = {"uses": ["UN submission"], "recipient": "un:Working Group", "identity": "pseudonym"}
    grant(inside, str(sister.number), **to, **given)
    grant(inside, str(brother.number), **to, **given, by_proxy=by, kinship="sister")
    return int(brother.number)


@pytest.fixture
def told(client: "Client") -> "Client":
    client.brother = client.write(_story)  # type: ignore[attr-defined]
    return client


def _plan(client: "Client", **more: Any) -> str:
    who = str(client.brother)  # type: ignore[attr-defined]
    return str(client.post("/disclose/plan", who=who, **CHOSEN, **more).text)


def test_nothing_is_there_yet_and_it_says_what_to_do(client: "Client") -> None:
    text = client.get("/disclose").text
    assert "Nothing was disclosed yet" in text
    assert "Show what may go" in text


def test_the_plan_shows_each_piece_with_why_and_the_words_beside_each_other(told: "Client") -> None:
    text = _plan(told)
    assert "goes changed" in text
    assert "<del>Aytoz</del>" in text
    assert "<mark>Person 1</mark>" in text
    assert "Why it may go" in text


def test_without_consent_it_says_why_nothing_leaves(told: "Client") -> None:
    text = told.post("/disclose/plan", who=str(told.brother), **{**CHOSEN, "kind": "public", "name": ""}).text  # type: ignore[attr-defined]
    assert "Nothing of this may leave" in text
    assert "Silence is a refusal" in text
    assert "/disclose/propose" not in text


def test_more_can_be_kept_back_and_words_be_hidden(told: "Client") -> None:
    number = re.findall(r'name="hide" value="(\d+)"', _plan(told))[-1]
    text = _plan(told, hide=[number], words="courtyard=[yard]")
    assert "A member keeps it back." in text
    assert "[yard]" in text or "courtyard" not in text.split("As it will be read")[-1]


def test_what_cannot_be_asked_for_is_said_and_nothing_is_lost(told: "Client") -> None:
    text = told.post("/disclose/plan", who="nobody at all", **CHOSEN).text
    assert 'role="alert"' in text
    assert "nobody at all" in text
    assert told.post("/disclose/plan", who="1", use="x", kind="what").status_code == 422


def test_from_the_plan_to_the_sealed_file(told: "Client", tmp_path: Path) -> None:
    told.write(lambda vault: vault.add_member("Selim", OTHER))
    who = str(told.brother)  # type: ignore[attr-defined]
    assert "What may come of it" in told.post("/disclose/propose", who=who, **CHOSEN).text
    answer = told.post("/disclose/propose", who=who, consequences="They may ask the office.", **CHOSEN)
    number = int(answer.headers["location"].rpartition("/")[2])
    assert "1 other member has to sign" in told.get(f"/disclose/{number}").text
    assert "Person 1" in told.get(f"/disclose/{number}/dossier").text
    told.post("/lock")
    told.unlock(OTHER)
    assert told.post(f"/disclose/{number}/sign", verdict="approve").status_code == 403
    told.post(f"/disclose/{number}/sign", verdict="approve", passphrase_again=OTHER)
    assert "Everybody has signed" in told.get("/disclose").text
    sealed = told.post(f"/disclose/{number}/seal", recipient_words="six words that were told")
    assert sealed.headers["content-disposition"].endswith('.age"')
    assert b"statements.json" in pyrage.passphrase.decrypt(sealed.content, "six words that were told")
    assert "Working Group" in told.get("/disclose").text
    assert "What went" in told.get(f"/disclose/{number}").text
    assert told.get(f"/disclose/{number}/dossier").status_code == 404
