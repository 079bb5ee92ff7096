"""What a leak check found: in which file, at which place inside it, of which kind, and what to do. Never the secret itself.

A finding has a `key` that is the same whenever the same bytes are checked for the same secrets, so that what a member decided about it,
with a reason, holds for the finished package and for no other. Only a finding of severity "decide" can be decided; what leaks, and what could
not be looked into, blocks.

Invariant: a package passes where every finding was one to decide and was decided with a reason.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, Final, Literal

from amanet.canonical import encode

__all__ = ["ADVICE", "Decision", "Finding", "Report", "Severity"]

Severity = Literal["block", "decide", "unsupported"]

_TAKE_OUT: Final = "Take it out of this file, then check again."
# Of each kind of finding, what to do.
ADVICE: Final = MappingProxyType(
    {
        "name": "Replace it by the pseudonym of this release, or take the file out; then check again.",
        "name, perhaps": "Look at the place. Hide it if it means this person; else decide with a reason.",
        "number": _TAKE_OUT,
        "address": _TAKE_OUT,
        "account": _TAKE_OUT,
        "link": _TAKE_OUT,
        "serial number": _TAKE_OUT,
        "protected words": "Take the words out, or put them in other words; then check again.",
        "coordinates": "Take the coordinates out, or give the place as coarsely as was agreed.",
        "original": "This is a protected original, unchanged. Take the file out.",
        "picture": "This looks like a protected picture. Take it out, or decide with a reason that it is another.",
        "recording": "This sounds like a protected recording. Take it out, or decide with a reason that it is another.",
        "earlier release": "An earlier release has this too, so that both can be tied together. Change it, or decide with a reason.",
        "picture not read": "No program read the words in this picture. Look at it, then decide with a reason.",
        "recording not heard": "Nobody listened to this recording. Listen to it, then decide with a reason.",
        "encrypted": "It cannot be looked into. Check it before it is encrypted, or take it out.",
        "damaged": "It is damaged, or made to mislead. Make it anew, or take it out.",
        "made to harm": "It unpacks to far more than it is, or into itself. Take it out.",
        "nested too deeply": "It lies in too many archives. Unpack it and check what is inside.",
        "not supported": "Nothing here can look into this kind of file. Take it out, or put it into another format.",
        "too large inside": "It is too large to be looked into where it lies. Unpack it and check it by itself.",
        "macros": "Programs in documents are not read. Make the document anew without them.",
        "not read in time": "It took too long to be read. Make it anew, or take it out.",
        "reading failed": "What reads it came to a sudden end, as happens with damaged files and such made to harm. Take it out.",
        "symbolic link": "What it points to does not belong to the package. Take the link out.",
        "not a file": "Only files and folders belong into a package. Take it out.",
        "not readable": "The system refuses to give it. Change its permissions, then check again.",
    }
)


@dataclass(frozen=True)
class Finding:
    """`file` and `inside` are names with everything protected in them hidden; `place` is where in that file."""

    file: str
    inside: tuple[str, ...]
    place: str
    kind: str
    severity: Severity
    secret_id: str
    text: str
    key: str

    @property
    def what_to_do(self) -> str:
        return ADVICE[self.kind]

    @property
    def where(self) -> str:
        """File, what is inside it, and the place, on one line."""
        return " › ".join(part for part in (self.file, *self.inside, self.place) if part)

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"inside": list(self.inside), "what_to_do": self.what_to_do}


@dataclass(frozen=True)
class Decision:
    """A member looked at a finding and says why it may stay. Without a reason it is none."""

    key: str
    reason: str


@dataclass(frozen=True)
class Report:
    """`parts` counts files inside files too; `notes` say what this check cannot see on this machine, or was not given."""

    findings: tuple[Finding, ...]
    decided: tuple[Finding, ...]
    files: int
    parts: int
    bytes: int
    notes: tuple[str, ...]

    @property
    def passes(self) -> bool:
        return not self.findings

    def to_json(self) -> dict[str, Any]:
        return {
            "passes": self.passes,
            "findings": [finding.to_json() for finding in self.findings],
            "decided": [finding.to_json() for finding in self.decided],
            "files": self.files,
            "parts": self.parts,
            "bytes": self.bytes,
            "notes": list(self.notes),
        }


def finding_key(sha256: str, inside: Iterable[str], place: str, kind: str, secret_id: str) -> str:
    """Sixteen digits of a tagged hash over what makes a finding this one."""
    told = encode([sha256, list(inside), place, kind, secret_id])
    return hashlib.sha256(b"amanet/leak-finding/v1\n" + told).hexdigest()[:16]


def undecided(
    findings: Iterable[Finding], decisions: Iterable[Decision]
) -> tuple[list[Finding], list[Finding]]:
    """Those that still block, and those that a member decided with a reason."""
    reasons = {decision.key for decision in decisions if decision.reason.strip()}
    left: list[Finding] = []
    decided: list[Finding] = []
    for finding in findings:
        is_decided = finding.severity == "decide" and finding.key in reasons
        (decided if is_decided else left).append(finding)
    return left, decided
