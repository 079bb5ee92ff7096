"""One check of a WACZ: what was looked at, what came out, and why. Whatever was not checked says so and is no success."""

from collections.abc import Iterable
from dataclasses import dataclass

from amanet.canonical import JSON
from amanet.intake.parsers.warc_digests import FAILS, HOLDS, NOT_CHECKED

__all__ = ["Result", "fails", "holds", "holds_if", "none_fails", "not_checked"]


@dataclass(frozen=True, slots=True)
class Result:
    """`of` is the member of the archive it is about, where it is about one."""

    check: str
    result: str
    why: str | None = None
    of: str | None = None

    def as_json(self) -> dict[str, JSON]:
        told: dict[str, JSON] = {"check": self.check, "result": self.result, "of": self.of, "why": self.why}
        return {name: value for name, value in told.items() if value is not None}


def holds(check: str, of: str | None = None) -> Result:
    return Result(check, HOLDS, None, of)


def fails(check: str, why: str, of: str | None = None) -> Result:
    return Result(check, FAILS, why, of)


def not_checked(check: str, why: str, of: str | None = None) -> Result:
    return Result(check, NOT_CHECKED, why, of)


def holds_if(true: bool, check: str, otherwise: str, of: str | None = None) -> Result:
    return holds(check, of) if true else fails(check, otherwise, of)


def none_fails(results: Iterable[Result]) -> bool:
    return all(one.result != FAILS for one in results)
