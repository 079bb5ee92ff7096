"""The rhythm that somebody and those who wait for them agreed on ("I change my picture every week"), and when it broke.

The next sign is due so many days after the last one on record. Where that day has passed on every reading of the dates, the rhythm
broke between the first and the last day on which that sign may have been due. Between two signs further apart than agreed there is a
gap in the record, which may be the record's own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from amanet.corroboration.basis import counts
from amanet.corroboration.json_form import InJson
from amanet.corroboration.known import Known, Weighed
from amanet.corroboration.lengths import days_told
from amanet.corroboration.material import Material
from amanet.corroboration.moments import Days, When, days_between
from amanet.corroboration.terms import codes_said, is_a, named_by
from amanet.corroboration.wording import listed, term_label
from amanet.phrases import phrase

__all__ = ["BROKEN", "NO_SIGN", "Gap", "Rhythm", "rhythms_of"]

NO_SIGN: Final = "no_sign"
NO_INTERVAL: Final = "no_interval"
ENDED: Final = "ended"
KEPT: Final = "kept"
PERHAPS: Final = "perhaps_broken"
BROKEN: Final = "broken"
# `day` is the one on which the last sign came, `due` that on which the next should have come.
_SENTENCES: Final = {
    NO_SIGN: phrase("No sign of this kind (%(sign)s) is on record."),
    NO_INTERVAL: phrase("The last %(sign)s on record is of %(day)s; how often it was to come is not said."),
    ENDED: phrase("The last %(sign)s on record is of %(day)s; the agreement may have ended before the next was due."),
    KEPT: phrase("The last %(sign)s on record is of %(day)s; the next is not due yet."),
    PERHAPS: phrase("The last %(sign)s on record is of %(day)s; the next may be overdue: it was due %(due)s."),
    BROKEN: phrase("Kept until %(day)s; broke %(due)s: no %(sign)s after that is on record."),
}  # fmt: skip


@dataclass(frozen=True)
class Gap(InJson):
    """Two signs between which nothing is on record for longer than agreed; `days` between them."""

    after: str
    before: str
    days: Days


@dataclass(frozen=True)
class Rhythm(InJson):
    """`code` is kept, perhaps_broken, broken, ended, no_sign or no_interval; `every` the days between two signs; `broke` the
    first and last day on which the first sign that is missing was due.
    """

    agreed: str
    kinds: tuple[str, ...]
    title: str
    every: Days | None
    every_told: tuple[str, ...]
    signs: tuple[str, ...]
    last_kept: str | None
    kept_until: tuple[date | None, date | None]
    broke: tuple[date | None, date | None] | None
    gaps: tuple[Gap, ...]
    code: str
    text: str
    facts: tuple[Known, ...]


def rhythms_of(weighed: Weighed, person: str, signs: Mapping[str, When], today: date) -> tuple[Rhythm, ...]:
    """Of each agreement of a person; `signs` are those that count, by id."""
    agreed = named_by(weighed.material, person, "AgreedSign", "person")
    affirmed = [one for one in agreed if _is_affirmed(weighed.material, one, person)]
    return tuple(_rhythm(weighed, one, signs, today) for one in affirmed)


def _is_affirmed(material: Material, agreed: str, person: str) -> bool:
    told = [one for one in material.about(agreed, "person") if one.value.get("entity") == person]
    return any(one.affirms and counts(one) for one in told)


def _rhythm(weighed: Weighed, agreed: str, signs: Mapping[str, When], today: date) -> Rhythm:
    material = weighed.material
    kinds = codes_said(material, agreed, "kind")
    kept = {one: when for one, when in _in_order(signs) if _is_such(material, one, kinds)}
    every = _every(material, agreed)
    until = _until(kept, today)
    due = _due(until, every)
    code = _standing(kept, every, due, weighed.when(agreed, "end"), today)
    title = listed(term_label(material, "AgreedSign", "kind", kind) for kind in kinds) or phrase(
        "sign of life"
    )
    return Rhythm(
        agreed,
        kinds,
        title,
        every,
        tuple(one.shown for one in weighed.known(agreed, "every")),
        tuple(kept),
        next(reversed(kept), None),
        until,
        due if code in (BROKEN, PERHAPS) else None,
        tuple(_gaps(kept, every)),
        code,
        _in_words(code, title, until, due),
        weighed.known(agreed),
    )


def _in_order(signs: Mapping[str, When]) -> list[tuple[str, When]]:
    return sorted(signs.items(), key=lambda pair: (pair[1].first, pair[0]))


def _is_such(material: Material, sign: str, kinds: tuple[str, ...]) -> bool:
    """Of a kind that was agreed on, or a narrower one. Where nobody says the kind, any sign is."""
    said = codes_said(material, sign, "kind")
    return not kinds or any(is_a(material, "sign_of_life_kind", kind, frozenset(kinds)) for kind in said)


def _every(material: Material, agreed: str) -> Days | None:
    """As many days as all that is said of it allows."""
    told = [one.value for one in material.about(agreed, "every") if counts(one) and one.affirms]
    lengths = [length for length in map(days_told, told) if length is not None]
    if not lengths:
        return None
    mosts = [most for _, most in lengths]
    longest = None if None in mosts else max(most for most in mosts if most is not None)
    return Days(int(min(least for least, _ in lengths)), None if longest is None else _whole(longest))


def _whole(number: Decimal) -> int:
    return int(number) if number == int(number) else int(number) + 1


def _until(kept: Mapping[str, When], today: date) -> tuple[date | None, date | None]:
    """The days between which the last one came."""
    if not kept:
        return None, None
    earliest = max(when.first for when in kept.values())
    latest = min(today, max(when.last for when in kept.values()))
    return (None if earliest == date.min else earliest), latest


def _due(until: tuple[date | None, date | None], every: Days | None) -> tuple[date | None, date | None]:
    if every is None:
        return None, None
    return _on(until[0], every.at_least), _on(until[1], every.at_most)


def _on(day: date | None, days: int | None) -> date | None:
    if day is None or days is None or days > (date.max - day).days:
        return None
    return day + timedelta(days=days)


def _standing(
    kept: Mapping[str, When],
    every: Days | None,
    due: tuple[date | None, date | None],
    end: When | None,
    today: date,
) -> str:
    if not kept:
        return NO_SIGN
    if every is None:
        return NO_INTERVAL
    if end is not None and (due[1] is None or end.first <= min(due[1], today)):
        return ENDED
    if due[1] is not None and due[1] < today:
        return BROKEN
    return PERHAPS if due[0] is None or due[0] < today else KEPT


def _gaps(kept: Mapping[str, When], every: Days | None) -> Iterator[Gap]:
    """Where even the nearest days of two signs lie further apart than agreed."""
    if every is None or every.at_most is None:
        return
    before: tuple[str, When] | None = None
    for sign, when in kept.items():
        if before is not None:
            days = days_between((before[1].earliest, before[1].latest), (when.earliest, when.latest))
            if days.at_least > every.at_most:
                yield Gap(before[0], sign, days)
        if before is None or when.last >= before[1].last:
            before = sign, when


def _in_words(
    code: str, title: str, until: tuple[date | None, date | None], due: tuple[date | None, date | None]
) -> str:
    return _SENTENCES[code].fill(sign=title, day=_span(until), due=_span(due))


def _span(days: tuple[date | None, date | None]) -> str:
    first, last = days
    if first and last:
        if first == last:
            return first.isoformat()
        return phrase("between %(first)s and %(last)s", first=first.isoformat(), last=last.isoformat())
    if first:
        return phrase("after %(day)s", day=first.isoformat())
    return phrase("before %(day)s", day=last.isoformat()) if last else phrase("a day that nobody knows")
