"""What an examination found. Frozen; `to_json` is what `amanet verify --json` prints.

A report names records, so it goes to whoever unlocked the vault and nowhere else: nothing of it is logged or
kept.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal

from amanet.canonical import JSON

Severity = Literal["damage", "notice"]


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong (`damage`) or worth knowing (`notice`): where, what, and the numbers of the records it touches."""

    severity: Severity
    where: str
    what: str
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Counts:
    """How much was read and checked. `bytes` are those of the objects as they lie on the disk; `unused` those in packs that
    belong to none.
    """

    records: int = 0
    leaves: int = 0
    objects: int = 0
    bytes: int = 0
    epochs: int = 0
    checkpoints: int = 0
    unused: int = 0


@dataclass(frozen=True)
class Report:
    """`names` holds a readable name for the touched records that still have one. `quick`: the objects were not read."""

    findings: tuple[Finding, ...]
    counts: Counts
    quick: bool
    names: Mapping[int, str] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether nothing is damaged. Of a quick examination it says nothing about the objects."""
        return not any(finding.severity == "damage" for finding in self.findings)

    def to_json(self) -> dict[str, JSON]:
        return {
            "holds": self.holds,
            "quick": self.quick,
            "counts": asdict(self.counts),
            "findings": [{**asdict(finding), "numbers": list(finding.numbers)} for finding in self.findings],
            "names": {str(number): name for number, name in sorted(self.names.items())},
        }


class Findings:
    """Findings as they come. The same thing at the same place is one finding with all the numbers it touches."""

    def __init__(self) -> None:
        self._found: dict[tuple[Severity, str, str], dict[int, None]] = {}

    def damage(self, where: str, what: str, *numbers: int) -> None:
        self._found.setdefault(("damage", where, what), {}).update(dict.fromkeys(numbers))

    def notice(self, where: str, what: str, *numbers: int) -> None:
        self._found.setdefault(("notice", where, what), {}).update(dict.fromkeys(numbers))

    def numbers(self) -> list[int]:
        return sorted({number for numbers in self._found.values() for number in numbers})

    def all(self) -> tuple[Finding, ...]:
        """Damage first, otherwise in the order they were found."""
        found = [Finding(*key, tuple(sorted(numbers))) for key, numbers in self._found.items()]
        return tuple(sorted(found, key=lambda finding: finding.severity))
