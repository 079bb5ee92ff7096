"""The two properties that decide whether disclosure was done right, on generated stories: monotony and non-interference (DESIGN.md, section 6).

Everything is invented and small: three people, three sources, two places, two acts, and any statements about and by them.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from amanet.canonical import encode
from amanet.consent.levels import DATES, IDENTITIES, PLACES, Level, Recipient
from amanet.consent.wishes import Answer, Wishes
from amanet.disclosure.disclosed import disclose, to_be_pseudonyms
from amanet.disclosure.plan import Plan, plan
from amanet.disclosure.pseudonyms import draw_pseudonyms
from amanet.disclosure.request import Request
from amanet.disclosure.story import Story
from amanet.disclosure.wishes_asked import Asked
from amanet.protect.words import Hidden, WordProtector
from amanet.record.standing import Entered
from amanet.vault.ontology_files import load_ontology
from amanet.work.disclosing import draws_from

DAY = date(2026, 11, 23)
TO = Recipient("partner", "Lantern")
REQUEST = Request("advocacy", TO, DAY, drafts=True)
PEOPLE, SOURCES, PLACES_ = ("p1", "p2", "p3"), ("s1", "s2", "s3"), ("town", "house")
SCHEMATA = {
    **dict.fromkeys(PEOPLE, "Person"),
    **dict.fromkeys(SOURCES, "Source"),
    **dict.fromkeys(PLACES_, "Place"),
    "a1": "Act",
    "a2": "Act",
}
HUMANS = (*PEOPLE, *SOURCES)
# The same story under other names: everything protected is another, its form is the same.
ONE = {
    "p1": "Aynur Tokhti",
    "p2": "Memet Tursun",
    "p3": "Gulnar Omer",
    "house": "Salt House",
    "number": "N1234567",
    "day": "12",
    "age": "31",
}
OTHER = {
    "p1": "Rebiya Sulayman",
    "p2": "Perhat Ablimit",
    "p3": "Sattar Ghoja",
    "house": "Ferry Stairs",
    "number": "K7654321",
    "day": "27",
    "age": "38",
}

levels = st.builds(
    lambda identity, words, place, day: Level(identity, words=words, place=place, date=day),
    st.sampled_from(IDENTITIES),
    st.booleans(),
    st.sampled_from(PLACES),
    st.sampled_from(DATES),
)
answers = st.fixed_dictionaries({one: st.one_of(st.none(), levels) for one in HUMANS})
_FORMS = (
    ("p", "name", {"name": "{subject}"}),
    ("p", "birth_date", {"date": {"edtf": "1991-05-{day}"}}),
    ("p", "residence", {"entity": "house"}),
    ("p", "document", {"identifier": "{number}"}),
    ("p", "notes", {"text": "{p1} and {p2} lived in {house} until {day} May 2018, number {number}."}),
    ("p", "sibling", {"entity": "p2"}),
    ("a", "type", {"term": "arrest"}),
    ("a", "victim", {"entity": "p1"}),
    ("a", "victim", {"entity": "p3"}),
    ("a", "start", {"date": {"edtf": "2018-05-{day}"}}),
    ("a", "place", {"entity": "house"}),
    ("a", "age", {"quantity": {"about": "{age}"}}),
    ("house", "name", {"name": "{house}"}),
    ("house", "part_of", {"entity": "town"}),
    ("town", "kind", {"term": "region"}),
    ("town", "name", {"name": "Velmaria"}),
    ("s", "kind", {"term": "person"}),
    ("s", "connection", {"term": "relative"}),
)


@st.composite
def drawn(draw: st.DrawFn) -> list[tuple[str, str, Mapping[str, Any], str, str | None, str | None]]:
    """Statements as (subject, property, value, source, heard from, wording)."""
    found = []
    for _ in range(draw(st.integers(1, 12))):
        kind, name, value = draw(st.sampled_from(_FORMS))
        subject = draw(
            st.sampled_from([one for one in SCHEMATA if one == kind or (one[0] == kind and len(one) == 2)])
        )
        wording = draw(
            st.sampled_from([None, "{p1} told me so.", "They took {p3} on {day} May 2018 from {house}."])
        )
        heard = draw(st.sampled_from([None, None, *SOURCES]))
        found.append((subject, name, value, draw(st.sampled_from(SOURCES)), heard, wording))
    return found


def _filled(value: Any, names: Mapping[str, str], subject: str) -> Any:
    if isinstance(value, str):
        return value.format(subject=names.get(subject, subject), **names) if "{" in value else value
    if isinstance(value, Mapping):
        return {key: _filled(one, names, subject) for key, one in value.items()}
    return value


def story_of(told: list[Any], names: Mapping[str, str]) -> Story:
    records = [
        Entered(one, "Entity", "2026-01-01T00:00:00Z", {"schema": schema}) for one, schema in SCHEMATA.items()
    ]
    for number, (subject, name, value, source, heard, wording) in enumerate(told):
        body = {
            "subject": subject,
            "property": name,
            "value": _filled(value, names, subject),
            "polarity": "affirms",
            "said_by": source,
        }
        if heard is not None:
            body["heard_from"] = heard
        if wording is not None:
            body["wording"] = _filled(wording, names, subject)
        records.append(Entered(f"t{number:02d}", "Statement", "2026-01-02T00:00:00Z", body))
    return Story.of(records, load_ontology())


def asked_of(allowed: Mapping[str, Level | None]) -> Asked:
    return Asked(
        {one: Answer(level, (f"g-{one}",) if level else (), ("said so",)) for one, level in allowed.items()}
    )


def planned(
    told: list[Any], allowed: Mapping[str, Level | None], names: Mapping[str, str] = ONE
) -> tuple[Plan, Story, Asked]:
    story, asked = story_of(told, names), asked_of(allowed)
    return plan(story, asked, REQUEST, list(story.statements)), story, asked


def released(told: list[Any], allowed: Mapping[str, Level | None], names: Mapping[str, str]) -> bytes:
    """Everything that would leave, as bytes; nothing where nothing does."""
    made, story, asked = planned(told, allowed, names)
    if not made.leaves:
        return b""
    draw = draws_from(b"\1" * 32)
    pseudonyms = draw_pseudonyms(to_be_pseudonyms(made, story, asked), (), draw)
    hidden = [
        Hidden(one, "person", (names[one],), pseudonyms.get(one, "[a person]"))
        for one in PEOPLE
        if asked.identity(one) != "named"
    ]
    protector = WordProtector(hidden, [Hidden("house", "place", (names["house"],), "[a place]")])
    done = disclose(made, story, asked, pseudonyms, protector, {}, draw)
    return encode([*(one.to_json() for one in done.statements), *(one.to_json() for one in done.entities)])


def _protected_alike(allowed: Mapping[str, Level | None]) -> dict[str, str]:
    """The other names, but what somebody allowed to be told stays the same: names of who is named; days, places, words that may be exact."""
    found = dict(OTHER)
    for one in PEOPLE:
        level = allowed[one]
        if level is not None and level.identity == "named":
            found[one] = ONE[one]
    given = [level for level in allowed.values() if level is not None]
    for value, is_open in (
        ("house", any(level.place == "exact" for level in given)),
        ("day", any(level.date == "day" for level in given)),
        ("age", any(level.identity == "named" for level in given)),
        ("number", any(level.identity == "named" for level in given)),
    ):
        if is_open:
            found[value] = ONE[value]
    return found


@settings(max_examples=150)
@given(drawn(), answers)
def test_what_is_protected_makes_no_difference_to_what_leaves(
    told: list[Any], allowed: dict[str, Level | None]
) -> None:
    assert released(told, allowed, ONE) == released(told, allowed, _protected_alike(allowed))


@settings(max_examples=150)
@given(drawn(), answers, st.sampled_from(HUMANS), st.one_of(st.none(), levels))
def test_who_narrows_what_they_allow_never_opens_anything(
    told: list[Any], allowed: dict[str, Level | None], who: str, narrower: Level | None
) -> None:
    before = allowed[who]
    after = dict(allowed)
    after[who] = None if before is None or narrower is None else before.meet(narrower)
    wide, _, _ = planned(told, allowed)
    narrow, _, _ = planned(told, after)
    for one, ruling in narrow.statements.items():
        if ruling.shape is not None:
            was = wide.statements[one].shape
            assert was is not None
            assert ruling.shape.level.is_within(was.level)
            assert (ruling.shape.wording is None) >= (was.wording is None)
    assert set(narrow.labels) <= set(wide.labels)


@settings(max_examples=50)
@given(drawn())
def test_without_a_grant_nothing_leaves_not_even_a_count(told: list[Any]) -> None:
    made, _, _ = planned(told, dict.fromkeys(HUMANS))
    assert not made.leaves
    assert not made.shapes
    assert made.grants == ()


def _grant(
    number: int, person: str, use: str = "advocacy", given: str = "2026-02-01", **more: Any
) -> Entered:
    body = {
        "id": f"g{number}", "type": "Grant", "entered_at": f"{given}T00:00:00Z", "person": person, "use": use, "recipient": TO.to_json(),
        "identity": "pseudonym", "media": {"words": True, "place": "district", "date": "month"}, "given_at": {"edtf": given}, "language": "ug",
        "explained": "all of it", **more,
    }  # fmt: skip
    return Entered.of(body)


_ENDINGS = st.sampled_from(
    (
        {"type": "Withdrawal"},
        {"type": "Withdrawal", "withdraws": ["g1"]},
        {"type": "Refusal"},
        {"type": "Refusal", "use": "advocacy", "recipient": TO.to_json()},
        {"type": "Refusal", "use": "advocacy"},
    )
)


@settings(max_examples=80)
@given(drawn(), st.sampled_from(HUMANS), _ENDINGS, st.booleans())
def test_a_withdrawal_refusal_or_expiry_never_opens_anything(
    told: list[Any], who: str, ending: dict[str, Any], expires: bool
) -> None:
    grants = [_grant(number, person) for number, person in enumerate(HUMANS)]
    later = {
        "id": "w",
        "entered_at": "2026-03-01T00:00:00Z",
        "person": who,
        "given_at": {"edtf": "2026-03-01"},
        **ending,
    }
    if expires:
        ended = [
            replace_body(one, expires_at="2026-06-01") if one.body["person"] == who else one for one in grants
        ]
    else:
        ended = [*grants, Entered.of(later)]
    story = story_of(told, ONE)
    wide, narrow = (
        plan(
            story,
            Asked({one: Wishes.of(records, one, DAY).answer("advocacy", TO) for one in HUMANS}),
            REQUEST,
            list(story.statements),
        )
        for records in (grants, ended)
    )
    for one, ruling in narrow.statements.items():
        assert ruling.shape is None or wide.statements[one].shape is not None
        if any(touch.entity == who for touch in ruling.touches) and ending != {
            "type": "Withdrawal",
            "withdraws": ["g1"],
        }:
            assert ruling.shape is None


def replace_body(record: Entered, **more: Any) -> Entered:
    return record._replace(body={**record.body, **more})


def test_a_policy_that_raises_denies() -> None:
    class Broken(Asked):
        def answer(self, entity: str) -> Answer:
            raise RuntimeError("a fault")

    story = story_of([("a1", "type", {"term": "arrest"}, "s1", None, None)], ONE)
    made = plan(story, Broken(), REQUEST, list(story.statements))
    assert not made.leaves


def test_what_a_member_hides_stays_and_nothing_else_changes_for_the_wider() -> None:
    told = [
        ("a1", "type", {"term": "arrest"}, "s1", None, None),
        ("a1", "type", {"term": "detention"}, "s2", None, None),
    ]
    story = story_of(told, ONE)
    allowed = asked_of(dict.fromkeys(HUMANS, Level("named", words=True, place="exact", date="day")))
    made = plan(story, allowed, replace(REQUEST, hidden=frozenset({"s1"})), list(story.statements))
    assert [one.statement for one in made.shapes] == ["t01"]
