"""To whom something may go, and how a person may appear there: the two scales that every grant speaks in.

Pure. Each scale runs from the most protected to the most open, and what nobody said is the most protected.

>>> from amanet.consent.levels import Level, Recipient
>>> Recipient.parse("partner:Lantern").to_json()
{'kind': 'partner', 'name': 'Lantern'}
>>> Level("named", words=True, place="exact").meet(Level("pseudonym", words=True, place="country"))
Level(identity='pseudonym', face=False, voice=False, words=True, place='country', date='none')
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final

from amanet.canonical import JSON, folded_name
from amanet.errors import BadData

__all__ = ["DATES", "IDENTITIES", "MEDIA", "PLACES", "RECIPIENTS", "Level", "Recipient"]

RECIPIENTS: Final = ("team", "partner", "court", "UN body", "public")
# One partner is not another, so these have a name.
_NAMED: Final = ("partner", "court", "UN body")
# Each from the most protected to the most open.
IDENTITIES: Final = ("anonymous", "pseudonym", "named")
PLACES: Final = ("none", "country", "district", "exact")
DATES: Final = ("none", "year", "month", "day")
MEDIA: Final = ("face", "voice", "words", "place", "date")


@dataclass(frozen=True)
class Recipient:
    """To whom something may go. `name` is absent in a refusal that means all of the kind."""

    kind: str
    name: str | None = None

    @classmethod
    def parse(cls, text: str, *, named: bool = True) -> "Recipient":
        """`team`, `public`, `partner:NAME`, `court:NAME`, `un:NAME`; the names may be left out where `named` is false."""
        kind, colon, name = text.partition(":")
        kind = {"un": "UN body"}.get(kind.strip().lower(), kind.strip().lower())
        if kind not in RECIPIENTS or (colon and kind not in _NAMED):
            raise BadData("A recipient is team, public, partner:NAME, court:NAME or un:NAME.")
        found = cls(kind, " ".join(name.split()) or None)
        if named and not found.is_clear:
            raise BadData(f"Say which one: {text.partition(':')[0].strip()}:NAME. One is not another.")
        return found

    @classmethod
    def from_json(cls, content: object) -> "Recipient":
        if not isinstance(content, Mapping) or not isinstance(content.get("kind"), str):
            raise BadData("A recipient is an object with a kind, and a name where it is a named one.")
        name = content.get("name")
        return cls(content["kind"], name if isinstance(name, str) and name.strip() else None)

    def to_json(self) -> dict[str, JSON]:
        return {"kind": self.kind} if self.name is None else {"kind": self.kind, "name": self.name}

    @property
    def is_clear(self) -> bool:
        """Whether it says exactly who: a kind that this version knows, with a name where it has one."""
        return self.kind in RECIPIENTS and (self.kind not in _NAMED or self.name is not None)

    def is_same(self, other: "Recipient") -> bool:
        return self.kind == other.kind and folded_name(self.name or "") == folded_name(other.name or "")

    def refused_with(self, other: "Recipient") -> bool:
        """Whether who refuses this one refuses `other` too: the public as well, for it has whatever anybody may not have."""
        unnamed = self.name is None and self.kind == other.kind
        return unnamed or self.is_same(other) or other.kind == "public"

    def __str__(self) -> str:
        return self.kind if self.name is None else f"{self.kind} {self.name}"


@dataclass(frozen=True)
class Level:
    """How a person may appear: what nobody said is the most protected."""

    identity: str
    face: bool = False
    voice: bool = False
    words: bool = False
    place: str = "none"
    date: str = "none"

    def meet(self, other: "Level") -> "Level":
        """The strictest of both, in everything."""
        return Level(
            _stricter(IDENTITIES, self.identity, other.identity),
            self.face and other.face,
            self.voice and other.voice,
            self.words and other.words,
            _stricter(PLACES, self.place, other.place),
            _stricter(DATES, self.date, other.date),
        )

    def is_within(self, other: "Level") -> bool:
        """Whether this allows nothing that `other` does not."""
        return self.meet(other) == self

    def to_json(self) -> dict[str, JSON]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def recorded(cls, identity: object, media: object) -> "Level":
        """As a record says it. What this version does not know is the strictest; who is anonymous is neither seen nor heard."""
        given = media if isinstance(media, Mapping) else {}
        known = str(identity) if identity in IDENTITIES else IDENTITIES[0]
        shown = known != "anonymous"
        return cls(
            known,
            shown and given.get("face") is True,
            shown and given.get("voice") is True,
            given.get("words") is True,
            str(given["place"]) if given.get("place") in PLACES else PLACES[0],
            str(given["date"]) if given.get("date") in DATES else DATES[0],
        )


def _stricter(order: Sequence[str], first: str, second: str) -> str:
    return min(first, second, key=order.index)
