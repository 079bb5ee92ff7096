"""What officials say, as lines of text: their claims with day and words, who reports them, what speaks for and against each."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from amanet.cli.fact_lines import Lines

__all__ = ["OfficialLines"]

_ON_THE_FIRST_LINE: Final = frozenset(("position", "undated", "officials_deny"))


class OfficialLines(Lines):
    def officials(self) -> Iterator[str]:
        for several in _together(self.account.claims):
            yield from self._claim(several[0]) if len(several) == 1 else self._said_together(several)
        if self.account.place_claims:
            yield "  About the place, not the person:"
        for claim in self.account.place_claims:
            yield from (f"  {line}" for line in self._claim(claim))
            of = (self.said[one] for one in claim.statements if one in self.said)
            yield f"        about {', '.join(one.shown for one in of if one.property == 'about_place')}"

    def _claim(self, claim: Any) -> Iterator[str]:
        """What officials say, in their words; who reports it; what speaks for and against it."""
        number = f" #{self.number(claim.entity)}" if claim.entity else ""
        said = [*self._position(claim), *(f"“{one}”" for one in claim.words)]
        yield f"  {_day(claim)}{number}  {': '.join(said)}{self.cited(claim.statements)}"
        yield from self._reporting(claim)
        yield from self._reasons(claim, "      ")

    def _said_together(self, claims: list[Any]) -> Iterator[str]:
        """What one of them said of one act, in one breath: one claim, a line for each part of it."""
        first = claims[0]
        told = [self.said[one] for claim in claims for one in claim.statements if one in self.said]
        of = told[0].subject_label if told else "this"
        yield f"  {_day(first)}  Officials {'say' if first.asserts else 'deny'} of {of}:"
        yield from self._reporting(first)
        for claim in claims:
            yield f"      {'; '.join(self._plainly(claim))}{self.cited(claim.statements)}"
            yield from self._reasons(claim, "          ")

    def _reporting(self, claim: Any) -> Iterator[str]:
        labels = {voice.source: voice.label for voice in self.account.sources}
        reporting = ", ".join(labels[one] for one in claim.reported_by if one in labels)
        if reporting:
            yield f"      reported by {reporting}" if claim.entity else f"      said by {reporting}"

    def _reasons(self, claim: Any, indent: str) -> Iterator[str]:
        """Without what its first line has: the position, and that and when they deny it."""
        yield from (f"{indent}{one.text}" for one in claim.reasons if one.code not in _ON_THE_FIRST_LINE)

    def _position(self, claim: Any) -> Iterator[str]:
        """The position they take; or what they say in a statement of theirs."""
        told = [self.said[one] for one in claim.statements if one in self.said]
        if claim.entity is None:
            verb = "say" if claim.asserts else "deny"
            yield from (f"Officials {verb}: {one.label} of {one.subject_label}: {one.shown}" for one in told)
            return
        positions = dict.fromkeys(one.shown for one in told if one.property == "position")
        if positions:
            yield f"Officials {' and '.join(positions)}"

    def _plainly(self, claim: Any) -> Iterator[str]:
        told = (self.said[one] for one in claim.statements if one in self.said)
        return (f"{one.label}: {one.shown}{''.join(f' “{words}”' for words in claim.words)}" for one in told)


def _day(claim: Any) -> str:
    return " or ".join(str(one.get("edtf", "?")) for one in claim.dates) or "without a date"


def _together(claims: Iterable[Any]) -> list[list[Any]]:
    """In their order; the plain statements that one official source made of one thing, on one day, to one effect, together."""
    found: dict[Any, list[Any]] = {}
    for claim in claims:
        plain = (claim.subject, claim.reported_by, _day(claim), claim.asserts)
        found.setdefault(claim.entity or plain, []).append(claim)
    return list(found.values())
