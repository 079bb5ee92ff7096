"""`amanet consent`: what people allow, how they may be reached, reading back. Everybody is invented."""

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Ran, Terminal


GRANT = "--recipient team --identity named --words --place district --given-at 2026-05-01 --language ug"


@pytest.fixture
def people(run: "Terminal") -> "Terminal":
    run("amanet", "source", "add", "a cousin", "--set", "kind=person")
    run("amanet", "person", "add", "Aygül Nurlan", "--by", "a cousin")
    return run


def grant(run: "Terminal", *more: str, code: int = 0, use: str = "research") -> "Ran":
    words = ["amanet", "consent", "grant", "Aygül Nurlan", "--use", use, *GRANT.split()]
    return run(*words, "--explained", "what it is for", *more, code=code)


def listed(run: "Terminal") -> Any:
    return run("amanet", "consent", "list", "Aygül Nurlan", "--json").json[0]


def test_nothing_recorded_is_nothing_allowed(run: "Terminal") -> None:
    assert "nothing is allowed" in run("amanet consent list").text
    assert run("amanet consent list --json").json == []


def test_a_grant_is_listed_with_its_state(people: "Terminal") -> None:
    shown = grant(people).text
    assert "research → team: named, words, place: district, given 2026-05-01  [in force]" in shown
    one = listed(people)["grants"][0]
    assert (one["state"], one["reasons"], one["media"]) == (
        "in force",
        [],
        {"words": True, "place": "district"},
    )
    assert one["explained"] == "what it is for"


def test_several_uses_are_several_grants(people: "Terminal") -> None:
    made = grant(people, "--use", "un-submission", "--json").json["grants"]
    assert [one["use"] for one in made] == ["research", "UN submission"]


def test_a_grant_says_what_was_explained_and_by_whom_a_proxy_is_kin(people: "Terminal") -> None:
    words = ["amanet", "consent", "grant", "Aygül Nurlan", "--use", "research", *GRANT.split()]
    assert "explained" in people(*words, code=3).err
    assert "kinship" in grant(people, "--by-proxy", "a cousin", code=3).err
    made = grant(
        people, "--by-proxy", "a cousin", "--kinship", "cousin", "--dissent", "an aunt: no press"
    ).text
    assert "by proxy (cousin)" in made


def test_a_refusal_and_a_withdrawal_are_shown_with_what_they_end(people: "Terminal") -> None:
    grant(people)
    grant(people, use="media")
    refused = people("amanet", "consent", "refuse", "Aygül Nurlan", "--use", "media", "--recipient", "public")
    assert "refused media → public" in refused.text
    done = people("amanet", "consent", "withdraw", "Aygül Nurlan", "--json").json
    assert len(done["ended"]) == 2
    assert done["left_before"] == []
    assert {one["state"] for one in done["grants"]} == {"withdrawn"}


def test_a_withdrawal_says_what_left_and_what_to_do(people: "Terminal") -> None:
    people.write("voice.txt")
    people.add("voice.txt")
    item = people.numbers()[0]
    people("amanet", "get", str(item), "-o", "copy.txt", "--purpose", "to listen")
    text = people("amanet", "consent", "withdraw", "a cousin").text
    assert f"got: #{item}" in text
    assert "amanet erase" in text
    assert "by name alone" in text


def test_who_should_be_asked_anew_is_named_with_the_one_way_to_reach_them(people: "Terminal") -> None:
    grant(people, "--review", "2026-05-02")
    people("amanet", "consent", "contact", "Aygül Nurlan", "--channel", "telephone", "--rule", "never")
    contact = [
        "amanet",
        "consent",
        "contact",
        "Aygül Nurlan",
        "--channel",
        "Signal",
        "--rule",
        "only",
        "--hours",
    ]
    assert people(*contact, "after 20:00 local").text.splitlines()[:2] == [
        "never: telephone",
        "only: signal (after 20:00 local)",
    ]
    text = people("amanet", "consent", "list").text
    assert "[to be reviewed]" in text
    assert "by 2026-05-02: only by signal (after 20:00 local)" in text
    people("amanet", "consent", "contact", "Aygül Nurlan", "--channel", "any", "--rule", "never")
    text = people("amanet", "consent", "list").text
    assert "do not contact" in text
    assert "only by" not in text
    later = people("amanet", "consent", "contact", "Aygül Nurlan", "--channel", "letter", "--rule", "allowed")
    assert "still stands" in later.err
    assert listed(people)["ask_anew"][0]["do_not_contact"] is True


def test_an_instruction_is_whole_or_is_a_question(people: "Terminal") -> None:
    assert "Nothing is on record" in people("amanet", "consent", "contact", "Aygül Nurlan").text
    people("amanet", "consent", "contact", "Aygül Nurlan", "--channel", "letter", code=2)
    people("amanet", "consent", "contact", "Aygül Nurlan", "--hours", "at night", code=2)


def test_who_was_interviewed_before_is_told_before_anything_is_entered(people: "Terminal") -> None:
    first = ["amanet", "consent", "interview", "a cousin", "--held-at", "March 2025", "--by", "M. O."]
    assert people(*first, "--json").json["interviewed_before"] == []
    second = ["amanet", "consent", "interview", "a cousin", "--held-at", "2026-11-01", "--by", "R. T."]
    asked = people(*second, code=2)
    assert "March 2025, by M. O." in asked.err
    assert "injure" in asked.err
    assert "--yes" in asked.err
    checked = people("amanet", "consent", "interview", "a cousin", "--check", "--json").json
    assert checked["record"] is None
    assert [one["held_at"] for one in checked["interviewed_before"]] == ["March 2025"]
    done = people(*second, "--yes", "--json").json
    assert [one["interviewers"] for one in done["interviewed_before"]] == [["M. O."]]
    people("amanet", "consent", "interview", "a cousin", code=2)


def test_a_sheet_nobody_reviewed_is_a_draft_and_no_signature_on_it_is_taken(people: "Terminal") -> None:
    people.write("signed.txt")
    people.add("signed.txt")
    item = str(people.numbers()[0])
    draft = people("amanet", "consent", "sheet", "--language", "ug", "-o", "sheet.pdf", "--json")
    assert draft.json["draft"] is True
    assert "reviewed ug --by NAME" in draft.err
    assert (people.folder / "sheet.pdf").read_bytes().startswith(b"%PDF")
    assert "DRAFT · NOT FOR SIGNING" in (people.folder / "sheet.txt").read_text()
    assert "not for signing" in grant(people, "--signed-sheet", item, code=2).err
    people("amanet", "consent", "reviewed", "ug", "--by", "R. T.")
    assert people("amanet", "consent", "sheet", "--language", "ug", "--json").json["draft"] is False
    assert grant(people, "--signed-sheet", item, "--json").json["grants"][0]["state"] == "in force"
    assert people("amanet verify --json").json["holds"] is True


def test_a_sheet_for_somebody_says_first_how_to_reach_them(people: "Terminal") -> None:
    people("amanet", "consent", "contact", "Aygül Nurlan", "--channel", "telephone", "--rule", "never")
    shown = people("amanet", "consent", "sheet", "--person", "Aygül Nurlan")
    assert shown.err.startswith("never: telephone")
    assert shown.text.index("never: telephone") < shown.text.index("Who asks")
    assert "Nurlan" not in shown.text
    people("amanet consent sheet --language xx", code=2)


def test_reading_back_is_logged_and_tells_the_instruction_first(people: "Terminal") -> None:
    people("amanet", "consent", "contact", "a cousin", "--channel", "any", "--rule", "never")
    shown = people("amanet", "consent", "readback", "a cousin")
    assert shown.err.startswith("Do not contact")
    assert "Aygül Nurlan" in shown.text
    made = people("amanet", "consent", "readback", "a cousin", "-o", "back.pdf", "--json").json
    assert made["items_are_found_by_name_only"] is True
    assert [len(made[name]) for name in ("said", "about", "interviews")] == [3, 0, 0]
    assert (people.folder / "back.pdf").read_bytes().startswith(b"%PDF")
    assert people("amanet log").text.count("read back") == 2
    people("amanet consent readback nobody", code=2)
    people("amanet", "consent", "readback", "a cousin", "-o", "back.pdf", code=2)


def test_erasing_the_person_leaves_no_grant(people: "Terminal") -> None:
    grant(people)
    person = listed(people)["person"]
    people("amanet", "erase", str(person), "--reason", "on their wish", "--yes")
    assert people("amanet consent list --json").json == []
    assert people("amanet verify --json").json["holds"] is True
