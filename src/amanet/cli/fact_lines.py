"""A fact as lines of text: what is said, how well it rests, who says so and who contradicts it; and the numbers to look it up by.

`Lines` is of one account, and knows its statements by id.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from amanet.corroboration.verdict import CONTESTED, CORROBORATED, SINGLE
from amanet.work.known import Accounted

__all__ = ["WIDTH", "Lines", "rests"]

# A fact whose only voice fits on its line stands with it; else each voice has a line.
WIDTH: Final = 110
_MOST_CONCERNED: Final = 8


def rests(verdict: Any, support: Sequence[Any] = ()) -> str:
    """How well a fact rests, in a few words; with its support, also that officials are among those who are counted."""
    words = {
        SINGLE: "one source",
        CORROBORATED: f"{verdict.independent} independent sources",
        CONTESTED: f"CONTESTED: {verdict.independent} for, {verdict.against} against",
    }
    said = [words.get(verdict.standing, verdict.standing)]
    if verdict.officials_only:
        said.append("only officials say so")
    elif verdict.hearsay:
        said.append("hearsay")
    if not verdict.officials_only and any(one.official for one in support):
        said.append("officials among them")
    said += [f"DENIED by officials{_when(denial.when)}" for denial in verdict.denied]
    return ", ".join(said)


def _when(date: Mapping[str, Any] | None) -> str:
    return f" {date['edtf']}" if date and "edtf" in date else ""


def _state(one: Any) -> str:
    return "" if one.state == "reviewed" else f" [{one.state}]"


class Lines:
    """Of one account."""

    def __init__(self, found: Accounted) -> None:
        self.found = found
        self.account = found.account
        self.said = {one.id: one for one in (*self.account.statements, *self.account.own_words)}

    def facts(self, facts: Iterable[Any], indent: str = "  ") -> Iterator[str]:
        for known in facts:
            denied = any(told.polarity == "denies" for told in known.fact.against)
            if not known.fact.saying and not denied:
                continue  # superseded or retracted: it stands under what no longer counts
            said = "" if known.fact.saying else "NOT "
            yield from self.resting(f"{indent}{known.label}: {said}{known.shown}", known)
            yield from self.against(known.fact, indent)

    def against(self, fact: Any, indent: str) -> Iterator[str]:
        for told in fact.against:
            one = self.said.get(told.id)
            if one is not None and fact.saying:
                not_so = "not so" if one.polarity == "denies" else one.shown
                yield f"{indent}    against it: {not_so}, says {self.voice(one)}"

    def resting(self, what: str, known: Any) -> Iterator[str]:
        """A fact with how well it rests, and who says so."""
        fact = known.fact
        told = fact.saying or fact.against or fact.gone
        voices = self.voices(self.said[one.id] for one in told if one.id in self.said)
        line = f"{what}  — {rests(fact.verdict, fact.support)}"
        if len(voices) == 1 and len(line) + len(voices[0]) < WIDTH:
            line, voices = f"{line}: {voices[0]}", []
        indent = " " * (len(what) - len(what.lstrip()) + 4)
        yield line
        yield from (f"{indent}{voice}" for voice in voices)
        yield from (f"{indent}{opinion}" for one in told for opinion in self.opinions(one.id))

    def opinions(self, statement: str) -> Iterator[str]:
        """What members think of the information; who they are, `amanet show` says."""
        for one in self.said[statement].assessed if statement in self.said else ():
            basis = f"sees as its basis {one.basis.replace('_', ' ')}" if one.basis else None
            finds = f"finds it {one.credibility.replace('_', ' ')}" if one.credibility else None
            why = f": {one.reason}" if one.reason else ""
            yield f"#{self.number(statement)}: a member {' and '.join(filter(None, (finds, basis)))}{why}"

    def voices(self, several: Iterable[Any]) -> list[str]:
        """Each source once for all that it says in the same way."""
        alike: dict[tuple[str, str], list[Any]] = {}
        for one in several:
            alike.setdefault((self.who(one), _state(one)), []).append(one)
        return [
            f"{who} {' '.join(f'#{self.number(one.id)}' for one in said)}{self.cited(one.id for one in said)}{state}"
            for (who, state), said in alike.items()
        ]

    def voice(self, one: Any) -> str:
        return self.voices([one])[0]

    def who(self, one: Any) -> str:
        """Who says it, from whom, how they know, and how sure they are."""
        heard = f", heard from {one.heard_from_label}" if one.heard_from_label else ""
        how = ", ".join(filter(None, ((one.basis or "").replace("_", " "), one.certainty)))
        return f"{one.said_by_label}{heard}{f' ({how})' if how else ''}"

    def called(self, known: Any) -> str | None:
        """What the subject of a fact is called, as its statements have it."""
        told = (*known.fact.saying, *known.fact.against, *known.fact.gone)
        return next((self.said[one.id].subject_label for one in told if one.id in self.said), None)

    def concerns(self, ids: Iterable[str]) -> str:
        numbers = [f"#{self.found.numbers[one]}" for one in ids if one in self.found.numbers]
        more = f" and {len(numbers) - _MOST_CONCERNED} more" if len(numbers) > _MOST_CONCERNED else ""
        return f" {' '.join(numbers[:_MOST_CONCERNED])}{more}" if numbers else ""

    def cited(self, statements: Iterable[str]) -> str:
        passages = dict.fromkeys(p for one in statements if one in self.said for p in self.said[one].passages)
        return self.passages(passages)

    def passages(self, passages: Iterable[str]) -> str:
        return "".join(f" ¶{self.number(one)}" for one in passages)

    def numbers(self, ids: Iterable[str]) -> str:
        return ", ".join(f"#{self.number(one)}" for one in ids)

    def number(self, identifier: str) -> int | str:
        return self.found.numbers.get(identifier, "?")
