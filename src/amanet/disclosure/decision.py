"""What is decided of one piece: release, transform or withhold; why, in words; and the grants it rests on.

>>> from amanet.disclosure.decision import Decision
>>> Decision.withhold("Nobody allowed this. Silence is a refusal.").verdict
'withhold'
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from amanet.canonical import JSON
from amanet.consent.levels import Level

__all__ = ["RELEASE", "TRANSFORM", "VERDICTS", "WITHHOLD", "Decision"]

RELEASE: Final = "release"
TRANSFORM: Final = "transform"
WITHHOLD: Final = "withhold"
# From the most protected to the most open.
VERDICTS: Final = (WITHHOLD, TRANSFORM, RELEASE)


@dataclass(frozen=True)
class Decision:
    """`how` says what is changed, in words, one a change. `level` is the strictest of everybody touched; None where it is withheld."""

    verdict: str
    reasons: tuple[str, ...]
    grants: tuple[str, ...] = ()
    how: tuple[str, ...] = ()
    level: Level | None = None

    @classmethod
    def withhold(cls, *reasons: str) -> "Decision":
        return cls(WITHHOLD, tuple(dict.fromkeys(reasons)))

    @classmethod
    def allow(
        cls, level: Level, grants: Iterable[str], how: Iterable[str], reasons: Iterable[str]
    ) -> "Decision":
        changed = tuple(dict.fromkeys(how))
        return cls(
            TRANSFORM if changed else RELEASE,
            tuple(dict.fromkeys(reasons)),
            tuple(sorted(set(grants))),
            changed,
            level,
        )

    @property
    def leaves(self) -> bool:
        return self.verdict != WITHHOLD

    def to_json(self) -> dict[str, JSON]:
        return {
            "verdict": self.verdict,
            "reasons": [str(one) for one in self.reasons],
            "grants": list(self.grants),
            "how": [str(one) for one in self.how],
        }
