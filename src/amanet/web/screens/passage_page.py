"""A passage as pages show it: what it says, its original or translation, where it is played or seen, and what rests on it.

Gathered in one go by a reading thread. Who speaks is known only where a member judged whom a label means.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException

from amanet.app import OpenVault
from amanet.canonical import readable_name
from amanet.web.records import record_of
from amanet.web.screens.consent_badge import Badge, badges_of_item, badges_of_statements
from amanet.web.screens.item_bytes import kind_of
from amanet.web.screens.item_page import see
from amanet.web.screens.log_words import Teller
from amanet.web.screens.passage_places import place_of_passage
from amanet.web.screens.sentences import Sentence
from amanet.work.saying_at_once import newest_seen

if TYPE_CHECKING:
    from amanet.vault import StoredRecord
    from amanet.web.languages import Words
    from amanet.work.passages import Resolved

__all__ = [
    "PassagePage",
    "Resting",
    "Station",
    "gather_passage",
    "item_of",
    "near",
    "open_speaker",
    "passage_of",
    "resting_on",
    "told_step",
]

_LOOKED_AT = 60
_NEAR = 12
_SAID = 4_000


@dataclass(frozen=True)
class Station:
    """One place on the way back to the original."""

    item: int
    name: str
    quote: str = field(repr=False)
    language: str
    speaker: str
    from_ms: int | None
    address: str


@dataclass(frozen=True)
class Resting:
    """A statement that rests on the passage. `seen` is the newest record about it."""

    number: int
    told: Sentence = field(repr=False)
    state: str
    by: str
    mine: bool
    seen: int
    badge: Badge | None


@dataclass(frozen=True)
class PassagePage:
    """`player` is the recording with the type with which it is played; `picture` the address of what is shown, `region` in per cent of it;
    `judged` the source whom a member took the speaker for, `speaker_in` the reading where nobody has yet; `last_by` who said the last
    thing from this item.
    """

    number: int
    stations: Sequence[Station] = field(repr=False)
    note: str
    player: int | None
    served: str
    from_ms: int | None
    to_ms: int | None
    picture: str
    region: tuple[str, ...]
    page: int | None
    address: str
    badges: Sequence[Badge]
    resting: Sequence[Resting]
    speaker: str
    judged: int | None
    speaker_in: int | None
    last_by: int | None
    step: Sequence[Sentence] = field(repr=False)
    step_last: int = 0
    step_more: int = 0

    @property
    def item(self) -> int:
        return self.stations[0].item

    @property
    def drafts(self) -> list[int]:
        return [one.number for one in self.resting if one.state == "draft"]


def passage_of(vault: OpenVault, number: int) -> "StoredRecord":
    """Raises 404 where there is none, or none that counts."""
    return record_of(vault, number, "Passage", living=True)


def item_of(vault: OpenVault, passage: "StoredRecord") -> int:
    of = vault.vault.with_ids([str(passage.body["of"])])
    if not of:
        raise HTTPException(404)
    return of[0].number if of[0].type == "Item" else vault.vault.views.number_of(str(of[0].body["item"]))


def gather_passage(vault: OpenVault, number: int, words: "Words") -> PassagePage:
    record = passage_of(vault, number)
    teller = Teller(vault, words)
    resolved = vault.resolve_passage(number)
    statements = resting_on(vault, record)
    numbers = [one.number for one in statements]
    badges = badges_of_statements(vault, numbers)
    player, served, since, until = _player(vault, resolved)
    page, region = _page_and_region(record)
    item = item_of(vault, record)
    speaker, judged, speaker_in = _speaker(vault, resolved)
    step, step_last, step_more = told_step(vault, teller)
    return PassagePage(
        number,
        [_station(vault, record, one) for one in resolved if one.quote or one is resolved[0]],
        readable_name(str(record.body.get("note", ""))),
        player,
        served,
        since,
        until,
        _picture(vault, item, page, region),
        region,
        page,
        place_of_passage(vault, number),
        badges_of_item(vault, item, numbers),
        [_resting(vault, teller, one, badges.get(one.number)) for one in statements],
        speaker,
        judged,
        speaker_in,
        _last_by(vault, record),
        step,
        step_last,
        step_more,
    )


def resting_on(vault: OpenVault, passage: "StoredRecord") -> list["StoredRecord"]:
    """The living statements that name the passage."""
    identifier = passage.body["id"]
    found = (vault.record(one) for one in vault.vault.about(passage.number))
    return [
        one
        for one in found
        if one.type == "Statement"
        and identifier in one.body.get("passages", ())
        and not vault.vault.views.is_dead(one.number)
    ]


def near(vault: OpenVault, passage: "StoredRecord") -> list[int]:
    """Whom and what the last statements from the same words speak of, the newest first."""
    found: dict[int, None] = {}
    for one in _said_of_same(vault, passage):
        for named in (one.body["subject"], one.body["value"].get("entity")):
            number = vault.vault.views.number_of(str(named)) if named else 0
            if number and not vault.vault.views.is_dead(number):
                found.setdefault(number)
    return list(found)[:_NEAR]


def told_step(vault: OpenVault, teller: Teller) -> tuple[list[Sentence], int, int]:
    """What `undo` would take back, in words; the number of its newest record; how many more there are."""
    step = vault.last_step()
    shown = [one for one in step if one.type != "Supersession"][::-1]
    return (
        [teller.tell(one) for one in shown[:_LEAST]],
        step[0].number if step else 0,
        max(0, len(shown) - _LEAST),
    )


_LEAST = 4


def _said_of_same(vault: OpenVault, passage: "StoredRecord") -> list["StoredRecord"]:
    of = vault.vault.views.number_of(str(passage.body["of"])) or _of(vault, passage)
    numbers = sorted(vault.vault.about(of), reverse=True)[:_SAID]
    statements = (vault.record(one) for one in numbers)
    living = (
        one for one in statements if one.type == "Statement" and not vault.vault.views.is_dead(one.number)
    )
    return list(islice(living, _LOOKED_AT))


def _of(vault: OpenVault, passage: "StoredRecord") -> int:
    return vault.vault.with_ids([str(passage.body["of"])])[0].number


def _last_by(vault: OpenVault, passage: "StoredRecord") -> int | None:
    said = _said_of_same(vault, passage)
    number = vault.vault.views.number_of(str(said[0].body["said_by"])) if said else 0
    return number or None


def _resting(vault: OpenVault, teller: Teller, record: "StoredRecord", badge: Badge | None) -> Resting:
    by = str(record.body["entered_by"])
    return Resting(
        record.number,
        teller.statement(record),
        vault.vault.views.state(record.number),
        teller.member(by),
        by == vault.vault.member,
        newest_seen(vault.vault, record.number),
        badge,
    )


def _station(vault: OpenVault, passage: "StoredRecord", one: "Resolved") -> Station:
    item = vault.record(one.item)
    own = one.rendition is not None and vault.record(one.rendition).body["id"] == passage.body["of"]
    at = f"/items/{one.item}/at/{one.from_ms}" if one.from_ms is not None else f"/items/{one.item}"
    language = str(passage.body.get("language", "")) if own or one.rendition is None else ""
    name = readable_name(item.body["name"])
    return Station(one.item, name, one.quote or "", language, one.speaker or "", one.from_ms, at)


def _player(
    vault: OpenVault, resolved: Sequence["Resolved"]
) -> tuple[int | None, str, int | None, int | None]:
    for one in reversed(resolved):
        seen = see(vault, one.item) if one.from_ms is not None else None
        kind = kind_of(seen) if seen is not None else None
        if kind is not None and kind.served.startswith(("audio/", "video/")):
            return one.item, kind.served, one.from_ms, one.to_ms
    return None, "", None, None


def _page_and_region(passage: "StoredRecord") -> tuple[int | None, tuple[str, ...]]:
    page: int | None = None
    region: tuple[str, ...] = ()
    for one in passage.body["selectors"]:
        value = str(one.get("value", ""))
        if value.startswith("page="):
            page = int(value[5:])
        if value.startswith("xywh=percent:"):
            region = tuple(value[13:].split(","))
    return page, region


def _picture(vault: OpenVault, item: int, page: int | None, region: tuple[str, ...]) -> str:
    if page is not None:
        return f"/items/{item}/page/{page}/picture"
    return f"/items/{item}/picture" if region else ""


def open_speaker(vault: OpenVault, number: int) -> tuple[int, str] | None:
    """The reading and label of who speaks in a passage, to the letter; None where nobody is labelled, or a member judged who that is."""
    _, judged, reading = _speaker(vault, resolved := vault.resolve_passage(number))
    label = next((one.speaker for one in resolved if one.rendition == reading and one.speaker), None)
    return None if judged is not None or reading is None or label is None else (reading, label)


def _speaker(vault: OpenVault, resolved: Sequence["Resolved"]) -> tuple[str, int | None, int | None]:
    """The label of who speaks, and whom a member took that for; of the original, where it is known there. Else the reading it stands in."""
    label, reading = "", None
    for one in reversed(resolved):
        if one.speaker is None or one.rendition is None:
            continue
        label, reading = label or readable_name(one.speaker), reading or one.rendition
        judged = _judged(vault, one.item, one.rendition, one.speaker)
        if judged is not None:
            return readable_name(one.speaker), judged, None
    return label, None, reading


def _judged(vault: OpenVault, item: int, rendition: int, label: str) -> int | None:
    """By the newest judgement on this version of the words, or else on an earlier one."""
    from amanet.vault.shelf import Shelf

    for version in (rendition, *Shelf(vault.vault.database).earlier(item)):
        for number in sorted(vault.vault.about(version), reverse=True):
            record = vault.record(number)
            if record.type != "Judgement" or vault.vault.views.is_dead(number):
                continue
            left: Any = record.body["left"]
            if left.get("speaker") == label and record.body["verdict"] == "same":
                found = vault.vault.views.number_of(str(record.body["right"].get("entity", "")))
                if found and not vault.vault.views.is_dead(found):
                    return found
    return None
