"""Silences between days on record: at least so long, never longer than the days allow."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as some

from amanet.web.screens.person_gaps import Gap, with_gaps

TODAY = date(2026, 1, 1)


@dataclass(frozen=True)
class Day:
    """What is asked of a line."""

    earliest: date | None
    latest: date | None
    edtf: str | None = "said"
    kind: str = "sign"


def gaps(*lines: Any, today: date | None = None) -> list[Gap]:
    return [one for one in with_gaps(lines, today) if isinstance(one, Gap)]


def on(day: str) -> Day:
    return Day(date.fromisoformat(day), date.fromisoformat(day))


def test_a_silence_is_drawn_between_two_days_far_apart_and_not_between_near_ones() -> None:
    assert gaps(on("2024-01-01"), on("2024-01-20")) == []
    assert gaps(on("2024-01-01"), on("2024-03-02")) == [Gap(61)]
    assert [Gap(days).size for days in (29, 30, 119, 120, 364, 365, 1095)] == [0, 1, 1, 2, 2, 3, 4]


def test_a_long_stretch_before_counts_to_its_end() -> None:
    whole_year = Day(date(2023, 1, 1), date(2023, 12, 31))
    assert gaps(whole_year, on("2023-02-01"), on("2024-01-20")) == []


def test_what_lies_after_a_birth_is_no_silence() -> None:
    born = Day(date(1994, 1, 1), date(1994, 12, 31), kind="birth")
    assert gaps(born, on("2024-01-20")) == []


def test_where_a_day_is_open_no_silence_is_claimed() -> None:
    assert gaps(Day(date(2020, 1, 1), None), on("2024-01-20"), today=TODAY) == []
    assert gaps(on("2020-01-01"), Day(None, date(2024, 1, 1)), today=date(2024, 1, 2)) == []


def test_the_last_one_goes_to_the_day_of_the_account() -> None:
    assert gaps(on("2025-01-01"), today=TODAY) == [Gap(365, last=True)]
    assert gaps(on("2025-01-01")) == []
    assert gaps(Day(None, None, None), today=TODAY) == []


@settings(max_examples=60)
@given(some.lists(some.tuples(some.integers(0, 3000), some.integers(0, 400)), max_size=12))
def test_nothing_on_record_lies_within_a_silence(spans: list[tuple[int, int]]) -> None:
    start = date(2015, 1, 1)
    days = [Day(start + timedelta(one), start + timedelta(one + more)) for one, more in sorted(spans)]
    shown: list[Any] = list(with_gaps(cast("Any", days), TODAY))
    assert [one for one in shown if not isinstance(one, Gap)] == days
    for place, gap in enumerate(shown):
        if isinstance(gap, Gap) and not gap.last:
            until = max(one.latest for one in shown[:place] if isinstance(one, Day) and one.latest)
            assert shown[place + 1].earliest == until + timedelta(gap.days)
