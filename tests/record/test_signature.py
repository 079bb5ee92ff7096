"""What a member signs in a record."""

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from amanet.canonical import to_base64
from amanet.errors import BadData
from amanet.record.signature import signature_message, verify_signature

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
UNSIGNED: dict[str, Any] = {
    "type": "Custody",
    "id": "019aa0de-2e28-7000-8000-000000000001",
    "entered_at": "2026-11-22T10:15:00Z",
    "entered_by": "00112233445566778899aabbccddeeff",
    "action": "taken in",
    "records": ["aa" * 32],
    "happened_at": "2026-11-22T10:15:00Z",
}
MESSAGE = (
    b"amanet/custody/v1\n"
    + json.dumps(
        {name: UNSIGNED[name] for name in sorted(UNSIGNED) if name != "entered_at"},
        separators=(",", ":"),
    ).encode()
)
BODY = {**UNSIGNED, "signature": to_base64(KEY.sign(MESSAGE))}


def test_the_message_is_a_tag_of_the_type_and_the_body_without_what_is_not_signed() -> None:
    assert signature_message(BODY) == signature_message(UNSIGNED) == MESSAGE


def test_a_signature_over_it_verifies() -> None:
    verify_signature(BODY, PUBLIC)


@pytest.mark.parametrize(
    "body",
    [
        UNSIGNED,
        {**BODY, "signature": ""},
        {**BODY, "signature": "no base64"},
        {**BODY, "signature": to_base64(bytes(64))},
        {**BODY, "signature": to_base64(KEY.sign(MESSAGE)[:-1])},
        {**BODY, "id": "019aa0de-2e28-7000-8000-000000000002"},
        {**BODY, "entered_by": "ff" * 16},
        {**BODY, "action": "read"},
        {**BODY, "records": []},
        {**BODY, "note": "added later"},
        {**BODY, "type": "Erasure"},
    ],
)
def test_any_other_body_or_signature_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(BadData):
        verify_signature(body, PUBLIC)


@pytest.mark.parametrize("public", [bytes(32), bytes(31), b"", PUBLIC[::-1]])
def test_another_key_is_refused(public: bytes) -> None:
    with pytest.raises(BadData):
        verify_signature(BODY, public)
