"""A reading for people, in few lines, and for programs, as one document that is written while it is made.

A chat has a hundred thousand messages: its document is never whole in memory. One segment stands on one line.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import click

from amanet.app import OpenVault
from amanet.canonical import readable_name
from amanet.cli.session import count_of
from amanet.intake.parsers import FORMATS
from amanet.record.reading import Reading, Segment
from amanet.vault import StoredRecord

__all__ = ["as_text", "write_json"]

_AT_ONCE = 500
_OPTIONAL = ("speaker", "language", "from_ms", "to_ms", "said_at")
_SPEAKERS_SHOWN, _ODDITIES_SHOWN, _LONGEST_DETAIL = 40, 20, 160


def write_json(
    vault: OpenVault,
    record: StoredRecord,
    reading: Reading,
    places: Mapping[int, int],
    more: Mapping[str, object],
) -> None:
    """Prints the document of a reading; `places` are the numbers of the items found inside, `more` is told too."""
    body = record.body
    head: dict[str, object] = {
        "item": item_number(vault, record),
        "rendition": record.number,
        "reference": record.reference,
        "format": reading.format,
        "version": body["version"],
        "parameters": body.get("parameters", {}),
        "text_sha256": hashlib.sha256(reading.text.encode()).hexdigest(),
        "speakers": [{"label": label, "segments": count} for label, count in reading.speakers().items()],
        "attached": [_attached(reading, place, places) for place in range(len(reading.attached))],
        "found": sorted(set(places.values())),
        "oddities": [{"where": one.where, "what": one.what} for one in reading.oddities],
        "details": reading.details,
        **more,
    }
    for piece in _document(head, reading, places):
        click.echo(piece, nl=False)


def as_text(vault: OpenVault, record: StoredRecord, *, fresh: bool, replaced: Sequence[int] = ()) -> str:
    """What the record says of the reading. `fresh`: it was made just now, in the place of those that it `replaced`."""
    number, content = item_number(vault, record), record.body["content"]
    kind = FORMATS[content["format"]].what if content["format"] in FORMATS else content["format"]
    lines = [f"Item {number}, read as {kind}: record {record.number}."]
    if not fresh:
        lines = [
            f"Item {number} was read before as {kind}: record {record.number}. Nothing was recorded now."
        ]
    elif replaced:
        lines.append(f"It replaces record {', '.join(map(str, replaced))}, which stays to be looked up.")
    return "\n".join(map(readable_name, (*lines, *_lines(number, content))))


def item_number(vault: OpenVault, record: StoredRecord) -> int:
    return vault.vault.with_ids([record.body["item"]])[0].number


def _document(head: dict[str, object], reading: Reading, places: Mapping[int, int]) -> Iterator[str]:
    entries = ",\n".join(f"{_json(name)}: {_json(value)}" for name, value in sorted(head.items()))
    yield f'{{\n{entries},\n"segments": ['
    lines: list[str] = []
    for number, segment in enumerate(reading.segments):
        lines.append(("," if number else "") + "\n" + _json(_segment(reading, segment, places)))
        if len(lines) == _AT_ONCE:
            yield "".join(lines)
            lines = []
    yield "".join(lines) + f'\n],\n"text": {_json(reading.text)}\n}}\n'


def _segment(reading: Reading, segment: Segment, places: Mapping[int, int]) -> dict[str, object]:
    shown: dict[str, object] = {
        "kind": segment.kind,
        "text": reading.text_of(segment),
        "start": segment.start,
        "end": segment.end,
        "said": reading.said(segment),
    }
    shown |= {name: value for name in _OPTIONAL if (value := getattr(segment, name)) is not None}
    if segment.marks:
        shown["marks"] = [
            {"kind": mark.kind, "start": mark.start, "end": mark.end}
            | ({} if mark.value is None else {"value": mark.value})
            for mark in segment.marks
        ]
    if segment.attached:
        shown["attached"] = [_attached(reading, place, places) for place in segment.attached]
    if segment.details:
        shown["details"] = segment.details
    return shown


def _attached(reading: Reading, place: int, places: Mapping[int, int]) -> dict[str, object]:
    one = reading.attached[place]
    shown: dict[str, object] = {"place": place, "name": one.name, "missing": one.missing}
    if one.media_type:
        shown["media_type"] = one.media_type
    if one.details:
        shown["details"] = one.details
    if place in places:
        shown["item"] = places[place]
    return shown


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _lines(item: int, content: Mapping[str, Any]) -> Iterator[str]:
    kinds = ", ".join(f"{count} {name}" for name, count in sorted(content["kinds"].items()))
    yield (
        f"{count_of(content['segments'], 'segment')} of {count_of(content['characters'], 'character')}"
        + (f": {kinds}." if kinds else ".")
    )
    yield from _speakers(content)
    yield from _files(content)
    for name, value in content.get("details", {}).items():
        shown = value if isinstance(value, str) else _json(value)
        yield f"  {name}: {shown if len(shown) <= _LONGEST_DETAIL else shown[:_LONGEST_DETAIL] + ' …'}"
    yield from _oddities(content)
    if content["in_all"]["speakers"]:
        yield f"Who is who, you say: amanet speaker {item}"
    if content["segments"]:
        yield f"Cite from it: amanet passage add {item} --quote WORDS"
    yield f"All of it: amanet read {item} --json"


def _speakers(content: Mapping[str, Any]) -> Iterator[str]:
    in_all = content["in_all"]["speakers"]
    if in_all:
        yield f"Speakers, as they are labelled ({in_all}):"
        yield from _some(
            (f"  {one['segments']:>7}  {one['label']}" for one in content["speakers"]),
            _SPEAKERS_SHOWN,
            in_all,
        )


def _files(content: Mapping[str, Any]) -> Iterator[str]:
    in_all = content["in_all"]
    if in_all["attached"]:
        missing = (
            f"; {count_of(in_all['missing'], 'file')} spoken of and not there" if in_all["missing"] else ""
        )
        yield f"Inside: {count_of(in_all['found'], 'file')}, now items of their own{missing}."


def _oddities(content: Mapping[str, Any]) -> Iterator[str]:
    in_all = content["in_all"]["oddities"]
    if in_all:
        yield f"To look at ({in_all}):"
        lines = (f"  {one['where']}: {one['what']}" for one in content["oddities"])
        yield from _some(lines, _ODDITIES_SHOWN, in_all)


def _some(lines: Iterable[str], shown: int, in_all: int) -> Iterator[str]:
    given = [line for line, _ in zip(lines, range(shown), strict=False)]
    yield from given
    if in_all > len(given):
        yield f"  … and {in_all - len(given)} more (--json tells all)"
