"""An account as lines of text: what is said, who says so, how well it rests, and the numbers to look it up by."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from amanet.canonical import readable_name
from amanet.cli.session import count_of
from amanet.corroboration.verdict import CONTESTED, CORROBORATED, SINGLE
from amanet.work.known import Accounted

__all__ = ["account_text", "rests", "timeline_text"]

_MOST_QUOTED = 160


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
        yield from self._section("Names", self._names())
        yield from self._section("Known", self._facts(account.known))
        yield from self._section(
            "In their own words",
            (f"  {one.label}: {one.shown}  — {self._voice(one)}" for one in account.own_words),
        )
        yield from self._section("Kin", self._kin())
        yield from self._section("What was done", self._acts())
        yield from self._section(
            "Roles", (f"  {one.text} in {self._numbers(one.of)}" for one in account.roles)
        )
        yield from self._section("Signs of life", self._silence())
        yield from self._section("Fate", (f"  {account.fate.text}",))
        yield from self._section(
            "Whereabouts", (f"  {account.whereabouts.text}", *self._facts(account.whereabouts.terms))
        )
        yield from self._section("Officials", self._claims())
        yield from self._section("What was asked and done for them", self._facts(account.deeds))
        yield from self._section("Also named in", self._facts(account.ties))
        yield from self._section(
            "Points given by sources",
            (
                f"  {one.label}: {', '.join(one.coordinates)}  — {rests(one.known.fact.verdict)}"
                for one in account.points
            ),
        )
        yield from self._section("In the order of time", self.timeline())
        yield from self._section(
            "Open questions", (f"  {one.text}{self._concerns(one.concerns)}" for one in account.questions)
        )
        yield from self._section("Sources", self._sources(with_graph=with_sources))
        yield from self._section("No longer counted", self._gone())
        yield from self._footer()

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
            yield f"  {name.name} [{about}]  — {self._standing(name.known)}"

    def _facts(self, facts: Iterable[Any], indent: str = "  ") -> Iterator[str]:
        for known in facts:
            denied = any(told.polarity == "denies" for told in known.fact.against)
            if not known.fact.saying and not denied:
                continue  # superseded or retracted: it stands under what no longer counts
            yield f"{indent}{known.label}: {'' if known.fact.saying else 'NOT '}{known.shown}  — {self._standing(known)}"
            yield from self._against(known.fact, indent)

    def _against(self, fact: Any, indent: str) -> Iterator[str]:
        for told in fact.against:
            one = self.said.get(told.id)
            if one is not None and fact.saying:
                not_so = "not so" if one.polarity == "denies" else one.shown
                yield f"{indent}  against it: {not_so}, says {self._voice(one)}"

    def _standing(self, known: Any) -> str:
        fact = known.fact
        told = fact.saying or fact.against or fact.gone
        voices = "; ".join(
            dict.fromkeys(self._voice(self.said[one.id]) for one in told if one.id in self.said)
        )
        return f"{rests(fact.verdict)}: {voices}" if voices else rests(fact.verdict)

    def _voice(self, one: Any) -> str:
        """Who says it, from whom, how they know, how sure, and where it stands."""
        heard = f" from {one.heard_from_label}" if one.heard_from_label else ""
        how = ", ".join(filter(None, ((one.basis or "").replace("_", " "), one.certainty)))
        state = "" if one.state == "reviewed" else f" [{one.state}]"
        return f"{one.said_by_label}{heard}{f' ({how})' if how else ''} #{self._number(one.id)}{self._passages(one.passages)}{state}"

    def _kin(self) -> Iterator[str]:
        for one in self.account.kin:
            yield f"  {one.text}: {one.label} #{self._number(one.other)}"

    def _acts(self) -> Iterator[str]:
        for act in self.account.acts:
            done = "" if act.to_the_person else " – only said not to have been done to them"
            yield f"  {act.title} #{self._number(act.act)}{done}"
            yield from self._facts((one for one in act.facts if one.property not in ("victim",)), "    ")
            if act.duration.by_dates is not None:
                misfits = f"; told was {', '.join(act.duration.misfits)}" if act.duration.misfits else ""
                yield f"    by its dates: {act.duration.by_dates.text}{misfits}"
            yield from (f"    {one.text}: {one.label}" for one in act.involved)

    def _silence(self) -> Iterator[str]:
        silence = self.account.silence
        yield f"  {silence.text}"
        yield from (f"  {one.text}" for one in silence.rhythms)
        for lost in silence.no_contact:
            since = (
                f"since {lost.when.in_words}, for {lost.since.in_words}"
                if lost.when and lost.since
                else "nobody says since when"
            )
            yield f"  Contact was lost, {since} (#{self._number(lost.act)})"
        for sign in silence.signs:
            when = sign.when.in_words if sign.when else "without a date"
            apart = "" if sign.counts == "counted" else f" [{sign.counts}]"
            yield f"  {when}  {sign.title} #{self._number(sign.id)}{apart}{self._cited(sign.statements)}"
            yield from (f"      “{words}”" for words in sign.words)
            yield from (f"      pressure: {words}" for words in sign.pressure)

    def _claims(self) -> Iterator[str]:
        for claim in self.account.claims:
            when = " or ".join(str(one.get("edtf", "?")) for one in claim.dates) or "without a date"
            words = "; ".join(f"“{one}”" for one in claim.words)
            number = f" #{self._number(claim.entity)}" if claim.entity else ""
            position = ", ".join(one.replace("_", " ") for one in claim.positions)
            yield f"  {when}{number}  {position}{': ' if position and words else ''}{words}{self._cited(claim.statements)}"
            yield from (f"      {one.text}" for one in claim.reasons)

    def _sources(self, *, with_graph: bool) -> Iterator[str]:
        for voice in self.account.sources:
            shown = f" ({', '.join(voice.shown)})" if voice.shown else ""
            group = "" if voice.group is None else f", counts in group {voice.group + 1}"
            yield f"  {voice.label} #{self._number(voice.source)}{shown}: {count_of(voice.statements, 'statement')}{group}"
        if not with_graph:
            return
        labels = {voice.source: voice.label for voice in self.account.sources}
        for tie in self.account.graph.ties:
            one, other = (labels.get(side, side) for side in (tie.one, tie.other))
            why = tie.kind.replace("_", " ")
            yield f"    {one} and {other} count once: {why} (#{self._number(tie.by)})"

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
