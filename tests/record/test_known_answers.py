"""The example that the specification prints, against a second implementation and against ours."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from amanet.canonical import decode, from_base64
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

EXAMPLES = Path(__file__).parents[2] / "docs" / "spec" / "examples"
SLOTS = RECORD_TYPES["Item"].slots


@pytest.fixture(scope="module")
def body() -> Any:
    return decode((EXAMPLES / "record.json").read_bytes().removesuffix(b"\n"))


@pytest.fixture(scope="module")
def printed() -> dict[str, str]:
    lines = (EXAMPLES / "commitment.txt").read_text("utf-8").splitlines()
    return dict(line.split(" = ", 1) for line in lines)


def test_our_commitment_is_the_printed_one(body: Any, printed: dict[str, str]) -> None:
    salt = Salt(bytes.fromhex(printed["record salt"]))
    assert digest_document(body, salt).hex() == _document(printed)
    assert entry_of(body, salt).hex() == printed["entry"]
    assert record_reference(entry_of(body, salt)) == printed["record reference"]


def test_the_second_implementation_gives_the_printed_commitment(
    specified: Callable[[bytes], Any], body: Any, printed: dict[str, str]
) -> None:
    oracle = specified(bytes.fromhex(printed["record salt"]))
    assert oracle.salt("type").hex() == printed["salt(type)"]
    assert oracle.salt("size").hex() == printed["salt(size)"]
    assert oracle.leaf_salt().hex() == printed["leaf salt"]
    assert oracle.digest_document(body, SLOTS).hex() == _document(printed)
    assert oracle.entry(body, SLOTS).hex() == printed["entry"]
    assert oracle.reference(oracle.entry(body, SLOTS)) == printed["record reference"]


def test_the_printed_opening_is_ours_and_that_of_the_second_implementation(
    specified: Callable[[bytes], Any], body: Any, printed: dict[str, str]
) -> None:
    secret = bytes.fromhex(printed["record salt"])
    shown = decode((EXAMPLES / "opening.json").read_bytes().removesuffix(b"\n"))
    assert shown == open_fields(body, Salt(secret), ["sha256", "size"]).to_json()
    assert shown == specified(secret).opening(body, SLOTS, {"sha256", "size"})
    verify_opening(Opening.from_json(shown), bytes.fromhex(printed["entry"]))


def test_the_entries_of_the_example_log_are_those_of_its_records(specified: Callable[[bytes], Any]) -> None:
    lines = (EXAMPLES / "log.txt").read_text("utf-8").splitlines()
    printed = dict(line.split(" = ", 1) for line in lines)
    for number, each in enumerate(json.loads((EXAMPLES / "records.json").read_bytes())):
        slots = RECORD_TYPES[each["record"]["type"]].slots
        entry = specified(from_base64(each["record_salt"])).entry(each["record"], slots)
        assert entry.hex() == printed[f"entry {number}"]


def _document(printed: dict[str, str]) -> str:
    names = {slot: name for name, slot in SLOTS.items()}
    return "".join(
        next(printed[key] for key in (f"slot {i} ({names.get(i)})", f"slot {i} (absent)") if key in printed)
        for i in range(24)
    )
