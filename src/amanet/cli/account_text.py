"""An account as lines of text: what is said, who says so, how well it rests, and the numbers to look it up by.

First a paragraph with what matters most; then the sections in the order in which people ask. No line says something without who
says it, on which basis and how sure they are.
"""

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from amanet.canonical import readable_name
from amanet.cli.session import count_of
from amanet.corroboration.verdict import CONTESTED, CORROBORATED, SINGLE
from amanet.work.known import Accounted

__all__ = ["account_text", "rests", "timeline_text"]

# A fact whose only voice fits on its line stands with it; else each voice has a line.
_WIDTH: Final = 110
_WITHOUT_ANSWER: Final = {
    "does not know": "does not know",
    "unknown": "does not know",
    "withheld": "keeps it back",
    "refused": "would not say",
    "not asked": "was not asked",
}


def account_text(found: Accounted, *, with_sources: bool = False) -> str:
    """For people to read, one section after the other; what is empty is left out, but for silence, fate and whereabouts."""
    return "\n".join(map(readable_name, _Writer(found).lines(with_sources=with_sources)))


def timeline_text(found: Accounted) -> str:
    writer = _Writer(found)
    lines = [*writer.timeline()]
    nothing = ["  Nothing with or without a date is on record."]
    return "\n".join(map(readable_name, [writer.title(), *(lines or nothing)]))


def rests(verdict: Any) -> str:
    """How well a fact rests, in a few words."""
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
    said += [f"DENIED by officials{_when(denial.when)}" for denial in verdict.denied]
    return ", ".join(said)


def _when(date: Mapping[str, Any] | None) -> str:
    return f" {date['edtf']}" if date and "edtf" in date else ""


def _state(one: Any) -> str:
    return "" if one.state == "reviewed" else f" [{one.state}]"


class _Writer:
    def __init__(self, found: Accounted) -> None:
        self.found = found
        self.account = found.account
        self.said = {one.id: one for one in (*self.account.statements, *self.account.own_words)}
        self.quotes = {one.id: one.quote for one in self.account.passages}

    def title(self) -> str:
        account = self.account
        as_of = f", as of {account.as_of}" if account.as_of else ""
        return f"{account.label} (#{self.found.number}){as_of}; days counted to {account.today.isoformat()}"

    def lines(self, *, with_sources: bool) -> Iterator[str]:
        account = self.account
        yield self.title()
        if account.also:
            yield f"  also entered as {self._numbers(account.also)}; members judged them to be the same"
        yield ""
        yield from textwrap.wrap(account.summary.text, _WIDTH, break_long_words=False, break_on_hyphens=False)
        for title, lines in self._sections():
            yield from self._section(title, lines)
        yield from self._section("Sources", self._sources(with_graph=with_sources))
        yield from self._section("No longer counted", self._gone())
        yield from self._footer()

    def _sections(self) -> Iterator[tuple[str, Iterable[str]]]:
        account = self.account
        yield "Signs of life", self._silence()
        yield "Fate", self._fate()
        yield "Whereabouts", (f"  {account.whereabouts.text}", *self._facts(account.whereabouts.terms))
        yield "What was done", self._acts()
        yield "Roles", (f"  {one.text} in {self._numbers(one.of)}" for one in account.roles)
        yield "Officials", self._officials()
        yield "What was asked and done for them", self._deeds()
        yield "Known", self._facts(account.known)
        own = account.own_words
        yield "In their own words", (f"  {one.label}: {one.shown}  — {self._voice(one)}" for one in own)
        yield "Names", self._names()
        yield "Kin", (f"  {one.text} #{self._number(one.other)}" for one in account.kin)
        yield "Also named in", self._ties()
        yield "Points given by sources", self._points()
        yield "In the order of time", self.timeline()
        yield "Asked, without an answer", self._unanswered()
        asked = account.questions
        yield "Open questions", (f"  {one.text}{self._concerns(one.concerns)}" for one in asked)

    def timeline(self) -> Iterator[str]:
        for line in self.account.timeline:
            when = line.edtf or "without a date"
            words = f" (“{line.words}”)" if line.words else ""
            standing = f"  — {rests(line.verdict)}" if line.verdict is not None else ""
            yield f"  {when:<12}{words}  {line.title} #{self._number(line.entity)}{standing}{self._cited(line.statements)}"

    def _section(self, title: str, lines: Iterable[str]) -> Iterator[str]:
        found = list(lines)
        if found:
            yield ""
            yield title
            yield from found

    def _names(self) -> Iterator[str]:
        for name in self.account.names:
            about = ", ".join(filter(None, (name.script, (name.kind or "").replace("_", " "))))
            yield from self._resting(f"  {name.name} [{about}]", name.known)

    def _facts(self, facts: Iterable[Any], indent: str = "  ") -> Iterator[str]:
        for known in facts:
            denied = any(told.polarity == "denies" for told in known.fact.against)
            if not known.fact.saying and not denied:
                continue  # superseded or retracted: it stands under what no longer counts
            said = "" if known.fact.saying else "NOT "
            yield from self._resting(f"{indent}{known.label}: {said}{known.shown}", known)
            yield from self._against(known.fact, indent)

    def _against(self, fact: Any, indent: str) -> Iterator[str]:
        for told in fact.against:
            one = self.said.get(told.id)
            if one is not None and fact.saying:
                not_so = "not so" if one.polarity == "denies" else one.shown
                yield f"{indent}    against it: {not_so}, says {self._voice(one)}"

    def _resting(self, what: str, known: Any) -> Iterator[str]:
        """A fact with how well it rests, and who says so."""
        fact = known.fact
        told = fact.saying or fact.against or fact.gone
        voices = self._voices(self.said[one.id] for one in told if one.id in self.said)
        line = f"{what}  — {rests(fact.verdict)}"
        if len(voices) == 1 and len(line) + len(voices[0]) < _WIDTH:
            yield f"{line}: {voices[0]}"
            return
        indent = " " * (len(what) - len(what.lstrip()) + 4)
        yield line
        yield from (f"{indent}{voice}" for voice in voices)

    def _voices(self, several: Iterable[Any]) -> list[str]:
        """Each source once for all that it says in the same way."""
        alike: dict[tuple[str, str], list[Any]] = {}
        for one in several:
            alike.setdefault((self._who(one), _state(one)), []).append(one)
        return [
            f"{who} {' '.join(f'#{self._number(one.id)}' for one in said)}{self._cited(one.id for one in said)}{state}"
            for (who, state), said in alike.items()
        ]

    def _voice(self, one: Any) -> str:
        return self._voices([one])[0]

    def _who(self, one: Any) -> str:
        """Who says it, from whom, how they know, and how sure they are."""
        heard = f", heard from {one.heard_from_label}" if one.heard_from_label else ""
        how = ", ".join(filter(None, ((one.basis or "").replace("_", " "), one.certainty)))
        return f"{one.said_by_label}{heard}{f' ({how})' if how else ''}"

    def _acts(self) -> Iterator[str]:
        for act in self.account.acts:
            done = "" if act.to_the_person else " – only said not to have been done to them"
            yield f"  {act.title} #{self._number(act.act)}{done}"
            facts = [one for one in act.facts if one.property != "victim"]
            yield from self._facts(sorted(facts, key=lambda one: one.property == "notes"), "    ")
            if act.duration.by_dates is not None:
                misfits = f"; told was {', '.join(act.duration.misfits)}" if act.duration.misfits else ""
                yield f"    by its dates: {act.duration.by_dates.text}{misfits}"
            yield from (f"    {one.text}: {one.label}" for one in act.involved)

    def _silence(self) -> Iterator[str]:
        silence, spoke = self.account.silence, self.account.spoke
        if self.found.schema == "Person" or silence.signs:  # a group gives none
            yield f"  {silence.text}"
        if spoke is not None:
            yield f"  Spoke as a source, {spoke.when.in_words} ({self._numbers(spoke.sources)})"
        yield from (f"  {one.text}" for one in silence.rhythms)
        for lost in silence.no_contact:
            since = (
                f"since {lost.when.in_words}, for {lost.since.in_words}"
                if lost.when and lost.since
                else "nobody says since when"
            )
            yield f"  Contact was lost, {since} (#{self._number(lost.act)})"
        for sign in silence.signs:
            yield from self._sign(sign)

    def _sign(self, sign: Any) -> Iterator[str]:
        when = sign.when.in_words if sign.when else "without a date"
        apart = "" if sign.counts == "counted" else f" [{sign.counts}]"
        told = [self.said[one] for one in sign.statements if one in self.said]
        yield f"  {when}  {sign.title} #{self._number(sign.id)}{apart}"
        yield from (f"      “{words}”" for words in sign.words)
        yield from (f"      pressure: {words}" for words in sign.pressure)
        denied = [one for one in told if one.polarity == "denies"]
        yield from (f"      says {voice}" for voice in self._voices(one for one in told if one not in denied))
        yield from (f"      not so, says {voice}" for voice in self._voices(denied))

    def _fate(self) -> Iterator[str]:
        fate = self.account.fate
        yield f"  {fate.text}"
        others = [one for one in fate.apart_from_officials if one not in fate.latest]
        if others:
            titles = (f"{one.title}, {one.when.in_words if one.when else '?'}" for one in others)
            yield f"  Of what others than officials say, the last is: {'; '.join(titles)}."

    def _officials(self) -> Iterator[str]:
        for claim in self.account.claims:
            yield from self._claim(claim)
        if self.account.place_claims:
            yield "  About the place, not the person:"
        for claim in self.account.place_claims:
            yield from (f"  {line}" for line in self._claim(claim))
            of = (self.said[one] for one in claim.statements if one in self.said)
            yield f"        about {', '.join(one.shown for one in of if one.property == 'about_place')}"

    def _claim(self, claim: Any) -> Iterator[str]:
        """What officials say, in their words; who reports it; what speaks for and against it."""
        when = " or ".join(str(one.get("edtf", "?")) for one in claim.dates) or "without a date"
        number = f" #{self._number(claim.entity)}" if claim.entity else ""
        said = [*self._plainly(claim), *(f"“{one}”" for one in claim.words)]
        yield f"  {when}{number}  {': '.join(said)}{self._cited(claim.statements)}"
        labels = {voice.source: voice.label for voice in self.account.sources}
        reporting = ", ".join(labels[one] for one in claim.reported_by if one in labels)
        if reporting:
            yield f"      reported by {reporting}" if claim.entity else f"      said by {reporting}"
        yield from (f"      {one.text}" for one in claim.reasons if one.code != "position")

    def _plainly(self, claim: Any) -> Iterator[str]:
        """The position they take; or what they say in a statement of theirs."""
        told = [self.said[one] for one in claim.statements if one in self.said]
        if claim.entity is not None:
            positions = dict.fromkeys(one.shown for one in told if one.property == "position")
            if positions:
                yield f"Officials {' and '.join(positions)}"
            return
        for one in told:
            verb = "deny" if one.polarity == "denies" else "say"
            yield f"Officials {verb}: {one.label} of {one.subject_label}: {one.shown}"

    def _deeds(self) -> Iterator[str]:
        by_deed: dict[str, list[Any]] = {}
        for known in self.account.deeds:
            by_deed.setdefault(known.fact.subject, []).append(known)
        for deed, facts in by_deed.items():
            yield f"  {self._called(facts[0]) or 'done'} #{self._number(deed)}"
            yield from self._facts(facts, "    ")

    def _ties(self) -> Iterator[str]:
        for known in self.account.ties:
            what = f"{self._called(known) or 'something'} #{self._number(known.fact.subject)}"
            yield from self._resting(f"  {what}: {known.label}", known)

    def _called(self, known: Any) -> str | None:
        """What the subject of a fact is called, as its statements have it."""
        told = (*known.fact.saying, *known.fact.against, *known.fact.gone)
        return next((self.said[one.id].subject_label for one in told if one.id in self.said), None)

    def _points(self) -> Iterator[str]:
        for one in self.account.points:
            yield f"  {one.label}: {', '.join(one.coordinates)}  — {rests(one.known.fact.verdict)}"

    def _unanswered(self) -> Iterator[str]:
        for one in self.account.unanswered:
            how = _WITHOUT_ANSWER.get(one.how, one.how)
            yield f"  {one.label} of {one.subject_label}: {one.said_by_label} {how} (#{self._number(one.statement)})"

    def _sources(self, *, with_graph: bool) -> Iterator[str]:
        for voice in self.account.sources:
            shown = f" ({', '.join(voice.shown)})" if voice.shown else ""
            said = count_of(voice.statements, "statement")
            yield f"  {voice.label} #{self._number(voice.source)}{shown}: {said}{self._together(voice)}"
        if not with_graph:
            return
        labels = {voice.source: voice.label for voice in self.account.sources}
        for tie in self.account.graph.ties:
            one, other = (labels.get(side, side) for side in (tie.one, tie.other))
            why = tie.kind.replace("_", " ")
            yield f"    {one} and {other} count once: {why} (#{self._number(tie.by)})"

    def _together(self, voice: Any) -> str:
        others = [
            one.label
            for one in self.account.sources
            if one.group == voice.group is not None and one.source != voice.source
        ]
        return f"; counts once with {' and '.join(others)}" if others else ""

    def _gone(self) -> Iterator[str]:
        for one in self.account.gone:
            why = f": {one.ended.reason}" if one.ended and one.ended.reason else ""
            how = one.ended.how if one.ended else "ended"
            yield f"  #{self._number(one.id)} {one.subject_label}, {one.label}: {one.shown}  ({how}{why})"

    def _footer(self) -> Iterator[str]:
        counts = self.account.counts
        unreviewed = counts["draft"] + counts["proposed"]
        yield ""
        yield f"{count_of(counts['statements'], 'statement')}, {unreviewed} not reviewed by anybody else yet; {counts['gone']} no longer counted."

    def _concerns(self, ids: Iterable[str]) -> str:
        numbers = [f"#{self.found.numbers[one]}" for one in ids if one in self.found.numbers]
        more = f" and {len(numbers) - 8} more" if len(numbers) > 8 else ""
        return f" {' '.join(numbers[:8])}{more}" if numbers else ""

    def _cited(self, statements: Iterable[str]) -> str:
        passages = dict.fromkeys(p for one in statements if one in self.said for p in self.said[one].passages)
        return self._passages(passages)

    def _passages(self, passages: Iterable[str]) -> str:
        return "".join(f" ¶{self._number(one)}" for one in passages)

    def _numbers(self, ids: Iterable[str]) -> str:
        return ", ".join(f"#{self._number(one)}" for one in ids)

    def _number(self, identifier: str) -> int | str:
        return self.found.numbers.get(identifier, "?")
