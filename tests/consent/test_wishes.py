"""What a person's wishes are: known cases, and what holds for whatever records."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amanet.consent.grants import USES
from amanet.consent.levels import DATES, IDENTITIES, PLACES, Level, Recipient
from amanet.consent.wishes import Answer, Whose, Wishes
from amanet.record.standing import Entered

TODAY = date(2026, 11, 22)
TEAM = Recipient("team")
Make = Callable[..., Entered]


def wishes(*records: Entered, as_of: date = TODAY, **whose: Any) -> Wishes:
    return Wishes.of(records, Whose("P", **{k: frozenset(v) for k, v in whose.items()}), as_of)


def states(found: Wishes) -> list[str]:
    return [one.state for one in found.grants]


def answer(found: Wishes, use: str = "research", to: Recipient = TEAM) -> Answer:
    return found.answer(use, to)


# Known cases


def test_silence_is_a_refusal() -> None:
    assert not answer(wishes())
    assert answer(wishes()).reasons == ("Nobody allowed this. Silence is a refusal.",)


def test_a_grant_is_for_its_use_and_recipient_and_no_other(grant: Make) -> None:
    found = wishes(grant(recipient={"kind": "partner", "name": "Lantern"}))
    assert answer(found, to=Recipient("partner", " lantern"))
    for use, to in (
        ("media", Recipient("partner", "Lantern")),
        ("research", Recipient("partner", "Other")),
        ("research", TEAM),
    ):
        assert not answer(found, use, to)


def test_what_was_not_asked_is_the_most_protected(grant: Make) -> None:
    level = answer(wishes(grant(media={}, identity="pseudonym"))).level
    assert level == Level("pseudonym", False, False, False, "none", "none")


def test_it_ends_on_the_day_of_its_end_and_waits_on_the_day_of_its_review(grant: Make) -> None:
    assert states(wishes(grant(expires_at="2026-11-23"))) == ["in force"]
    assert states(wishes(grant(expires_at="2026-11-22"))) == ["expired"]
    assert states(wishes(grant(review_at="2026-11-22"))) == ["to be reviewed"]
    assert not answer(wishes(grant(review_at="2026-11-22")))


def test_those_to_be_asked_are_due_or_soon_will_be(grant: Make) -> None:
    found = wishes(
        grant(review_at="2026-11-01"),
        grant(use="media", expires_at="2027-01-05"),
        grant(use="memorial", review_at="2027-06-01"),
    )
    assert [one.id for one in found.to_ask()] == ["r001", "r002"]


def test_withdrawing_all_ends_what_was_given_until_then_and_a_later_grant_counts(
    grant: Make, record: Make
) -> None:
    found = wishes(
        grant(),
        record("Withdrawal", given_at="2026-06-01"),
        grant(given_at="2026-07-01", identity="anonymous"),
    )
    assert states(found) == ["withdrawn", "in force"]
    assert answer(found).level == Level("anonymous", words=True, place="exact", date="day")


@pytest.mark.parametrize("given_at", ["2026-06-01", "2026-06", "2026", "2025~"])
def test_a_grant_that_is_not_surely_later_is_withdrawn_too(grant: Make, record: Make, given_at: str) -> None:
    assert states(wishes(record("Withdrawal", given_at="2026-06-01"), grant(given_at=given_at))) == [
        "withdrawn"
    ]


def test_a_withdrawal_by_name_ends_only_those(grant: Make, record: Make) -> None:
    one, other = grant(), grant(use="media")
    found = wishes(one, other, record("Withdrawal", given_at="2026-01-01", withdraws=[one.id]))
    assert states(found) == ["withdrawn", "in force"]


def test_what_a_grant_was_replaced_by_may_end_but_it_does_not_come_back(grant: Make, record: Make) -> None:
    wide, narrow = grant(), grant(given_at="2026-08-01", identity="anonymous")
    assert states(wishes(wide, narrow)) == ["replaced by a later grant", "in force"]
    assert answer(wishes(wide, narrow)).level == Level("anonymous", words=True, place="exact", date="day")
    assert not answer(
        wishes(grant(), narrow, record("Withdrawal", given_at="2026-09-01", withdraws=[narrow.id]))
    )


def test_of_two_of_which_nobody_knows_the_order_the_strictest_counts_also_when_it_ends(
    grant: Make, record: Make
) -> None:
    narrow = grant(identity="anonymous", given_at="2026-05")
    assert answer(wishes(grant(), narrow)).level.identity == "anonymous"  # type: ignore[union-attr]
    taken = record("Withdrawal", given_at="2026-09-01", withdraws=[narrow.id])
    assert answer(wishes(grant(), narrow, taken)).level.identity == "anonymous"  # type: ignore[union-attr]


def test_a_refusal_for_one_use_leaves_the_others(grant: Make, record: Make) -> None:
    found = wishes(grant(), grant(use="media"), record("Refusal", given_at="2026-06-01", use="media"))
    assert states(found) == ["in force", "superseded by refusal"]


def test_who_refuses_somebody_refuses_the_public_too(grant: Make, record: Make) -> None:
    public = grant(recipient={"kind": "public"})
    found = wishes(
        public, grant(), record("Refusal", given_at="2026-06-01", recipient={"kind": "court", "name": "of X"})
    )
    assert states(found) == ["superseded by refusal", "in force"]


def test_a_refusal_or_withdrawal_counts_whatever_day_is_asked_about(grant: Make, record: Make) -> None:
    taken = record("Withdrawal", given_at="2026-10-01")
    assert not answer(wishes(grant(), taken, as_of=date(2026, 6, 1)))


def test_a_grant_counts_from_the_day_by_which_it_was_surely_given(grant: Make) -> None:
    assert not answer(wishes(grant(), as_of=date(2026, 4, 30)))
    assert answer(wishes(grant(given_at="2026"), as_of=TODAY)), (
        "it was entered on 1 November, so it was given by then"
    )
    assert states(wishes(grant(given_at="2026"), as_of=date(2026, 10, 31))) == ["not given yet"]


def test_a_refusal_nobody_can_read_refuses_everything(grant: Make, record: Make) -> None:
    for broken in (record("Refusal", recipient=7), record("Refusal"), record("Withdrawal", withdraws="r001")):
        assert not answer(wishes(grant(), grant(given_at="2030-01-01"), broken))


def test_a_grant_nobody_can_read_does_not_count_and_is_told(grant: Make) -> None:
    for broken in (
        grant(use="everything"),
        grant(recipient={"kind": "partner"}),
        grant(recipient="team"),
        grant(given_at="not a date"),
        grant(expires_at="soon"),
        grant(identity="famous"),
    ):
        found = wishes(broken)
        assert states(found) == ["not understood"]
        assert not any(found.answer(use, TEAM) for use in USES)


def test_a_grant_without_a_valid_signature_does_not_count(grant: Make) -> None:
    assert states(wishes(grant(), unsigned=["r001"])) == ["not understood"]


def test_a_retracted_grant_is_withdrawn_and_a_retracted_refusal_stays(grant: Make, record: Make) -> None:
    given_ = grant()
    assert states(wishes(given_, record("Retraction", retracts=given_.id, reason="undone"))) == ["withdrawn"]
    refusal = record("Refusal", given_at="2026-06-01")
    assert not answer(wishes(given_, refusal, record("Retraction", retracts=refusal.id, reason="undone")))


# Proxies


def test_the_strictest_proxy_wins_and_goes_on_winning_when_their_grant_ends(
    grant: Make, record: Make
) -> None:
    mother = grant(given_by="mother", kinship="mother")
    uncle = grant(given_by="uncle", kinship="uncle", identity="anonymous", given_at="2026-06-01")
    assert answer(wishes(mother, uncle)).level.identity == "anonymous"  # type: ignore[union-attr]
    assert not answer(wishes(mother, replace_body(uncle, expires_at="2026-11-01")))
    taken = record("Withdrawal", given_by="uncle", given_at="2026-07-01", withdraws=[uncle.id])
    found = wishes(mother, uncle, taken)
    assert states(found) == ["held back", "withdrawn"]
    assert not answer(found)


def test_a_proxy_s_refusal_stands_against_a_later_grant_of_another(grant: Make, record: Make) -> None:
    refusal = record("Refusal", given_by="uncle", given_at="2026-01-01", use="research")
    found = wishes(refusal, grant(given_by="mother", kinship="mother"))
    assert states(found) == ["held back"]
    assert answer(wishes(refusal, grant(given_by="mother", kinship="mother"), departed=["uncle"]))


def test_a_proxy_who_died_decides_no_more(grant: Make) -> None:
    assert states(wishes(grant(given_by="mother", kinship="mother"), departed=["mother"])) == ["lapsed"]


def test_a_proxy_s_power_lapses_when_the_person_speaks(grant: Make, record: Make) -> None:
    mother = grant(given_by="mother", kinship="mother")
    back = grant(given_at="2026-10-01", use="memorial")
    found = wishes(mother, back)
    assert states(found) == ["lapsed", "in force"]
    assert not answer(found)


def test_what_a_lapsed_proxy_had_narrowed_stays_closed_until_the_person_grants_it(
    grant: Make, record: Make
) -> None:
    """Otherwise taking back something else would open the old grant again in full."""
    old = grant(given_at="2016-05-01")
    mother = grant(given_by="mother", kinship="mother", identity="anonymous", given_at="2019-05-01")
    other = grant(given_at="2016-05-01", use="media")
    taken = record("Withdrawal", given_at="2026-10-01", withdraws=[other.id])
    assert not answer(wishes(old, mother, other, taken))
    again = grant(given_at="2026-10-02")
    assert answer(wishes(old, mother, other, taken, again)).level.identity == "named"  # type: ignore[union-attr]


def test_no_proxy_overrules_what_the_person_refused(grant: Make, record: Make) -> None:
    refusal = record("Refusal", given_at="2016-01-01", use="research")
    assert not answer(wishes(refusal, grant(given_by="mother", kinship="mother")))


# One human being, several entities


def test_the_source_that_somebody_is_speaks_with_their_voice(grant: Make, record: Make) -> None:
    assert answer(wishes(grant(person="S"), same=["S"]))
    assert not answer(wishes(grant(person="S")))
    assert not answer(wishes(grant(), record("Withdrawal", person="S", given_at="2026-06-01"), same=["S"]))


def test_of_somebody_who_may_be_the_same_only_what_they_refuse_counts(grant: Make, record: Make) -> None:
    assert not answer(wishes(grant(person="X"), perhaps=["X"]))
    assert not answer(wishes(grant(), record("Refusal", person="X", given_at="2026-06-01"), perhaps=["X"]))
    assert states(wishes(grant(), grant(person="X"), perhaps=["X"])) == ["in force"]


# What holds for whatever records

PEOPLE = st.sampled_from(["P", "P", "P", "S", "X", "nobody"])
RECIPIENTS = [Recipient("team"), Recipient("partner", "Lantern"), Recipient("public")]
GIVERS = st.sampled_from([None, None, "mother", "uncle", "P"])
DAYS = st.sampled_from(
    [
        "2015-01-01",
        "2024-03-04",
        "2024-03",
        "2024",
        "2025-01~",
        "2026-05-01",
        "2026-11-21",
        "2027-01-01",
        "XXXX",
        "nonsense",
    ]
)
LEVELS = st.builds(
    Level,
    st.sampled_from(IDENTITIES),
    *[st.booleans()] * 3,
    st.sampled_from(PLACES),
    st.sampled_from(DATES),
)
ENDS = st.one_of(st.none(), st.sampled_from(["2025-06-01", "2026-11-22", "2026-12-01"]))
WHOSE = Whose("P", same=frozenset("S"), perhaps=frozenset("X"), departed=frozenset())


def body_of(level: Level) -> dict[str, Any]:
    media = level.to_json()
    return {"identity": media.pop("identity"), "media": media}


@st.composite
def grants(draw: st.DrawFn, number: int) -> Entered:
    body = {
        "person": draw(PEOPLE),
        "use": draw(st.sampled_from(["research", "media"])),
        "recipient": draw(st.sampled_from(RECIPIENTS)).to_json(),
        "given_at": {"edtf": draw(DAYS)},
        **body_of(draw(LEVELS)),
        **present(given_by=draw(GIVERS), expires_at=draw(ENDS), review_at=draw(ENDS)),
    }
    return Entered(f"{number:03}", "Grant", "2026-11-20T00:00:00Z", body)


@st.composite
def denials(draw: st.DrawFn, number: int) -> Entered:
    body = {"person": draw(PEOPLE), **present(given_by=draw(GIVERS))}
    if draw(st.booleans()):
        body["given_at"] = {"edtf": draw(DAYS)}
    if draw(st.booleans()):
        named = draw(
            st.one_of(st.none(), st.lists(st.sampled_from([f"{n:03}" for n in range(6)]), max_size=2))
        )
        return Entered(
            f"{number:03}", "Withdrawal", "2026-11-20T00:00:00Z", {**body, **present(withdraws=named)}
        )
    to = draw(
        st.one_of(st.none(), st.sampled_from([*RECIPIENTS, Recipient("partner"), Recipient("court", "of X")]))
    )
    body |= present(
        use=draw(st.sampled_from([None, "research"])), recipient=None if to is None else to.to_json()
    )
    return Entered(f"{number:03}", "Refusal", "2026-11-20T00:00:00Z", body)


@st.composite
def worlds(draw: st.DrawFn) -> list[Entered]:
    found = [draw(grants(number)) for number in range(draw(st.integers(1, 5)))]
    return found + [draw(denials(number)) for number in range(10, 10 + draw(st.integers(0, 3)))]


def present(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def replace_body(record: Entered, **fields: Any) -> Entered:
    return record._replace(body={**record.body, **fields})


def allowed(
    records: list[Entered], as_of: date = TODAY, whose: Whose = WHOSE
) -> dict[tuple[str, str], Level | None]:
    found = Wishes.of(records, whose, as_of)
    return {(use, str(to)): found.answer(use, to).level for use in ("research", "media") for to in RECIPIENTS}


def assert_nothing_more(
    after: dict[tuple[str, str], Level | None], before: dict[tuple[str, str], Level | None]
) -> None:
    for key, level in after.items():
        was = before[key]
        assert level is None or (was is not None and level.is_within(was)), key


MANY = settings(max_examples=100)


@MANY
@given(worlds(), st.data())
def test_withdrawing_or_refusing_never_makes_more_allowed(
    records: list[Entered], data: st.DataObject
) -> None:
    more = data.draw(denials(99))
    assert_nothing_more(allowed([*records, more]), allowed(records))


@MANY
@given(worlds(), st.data(), st.sampled_from(["expires_at", "review_at"]))
def test_ending_a_grant_earlier_never_makes_more_allowed(
    records: list[Entered], data: st.DataObject, name: str
) -> None:
    place = data.draw(st.sampled_from([i for i, one in enumerate(records) if one.type == "Grant"]))
    day = data.draw(st.sampled_from(["2025-01-01", "2026-11-22", "2026-11-30"]))
    if str(records[place].body.get(name, "9999")) >= day:
        changed = [*records]
        changed[place] = replace_body(records[place], **{name: day})
        assert_nothing_more(allowed(changed), allowed(records))


@MANY
@given(worlds(), st.data())
def test_narrowing_a_grant_never_makes_more_allowed(records: list[Entered], data: st.DataObject) -> None:
    place = data.draw(st.sampled_from([i for i, one in enumerate(records) if one.type == "Grant"]))
    body = records[place].body
    narrower = Level.recorded(body["identity"], body["media"]).meet(data.draw(LEVELS))
    changed = [*records]
    changed[place] = replace_body(records[place], **body_of(narrower))
    assert_nothing_more(allowed(changed), allowed(records))


@MANY
@given(worlds(), st.data())
def test_a_later_narrower_grant_never_makes_more_allowed_of_what_was(
    records: list[Entered], data: st.DataObject
) -> None:
    before = allowed(records)
    (use, to), level = data.draw(st.sampled_from(sorted(before.items(), key=lambda one: one[0])))
    if level is None:
        return
    recipient = next(one for one in RECIPIENTS if str(one) == to)
    narrower = body_of(level.meet(data.draw(LEVELS)))
    body = {
        "person": "P",
        "use": use,
        "recipient": recipient.to_json(),
        "given_at": {"edtf": "2026-11-22"},
        **narrower,
    }
    assert_nothing_more(allowed([*records, Entered("099", "Grant", "2026-11-22T00:00:00Z", body)]), before)


@MANY
@given(worlds(), st.integers(1, 800))
def test_time_alone_never_makes_more_allowed_of_what_was_given(records: list[Entered], days: int) -> None:
    records = [one for one in records if one.body.get("given_at", {}).get("edtf") != "2027-01-01"]
    assert_nothing_more(allowed(records, TODAY + timedelta(days)), allowed(records))


@MANY
@given(worlds(), st.sampled_from(["unsigned", "perhaps"]), st.data())
def test_to_trust_less_never_makes_more_allowed(
    records: list[Entered], name: str, data: st.DataObject
) -> None:
    one = data.draw(st.sampled_from(records))
    chosen = {one.id} if name == "unsigned" else {"X", str(one.body["person"])} - WHOSE.own
    less = replace(WHOSE, **{name: frozenset(chosen)})
    assert_nothing_more(allowed(records, whose=less), allowed(records))


@MANY
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter_nor_how_often_they_come(
    records: list[Entered], dice: random.Random
) -> None:
    mixed = [*records, *records[:2]]
    dice.shuffle(mixed)
    assert allowed(mixed) == allowed(records)
    assert Wishes.of(mixed, WHOSE, TODAY).grants == Wishes.of(records, WHOSE, TODAY).grants


@MANY
@given(worlds())
def test_states_and_answers_agree(records: list[Entered]) -> None:
    found = Wishes.of(records, WHOSE, TODAY)
    for one in found.grants:
        assert one.in_force == (not one.reasons)
        if one.in_force:
            assert one.grant is not None
            answer_ = found.answer(one.grant.use, one.grant.recipient)
            assert one.id in answer_.grants
            assert answer_.level is not None
            assert answer_.level.is_within(one.grant.level)
    in_force = {one.id for one in found.grants if one.in_force}
    assert in_force == {id_ for _, _, answer_ in found.answers() for id_ in answer_.grants}


SCRAPS = st.sampled_from([None, True, 7, "", "media", "named", "r001", "2026-01-01"])
JUNK = st.one_of(
    SCRAPS,
    st.lists(SCRAPS, max_size=2),
    st.dictionaries(st.sampled_from(["kind", "name", "edtf", "face"]), SCRAPS, max_size=2),
)
FIELDS = st.sampled_from(
    [
        "use",
        "recipient",
        "identity",
        "media",
        "given_at",
        "given_by",
        "withdraws",
        "expires_at",
        "review_at",
        "passages",
    ]
)


@MANY
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Grant", "Refusal", "Withdrawal", "Contact", "Other"]),
            st.dictionaries(FIELDS, JUNK),
        )
    )
)
def test_there_is_an_answer_for_any_records_and_junk_allows_nothing(
    junk: list[tuple[str, dict[str, Any]]],
) -> None:
    records = [Entered(str(n), kind, "", {"person": "P", **body}) for n, (kind, body) in enumerate(junk)]
    found = Wishes.of(records, "P", TODAY)
    assert not any(found.answer(use, TEAM) for use in USES)
    assert all(one.reasons for one in found.grants)
