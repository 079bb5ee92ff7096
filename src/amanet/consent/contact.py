"""How a person may be reached now, from all instructions ever recorded. Every letter and reminder obeys it.

Pure. The latest instruction for a channel replaces the earlier ones for that channel; across channels the strictest counts. Silence
is a refusal here too: a channel nobody spoke of may not be used, unless "any" was allowed. `never` for any channel stands until somebody records
another instruction for any channel: a later one for the telephone does not lift it.

>>> from amanet.consent.contact import Instructions
>>> from amanet.record.standing import Entered
>>> night = Entered("2", "Contact", "2026-11-22T10:15:00Z", {"person": "7", "channel": "signal", "rule": "only", "hours": "after 20:00"})
>>> instructions = Instructions.of([night], "7")
>>> instructions.allows("Signal"), instructions.allows("letter"), instructions.lines()
(True, False, ('only: signal (after 20:00)', 'No other way.'))
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
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
UNKNOWN: Final = (
    "Nothing is on record of how they may be reached. Do not write or call before somebody has asked."
)
DO_NOT: Final = "Do not contact. Neither by letter nor by telephone nor through anybody."


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

    def __str__(self) -> str:
        hours = f" ({self.hours})" if self.hours else ""
        language = f", in {self.language}" if self.language else ""
        return f"{self.rule}: {'any way' if self.channel == ANY else self.channel}{hours}{language}"


@dataclass(frozen=True)
class Instructions:
    """What holds now: one instruction for each entity and channel."""

    now: tuple[Contact, ...]

    @classmethod
    def of(
        cls,
        records: Iterable[Entered],
        person: str,
        *,
        same: Collection[str] = (),
        ended: Collection[str] = (),
    ) -> "Instructions":
        """`same` are other ids of the same human being; `ended` those of instructions that were retracted."""
        latest: dict[tuple[str, str], Contact] = {}
        about = {person, *same}
        for record in records:
            if record.type != "Contact" or record.body.get("person") not in about or record.id in ended:
                continue
            contact = Contact.parse(record)
            known = latest.get((contact.person, contact.channel))
            if known is None or (known.entered_at, known.id) < (contact.entered_at, contact.id):
                latest[contact.person, contact.channel] = contact
        return cls(tuple(sorted(latest.values(), key=lambda one: (one.entered_at, one.id))))

    @property
    def known(self) -> bool:
        return bool(self.now)

    @property
    def do_not_contact(self) -> bool:
        return any(one.rule == "never" and one.channel == ANY for one in self.now)

    def allows(self, channel: str) -> bool:
        """Whether this channel may be used at all; `hours` says when."""
        wanted = _channel(channel)
        rules = {one.rule for one in self.now if one.channel == wanted}
        if self.do_not_contact or "never" in rules or wanted == ANY:
            return False
        only = {one.channel for one in self.now if one.rule == "only"}
        if only:
            return wanted in only
        return "allowed" in rules or any(one.channel == ANY and one.rule == "allowed" for one in self.now)

    def hours(self, channel: str) -> tuple[str, ...]:
        """All restrictions of hours for this channel, as they were said; each of them holds."""
        wanted = (_channel(channel), ANY)
        return tuple(one.hours for one in self.now if one.channel in wanted and one.hours)

    def channels(self) -> tuple[Contact, ...]:
        """The instructions for channels that may be used."""
        return tuple(one for one in self.now if self.allows(one.channel))

    def lines(self) -> tuple[str, ...]:
        """What to do, for people to read: without number, address or note, so that it can stand on a paper."""
        if not self.known:
            return (UNKNOWN,)
        if self.do_not_contact:
            return (DO_NOT,)
        never = [str(one) for one in self.now if one.rule == "never"]
        usable = [str(one) for one in self.now if self.allows(one.channel) or self._is_any(one)]
        if any(one.channel == ANY for one in self.now) and not any(one.rule == "only" for one in self.now):
            return (*never, *usable)
        return (*never, *usable, "No other way." if usable else "No way is allowed on record.")

    def to_json(self) -> dict[str, JSON]:
        return {
            "known": self.known,
            "do_not_contact": self.do_not_contact,
            "instructions": [
                {
                    "channel": one.channel,
                    "rule": one.rule,
                    "may_be_used": self.allows(one.channel),
                    **_more(one),
                }
                for one in self.now
            ],
            "says": list(self.lines()),
        }

    def _is_any(self, one: Contact) -> bool:
        return one.channel == ANY and not any(other.rule == "only" for other in self.now)


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
