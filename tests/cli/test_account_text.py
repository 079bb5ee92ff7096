"""The account as text: who says each thing, how they know and how sure they are; what matters most first."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Terminal


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
