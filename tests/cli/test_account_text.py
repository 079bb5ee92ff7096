"""The account as text: who says each thing, how they know and how sure they are; what matters most first."""

from typing import TYPE_CHECKING

import pytest

from amanet import open_vault
from amanet.work.signed import signed_draft

if TYPE_CHECKING:
    from conftest import Terminal

PASSPHRASE = "lantern ferry coat tide harbour salt"


@pytest.fixture
def story(run: "Terminal") -> "Terminal":
    run("amanet source add Nursel --set kind=person --set connection=relative")
    run("amanet source add neighbour --set kind=person --set connection=witness")
    run("amanet source add office --set kind=organization --set connection=official")
    run("amanet person add Aytoz --by Nursel")
    run("amanet person add Munar --by Nursel")
    run("amanet facility add salt-house --by Nursel")
    run("amanet group add family --by Nursel --set member=Aytoz")
    run("amanet say Aytoz spouse Munar --by Nursel")
    run(
        "amanet act add --by Nursel --set type=detention --set victim=Aytoz --set start=2024-09-14 --set facility=salt-house"
    )
    run(
        "amanet sign add --by neighbour --basis direct_witness --certainty possible --set person=Aytoz --set kind=sighting "
        "--set date=2024-09-18"
    )
    run("amanet claim add --by office --set position=deny --set about_place=salt-house --set date=2024-10")
    return run


def section(text: str, title: str) -> list[str]:
    """The lines under a title, up to the next empty one."""
    lines = text.splitlines()
    start = lines.index(title) + 1
    return lines[start : lines.index("", start)]


def test_every_sign_says_who_says_so_how_they_know_and_how_sure_they_are(story: "Terminal") -> None:
    signs = section(story("amanet account Aytoz").text, "Signs of life")
    assert "(said to be possible)" in signs[0]
    assert signs[1].startswith("  2024-09-18  sighting #")
    assert signs[2].startswith("      says neighbour (direct witness, possible) #")


def test_the_first_paragraph_says_who_when_what_and_where(story: "Terminal") -> None:
    text = story("amanet account Aytoz").text
    summary = " ".join(text.split("\n\n")[1].split())
    for part in (
        "Aytoz.",
        "a sighting, 2024-09-18",
        "detention, 2024-09-14",
        "salt-house",
        "3 independent sources",
    ):
        assert part in summary
    order = [
        "Signs of life",
        "Fate",
        "Whereabouts",
        "What was done",
        "Officials",
        "Names",
        "Kin",
        "Open questions",
        "Sources",
    ]
    assert [line for line in text.splitlines() if line in order] == order


def test_kin_and_ties_say_who_is_tied_to_whom_once(story: "Terminal") -> None:
    text = story("amanet account Munar").text
    assert [line.split(" #")[0] for line in section(text, "Kin")] == ["  Aytoz: spouse"]
    ties = section(story("amanet account Aytoz").text, "Also named in")
    assert ties[0].startswith("  family #")
    assert ": member" in ties[0]


def test_what_officials_say_of_the_place_is_said_to_be_that(story: "Terminal") -> None:
    officials = section(story("amanet account Aytoz").text, "Officials")
    assert officials[0] == "  About the place, not the person:"
    assert "Officials deny it" in officials[1]
    assert officials[-1] == "        about salt-house"


def test_who_was_asked_and_does_not_know(story: "Terminal") -> None:
    story("amanet", "say", "Aytoz", "residence", "= unknown", "--does-not-know", "--by", "Nursel")
    (line,) = section(story("amanet account Aytoz").text, "Asked, without an answer")
    assert line.startswith("  place of residence of Aytoz: Nursel does not know (#")


def test_a_group_is_not_asked_what_only_people_are_and_shows_no_silence(story: "Terminal") -> None:
    text = story("amanet account family").text
    assert "sign of life" not in text
    assert "born" not in text


def test_whose_act_it_was_stands_there_where_it_is_contested(story: "Terminal") -> None:
    act = _act(story)
    assert not any("victim" in line for line in section(story("amanet account Aytoz").text, "What was done"))
    story(f"amanet say {act} victim Aytoz --denies --by neighbour")
    done = section(story("amanet account Aytoz").text, "What was done")
    assert any("victim: Aytoz" in line and "CONTESTED" in line for line in done)


def test_lost_contact_stands_with_who_says_so(story: "Terminal") -> None:
    story("amanet act add --by Nursel --set type=lost_contact --set victim=Munar --set start=2025-02")
    text = story("amanet account Munar").text
    assert any("Contact was lost" in line and "says Nursel #" in line for line in text.splitlines())
    assert "Contact is said to have been lost, 2025-02." in text


def test_what_an_official_says_of_one_act_in_one_breath_is_one_claim(story: "Terminal") -> None:
    act = _act(story)
    story(f"amanet say {act} type detention --by office --said-at 2025-01-02")
    story(f"amanet say {act} victim Aytoz --by office --said-at 2025-01-02")
    officials = section(story("amanet account Aytoz").text, "Officials")
    claims = [line for line in officials if line.startswith("  2025-01-02")]
    assert len(claims) == 1
    assert "Officials say of detention, Aytoz" in claims[0]
    assert sum("said by office" in line for line in officials) == 1


def test_who_only_repeats_is_not_said_to_be_one_with_each_of_those_it_has_it_from(story: "Terminal") -> None:
    act = _act(story)
    story("amanet source add paper --set kind=publication --set draws_on=Nursel --set draws_on=neighbour")
    story(f"amanet say {act} type detention --by neighbour")
    story(f"amanet say {act} type detention --by paper")
    text = story("amanet account Aytoz --sources").text
    assert "paper rests on Nursel: draws on" in text
    assert "and neighbour count once" not in text
    sources = section(text, "Sources")
    assert any("paper #" in line and "adds no voice to Nursel and neighbour" in line for line in sources)
    assert not any("Nursel #" in line and "counts once" in line for line in sources)


def test_who_withdrew_is_no_line_among_the_sources(story: "Terminal") -> None:
    act = _act(story)
    story(f"amanet say {act} stated_reason book --by Nursel --heard-from neighbour")
    story("amanet consent withdraw neighbour")
    text = story("amanet account Aytoz --sources").text
    assert "#?" not in text
    assert "neighbour" not in text
    assert not any("0 statements" in line for line in text.splitlines())


def test_an_account_of_a_day_before_anything_was_entered_says_that(story: "Terminal") -> None:
    text = story("amanet account Aytoz --as-of 2020-01-01").text
    assert text.splitlines()[1:] == ["  Nothing was on record here by then."]
    assert "Aytoz" not in text


def test_what_a_member_thinks_of_the_information_stands_with_it(story: "Terminal") -> None:
    said = story("amanet say Aytoz notes tall --by Nursel --json").json["number"]
    story("amanet", "assess", str(said), "--credibility", "probable", "--reason", "told twice")
    known = section(story("amanet account Aytoz").text, "Known")
    assert f"      #{said}: a member finds it probable: told twice" in known


def test_a_day_later_than_the_one_asked_about_is_marked_in_the_timeline(story: "Terminal") -> None:
    story("amanet sign add --by Nursel --set person=Aytoz --set kind=call --set date=2190-01-01")
    lines = story("amanet timeline Aytoz").text.splitlines()
    assert any("2190-01-01" in line and "later than the day asked about" in line for line in lines)


def test_an_official_who_is_counted_is_said_to_be_among_them(story: "Terminal") -> None:
    act = _act(story)
    story(f"amanet say {act} type detention --by office")
    done = section(story("amanet account Aytoz").text, "What was done")
    assert any("2 independent sources, officials among them" in line for line in done)


def test_an_account_under_another_entry_is_titled_as_the_one_they_are(story: "Terminal") -> None:
    aytoz = story("amanet account Aytoz --json").json["number"]
    other = story("amanet person add Aytoz-Q --by neighbour --json").json["number"]
    with open_vault(story.folder / "V.vault", PASSPHRASE) as opened:
        vault = opened.vault
        sides = [{"entity": str(vault.record(number).body["id"])} for number in (aytoz, other)]
        fields = {"left": sides[0], "right": sides[1], "verdict": "same"}
        vault.add(signed_draft(vault, "Judgement", fields))
    title, also, *_ = story(f"amanet account {other}").text.splitlines()
    assert title.startswith(f"Aytoz (#{aytoz})")
    assert also == f"  also entered as #{other}; members judged them to be the same"


def _act(run: "Terminal") -> int:
    found = run("amanet account Aytoz --json").json
    return int(found["numbers"][found["acts"][0]["act"]])
