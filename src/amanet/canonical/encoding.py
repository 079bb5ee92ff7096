"""RFC 8785 (JCS), restricted to what amanet allows itself: no floats, integers within ±(2**53 - 1), ASCII
keys.

Within that domain the standard library's encoder already gives the bytes of RFC 8785: it escapes the same
characters the same way, and ASCII keys sort alike in UTF-16 code units and code points. The tests hold it
against the `rfc8785` package.
"""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn, TypeAlias

from amanet.errors import BadData

JSON: TypeAlias = "bool | int | str | Sequence[JSON] | Mapping[str, JSON] | None"

LARGEST_INTEGER = 2**53 - 1
_DEEPEST = 64

_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
# The standard library's own quoting of one string, in C where it is: the same as `_dumps` of a string.
_quoted = json.encoder.encode_basestring


def encode(value: JSON) -> bytes:
    """The canonical bytes of `value`. Raises `BadData` for what the encoding does not allow."""
    try:
        if type(value) is str:  # most values are; a handful of them for every file that is taken in
            return _quoted(value).encode("utf-8")
        _check(value, 0)
        return _dumps(value).encode("utf-8")
    except UnicodeEncodeError as problem:
        raise BadData(
            "A text holds half of a surrogate pair, which no encoding can carry. Give it as bytes."
        ) from problem


def _made_once() -> Callable[[JSON], str]:
    """`_ENCODER.encode`, but for the making of its C part, which it does anew for every value."""
    make = getattr(json.encoder, "c_make_encoder", None)
    if make is None:
        return _ENCODER.encode
    made = make(None, _ENCODER.default, _quoted, None, ":", ",", True, False, False)
    return lambda value: "".join(made(value, 0))


_dumps = _made_once()


def decode(data: bytes) -> JSON:
    """The value whose canonical bytes are `data`. Raises `BadData` for anything that is not exactly
    canonical.
    """
    value = decode_any_json(data)
    if encode(value) != data:
        raise BadData("This JSON is not in its canonical form (RFC 8785).")
    return value


def decode_any_json(data: bytes) -> JSON:
    """Strict JSON that need not be canonical: no duplicate keys, no floats, no NaN, no half surrogate pairs.
    Raises `BadData`.
    """
    try:
        value: JSON = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_object_without_duplicates,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
        )
    except (UnicodeDecodeError, json.JSONDecodeError) as problem:
        raise BadData("This is not JSON in UTF-8.") from problem
    except (RecursionError, ValueError) as problem:
        raise BadData("This JSON is nested too deeply, or holds a number that is too long.") from problem
    _check(value, 0)
    if b"\\u" in data:  # Only an escape can bring half of a pair in.
        encode(value)
    return value


def to_base64(data: bytes) -> str:
    return binascii.b2a_base64(data, newline=False).decode("ascii")


def from_base64(text: str) -> bytes:
    """The bytes of canonical standard base64. Raises `BadData` for other alphabets, spaces and stray bits."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as problem:
        raise BadData("This is not base64.") from problem
    if to_base64(data) != text:
        raise BadData("This base64 has stray bits at its end.")
    return data


def _check(value: JSON, depth: int) -> None:
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return
    if kind is int:
        if not -LARGEST_INTEGER <= value <= LARGEST_INTEGER:  # type: ignore[operator]
            raise BadData("An integer is beyond 2**53 - 1; larger ones are written as text.")
        return
    if depth > _DEEPEST:
        raise BadData("A value is nested too deeply.")
    if kind is dict:
        for key, inner in value.items():  # type: ignore[union-attr]
            if type(key) is not str or not key.isascii():
                raise BadData("The keys of an object are ASCII text.")
            if type(inner) is not str:
                _check(inner, depth + 1)
        return
    if kind is list or kind is tuple:
        for inner in value:  # type: ignore[union-attr]
            if type(inner) is not str:
                _check(inner, depth + 1)
        return
    raise BadData(
        f"A value of type {kind.__name__} has no canonical form here (floats have none on purpose)."
    )


def _object_without_duplicates(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadData("A JSON object names the same key twice.")
    return found


def _refuse_number(text: str) -> NoReturn:
    raise BadData("A JSON number is not an integer; amanet writes other numbers as text.")
