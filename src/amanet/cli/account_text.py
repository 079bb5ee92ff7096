"""An account as lines of text: what is said, who says so, how well it rests, and the numbers to look it up by.

First a paragraph with what matters most; then the sections in the order in which people ask. No line says something without who
says it, on which basis and how sure they are.
"""

import textwrap
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

from amanet.canonical import readable_name
from amanet.cli.fact_lines import WIDTH, rests
from amanet.cli.official_lines import OfficialLines
from amanet.cli.session import count_of
from amanet.corroboration.material import was_withdrawn
from amanet.corroboration.verdict import CORROBORATED, SINGLE
from amanet.corroboration.wording import listed
from amanet.work.known import Accounted

__all__ = ["account_text", "timeline_text"]

# What two sources have in common that makes them one voice, and what one has from the other.
_RESTS_ON: Final = ("heard_from", "draws_on")
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


class _Writer(OfficialLines):
    def title(self) -> str:
        account = self.account
        as_of = f", as of {account.as_of}" if account.as_of else ""
        number = self.found.numbers.get(
            account.person, self.found.number
        )  # whichever of those that are one was asked for
        label = f"#{number}" if self.is_empty else f"{account.label} (#{number})"
        return f"{label}{as_of}; days counted to {account.today.isoformat()}"

    @property
    def is_empty(self) -> bool:
        """Whether nobody had said anything by the day asked about, not even a name."""
        return self.account.as_of is not None and not self.said and not self.account.gone

    def lines(self, *, with_sources: bool) -> Iterator[str]:
        account = self.account
        yield self.title()
        if self.is_empty:
            yield "  Nothing was on record here by then."
            return
        if account.also:
            yield f"  also entered as {self.numbers(account.also)}; members judged them to be the same"
        yield ""
        yield from textwrap.wrap(account.summary.text, WIDTH, break_long_words=False, break_on_hyphens=False)
        for title, lines in self._sections():
            yield from self._section(title, lines)
        yield from self._section("Sources", self._sources(with_graph=with_sources))
        yield from self._section("No longer counted", self._gone())
        yield from self._footer()

    def _sections(self) -> Iterator[tuple[str, Iterable[str]]]:
        account = self.account
        yield "Signs of life", self._silence()
        yield "Fate", self._fate()
        yield "Whereabouts", (f"  {account.whereabouts.text}", *self.facts(account.whereabouts.terms))
        yield "What was done", self._acts()
        yield "Roles", (f"  {one.text} in {self.numbers(one.of)}" for one in account.roles)
        yield "Officials", self.officials()
        yield "What was asked and done for them", self._deeds()
        yield "Known", self.facts(account.known)
        own = account.own_words
        yield "In their own words", (f"  {one.label}: {one.shown}  — {self.voice(one)}" for one in own)
        yield "Names", self._names()
        yield "Kin", (f"  {one.text} #{self.number(one.other)}" for one in account.kin)
        yield "Also named in", self._ties()
        yield "Points given by sources", self._points()
        yield "In the order of time", self.timeline()
        yield "Asked, without an answer", self._unanswered()
        asked = account.questions
        yield "Open questions", (f"  {one.text}{self.concerns(one.concerns)}" for one in asked)

    def timeline(self) -> Iterator[str]:
        for line in self.account.timeline:
            when = line.edtf or "without a date"
            words = f" (“{line.words}”)" if line.words else ""
            late = "later than the day asked about" if self._is_later(line.earliest) else None
            said = (rests(line.verdict) if line.verdict is not None else None, *line.marks, late)
            standing = f"  — {'; '.join(filter(None, said))}" if any(said) else ""
            yield f"  {when:<12}{words}  {line.title} #{self.number(line.entity)}{standing}{self.cited(line.statements)}"

    def _is_later(self, day: date | None) -> bool:
        return day is not None and day > self.account.today

    def _section(self, title: str, lines: Iterable[str]) -> Iterator[str]:
        found = list(lines)
        if found:
            yield ""
            yield title
            yield from found

    def _names(self) -> Iterator[str]:
        for name in self.account.names:
            about = ", ".join(filter(None, (name.script, (name.kind or "").replace("_", " "))))
            yield from self.resting(f"  {name.name} [{about}]", name.known)

    def _acts(self) -> Iterator[str]:
        for act in self.account.acts:
            done = "" if act.to_the_person else " – only said not to have been done to them"
            yield f"  {act.title} #{self.number(act.act)}{done}"
            facts = [one for one in act.facts if one.property != "victim" or self._is_in_doubt(one)]
            yield from self.facts(sorted(facts, key=lambda one: one.property == "notes"), "    ")
            if act.duration.by_dates is not None:
                misfits = f"; told was {', '.join(act.duration.misfits)}" if act.duration.misfits else ""
                yield f"    by its dates: {act.duration.by_dates.text}{misfits}"
            yield from (f"    {one.text}: {one.label}" for one in act.involved)

    def _is_in_doubt(self, victim: Any) -> bool:
        """That it was done to this person goes without saying, unless somebody contradicts it or the entry is disputed."""
        fact = victim.fact
        whole = fact.verdict.standing in (SINGLE, CORROBORATED) and not fact.verdict.denied
        return fact.value.get("entity") == self.account.person and not whole

    def _silence(self) -> Iterator[str]:
        silence, spoke = self.account.silence, self.account.spoke
        if self.found.schema == "Person" or silence.signs:  # a group gives none
            yield f"  {silence.text}"
        if spoke is not None:
            yield f"  Spoke as a source, {spoke.when.in_words} ({self.numbers(spoke.sources)})"
        yield from (f"  {one.text}" for one in silence.rhythms)
        for lost in silence.no_contact:
            since = (
                f"since {lost.when.in_words}, for {lost.since.in_words}"
                if lost.when and lost.since
                else "nobody says since when"
            )
            told = [self.said[one] for one in lost.statements if one in self.said]
            saying = "; ".join(self.voices(one for one in told if one.property == "type"))
            yield f"  Contact was lost, {since} (#{self.number(lost.act)}), says {saying}"
        for sign in silence.signs:
            yield from self._sign(sign)

    def _sign(self, sign: Any) -> Iterator[str]:
        when = sign.when.in_words if sign.when else "without a date"
        apart = "" if sign.counts == "counted" else f" [{sign.counts}]"
        told = [self.said[one] for one in sign.statements if one in self.said]
        yield f"  {when}  {sign.title} #{self.number(sign.id)}{apart}"
        yield from (f"      “{words}”" for words in sign.words)
        yield from (f"      pressure: {words}" for words in sign.pressure)
        denied = [one for one in told if one.polarity == "denies"]
        yield from (f"      says {voice}" for voice in self.voices(one for one in told if one not in denied))
        yield from (f"      not so, says {voice}" for voice in self.voices(denied))

    def _fate(self) -> Iterator[str]:
        fate = self.account.fate
        yield f"  {fate.text}"
        others = [one for one in fate.apart_from_officials if one not in fate.latest]
        if others:
            titles = (f"{one.title}, {one.when.in_words if one.when else '?'}" for one in others)
            yield f"  Of what others than officials say, the last is: {'; '.join(titles)}."

    def _deeds(self) -> Iterator[str]:
        by_deed: dict[str, list[Any]] = {}
        for known in self.account.deeds:
            by_deed.setdefault(known.fact.subject, []).append(known)
        for deed, facts in by_deed.items():
            yield f"  {self.called(facts[0]) or 'done'} #{self.number(deed)}"
            yield from self.facts(facts, "    ")

    def _ties(self) -> Iterator[str]:
        for known in self.account.ties:
            what = f"{self.called(known) or 'something'} #{self.number(known.fact.subject)}"
            yield from self.resting(f"  {what}: {known.label}", known)

    def _points(self) -> Iterator[str]:
        for one in self.account.points:
            yield f"  {one.label}: {', '.join(one.coordinates)}  — {rests(one.known.fact.verdict)}"

    def _unanswered(self) -> Iterator[str]:
        for one in self.account.unanswered:
            how = _WITHOUT_ANSWER.get(one.how, one.how)
            whether = f" whether it is {one.asked}" if one.asked else ""
            yield f"  {one.label} of {one.subject_label}: {one.said_by_label} {how}{whether} (#{self.number(one.statement)})"

    def _sources(self, *, with_graph: bool) -> Iterator[str]:
        for voice in self.account.sources:
            if was_withdrawn(voice.source):
                continue  # it ties others, which stands with them, and is no voice
            shown = f" ({', '.join(voice.shown)})" if voice.shown else ""
            said = count_of(voice.statements, "statement")
            yield f"  {voice.label} #{self.number(voice.source)}{shown}: {said}{self._together(voice)}"
        if not with_graph:
            return
        labels = {voice.source: voice.label for voice in self.account.sources}
        for tie in self.account.graph.ties:
            one, other = (labels.get(side, side) for side in (tie.one, tie.other))
            why = f"{tie.kind.replace('_', ' ')} (#{self.number(tie.by)})"
            rests_on = tie.kind in _RESTS_ON
            yield (
                f"    {one} rests on {other}: {why}"
                if rests_on
                else f"    {one} and {other} count once: {why}"
            )

    def _together(self, voice: Any) -> str:
        """Of who only repeats, whom they have it from; of the others, with whom they are one voice."""
        above = {
            tie.other for tie in self.account.graph.ties if tie.one == voice.source and tie.kind in _RESTS_ON
        }
        aside = self.account.graph.set_aside
        if voice.source in aside:
            of = [
                one.label
                for one in self.account.sources
                if one.source in above and not was_withdrawn(one.source)
            ]
            return f"; adds no voice to {listed(of)}" if of else "; adds no voice of its own"
        others = [
            one.label
            for one in self.account.sources
            if one.group == voice.group is not None and one.source != voice.source and one.source not in aside
        ]
        return f"; counts once with {listed(others)}" if others else ""

    def _gone(self) -> Iterator[str]:
        for one in self.account.gone:
            why = f": {one.ended.reason}" if one.ended and one.ended.reason else ""
            how = one.ended.how if one.ended else "ended"
            yield f"  #{self.number(one.id)} {one.subject_label}, {one.label}: {one.shown}  ({how}{why})"

    def _footer(self) -> Iterator[str]:
        counts = self.account.counts
        unreviewed = counts["draft"] + counts["proposed"]
        yield ""
        yield f"{count_of(counts['statements'], 'statement')}, {unreviewed} not reviewed by anybody else yet; {counts['gone']} no longer counted."
