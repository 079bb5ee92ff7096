"""Every vector of the age test kit (C2SP CCTV) for X25519 without armor, with the failure it expects."""

import hashlib
import zlib
from collections import Counter
from pathlib import Path

import pytest

from amanet.errors import AmanetError, BadData
from amanet.sealing import (
    AgeReader,
    BytesSource,
    HeaderFailure,
    Identity,
    MacFailure,
    NoMatch,
    PayloadFailure,
    open_bytes,
)

Vector = tuple[dict[str, str], list[Identity], bytes]

FAILURES: dict[str, type[AmanetError]] = {
    "header failure": HeaderFailure,
    "no match": NoMatch,
    "HMAC failure": MacFailure,
    "payload failure": PayloadFailure,
}
# What the kit holds for us; a vector that is lost on the way would change these.
EXPECTED = {"success": 14, "header failure": 33, "no match": 3, "HMAC failure": 1, "payload failure": 18}
X25519_IDENTITY = "AGE-SECRET-KEY-1"


def read_vector(path: Path) -> Vector:
    text, _, file = path.read_bytes().partition(b"\n\n")
    lines = [line.split(": ", 1) for line in text.decode().splitlines()]
    identities = [
        Identity.from_text(value)
        for key, value in lines
        if key == "identity" and value.startswith(X25519_IDENTITY)
    ]
    fields = dict(lines)
    if fields.get("compressed") == "zlib":
        file = zlib.decompress(file)
    return fields, identities, file


def applies(path: Path, vector: Vector) -> bool:
    """Not armored, and with an identity for us; the empty file needs no identity to be refused."""
    fields, identities, _ = vector
    return "armored" not in fields and (bool(identities) or path.name == "empty")


@pytest.fixture(scope="module")
def vectors(shared_data: Path) -> dict[str, Vector]:
    read = {
        path.name: (path, read_vector(path))
        for path in sorted((shared_data / "age-testkit/vectors").iterdir())
    }
    return {name: vector for name, (path, vector) in read.items() if applies(path, vector)}


def released(reader: AgeReader, into: "hashlib._Hash") -> None:
    for view in reader.stream():
        into.update(view)


@pytest.mark.needs("shared-data")
def test_every_vector_for_x25519_is_run(vectors: dict[str, Vector]) -> None:
    assert Counter(fields["expect"] for fields, _, _ in vectors.values()) == EXPECTED


@pytest.mark.needs("shared-data")
def test_streaming_ends_as_the_vector_expects_and_releases_only_what_it_may(
    vectors: dict[str, Vector],
) -> None:
    wrong = []
    for name, (fields, identities, file) in vectors.items():
        hash_of_released = hashlib.sha256()
        ended: type[AmanetError] | None = None
        try:
            released(AgeReader(BytesSource(file), (identities or [Identity(bytes(32))])[0]), hash_of_released)
        except AmanetError as problem:
            ended = type(problem)
        if ended is not FAILURES.get(fields["expect"]):
            wrong.append((name, fields["expect"], ended))
        if "payload" in fields and hash_of_released.hexdigest() != fields["payload"]:
            wrong.append((name, "released other bytes than the vector allows", ended))
    assert wrong == []


@pytest.mark.needs("shared-data")
def test_opening_in_memory_and_by_range_ends_as_the_vector_expects(vectors: dict[str, Vector]) -> None:
    wrong = []
    for name, (fields, identities, file) in vectors.items():
        identity = (identities or [Identity(bytes(32))])[0]
        for way in (open_bytes, lambda data, key: AgeReader(BytesSource(data), key).read(0, len(data))):
            try:
                found = hashlib.sha256(way(file, identity)).hexdigest()
            except AmanetError as problem:
                found = type(problem).__name__
            failure = FAILURES.get(fields["expect"])
            if found != (failure.__name__ if failure else fields["payload"]):
                wrong.append((name, fields["expect"], found))
    assert wrong == []


@pytest.mark.needs("shared-data")
def test_armored_files_are_refused(shared_data: Path, identity: Identity) -> None:
    armored = [
        (path.name, file)
        for path in (shared_data / "age-testkit/vectors").iterdir()
        for fields, _, file in [read_vector(path)]
        if "armored" in fields
    ]
    assert len(armored) == 33
    for _, file in armored:
        with pytest.raises(HeaderFailure):
            open_bytes(file, identity)


@pytest.mark.needs("shared-data")
def test_identities_of_other_types_are_refused(shared_data: Path) -> None:
    text = (shared_data / "age-testkit/vectors/hybrid").read_bytes().partition(b"\n\n")[0].decode()
    other = next(line.split(": ")[1] for line in text.splitlines() if line.startswith("identity: "))
    with pytest.raises(BadData, match="X25519"):
        Identity.from_text(other)
