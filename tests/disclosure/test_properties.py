"""The two properties that decide whether disclosure was done right, on generated stories: monotony and non-interference (DESIGN.md, section 6).

Everything is invented. Each story is whole – people with names, acts with victims, places that lie in others and are called something – and in
most cases there is something that nobody allows, so that there is something to be protected. Words are protected by a stand-in that hides what
it is told to: how names are found in real words is shown in tests/protect.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from amanet.canonical import encode
from amanet.consent.levels import DATES, IDENTITIES, PLACES, Level
from amanet.consent.wishes import Answer, Wishes
from amanet.disclosure.disclosed import disclose, to_be_pseudonyms
from amanet.disclosure.plan import Plan, plan
from amanet.disclosure.pseudonyms import draw_pseudonyms
from amanet.disclosure.story import Story
from amanet.disclosure.wishes_asked import OPEN, Asked
from amanet.record.standing import Entered
from amanet.work.disclosing import draws_from

from .conftest import DAY, REQUEST, TO, record, story_of

PEOPLE, SOURCES = ("p1", "p2", "p3"), ("s1", "s2")
HUMANS = (*PEOPLE, *SOURCES)
OPENS = replace(
    REQUEST,
    opens=frozenset(("phone", "residence", "coordinates", "place", "received_by", "person", "address")),
)
# The same story with everything protected exchanged.
ONE: Mapping[str, Any] = {
    "p1": "Aynur Tokhti", "p2": "Memet Tursun", "p3": "Gulnar Omer", "s1": "Rozi", "s2": "Hashim", "house": "Salt House", "barn": "Ferry Stairs",
    "number": "700 123 45 67", "day": "2018-05-12", "when": "2018-05-14", "age": "31", "kin": "sibling", "where": "l1", "words": "told",
}  # fmt: skip
OTHER: Mapping[str, Any] = {
    "p1": "Rebiya Sulayman", "p2": "Perhat Ablimit", "p3": "Sattar Ghoja", "s1": "Yasin", "s2": "Zumret", "house": "Old Mill", "barn": "Lantern Yard",
    "number": "701 765 43 21", "day": "2018-05", "when": "2018-05-02", "age": "38", "kin": "other_kin", "where": "l2", "words": "never told",
}  # fmt: skip
WORDS = (None, "{p1} {words} me on {when}.", "They took {p2} from {house}; call {number}.")

levels = st.builds(
    lambda identity, words, place, day: Level(identity, words=words, place=place, date=day),
    st.sampled_from(IDENTITIES),
    st.sampled_from((True, True, False)),
    st.sampled_from(PLACES),
    st.sampled_from(DATES),
)
# What nobody in a story allows: in each case something else.
CEILINGS = (
    OPEN,
    replace(OPEN, identity="pseudonym"),
    replace(OPEN, place="district"),
    replace(OPEN, place="country"),
    replace(OPEN, date="month"),
    replace(OPEN, words=False),
    replace(OPEN, identity="pseudonym", place="district", date="month"),
    replace(OPEN, identity="anonymous", words=False, place="district", date="month"),
)


@st.composite
def answered(draw: st.DrawFn) -> dict[str, Level | None]:
    """One level for most, something narrower for some, silence of a few, and never more than the ceiling."""
    ceiling = draw(st.sampled_from(CEILINGS))
    some = draw(st.dictionaries(st.sampled_from(HUMANS), st.one_of(st.none(), levels), max_size=2))
    return {
        one: None if one in some and some[one] is None else ceiling.meet(some.get(one) or OPEN)
        for one in HUMANS
    }


@st.composite
def drawn(draw: st.DrawFn) -> list[Any]:
    """Lines of a whole little story. What is in braces is filled in."""
    source = st.sampled_from(SOURCES)
    person = st.sampled_from(PEOPLE)
    lines: list[Any] = []

    def said(subject: str, name: str, value: Any) -> None:
        heard = draw(st.sampled_from((None, None, None, *SOURCES)))
        words = draw(st.sampled_from(WORDS))
        more = {"heard_from": heard} if heard else {}
        more |= {"wording": words} if words else {}
        lines.append(((subject, name, value, draw(source)), more))

    for one in draw(st.lists(person, min_size=1, max_size=3, unique=True)):
        said(one, "name", "{" + one + "}")
        for about in draw(st.lists(st.sampled_from(range(6)), max_size=3, unique=True)):
            said(one, *_OF_A_PERSON[about])
    for act in draw(st.lists(st.sampled_from(("a1", "a2")), min_size=1, max_size=2, unique=True)):
        said(act, "type", "arrest")
        said(act, "victim", draw(person))
        for about in draw(st.lists(st.sampled_from(range(6)), min_size=1, max_size=4, unique=True)):
            said(act, *_OF_AN_ACT[about])
    for line in _GROUND:
        said(*line)
    for about in draw(st.lists(st.sampled_from(range(len(_BESIDE))), max_size=3, unique=True)):
        said(*_BESIDE[about])
    return lines


_OF_A_PERSON = (
    ("birth_date", "{day}"), ("residence", "{where}"), ("phone", {"identifier": "{number}"}),
    ("notes", "{p1} and {p2} lived in {house} until {day}, number {number}."), ("{kin}", "p2"), ("sex", "female"),
)  # fmt: skip
_OF_AN_ACT = (
    ("start", "{day}"), ("place", "{where}"), ("age", "{age}"), ("stated_reason", "{p3} {words} it in {house}."), ("victim", "p3"),
    ("event", "e1"),
)  # fmt: skip
_GROUND = (
    ("l1", "name", "{house}"), ("l2", "name", "{barn}"), ("l1", "part_of", "l3"), ("l2", "part_of", "l3"), ("l3", "kind", "region"),
    ("l3", "name", "Velmaria"),
)  # fmt: skip
_BESIDE = (
    ("e1", "title", "The raid"), ("e1", "place", "{where}"), ("e1", "start", "{day}"), ("s1", "name", "{s1}"), ("s2", "kind", "person"),
    ("l1", "coordinates", {"coordinates": ["43.2", "76.9"]}), ("r1", "person", "p1"), ("r1", "relative", "p3"), ("z1", "person", "p2"),
    ("z1", "received_by", "p1"), ("z1", "place", "{where}"), ("o1", "head", "p3"), ("l1", "description", "Behind {house} of {p1}"),
)  # fmt: skip


def _filled(value: Any, names: Mapping[str, Any]) -> Any:
    if isinstance(value, str):
        return value.format(**names) if "{" in value else value
    if isinstance(value, Mapping):
        return {key: _filled(one, names) for key, one in value.items()}
    if isinstance(value, Sequence):
        return type(value)(_filled(one, names) for one in value)  # type: ignore[call-arg]
    return value


def asked_of(allowed: Mapping[str, Level | None]) -> Asked:
    return Asked(
        {one: Answer(level, (f"g-{one}",) if level else (), ("said so",)) for one, level in allowed.items()}
    )


def planned(
    lines: list[Any], allowed: Mapping[str, Level | None], names: Mapping[str, Any] = ONE
) -> tuple[Plan, Story, Asked]:
    story, asked = story_of(*_filled(lines, names)), asked_of(allowed)
    return plan(story, asked, OPENS, list(story.statements)), story, asked


def released(lines: list[Any], allowed: Mapping[str, Level | None], names: Mapping[str, Any]) -> bytes:
    """Everything that would leave, as bytes; nothing where nothing does."""
    made, story, asked = planned(lines, allowed, names)
    if not made.leaves:
        return b""
    draw = draws_from(b"\1" * 32)
    pseudonyms = draw_pseudonyms(to_be_pseudonyms(made, story, asked), (), draw)

    def protect(text: str, _: str | None, level: Level) -> str:
        hidden = [
            (names[one], pseudonyms.get(one, "[a person]"))
            for one in HUMANS
            if asked.identity(one) != "named"
        ]
        hidden += [(names["number"], "[number]")] if level != OPEN else []
        hidden += [(names[one], "[a place]") for one in ("house", "barn") if level.place != "exact"]
        hidden += [(names[one], "2018") for one in ("when", "day") if level.date != "day"]
        return reduce(lambda words, one: words.replace(*one), hidden, text)

    done = disclose(made, story, asked, pseudonyms, protect, {}, draw)
    return encode([*(one.to_json() for one in done.statements), *(one.to_json() for one in done.entities)])


def _exchanged(allowed: Mapping[str, Level | None]) -> dict[str, Any]:
    """The other values; but whatever anybody allowed to be told stays the same."""
    found = dict(OTHER)
    given = [level for level in allowed.values() if level is not None]
    for one in HUMANS:
        level = allowed[one]
        if level is not None and level.identity == "named":
            found[one] = ONE[one]
    is_named = any(level.identity == "named" for level in given)
    for values, is_open in (
        (("house", "barn", "where"), any(level.place == "exact" for level in given)),
        (("day", "when"), any(level.date == "day" for level in given)),
        (("age", "number", "kin"), is_named),
        (("words",), any(level.words for level in given)),
    ):
        if is_open:
            found |= {value: ONE[value] for value in values}
    return found


@settings(max_examples=120)
@given(drawn(), answered())
def test_what_is_protected_makes_no_difference_to_what_leaves(
    lines: list[Any], allowed: dict[str, Level | None]
) -> None:
    assert released(lines, allowed, ONE) == released(lines, allowed, _exchanged(allowed))


@settings(max_examples=60)
@given(drawn(), answered())
def test_nothing_that_nobody_allowed_stands_in_what_leaves(
    lines: list[Any], allowed: dict[str, Level | None]
) -> None:
    exchanged, text = _exchanged(allowed), released(lines, allowed, ONE).decode()
    for name in (*HUMANS, "house", "barn", "number", "when", "day"):
        if exchanged[name] != ONE[name]:
            assert ONE[name] not in text
    for shape in planned(lines, allowed)[0].shapes:
        if "name" in shape.value and shape.subject in HUMANS:
            assert all(asked_of(allowed).identity(one) == "named" for one in (shape.subject, shape.said_by))
    for entity in (*HUMANS, "l1", "l2", "l3", "a1", "a2", "e1"):
        assert f'"{entity}"' not in text


@settings(max_examples=60)
@given(drawn(), answered(), st.sampled_from(HUMANS), st.one_of(st.none(), levels))
def test_who_narrows_what_they_allow_never_opens_anything(
    lines: list[Any], allowed: dict[str, Level | None], who: str, narrower: Level | None
) -> None:
    before = allowed[who]
    after = dict(allowed)
    after[who] = None if before is None or narrower is None else before.meet(narrower)
    wide, _, _ = planned(lines, allowed)
    narrow, _, _ = planned(lines, after)
    for one, ruling in narrow.statements.items():
        if ruling.shape is not None:
            was = wide.statements[one].shape
            assert was is not None
            assert ruling.shape.level.is_within(was.level)
            assert (ruling.shape.wording is None) >= (was.wording is None)
            assert set(ruling.shape.passages) <= set(was.passages)
    assert set(narrow.labels) <= set(wide.labels)
    assert set(narrow.grants) <= set(wide.grants)


@settings(max_examples=40)
@given(drawn(), answered(), st.integers(0, 40))
def test_what_a_member_keeps_back_stays_and_opens_nothing_else(
    lines: list[Any], allowed: dict[str, Level | None], which: int
) -> None:
    wide, story, asked = planned(lines, allowed)
    ids = [*story.statements, *HUMANS, "l1", "l3", "a1"]
    kept_back = ids[which % len(ids)]
    narrow = plan(story, asked, OPENS.hiding((kept_back,)), list(story.statements))
    shapes = {shape.statement: shape for shape in wide.shapes}
    for shape in narrow.shapes:
        assert shapes[shape.statement] == shape
        assert kept_back not in (
            shape.statement,
            shape.subject,
            shape.said_by,
            shape.heard_from,
            shape.value.get("entity"),
        )


@settings(max_examples=30)
@given(drawn())
def test_without_a_grant_nothing_leaves_not_even_a_count(lines: list[Any]) -> None:
    made, _, _ = planned(lines, dict.fromkeys(HUMANS))
    assert not made.leaves
    assert not made.shapes
    assert made.labels == {}
    assert made.grants == ()


@settings(max_examples=30)
@given(drawn(), answered(), st.randoms(use_true_random=False))
def test_the_order_of_records_and_of_the_choice_does_not_matter(
    lines: list[Any], allowed: dict[str, Level | None], chance: Any
) -> None:
    made, story, asked = planned(lines, allowed)
    chosen = list(story.statements)
    chance.shuffle(chosen)
    assert plan(story, asked, OPENS, chosen) == made


def _grant(number: int, person: str, **more: Any) -> Entered:
    body = {
        "person": person, "use": "advocacy", "recipient": TO.to_json(), "identity": "pseudonym", "given_at": {"edtf": "2026-02-01"},
        "media": {"words": True, "place": "district", "date": "month"}, "language": "ug", "explained": "all of it", **more,
    }  # fmt: skip
    return record(f"g{number}", "Grant", **body)


_BY_NAME = {"type": "Withdrawal", "withdraws": ["g1"]}
_ENDINGS = st.sampled_from(
    (
        {"type": "Withdrawal"},
        _BY_NAME,
        {"type": "Refusal"},
        {"type": "Refusal", "use": "advocacy", "recipient": TO.to_json()},
        {"type": "Refusal", "use": "advocacy"},
        {"type": "expiry"},
    )
)


@settings(max_examples=60)
@given(drawn(), st.sampled_from(HUMANS), _ENDINGS)
def test_a_withdrawal_refusal_or_expiry_never_opens_anything(
    lines: list[Any], who: str, ending: dict[str, Any]
) -> None:
    grants = [_grant(number, person) for number, person in enumerate(HUMANS)]
    if ending["type"] == "expiry":
        place = HUMANS.index(who)
        ended = [*grants[:place], _grant(place, who, expires_at="2026-06-01"), *grants[place + 1 :]]
    else:
        fields = {name: value for name, value in ending.items() if name != "type"}
        ended = [*grants, record("w", ending["type"], person=who, given_at={"edtf": "2026-03-01"}, **fields)]
    story = story_of(*_filled(lines, ONE))
    wide, narrow = (
        plan(
            story,
            Asked({one: Wishes.of(records, one, DAY).answer("advocacy", TO) for one in HUMANS}),
            OPENS,
            list(story.statements),
        )
        for records in (grants, ended)
    )
    for one, ruling in narrow.statements.items():
        assert ruling.shape is None or wide.statements[one].shape is not None
        if ending != _BY_NAME and any(touch.entity == who for touch in ruling.touches):
            assert ruling.shape is None


def test_a_policy_that_raises_denies() -> None:
    class Broken(Asked):
        def answer(self, entity: str) -> Answer:
            raise RuntimeError("a fault")

    story = story_of(("a1", "type", "arrest"))
    assert not plan(story, Broken(), REQUEST, list(story.statements)).leaves
