"""Consent in the browser: at a glance, the talk, taking back, reading back, the sheet; and the few words that stand beside testimony."""

import re
from dataclasses import dataclass
from datetime import date
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from amanet.app import OpenVault
from amanet.consent import Recipient
from amanet.web.screens.consent_badge import badges, badges_of_item, badges_of_statements
from amanet.web.screens.consent_talk import STEPS, step_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from conftest import Client, Served

PASSPHRASE = "lantern ferry coat tide harbour salt"
COURT = Recipient("court", "Farshore")
YES = {
    "use:legal proceedings": "yes",
    "to:legal proceedings:court": "yes",
    "name:court": "Farshore",
    "identity": "pseudonym",
    "words": "yes",
    "face": "no",
    "place": "district",
    "given_at": "2024-09-19",
    "explained": "read to her, question by question",
}


@dataclass(frozen=True)
class Story:
    """Numbers of records."""

    item: int
    passage: int
    sister: int
    neighbour: int
    office: int
    teacher: int
    daughter: int
    act: int


def tell(vault: OpenVault, folder: Path) -> Story:
    """A short one: three sources, two people, what one of them says of an act."""
    (folder / "voice.txt").write_text("They led my brother out of our courtyard.", "utf-8")
    vault.add([folder / "voice.txt"], source="the association")
    item = next(vault.listing()).number
    passage = vault.mark_passage(item, heard="They led my brother out", time=(0, 4000)).number

    def source(name: str, kind: str, connection: str) -> int:
        return vault.add_entity("Source", name, [("kind", kind), ("connection", connection)]).number

    sister = source("Nursel", "person", "relative")
    neighbour = source("the neighbour", "person", "witness")
    office = source("the office", "organization", "official")
    teacher = vault.add_entity("Person", "Aytoz Qumdengiz", by=str(sister)).number
    kinds = [("type", "abduction"), ("victim", str(teacher))]
    act = vault.add_entity("Act", None, kinds, by=str(sister), passages=[str(passage)]).number
    vault.say(act, "start", "2024-09-15", by=str(neighbour), heard_from=str(sister))
    daughter = vault.add_entity("Person", "Munar Yaghachbagh", by=str(neighbour)).number
    return Story(item, passage, sister, neighbour, office, teacher, daughter, act)


@pytest.fixture
def told(client: "Client", tmp_path: Path) -> Any:
    """The numbers of the story, and the client."""
    return client.write(tell, tmp_path), client


def talk(client: "Client", number: int, **fields: str) -> Any:
    form = {"based_on": "0", "language": "en", "step": "all", **fields}
    return client.post(f"/people/{number}/consent/talk", **form)


def answer(client: "Client", number: int, use: str, to: Recipient) -> Any:
    return client.read(lambda vault: vault.wishes(number).answer(use, to))


def newest(client: "Client", number: int) -> int:
    text = client.get(f"/people/{number}/consent/talk").text
    return int(re.findall(r'name="based_on" value="(\d+)"', text)[0])


# At a glance


def test_nobody_was_asked(told: Any) -> None:
    story, client = told
    text = client.get(f"/people/{story.sister}/consent").text
    assert "Nobody has asked them yet" in text
    assert "Nothing is on record of how they may be reached" in text
    assert client.get(f"/people/{story.teacher}/consent").status_code == 200
    assert "this source is said to be none" in client.get(f"/people/{story.office}/consent").text
    for number in (story.act, story.item, 99999, 2**60):
        assert client.get(f"/people/{number}/consent").status_code == 404


def test_each_use_and_recipient_says_yes_no_or_not_asked_with_its_record(told: Any) -> None:
    story, client = told
    client.write(
        lambda vault: vault.grant(
            story.sister, uses=["legal proceedings", "research"], recipient="court:Farshore", identity="named", given_at="2024-09-19",
            language="ug", explained="read aloud", media={"voice": True, "date": "day"}, expires="2999-01-01",
        )
    )  # fmt: skip
    client.write(lambda vault: vault.refuse(story.sister, uses=["media"]))
    text = client.get(f"/people/{story.sister}/consent").text
    rows = {
        re.sub(r"<[^>]+>", "", row[0]).strip(): [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<td.*?</td>", row[1], re.S)]
        for row in re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', text, re.S)
    }  # fmt: skip
    assert rows["documentation"] == ["not asked"] * 3
    team, court, public = rows["legal proceedings"]
    assert (team, public) == ("not asked", "not asked")
    assert re.fullmatch(r"yes #\d+ by name, no face, voice, no exact words, no place, date: the day until 2999-01-01", court)  # fmt: skip
    assert all(
        re.fullmatch(r"no #\d+ The person refused this or took it back\.", cell) for cell in rows["media"]
    )
    assert re.search(r'href="#record-(\d+)".*id="record-\1"', text, re.S)


def test_the_state_of_wishes_is_told_where_they_end(told: Any) -> None:
    story, client = told
    client.write(
        lambda vault: vault.grant(
            story.sister, uses=["memorial"], recipient="public", identity="anonymous", given_at="2020-01-01", language="ug",
            explained="read aloud", review="2021-01-01",
        )
    )  # fmt: skip
    text = client.get(f"/people/{story.sister}/consent").text
    assert "To be asked anew" in text
    assert "It was to be asked anew by" in text


# How they may be reached


def test_how_they_may_be_reached_stands_before_all_that_leads_to_them(told: Any) -> None:
    story, client = told
    client.post(f"/people/{story.sister}/contact", based_on="0", channel="signal", rule="only", hours="after 20:00", address="+00 55")  # fmt: skip
    for address in (
        f"/sources/{story.sister}",
        f"/people/{story.sister}/consent",
        f"/people/{story.sister}/consent/talk",
        f"/people/{story.sister}/consent/read-back",
    ):
        text = client.get(address).text
        assert text.index("only: the messenger Signal (after 20:00)") < text.index(
            "<form", text.index("<main")
        )
        assert "+00 55" not in text


def test_an_instruction_that_changed_meanwhile_is_shown_beside_what_was_typed(told: Any) -> None:
    story, client = told
    client.write(lambda vault: vault.set_contact(story.sister, channel="any", rule="never"))
    before = client.log_size()
    answered = client.post(f"/people/{story.sister}/contact", based_on="0", channel="telephone", rule="allowed", hours="at noon")  # fmt: skip
    assert answered.status_code == 409
    assert client.log_size() == before
    assert "Do not contact this person." in answered.text
    assert 'value="at noon"' in answered.text
    based_on = re.findall(r'name="based_on" value="(\d+)"', answered.text)[0]
    assert client.post(f"/people/{story.sister}/contact", based_on=based_on, channel="telephone", rule="allowed").status_code == 303  # fmt: skip


def test_an_instruction_that_does_not_fit_is_refused_with_what_was_typed(told: Any) -> None:
    story, client = told
    answered = client.post(f"/people/{story.sister}/contact", based_on="0", channel="any", rule="only", hours="at noon")  # fmt: skip
    assert answered.status_code == 422
    assert 'value="at noon"' in answered.text


# The talk


def test_every_field_of_the_talk_belongs_to_a_step(told: Any) -> None:
    story, client = told
    text = client.get(f"/people/{story.sister}/consent/talk?as=all").text
    form = text[text.index('class="talk"') :]
    names = set(re.findall(r'name="([^"]+)"', form)) - {"go", "step", "language", "based_on", "show_in"}
    assert {step_of(name) for name in names} == set(STEPS)


def test_it_is_held_in_the_language_of_the_person(told: Any) -> None:
    from amanet.work.consent_talk import talk_languages

    for language in talk_languages():
        _is_held_in(*told, language)


def _is_held_in(story: Any, client: "Client", language: str) -> None:
    from amanet.work.consent_talk import load_talk

    words = load_talk(language)
    text = unescape(client.get(f"/people/{story.sister}/consent/talk?as=all&language={language}").text)
    assert '<html lang="en" dir="ltr"' in text
    direction = "rtl" if language in ("ar", "ug") else "ltr"
    assert f'lang="{language}" dir="{direction}"' in text
    for name in ("who", "risk", "understood"):
        assert words.parts[name].title in text
    assert text.count(words.words("sheet", "draft_why")) == (0 if language == "en" else 1)


def test_one_question_a_step_loses_nothing_on_the_way(told: Any) -> None:
    """The whole talk without a script: each page's fields go on with what was answered on it, and the end is the summary."""
    story, client = told
    here = f"/people/{story.sister}/consent/talk"
    text, seen = client.get(f"{here}?language=ug").text, []
    for _ in range(20):
        if 'value="save"' in text:
            break
        form = text[text.index('class="talk"') :]
        step = re.findall(r'name="step" value="(\w+)"', form)[0]
        seen.append(step)
        fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
        asked = {name: value for name, value in YES.items() if step_of(name) == step}
        text = client.post(here, **fields, **asked, go="summary" if step == "end" else "next").text
    assert tuple(seen) == STEPS
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text))
    assert {name: fields.get(name) for name in YES} == YES
    assert client.post(here, **fields, go="save").status_code == 303
    found = answer(client, story.sister, "legal proceedings", COURT)
    assert (found.level.identity, found.level.words, found.level.face, found.level.place) == ("pseudonym", True, False, "district")  # fmt: skip


def test_who_allows_nothing_is_not_asked_how_to_appear(told: Any) -> None:
    story, client = told
    text = talk(client, story.sister, step="uses", go="next", **{"use:media": "no"}).text
    assert 'name="step" value="end"' in text


def test_it_is_read_back_before_anything_is_saved_and_saved_as_one_step(told: Any) -> None:
    story, client = told
    before = client.log_size()
    more = {
        "use:media": "no",
        "to:legal proceedings:public": "no",
        "channel": "signal",
        "rule": "only",
        "present": "her aunt",
    }
    text = talk(client, story.sister, go="summary", **YES, **more).text
    assert client.log_size() == before
    assert "Nothing is saved yet" in text
    assert "court: Farshore" in text
    assert talk(client, story.sister, go="save", **YES, **more).status_code == 303
    records = client.read(
        lambda vault: [vault.record(one) for one in range(before + 1, vault.vault.last_number + 1)]
    )
    assert [one.type for one in records] == ["Grant", "Refusal", "Refusal", "Contact"]
    assert records[0].body["note"] == "Also there: her aunt"
    assert "3 answers were saved" in client.get(f"/people/{story.sister}/consent").text
    assert not answer(client, story.sister, "media", Recipient("team"))


def test_what_is_not_asked_is_no_part_of_the_record(told: Any) -> None:
    story, client = told
    talk(client, story.sister, go="save", **YES)
    body = client.read(lambda vault: vault.record(vault.vault.last_number).body)
    assert body["media"] == {"words": True, "face": False, "place": "district"}
    assert "expires_at" not in body


@pytest.mark.parametrize(
    ("without", "more", "says"),
    [
        ((), {"use:legal proceedings": "", "use:media": ""}, "say yes or no to at least one use"),
        (("to:legal proceedings:court",), {}, "Who may have it?"),
        (("name:court",), {}, "Which one? One is not another"),
        (("identity",), {}, "How they may appear has to be asked"),
        (("explained",), {}, "What was explained to them?"),
        (("given_at",), {}, "On which day was it said?"),
        ((), {"identity": "anonymous", "voice": "yes"}, "gives neither"),
        ((), {"by_proxy": "7"}, "What are they to the person?"),
        ((), {"proof": "voice"}, "Which item holds it?"),
        ((), {"channel": "signal"}, "May this way be used or not?"),
        ((), {"expires": "someday"}, "Nothing was saved"),
        ((), {"by_proxy": "nobody called so", "kinship": "uncle"}, "Nothing was saved"),
    ],
)  # fmt: skip
def test_what_is_missing_is_asked_for_and_nothing_is_lost(
    told: Any, without: tuple[str, ...], more: dict[str, str], says: str
) -> None:
    story, client = told
    before = client.log_size()
    fields = {name: value for name, value in YES.items() if name not in without} | more
    for go in ("summary", "save"):
        answered = talk(client, story.sister, go=go, note="she wants her brother to know", **fields)
        assert answered.status_code == 422
        assert says in answered.text
        assert "she wants her brother to know" in answered.text
    assert client.log_size() == before


def test_the_summary_says_what_it_would_end_and_what_would_not_count(told: Any) -> None:
    story, client = told
    talk(client, story.sister, go="save", **YES)
    last = str(newest(client, story.sister))
    text = talk(
        client,
        story.sister,
        go="summary",
        based_on=last,
        given_at="2024-09-20",
        **{"use:legal proceedings": "no"},
    ).text
    assert "what ends now" in text
    assert "superseded by refusal" in text
    both = YES | {"to:legal proceedings:public": "yes", "to:legal proceedings:team": "no"}
    text = talk(client, story.neighbour, go="summary", **both).text
    assert "superseded by refusal" in text  # who refuses the team refuses the public too


def test_somebody_else_recorded_consent_meanwhile(told: Any) -> None:
    story, client = told
    client.write(lambda vault: vault.refuse(story.sister, uses=["media"]))
    before = client.log_size()
    answered = talk(client, story.sister, go="save", **YES)
    assert answered.status_code == 409
    assert client.log_size() == before
    assert "Somebody recorded something about the same person since this talk began" in answered.text
    assert "does not allow" in answered.text
    assert "court: Farshore" in answered.text
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answered.text))
    assert {name: fields.get(name) for name in YES} == YES
    assert client.post(f"/people/{story.sister}/consent/talk", **fields, go="save").status_code == 303
    assert answer(client, story.sister, "legal proceedings", COURT)


def test_the_same_form_is_not_saved_twice(told: Any) -> None:
    story, client = told
    assert talk(client, story.sister, go="save", **YES).status_code == 303
    assert talk(client, story.sister, go="save", **YES).status_code == 409


def test_somebody_speaks_for_who_is_missing(told: Any) -> None:
    story, client = told
    proxy = {
        "by_proxy": str(story.sister),
        "kinship": "sister",
        "dissent": "an uncle: no press",
        "evidence": f"#{story.passage}",
    }
    talk(client, story.teacher, go="save", **YES, **proxy)
    body = client.read(lambda vault: vault.record(vault.vault.last_number).body)
    assert (body["kinship"], body["dissent"]) == ("sister", [{"who": "an uncle", "why": "no press"}])
    text = client.get(f"/people/{story.teacher}/consent").text
    assert "Decided by" in text
    assert "an uncle: no press" in text


def test_a_voice_is_linked_and_a_draft_is_not_signed(told: Any) -> None:
    story, client = told
    proof = {"proof": "voice", "proof_item": str(story.item)}
    talk(client, story.sister, go="save", **YES, **proof)
    item, grant = client.read(lambda vault: (vault.record(story.item).body["id"], vault.record(vault.vault.last_number).body))  # fmt: skip
    assert grant["passages"] == [item]
    paper = {"proof": "paper", "proof_item": str(story.item), "language": "ug"}
    answered = talk(client, story.neighbour, go="save", **YES, **paper)
    assert answered.status_code == 422
    assert "not for signing" in answered.text
    client.post("/consent/sheets/ug", by="R. T.")
    assert talk(client, story.neighbour, go="save", **YES, **paper).status_code == 303


# The sheet


def test_the_sheet_is_printed_and_says_what_it_is(told: Any) -> None:
    story, client = told
    for address in (f"/people/{story.sister}/consent/sheet/en", "/consent/sheet/en"):
        answered = client.get(address)
        assert answered.content.startswith(b"%PDF")
        assert answered.headers["content-disposition"] == 'attachment; filename="consent-sheet-en.pdf"'
    assert client.get("/consent/sheet/xx").status_code == 404
    assert client.get(f"/people/{story.office}/consent/sheet/en").status_code == 404


def test_which_sheets_are_drafts_and_that_one_was_checked(told: Any) -> None:
    _story, client = told
    text = client.get("/consent/sheets").text
    assert (
        text.count('<span class="tag warn">draft</span>'),
        text.count('<span class="tag good">checked</span>'),
    ) == (8, 1)
    assert client.post("/consent/sheets/tr").status_code == 422
    assert client.post("/consent/sheets/xx", by="R.").status_code == 404
    client.post("/consent/sheets/tr", by="R. T.")
    assert client.get("/consent/sheets").text.count('<span class="tag warn">draft</span>') == 7


# Reading back


def test_what_is_held_is_read_back_in_their_language_and_logged(told: Any) -> None:
    story, client = told
    before = client.log_size()
    text = client.get(f"/people/{story.sister}/consent/read-back").text
    assert client.log_size() == before
    text = client.post(f"/people/{story.sister}/consent/read-back", language="ug").text
    assert client.log_size() == before + 1
    assert '<article class="read-back" lang="ug" dir="rtl">' in text
    assert "Aytoz" in text
    assert "the neighbour" not in text
    answered = client.post(f"/people/{story.sister}/consent/read-back", **{"language": "en", "as": "pdf"})
    assert answered.content.startswith(b"%PDF")


# Taking back


def test_taking_back_says_what_it_ends_asks_again_and_is_printed(told: Any) -> None:
    story, client = told
    talk(client, story.sister, go="save", **YES)
    grant = client.log_size()
    here, last = f"/people/{story.sister}/consent/withdraw", str(newest(client, story.sister))
    assert f'value="{grant}"' in client.get(here).text
    fields = {"what": "these", "grant": str(grant), "based_on": last}
    text = client.post(here, **fields).text
    assert "Nothing is taken back yet" in text
    assert "by name" not in text
    assert re.search(rf"the court <bdi>Farshore</bdi>.*#{grant}", text, re.S)
    assert "passphrase_again" in text
    assert client.post(here, **fields, go="withdraw").status_code == 403
    assert client.post(here, **fields, go="withdraw", passphrase_again="not it").status_code == 403
    assert client.log_size() == grant
    done = client.post(here, **fields, go="withdraw", passphrase_again=PASSPHRASE)
    assert done.headers["location"] == f"/people/{story.sister}/consent/withdrawn/{grant + 1}"
    text = client.get(done.headers["location"]).text
    assert "What this ended" in text
    assert f"#{grant}" in text
    assert "what they said" in text
    assert not answer(client, story.sister, "legal proceedings", COURT)
    assert client.get(f"/people/{story.sister}/consent/withdrawn/{grant}").status_code == 404
    assert client.get(f"/people/{story.neighbour}/consent/withdrawn/{grant + 1}").status_code == 404


def test_what_left_before_is_told(told: Any, tmp_path: Path) -> None:
    story, client = told
    client.write(
        lambda vault: vault.prove([story.passage], tmp_path / "bundle", recipient="the lantern office")
    )
    talk(client, story.sister, go="save", **YES)
    fields = {"what": "all", "based_on": str(newest(client, story.sister))}
    text = client.post(f"/people/{story.sister}/consent/withdraw", **fields).text
    assert "the lantern office" in text
    assert "It is in other hands" in text


def test_a_withdrawal_that_something_came_before_shows_both(told: Any) -> None:
    story, client = told
    talk(client, story.sister, go="save", **YES)
    old = str(newest(client, story.sister))
    client.write(lambda vault: vault.refuse(story.sister, uses=["media"]))
    before = client.log_size()
    fields = {"what": "all", "based_on": old, "go": "withdraw", "passphrase_again": PASSPHRASE}
    answered = client.post(f"/people/{story.sister}/consent/withdraw", **fields)
    assert answered.status_code == 409
    assert client.log_size() == before
    assert "does not allow" in answered.text
    again = re.findall(r'name="based_on" value="(\d+)"', answered.text)
    assert again == [str(before)]


def test_nothing_chosen_is_nothing_taken_back(told: Any) -> None:
    story, client = told
    talk(client, story.sister, go="save", **YES)
    here = f"/people/{story.sister}/consent/withdraw"
    assert client.post(here).status_code == 422
    assert client.post(here, what="these").status_code == 422
    assert client.post(here, what="these", grant="999").status_code == 422
    assert client.post(here, what="all", given_at="tomorrow or so").status_code == 422


# The few words beside testimony


def test_the_few_words_are_those_of_the_wishes(told: Any) -> None:
    story, client = told

    def few(number: int) -> str:
        return str(client.read(badges, [number])[number].text)

    assert few(story.sister) == "not asked"
    assert few(story.office) == "not a person"
    talk(client, story.sister, go="save", **YES)
    assert few(story.sister) == "agreed: some by name"
    given = {"identity": "anonymous", "given_at": "2024", "language": "ug", "explained": "x"}
    client.write(lambda vault: vault.grant(story.neighbour, uses=["memorial"], recipient="public", **given))
    assert few(story.neighbour) == "agreed: the public"
    client.write(lambda vault: vault.withdraw(story.neighbour))
    assert few(story.neighbour) == "withdrawn"
    client.write(lambda vault: vault.refuse(story.daughter, uses=["media"]))
    assert few(story.daughter) == "nothing may leave"


def test_many_are_asked_for_in_as_few_queries_as_one(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amanet.vault.database import Database

    story, client = told
    talk(client, story.sister, go="save", **YES)
    counted: list[str] = []

    def count(vault: OpenVault, numbers: list[int]) -> int:
        from amanet.work import consent_glance

        consent_glance._KNOWN.clear()
        counted.clear()
        badges(vault, numbers)
        return len(counted)

    rows = Database.rows

    def counting(self: Database, *given: Any) -> Any:
        counted.append(str(given[0]))
        return rows(self, *given)

    monkeypatch.setattr(Database, "rows", counting)
    everybody = [story.sister, story.neighbour, story.office, story.teacher, story.daughter]
    client.read(count, everybody)  # what is worked out once for all
    one, all_of_them = client.read(count, [story.sister]), client.read(count, everybody)
    assert all_of_them <= one + 4


def test_a_statement_and_an_item_have_those_of_whose_words_they_are(told: Any) -> None:
    story, client = told
    talk(client, story.sister, go="save", **YES)
    statement = client.read(lambda vault: vault.held(story.act).statements[0].number)
    assert str(client.read(badges_of_statements, [statement])[statement].text) == "agreed: some by name"
    assert [str(one.text) for one in client.read(badges_of_item, story.item, [statement])] == [
        "agreed: some by name"
    ]
    assert [str(one.text) for one in client.read(badges_of_item, story.item)] == ["not asked"]


def test_it_is_the_day_of_today_that_counts(told: Any) -> None:
    story, client = told
    day = date.today().isoformat()
    talk(client, story.sister, go="save", **YES, expires=day)
    assert str(client.read(badges, [story.sister])[story.sister].text) == "nothing may leave"


# In a browser


def _inside(served: "Served", page: "Page", unlock_in: Any, folder: Path) -> Story:
    unlock_in(page)
    return served.write(tell, folder)


def _reach(page: "Page", selector: str, key: str = "Tab") -> None:
    """By keyboard alone. What is there was reached in so many steps, or is not there for who has no mouse."""
    for _ in range(150):
        if page.evaluate("(selector) => !!document.activeElement?.matches(selector)", selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{selector} cannot be reached by {key}")


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("language", ["en", "ug"])
def test_the_talk_is_held_by_keyboard_alone(
    served: "Served",
    browser_page: "Page",
    unlock_in: Any,
    axe_problems: Any,
    tmp_path: Path,
    language: str,
) -> None:
    """One question at a time, from the page of the source to the page of what was agreed; the interface and the talk in one language."""
    story, page = _inside(served, browser_page, unlock_in, tmp_path), browser_page
    served.desk.prefer(language=language)
    page.goto(f"/sources/{story.sister}")
    _reach(page, f"a[href='/people/{story.sister}/consent/talk']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/consent/talk")
    assert page.get_attribute("html", "dir") == ("rtl" if language == "ug" else "ltr")
    assert page.get_attribute("select[name=show_in] option:checked", "value") == language
    onward = "ArrowDown"
    for step in STEPS:
        page.wait_for_selector(f"input[name=step][value={step}]", state="attached")
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280
        if step == "uses":
            _reach(page, "input[name='use:legal proceedings']")
            page.keyboard.press(onward)  # from "not asked", the last one, to the first: yes
            assert page.is_checked("input[name='use:legal proceedings'][value=yes]")
        elif step == "recipients":
            _reach(page, "input[name='to:legal proceedings:court']")
            page.keyboard.press(onward)
            _reach(page, "input[name='name:court']")
            page.keyboard.type("Farshore")
        elif step == "identity":
            _reach(page, "input[name=identity]")
            for _ in range(2):
                page.keyboard.press(onward)
            assert page.is_checked("input[name=identity][value=pseudonym]")
        elif step == "end":
            _reach(page, "input[name=read_aloud]")
            page.keyboard.press("Space")
        _reach(page, f".talk-onwards button[value={'summary' if step == 'end' else 'next'}]")
        page.keyboard.press("Enter")
    page.wait_for_selector("button[value=save]")
    assert axe_problems(page) == []
    _reach(page, "button[value=save]")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/people/{story.sister}/consent")
    page.wait_for_selector(".wishes .tag.good")
    assert axe_problems(page) == []
    found = served.write(lambda vault: vault.wishes(story.sister).answer("legal proceedings", COURT))
    assert found.level.identity == "pseudonym"


@pytest.mark.needs("chromium")
def test_to_whom_is_asked_where_it_was_allowed(
    served: "Served", browser_page: "Page", unlock_in: Any, axe_problems: Any, tmp_path: Path
) -> None:
    """All on one page; and a language that was changed takes nothing away."""
    story, page = _inside(served, browser_page, unlock_in, tmp_path), browser_page
    page.goto(f"/people/{story.sister}/consent/talk?as=all&language=en")
    assert not page.is_visible("input[name='to:research:team']")
    page.check("input[name='use:research'][value=yes]")
    page.check("input[name='to:research:team'][value=yes]")
    page.fill("#note", "she wants her brother to know")
    page.select_option("#show_in", "ug")
    page.click("button[value=language]")
    page.wait_for_selector(".asked-in[lang=ug][dir=rtl]")
    assert page.is_checked("input[name='to:research:team'][value=yes]")
    assert page.input_value("#note") == "she wants her brother to know"
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert axe_problems(page) == []


@pytest.mark.needs("chromium")
def test_who_is_alike_is_shown_while_a_name_is_typed(
    served: "Served", browser_page: "Page", unlock_in: Any, tmp_path: Path
) -> None:
    story, page = _inside(served, browser_page, unlock_in, tmp_path), browser_page
    page.goto("/people/new")
    page.locator("#name").press_sequentially("Айтоз Құмдеңіз")
    page.wait_for_selector(f"#alike a[href='/people/{story.teacher}']")
    page.fill("#by", str(story.sister))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/people/\d+$"))
    assert served.write(lambda vault: len(vault.entities("Person"))) == 3
