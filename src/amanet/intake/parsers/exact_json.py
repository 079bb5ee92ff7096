"""JSON of other programs, exactly as written: numbers with a point stay decimal, a key twice is refused, NaN is no number.

Records hold no floats (a float of 12.3 seconds is 12.300000000000000711…), so a number with a point becomes a `Decimal`, and
`milliseconds` and `as_detail` turn numbers into whole milliseconds and into what a record may hold.

>>> from amanet.intake.parsers.exact_json import milliseconds, parse_json
>>> milliseconds(parse_json('{"start": 12.3}')["start"])
12300
"""

import json
import re
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Any, Final, NoReturn

from amanet.canonical import JSON
from amanet.errors import BadData

__all__ = ["as_detail", "milliseconds", "parse_json"]

_LARGEST_INTEGER: Final = 2**53 - 1
_MOST_SECONDS: Final = 10**9
_LONGEST_NUMBER: Final = 100
_HALF_PAIR: Final = re.compile(r"\\u[dD][89a-fA-F]")
_KEPT: Final = "The item is kept as it is."


def parse_json(text: str) -> Any:
    """Dicts, lists, strings, ints, Decimals, bools and None. Raises `BadData` naming the line."""
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object_without_duplicates,
            parse_float=_decimal,
            parse_int=_integer,
            parse_constant=_refuse_constant,
        )
        if _HALF_PAIR.search(text):  # only an escape can bring half of a pair in
            json.dumps(value, ensure_ascii=False, default=str).encode("utf-8")
    except UnicodeEncodeError as problem:
        raise BadData(
            f"This JSON holds half of a surrogate pair, which is no character. {_KEPT}"
        ) from problem
    except json.JSONDecodeError as problem:
        raise BadData(f"Line {problem.lineno} is no JSON; the file was damaged or cut. {_KEPT}") from problem
    except RecursionError as problem:
        raise BadData(
            f"This JSON is nested too deeply for any transcript: damage, or a bomb. {_KEPT}"
        ) from problem
    return value


def milliseconds(seconds: object) -> int | None:
    """Seconds as whole milliseconds, half to even. None for what is no time: no number, negative, over 30 years."""
    if (
        isinstance(seconds, bool)
        or not isinstance(seconds, int | Decimal)
        or not 0 <= seconds <= _MOST_SECONDS
    ):
        return None
    return int((Decimal(seconds) * 1000).to_integral_value(ROUND_HALF_EVEN))


def as_detail(value: object) -> JSON:
    """A plain value as a record may hold it: numbers that are not whole, or too large, as text."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > _LARGEST_INTEGER:
        return str(value)
    if isinstance(value, str | bool | int) or value is None:
        return value
    if isinstance(value, Decimal):
        return str(value)
    raise BadData(f"A list or an object stands where a plain value was expected. {_KEPT}")


def _decimal(written: str) -> Decimal:
    if len(written) > _LONGEST_NUMBER:
        raise BadData(f"A number has over {_LONGEST_NUMBER} digits: damage, or a bomb. {_KEPT}")
    try:
        return Decimal(written)
    except InvalidOperation as problem:  # an exponent beyond all machines
        raise BadData(
            f"A number is beyond anything that is measured: damage, or a bomb. {_KEPT}"
        ) from problem


def _integer(written: str) -> int:
    if len(written) > _LONGEST_NUMBER:
        raise BadData(f"A number has over {_LONGEST_NUMBER} digits: damage, or a bomb. {_KEPT}")
    return int(written)


def _object_without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadData(f"A JSON object names the same key twice, so it has two meanings. {_KEPT}")
    return found


def _refuse_constant(_: str) -> NoReturn:
    raise BadData(f"This JSON holds NaN or Infinity, which are no numbers of JSON. {_KEPT}")
