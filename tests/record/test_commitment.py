"""Commitments and openings: a second implementation, and that nothing changed passes."""

import hashlib
import hmac
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amanet.canonical import JSON, decode, encode, from_base64, to_base64
from amanet.errors import BadData, Misuse
from amanet.record import (
    RECORD_TYPES,
    Opening,
    Salt,
    digest_document,
    entry_of,
    open_fields,
    record_reference,
    verify_opening,
)

Body = dict[str, Any]
SECRET = bytes(range(32))
BODY: Body = {
    "type": "Item",
    "id": "019aa0de-2e28-7000-8000-000000000001",
    "entered_at": "2026-11-22T10:15:00Z",
    "entered_by": "00112233445566778899aabbccddeeff",
    "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "size": 0,
    "name": "گۇۋاھلىق.opus",
    "kind": "file",
    "source": "a cousin",
}
OTHER: Body = {**BODY, "size": 1}


def _records(bodies: st.SearchStrategy[Body]) -> st.SearchStrategy[tuple[Body, bytes, set[str]]]:
    return bodies.flatmap(
        lambda body: st.tuples(
            st.just(body), st.binary(min_size=32, max_size=32), st.sets(st.sampled_from(sorted(body)))
        )
    )


@pytest.fixture(scope="session")
def records(bodies: st.SearchStrategy[Body]) -> st.SearchStrategy[tuple[Body, bytes, set[str]]]:
    """A record, its salt, and some of its fields."""
    return _records(bodies)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_second_implementation_from_the_specification_agrees(
    records: Any, specified: Callable[[bytes], Any], data: st.DataObject
) -> None:
    body, secret, names = data.draw(records)
    salt, oracle, slots = Salt(secret), specified(secret), RECORD_TYPES[body["type"]].slots
    entry = entry_of(body, salt)
    assert digest_document(body, salt) == oracle.digest_document(body, slots)
    assert entry == oracle.entry(body, slots)
    assert record_reference(entry) == oracle.reference(entry)
    assert open_fields(body, salt, names).to_json() == oracle.opening(body, slots, names)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_an_opening_verifies_after_a_journey_as_json(records: Any, data: st.DataObject) -> None:
    body, secret, names = data.draw(records)
    salt = Salt(secret)
    sent = encode(open_fields(body, salt, names).to_json())
    opening = Opening.from_json(decode(sent))
    verify_opening(opening, entry_of(body, salt))
    assert {name: value for name, (_, value) in opening.fields.items()} == {
        name: body[name] for name in {*names, "type"}
    }


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_an_opening_holds_neither_the_record_salt_nor_what_is_not_opened(
    records: Any, specified: Callable[[bytes], Any], data: st.DataObject
) -> None:
    body, secret, names = data.draw(records)
    sent = encode(open_fields(body, Salt(secret), names).to_json())
    closed = body.keys() - names - {"type"}
    for hidden in [secret, *(specified(secret).salt(name) for name in closed)]:
        for form in (hidden, hidden.hex().encode(), to_base64(hidden).encode()):
            assert form not in sent


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path to every value inside a value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, one in inner for found in _leaves(one, (*path, key)))]


def _changed(value: Any, path: tuple[Any, ...], change: Callable[[Any], Any]) -> Any:
    if not path:
        return change(value)
    if isinstance(value, dict):
        return {key: _changed(one, path[1:], change) if key == path[0] else one for key, one in value.items()}
    return [_changed(one, path[1:], change) if place == path[0] else one for place, one in enumerate(value)]


def _flip(text: str, at: int) -> str:
    """Another base64 text: one bit of its bytes turned."""
    raw = bytearray(from_base64(text))
    raw[at // 8 % len(raw)] ^= 1 << at % 8
    return to_base64(bytes(raw))


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_change_of_one_value_in_an_opening_passes(records: Any, data: st.DataObject) -> None:
    body, secret, names = data.draw(records)
    salt = Salt(secret)
    entry = entry_of(body, salt)
    opening = decode(encode(open_fields(body, salt, names).to_json()))
    path = data.draw(st.sampled_from(_leaves(opening)))
    replacement = data.draw(
        st.one_of(
            st.none(), st.booleans(), st.integers(-2, 2), st.text("ab", max_size=3), st.just([]), st.just({})
        )
    )
    changed = _changed(opening, path, lambda _: replacement)
    if encode(changed) == encode(opening):
        return
    with pytest.raises(BadData):
        verify_opening(Opening.from_json(changed), entry)


@settings(max_examples=40, deadline=None)
@given(data=st.data(), at=st.integers(0, 768 * 8 - 1))
def test_no_turned_bit_passes(records: Any, data: st.DataObject, at: int) -> None:
    body, secret, names = data.draw(records)
    salt = Salt(secret)
    entry = entry_of(body, salt)
    opening: Any = open_fields(body, salt, names).to_json()
    paths = [("digests",), ("leaf_salt",), *(("fields", name, "salt") for name in opening["fields"])]
    for path in paths:
        with pytest.raises(BadData):
            verify_opening(Opening.from_json(_changed(opening, path, lambda text: _flip(text, at))), entry)
    turned = bytearray(entry)
    turned[at // 8 % 33] ^= 1 << at % 8
    with pytest.raises(BadData, match="does not belong"):
        verify_opening(Opening.from_json(opening), bytes(turned))


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_no_field_passes_under_another_name(records: Any, data: st.DataObject) -> None:
    body, secret, _ = data.draw(records)
    salt = Salt(secret)
    opening = open_fields(body, salt, body)
    old = data.draw(st.sampled_from(sorted(body.keys() - {"type"})))
    new = data.draw(st.sampled_from(sorted(RECORD_TYPES[body["type"]].slots.keys() - {old})))
    fields = {name: field for name, field in opening.fields.items() if name != old}
    fields[new] = opening.fields[old]
    with pytest.raises(BadData):
        verify_opening(Opening(opening.digests, opening.leaf_salt, fields), entry_of(body, salt))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda o: {**o, "record_salt": to_base64(SECRET)}, "nothing else"),
        (lambda o: {name: o[name] for name in ("digests", "fields")}, "nothing else"),
        (lambda o: {**o, "fields": {"size": o["fields"]["size"]}}, "does not open the type"),
        (lambda o: {**o, "fields": {**o["fields"], "size": {"value": 0}}}, "salt and a value"),
        (
            lambda o: {**o, "fields": {**o["fields"], "size": {**o["fields"]["size"], "more": 1}}},
            "nothing else",
        ),
        (lambda o: {**o, "fields": {**o["fields"], "tool": o["fields"]["size"]}}, "no field 'tool'"),
        (lambda o: {**o, "digests": to_base64(from_base64(o["digests"])[:-32])}, "wrong length"),
        (lambda o: {**o, "digests": to_base64(from_base64(o["digests"])[:-32] * 2)}, "wrong length"),
        (lambda o: {**o, "leaf_salt": to_base64(from_base64(o["leaf_salt"])[:31])}, "wrong length"),
        (lambda o: {**o, "leaf_salt": o["leaf_salt"].rstrip("=")}, "not base64"),
    ],
)
def test_a_badly_shaped_opening_is_refused_for_its_reason(change: Callable[[Any], Any], message: str) -> None:
    salt = Salt(SECRET)
    opening = change(open_fields(BODY, salt, ["size"]).to_json())
    with pytest.raises(BadData, match=message):
        verify_opening(Opening.from_json(opening), entry_of(BODY, salt))


def test_a_field_committed_in_two_slots_is_refused_even_by_who_made_the_record() -> None:
    """Whoever writes a record chooses the digests: two equal slots could be opened as two things."""
    good = open_fields(BODY, Salt(SECRET), ["size"])
    doubled = good.digests[:-32] + good.digests[160:192]
    forged = Opening(doubled, good.leaf_salt, good.fields)
    entry = b"\1" + hmac.new(good.leaf_salt, b"amanet/leaf/v1\n" + doubled, hashlib.sha256).digest()
    with pytest.raises(BadData, match="Two slots"):
        verify_opening(forged, entry)


def test_a_short_field_salt_is_refused_even_by_who_made_the_record() -> None:
    """With salts of any length, one digest could be the digest of two (salt, value) pairs as texts."""
    good = open_fields(BODY, Salt(SECRET), ["size"])
    short = bytes(31)
    digest = hashlib.sha256(encode([to_base64(short), "size", 0])).digest()
    digests = good.digests[:160] + digest + good.digests[192:]
    entry = b"\1" + hmac.new(good.leaf_salt, b"amanet/leaf/v1\n" + digests, hashlib.sha256).digest()
    with pytest.raises(BadData, match="not 32 bytes"):
        verify_opening(Opening(digests, good.leaf_salt, {**good.fields, "size": (short, 0)}), entry)


def test_the_opening_of_one_record_does_not_open_another() -> None:
    with pytest.raises(BadData, match="does not belong"):
        verify_opening(open_fields(BODY, Salt(SECRET), []), entry_of(OTHER, Salt(SECRET)))


def test_the_same_record_under_another_salt_shares_nothing_with_it() -> None:
    one, other = digest_document(BODY, Salt(SECRET)), digest_document(BODY, Salt(bytes(32)))
    slots = {document[at : at + 32] for document in (one, other) for at in range(0, 768, 32)}
    assert len(slots) == 48


def test_every_entry_is_33_bytes_that_begin_with_1() -> None:
    short = {name: BODY[name] for name in RECORD_TYPES["Item"].required}
    for body in (BODY, short, {**BODY, "note": "a long note " * 10_000}):
        entry = entry_of(body, Salt(SECRET))
        assert (len(entry), entry[0]) == (33, 1)


@pytest.mark.parametrize(
    "body",
    [
        {**BODY, "tool": "a field of another type"},
        {**BODY, "salt": "a field of no type"},
        {name: value for name, value in BODY.items() if name != "sha256"},
        {name: value for name, value in BODY.items() if name != "type"},
        {**BODY, "type": "Unknown"},
        {**BODY, "size": 1.5},
        {**BODY, "size": 2**53},
        {**BODY, "name": "\ud800"},
    ],
)
def test_a_record_that_is_not_as_its_type_says_has_no_commitment(body: Body) -> None:
    with pytest.raises(BadData):
        entry_of(body, Salt(SECRET))


def test_what_is_absent_cannot_be_opened() -> None:
    with pytest.raises(Misuse, match="no field note"):
        open_fields(BODY, Salt(SECRET), ["note"])


@pytest.mark.parametrize("secret", [b"", bytes(31), bytes(33)])
def test_a_record_salt_of_another_length_is_refused(secret: bytes) -> None:
    with pytest.raises(Misuse):
        Salt(secret)


def test_a_record_salt_shows_nothing_of_itself() -> None:
    shown = f"{Salt(SECRET)!r} {Salt(SECRET)} {[Salt(SECRET)]}"
    assert SECRET.hex() not in shown
    assert repr(SECRET) not in shown


@settings(deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200))
def test_salts_are_derived_by_hmac_sha256(secret: bytes, label: bytes) -> None:
    assert Salt(secret).derive(label) == hmac.new(secret, label, hashlib.sha256).digest()


def test_values_that_compare_equal_in_python_are_not_taken_for_each_other() -> None:
    salt = Salt(SECRET)
    value: JSON
    for value, other in ((0, False), (1, True)):
        opening = open_fields({**BODY, "size": value}, salt, ["size"])
        swapped = {**opening.fields, "size": (opening.fields["size"][0], other)}
        with pytest.raises(BadData):
            verify_opening(
                Opening(opening.digests, opening.leaf_salt, swapped), entry_of({**BODY, "size": value}, salt)
            )
