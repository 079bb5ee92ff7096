"""The scales: strictest of both, and what "no more than" means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.consent.levels import DATES, IDENTITIES, PLACES, Level, Recipient
from amanet.errors import BadData

LEVELS = st.builds(
    Level, st.sampled_from(IDENTITIES), *[st.booleans()] * 3, st.sampled_from(PLACES), st.sampled_from(DATES)
)
OPEN = Level("named", True, True, True, "exact", "day")
CLOSED = Level("anonymous")


@pytest.mark.parametrize(
    "wider",
    [
        Level("pseudonym"),
        Level("anonymous", face=True),
        Level("anonymous", voice=True),
        Level("anonymous", words=True),
        Level("anonymous", place="country"),
        Level("anonymous", date="year"),
    ],
)
def test_one_step_on_any_scale_is_more(wider: Level) -> None:
    assert CLOSED.is_within(wider)
    assert not wider.is_within(CLOSED)
    assert wider.meet(CLOSED) == CLOSED


@given(LEVELS, LEVELS, LEVELS)
def test_the_strictest_of_several_is_within_each_and_does_not_depend_on_their_order(
    one: Level, other: Level, third: Level
) -> None:
    both = one.meet(other)
    assert both == other.meet(one)
    assert both.meet(third) == one.meet(other.meet(third))
    assert both.is_within(one)
    assert both.is_within(other)
    assert CLOSED.is_within(both)
    assert both.is_within(OPEN)
    assert Level.recorded(both.identity, both.to_json()).is_within(both)


@pytest.mark.parametrize("media", [None, 7, {}, {"face": "yes", "place": "the house", "date": 1}])
def test_what_a_record_does_not_say_clearly_is_the_strictest(media: object) -> None:
    assert Level.recorded("named", media) == Level("named")
    assert Level.recorded("somebody", {"words": True}) == Level("anonymous", words=True)


def test_who_is_anonymous_is_neither_seen_nor_heard() -> None:
    assert Level.recorded("anonymous", {"face": True, "voice": True, "words": True}) == Level(
        "anonymous", words=True
    )


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("team", {"kind": "team"}),
        (" Public ", {"kind": "public"}),
        ("partner: Lantern  House ", {"kind": "partner", "name": "Lantern House"}),
        ("court:of X: first chamber", {"kind": "court", "name": "of X: first chamber"}),
        ("un:WGEID", {"kind": "UN body", "name": "WGEID"}),
    ],
)
def test_recipients_as_people_type_them(text: str, content: dict[str, str]) -> None:
    assert Recipient.parse(text).to_json() == content
    assert Recipient.from_json(content) == Recipient.parse(text)


@pytest.mark.parametrize("text", ["", "partner", "partner: ", "un", "team:us", "everybody", "public:web"])
def test_a_recipient_is_one_that_there_is(text: str) -> None:
    with pytest.raises(BadData):
        Recipient.parse(text)


def test_a_refusal_may_mean_all_of_a_kind() -> None:
    anyone = Recipient.parse("partner", named=False)
    assert anyone.refused_with(Recipient("partner", "Lantern"))
    assert anyone.refused_with(Recipient("public"))
    assert not anyone.refused_with(Recipient("team"))
    assert not Recipient("partner", "Lantern").refused_with(Recipient("partner", "Ferry"))
    assert Recipient("partner", "lantern").refused_with(Recipient("partner", "Lantern "))
