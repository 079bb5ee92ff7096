"""The verdict on a bundle: what does not hold, what is proven record by record, and what cannot be known.

The same words and the same JSON as those of the single-file verifier, so that the two can be compared
(docs/spec/bundle-v1.md, section 6). Invariant: one problem, or no record, is a failure.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any, Literal

from amanet.canonical import JSON
from amanet.errors import BadData

Outcome = Literal["verified", "internally consistent", "failed"]


@dataclass(frozen=True)
class Problem:
    """One thing that does not hold. `category` is a word of the specification, for programs."""

    category: str
    message: str


class Refused(BadData):
    """A check of a bundle that did not hold."""

    def __init__(self, category: str, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(category, message)


@contextmanager
def refusing(category: str) -> Iterator[None]:
    """Gives a category to whatever bad data is met inside."""
    try:
        yield
    except Refused:
        raise
    except BadData as problem:
        raise Refused(category, str(problem)) from problem


def need(condition: bool, category: str, message: str) -> None:
    if not condition:
        raise Refused(category, message)


@dataclass(frozen=True, order=True)
class CosignedAt:
    """A cosigner saw the checkpoint at this time."""

    time: str
    name: str


@dataclass(frozen=True, order=True)
class StampedBefore:
    """An authority stamped the checkpoint at this time. `fingerprint` is that of its root certificate."""

    time: str
    authority: str
    fingerprint: str


@dataclass(frozen=True)
class SignatureFound:
    """A signature on a checkpoint, and whether a key that was given verified it."""

    name: str
    key_id: str
    verified: bool


@dataclass(frozen=True)
class StampFound:
    """A time-stamp as it claims to be. `certificates` are SHA-256 fingerprints."""

    number: int
    time: str
    certificates: tuple[str, ...]


@dataclass(frozen=True)
class CheckpointVerdict:
    """A checkpoint of the bundle, what vouches for it, and what it merely bears."""

    number: int
    origin: str
    size: int
    root: str
    signed_by_log: bool
    cosigned: tuple[CosignedAt, ...]
    stamped: tuple[StampedBefore, ...]
    signatures: tuple[SignatureFound, ...]
    stamps: tuple[StampFound, ...]


@dataclass(frozen=True)
class RecordVerdict:
    """A record whose opening and proofs hold, and what vouches for the log it is in."""

    number: int
    type: str
    payload: str | None
    fields: Mapping[str, JSON]
    reference: str
    origin: str
    index: int
    checkpoints: tuple[int, ...]
    signed_by_log: bool
    cosigned: tuple[CosignedAt, ...]
    logged_before: tuple[StampedBefore, ...]

    @property
    def anchored(self) -> bool:
        return bool(self.signed_by_log or self.cosigned or self.logged_before)


@dataclass(frozen=True)
class BundleVerdict:
    """All that was found."""

    problems: tuple[Problem, ...]
    records: tuple[RecordVerdict, ...]
    checkpoints: tuple[CheckpointVerdict, ...]

    @property
    def outcome(self) -> Outcome:
        if self.problems or not self.records:
            return "failed"
        return "verified" if all(record.anchored for record in self.records) else "internally consistent"

    @property
    def not_known(self) -> tuple[str, ...]:
        """What nobody can know from the bundle and the given keys alone, with the fingerprints to ask for."""
        lines = [line for checkpoint in self.checkpoints for line in _not_known(checkpoint)]
        if not any(record.logged_before or record.cosigned for record in self.records):
            lines.append(
                "Nobody outside vouches for a time: whoever holds the log key could have written all of the "
                "log yesterday."
            )
        return tuple(lines)

    def to_json(self) -> dict[str, Any]:
        return {
            "verdict": self.outcome,
            "problems": [asdict(problem) for problem in self.problems],
            "records": [{**asdict(record), "anchored": record.anchored} for record in self.records],
            "checkpoints": [asdict(checkpoint) for checkpoint in self.checkpoints],
            "not_known": list(self.not_known),
        }


def _not_known(checkpoint: CheckpointVerdict) -> Iterator[str]:
    for signature in checkpoint.signatures:
        if not signature.verified:
            yield (
                f"Checkpoint {checkpoint.number} bears a signature of {signature.name!a}, key id "
                f"{signature.key_id}. No key that you gave is its key, so it was not checked."
            )
    for stamp in checkpoint.stamps if not checkpoint.stamped else ():
        yield (
            f"Time-stamp {stamp.number} claims {stamp.time}. No authority that you gave vouches for it. "
            f"SHA-256 of its certificates: {', '.join(stamp.certificates) or 'it has none'}."
        )
