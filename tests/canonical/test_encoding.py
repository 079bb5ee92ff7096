"""Canonical JSON against the `rfc8785` package, and everything that is refused."""

import json
from enum import IntEnum

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from amanet.canonical import JSON, decode, decode_any_json, encode, from_base64, to_base64
from amanet.errors import BadData

LARGEST = 2**53 - 1
TEXTS = st.text(st.characters(codec="utf-8"))
KEYS = st.text(st.characters(codec="ascii"))
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-LARGEST, LARGEST), TEXTS)
VALUES: st.SearchStrategy[JSON] = st.recursive(
    SCALARS, lambda inner: st.one_of(st.lists(inner), st.dictionaries(KEYS, inner)), max_leaves=20
)


@settings(deadline=None)
@given(VALUES)
def test_the_bytes_are_those_of_rfc_8785(value: JSON) -> None:
    assert encode(value) == rfc8785.dumps(value)


@settings(deadline=None)
@given(VALUES)
def test_decoding_gives_back_what_was_encoded(value: JSON) -> None:
    assert decode(encode(value)) == value


@settings(deadline=None)
@given(VALUES)
def test_only_one_sequence_of_bytes_decodes_to_a_value(value: JSON) -> None:
    loose = json.dumps(value, indent=1).encode()
    assert decode_any_json(loose) == value
    if loose != encode(value):
        with pytest.raises(BadData):
            decode(loose)


def test_the_example_of_rfc_8785_section_3_2_3_without_its_floats() -> None:
    value = {"\r": "Carriage Return", "1": "One", "\x80"[:0] + "</script>": 'A"\\/\b\f\n\r\t\x1f\x7f€ö😀'}
    assert encode(value).decode() == (
        r'{"\r":"Carriage Return","1":"One","</script>":"A\"\\/\b\f\n\r\t\u001f' + "\x7f" + '€ö😀"}'
    )


class _Number(IntEnum):
    ONE = 1


class _Text(str):
    __slots__ = ()


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        [0.5],
        b"bytes",
        {"a": {1, 2}},
        LARGEST + 1,
        -LARGEST - 1,
        10**5000,
        _Number.ONE,
        [_Text("a subclass may print itself as something else")],
        {1: "a number as key"},
        {"ключ": "a key that is not ASCII"},
        {None: "nothing as key"},
        "\ud800",
        ["\udfff before its other half \ud800"],
        {"a": "\ud83d"},
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_has_no_canonical_form_is_refused(value: JSON) -> None:
    with pytest.raises(BadData):
        encode(value)


def test_a_value_that_holds_itself_is_refused() -> None:
    bomb: list[JSON] = []
    bomb.append(bomb)
    with pytest.raises(BadData, match="nested too deeply"):
        encode(bomb)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff",
        b"\xef\xbb\xbf1",
        b"01",
        b"1.0",
        b"1e3",
        b"NaN",
        b"-Infinity",
        b"'single'",
        b'"\x01"',
        b'{"a":1,"a":1}',
        b'[{"a":{"b":1,"b":2}}]',
        b"9007199254740992",
        b"9" * 10_000,
        b"[" * 66 + b"]" * 66,
        b"[" * 200_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b'{"\xd0\xb0":1}',
    ],
    ids=lambda data: repr(data[:12]),
)
def test_hostile_json_is_refused(data: bytes) -> None:
    with pytest.raises(BadData):
        decode_any_json(data)


@pytest.mark.parametrize(
    "data",
    [
        b" 1",
        b"1\n",
        b"-0",
        b'{"b":1,"a":2}',
        b'{"a": 1}',
        rb'"\u0061"',
        rb'"\/"',
        rb'"\u001F"',
        b'"\\u20ac"',
        rb'"\ud83d\ude00"',
        rb'"\ud800"',
        rb'["\udc00\ud800"]',
    ],
)
def test_what_is_not_canonical_is_refused(data: bytes) -> None:
    with pytest.raises(BadData):
        decode(data)


def test_half_a_surrogate_pair_does_not_get_in_by_an_escape() -> None:
    with pytest.raises(BadData):
        decode_any_json(rb'{"a":["\ud800"]}')


@settings(deadline=None)
@given(st.binary())
def test_any_bytes_give_a_value_or_bad_data(data: bytes) -> None:
    try:
        value = decode(data)
    except BadData:
        return
    assert encode(value) == data


@settings(deadline=None)
@given(st.binary())
def test_base64_gives_back_the_bytes(data: bytes) -> None:
    assert from_base64(to_base64(data)) == data


@pytest.mark.parametrize(
    "text",
    [
        "A",
        "AA",
        "AA=",
        "AB==",
        "AAF=",
        "AA==\n",
        " AA==",
        "A A==",
        "AA==AA==",
        "_w==",
        "-w==",
        "Ａ===",
        "=",
        "AA===",
    ],
)
def test_base64_in_any_other_form_is_refused(text: str) -> None:
    with pytest.raises(BadData):
        from_base64(text)
