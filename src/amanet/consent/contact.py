"""How a person may be reached now, from all instructions ever recorded. Every letter and reminder obeys it.

Pure. The latest instruction for a channel replaces the earlier ones for that channel, and `only` all that was allowed before it; across channels
the strictest counts. Silence is a refusal here too: a channel nobody spoke of may not be used, unless "any" was allowed. `never` for any channel
stands until somebody records another instruction for any channel: a later one for the telephone does not lift it.

>>> from amanet.consent.contact import Instructions
>>> from amanet.record.standing import Entered
>>> night = Entered("2", "Contact", "2026-11-22T10:15:00Z", {"person": "7", "channel": "signal", "rule": "only", "hours": "after 20:00"})
>>> instructions = Instructions.of([night], "7")
>>> instructions.allows("Signal"), instructions.allows("letter"), instructions.lines()
(True, False, ('only: signal (after 20:00)', 'No other way.'))
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from amanet.canonical import JSON
from amanet.errors import BadData
from amanet.record.standing import Entered
from amanet.record.statement import verify_language

__all__ = ["ANY", "CHANNELS", "RULES", "Contact", "Instructions", "verify_contact"]

ANY: Final = "any"
# The usual ones; another is taken as it is written.
CHANNELS: Final = ("telephone", "signal", "letter", "email", ANY)
RULES: Final = ("allowed", "only", "never")
ENGLISH: Final[Mapping[str, str]] = MappingProxyType(
    {
        "allowed": "allowed",
        "only": "only",
        "never": "never",
        "any": "any way",
        "unknown": "Nothing is on record of how they may be reached. Ask before you write or call.",
        "do_not": "Do not contact this person.",
        "no_other": "No other way.",
    }
)


@dataclass(frozen=True)
class Contact:
    """One instruction. `person` and `channel` together name what it is about."""

    id: str
    person: str
    channel: str
    rule: str
    entered_at: str
    hours: str | None = None
    language: str | None = None
    address: str | None = None
    note: str | None = None

    @classmethod
    def parse(cls, record: Entered) -> "Contact":
        """Never fails: a rule that this version does not know is `never`."""
        body = record.body
        rule = body.get("rule")
        return cls(
            record.id,
            str(body.get("person", "")),
            _channel(str(body.get("channel", ANY))),
            str(rule) if rule in RULES else "never",
            record.entered_at,
            **{name: str(body[name]) for name in ("hours", "language", "address", "note") if name in body},
        )


@dataclass(frozen=True)
class Instructions:
    """What holds now: one instruction for each channel. `perhaps` are those of somebody who may be the same human being: they may only
    forbid.
    """

    now: tuple[Contact, ...]
    perhaps: tuple[Contact, ...] = ()

    @classmethod
    def of(
        cls,
        records: Iterable[Entered],
        person: str,
        *,
        same: Collection[str] = (),
        perhaps: Collection[str] = (),
        ended: Collection[str] = (),
    ) -> "Instructions":
        """`same` and `perhaps` as in `Whose`; `ended` are the ids of instructions that were retracted."""
        living = [
            Contact.parse(record) for record in records if record.type == "Contact" and record.id not in ended
        ]
        own = [one for one in living if one.person == person or one.person in same]
        others = [_latest(one for one in living if one.person == other) for other in sorted(perhaps)]
        return cls(_latest(own), tuple(one for found in others for one in found))

    @property
    def known(self) -> bool:
        return bool(self.now or self.perhaps)

    @property
    def do_not_contact(self) -> bool:
        return any(one.rule == "never" and one.channel == ANY for one in (*self.now, *self.perhaps))

    def allows(self, channel: str) -> bool:
        """Whether this channel may be used at all; `hours` says when."""
        wanted = _channel(channel)
        if wanted == ANY or self._is_forbidden(wanted):
            return False
        return _is_open(self.now, wanted)

    def hours(self, channel: str) -> tuple[str, ...]:
        """All restrictions of hours for this channel, as they were said; each of them holds."""
        wanted = (_channel(channel), ANY)
        everything = (*self.now, *self.perhaps)
        return tuple(dict.fromkeys(one.hours for one in everything if one.channel in wanted and one.hours))

    def channels(self) -> tuple[Contact, ...]:
        """The instructions for channels that may be used."""
        return tuple(one for one in self.now if self.allows(one.channel))

    @property
    def others_allowed(self) -> bool:
        """Whether channels that nobody spoke of may be used."""
        return self.allows("a channel that nobody spoke of")

    def to_json(self) -> dict[str, JSON]:
        return {
            "known": self.known,
            "do_not_contact": self.do_not_contact,
            "instructions": [
                {
                    "channel": one.channel,
                    "rule": one.rule,
                    "may_be_used": self.allows(one.channel) or (one.channel == ANY and self.others_allowed),
                    **_more(one),
                }
                for one in self.now
            ],
            "says": list(self.lines()),
        }

    def lines(self, words: Mapping[str, str] = ENGLISH) -> tuple[str, ...]:
        """What to do, for people to read: without number, address or note, so that it can stand on a paper. `words` are those of a
        talk's section `contact`; under `channel telephone` and the like they may say what a channel is called.
        """
        if not self.known:
            return (words["unknown"],)
        if self.do_not_contact:
            return (words["do_not"],)
        never = [_line(one, words) for one in (*self.now, *self.perhaps) if one.rule == "never"]
        usable = [_line(one, words) for one in self.channels()]
        if self.others_allowed:
            return (*never, *usable, *(_line(one, words) for one in self.now if one.channel == ANY))
        return (*never, *usable, words["no_other"])

    def _is_forbidden(self, wanted: str) -> bool:
        everything = (*self.now, *self.perhaps)
        if any(one.rule == "never" and one.channel in (wanted, ANY) for one in everything):
            return True
        for other in {one.person for one in self.perhaps}:
            theirs = [one for one in self.perhaps if one.person == other]
            if any(one.rule == "only" for one in theirs) and not _is_open(theirs, wanted):
                return True
        return False


def verify_contact(fields: Mapping[str, Any]) -> None:
    """Raises `BadData` unless these can be the fields of a Contact record."""
    if fields["rule"] not in RULES:
        raise BadData(f"The rule is one of: {', '.join(RULES)}.")
    if not _channel(fields["channel"]):
        raise BadData(f"Name the channel: {', '.join(CHANNELS)}, or another in a word.")
    if fields["rule"] == "only" and _channel(fields["channel"]) == ANY:
        raise BadData("“only” names one channel. To allow every way, say: any, allowed.")
    if "language" in fields:
        verify_language(str(fields["language"]))


def _channel(text: str) -> str:
    return " ".join(text.casefold().split())


def _more(one: Contact) -> dict[str, JSON]:
    return {
        name: getattr(one, name)
        for name in ("hours", "language", "address", "note")
        if getattr(one, name) is not None
    }


def _is_open(contacts: Iterable[Contact], wanted: str) -> bool:
    return any(one.rule in ("allowed", "only") and one.channel in (wanted, ANY) for one in contacts)


def _latest(contacts: Iterable[Contact]) -> tuple[Contact, ...]:
    """Of each channel the one entered last, in their order of entry. `only` takes the place of whatever was allowed before it: should that
    one way be closed later, the others do not open again. What is allowed after it is one more way.
    """
    latest: dict[str, Contact] = {}
    for one in sorted(contacts, key=lambda one: (one.entered_at, one.id)):
        if one.rule == "only":
            latest = {channel: other for channel, other in latest.items() if other.rule == "never"}
        latest.pop(one.channel, None)
        latest[one.channel] = one
    return tuple(latest.values())


def _line(one: Contact, words: Mapping[str, str]) -> str:
    hours = f" ({one.hours})" if one.hours else ""
    language = f" [{one.language}]" if one.language else ""
    channel = words["any"] if one.channel == ANY else words.get(f"channel {one.channel}", one.channel)
    return f"{words[one.rule]}: {channel}{hours}{language}"
