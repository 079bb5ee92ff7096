"""The commitment of a record a second time, written from docs/spec/log-v1.md alone: slow, obvious, sharing no code with amanet."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
import rfc8785
from hypothesis import strategies as st

from amanet.record import RECORD_TYPES

_TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
_VALUES = st.recursive(
    st.one_of(_TEXTS, st.booleans(), st.integers(-(2**53) + 1, 2**53 - 1)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text("abc", max_size=3), inner, max_size=3)
    ),
    max_leaves=5,
)


@dataclass(frozen=True)
class FromTheSpecification:
    """Section 2, line by line."""

    record_salt: bytes

    def hmac(self, key: bytes, message: bytes) -> bytes:
        return hmac.new(key, message, hashlib.sha256).digest()

    def salt(self, name: str) -> bytes:
        return self.hmac(self.record_salt, b"field\n" + name.encode())

    def leaf_salt(self) -> bytes:
        return self.hmac(self.record_salt, b"leaf\n")

    def digest_document(self, body: Mapping[str, Any], slots: Mapping[str, int]) -> bytes:
        document = b""
        for index in range(24):
            names = [name for name in body if slots[name] == index]
            if names:
                (name,) = names
                b64 = base64.b64encode(self.salt(name)).decode()
                document += hashlib.sha256(rfc8785.dumps([b64, name, body[name]])).digest()
            else:
                document += self.hmac(self.record_salt, b"absent\n" + str(index).encode())
        return document

    def entry(self, body: Mapping[str, Any], slots: Mapping[str, int]) -> bytes:
        document = self.digest_document(body, slots)
        return b"\x01" + self.hmac(self.leaf_salt(), b"amanet/leaf/v1\n" + document)

    @staticmethod
    def reference(entry: bytes) -> str:
        return hashlib.sha256(b"amanet/record/v1\n" + entry).hexdigest()

    def opening(self, body: Mapping[str, Any], slots: Mapping[str, int], names: set[str]) -> dict[str, Any]:
        def b64(data: bytes) -> str:
            return base64.b64encode(data).decode()

        return {
            "digests": b64(self.digest_document(body, slots)),
            "leaf_salt": b64(self.leaf_salt()),
            "fields": {
                name: {"salt": b64(self.salt(name)), "value": body[name]} for name in {*names, "type"}
            },
        }


@pytest.fixture(scope="session")
def specified() -> type[FromTheSpecification]:
    return FromTheSpecification


@pytest.fixture(scope="session")
def bodies() -> st.SearchStrategy[dict[str, Any]]:
    """Records of every type, with all that they need and some of what they may have. The values are anything."""

    @st.composite
    def body(draw: st.DrawFn) -> dict[str, Any]:
        kind = draw(st.sampled_from(sorted(RECORD_TYPES)))
        record_type = RECORD_TYPES[kind]
        optional = sorted(record_type.slots.keys() - record_type.required)
        chosen = draw(st.sets(st.sampled_from(optional))) if optional else set()
        names = (record_type.required | chosen) - {"type"}
        return {"type": kind, **{name: draw(_VALUES) for name in sorted(names)}}

    return body()
