"""The JSON of a Telegram export as plain values that a record may hold.

Numbers with a point and whole ones past 2**53 become text, as written. Telegram Desktop writes two things that are no JSON or not
quite: control characters as `\\x0B` (read as `\\u000B`), and for some notices the key "text" twice (the second is kept as "text 2").
Both are counted, and a reading tells them. NaN, half surrogate pairs and deep nesting are refused.

>>> from amanet.intake.parsers.telegram_json import parse_export
>>> parse_export('{"latitude": 43.80, "id": 9007199254740993}').value
{'latitude': '43.80', 'id': '9007199254740993'}
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple, NoReturn

from amanet.canonical import JSON
from amanet.errors import BadData

__all__ = ["Export", "as_details", "parse_export"]

_LARGEST_INTEGER: Final = 2**53 - 1
_LONGEST_NUMBER: Final = 100
_DEEPEST_DETAIL: Final = 12
_HALF_PAIR: Final = re.compile(r"\\u[dD][89a-fA-F]")
_CONTROL: Final = re.compile(r"(?<!\\)((?:\\\\)*)\\x([0-9A-F]{2})")
_KEPT: Final = "The item is kept as it is."


class Export(NamedTuple):
    value: Any
    repaired: int
    doubled: int


def parse_export(text: str) -> Export:
    """Raises `BadData` naming the line."""
    repaired = 0
    try:
        value, doubled = _loads(text)
    except json.JSONDecodeError as problem:
        if not problem.msg.startswith("Invalid \\escape"):
            raise _no_json(text, problem) from problem
        text, repaired = _CONTROL.subn(r"\1\\u00\2", text)
        try:
            value, doubled = _loads(text)
        except json.JSONDecodeError as again:
            raise _no_json(text, again) from again
    return Export(value, repaired, doubled)


def _loads(text: str) -> tuple[Any, int]:
    doubled = 0

    def as_dict(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal doubled
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        doubled += 1
        return _with_doubles(pairs)

    try:
        value = json.loads(
            text,
            object_pairs_hook=as_dict,
            parse_float=_number,
            parse_int=_integer,
            parse_constant=_refuse,
        )
        if _HALF_PAIR.search(text):  # only an escape can bring half of a pair in
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except RecursionError as problem:
        raise BadData(f"This JSON is nested too deeply for a chat: damage, or a bomb. {_KEPT}") from problem
    except UnicodeEncodeError as problem:
        raise BadData(
            f"This JSON holds half of a surrogate pair, which is no character. {_KEPT}"
        ) from problem
    return value, doubled


def _with_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        name, number = key, 2
        while name in found:
            name, number = f"{key} {number}", number + 1
        found[name] = value
    return found


def _no_json(text: str, problem: json.JSONDecodeError) -> BadData:
    if not text[problem.pos :].strip():
        return BadData(
            f"This export was cut: it ends in line {problem.lineno}, in the middle of its JSON. Nothing of it was read. {_KEPT} "
            "Export it again."
        )
    return BadData(
        f"Line {problem.lineno} is no JSON; the file was damaged. Nothing of it was read. {_KEPT} Export it again."
    )


def _number(written: str) -> str:
    if len(written) > _LONGEST_NUMBER:
        raise BadData(f"A number has over {_LONGEST_NUMBER} digits: damage, or a bomb. {_KEPT}")
    return written


def _integer(written: str) -> int | str:
    number = int(_number(written))
    return number if abs(number) <= _LARGEST_INTEGER else written


def _refuse(_: str) -> NoReturn:
    raise BadData(f"This JSON holds NaN or Infinity, which are no numbers of JSON. {_KEPT}")


def as_details(values: Mapping[str, Any]) -> dict[str, JSON]:
    """As a record may hold them: keys of other letters than ASCII as pairs under "other", what is nested deep as its JSON."""
    details: dict[str, JSON] = {}
    other: list[JSON] = []
    for key, value in values.items():
        if key.isascii():
            details[key] = _detail(value, 1)
        else:
            other.append([key, _detail(value, 2)])
    return {**details, "other": other} if other else details


def _detail(value: Any, depth: int) -> JSON:
    if isinstance(value, dict | list) and depth > _DEEPEST_DETAIL:
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return [_detail(one, depth + 1) for one in value]
    if not isinstance(value, dict):
        plain: JSON = value
        return plain
    if all(key.isascii() for key in value):
        return {key: _detail(one, depth + 1) for key, one in value.items()}
    return [[key, _detail(one, depth + 2)] for key, one in value.items()]
