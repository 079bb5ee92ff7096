"""What a person allows, refuses or takes back, as values; and what the three records must hold (docs/spec/log-v1.md, section 6).

Pure. A grant is for one use and one recipient, at a level of identity and of media; nothing follows from it for another use or another
recipient. What was not asked is absent from the record, what was refused is `false` or `none`; both are a no.

A grant that cannot be understood is `BadData`. A refusal or withdrawal that cannot be understood is taken as the widest there is: who said
no is never overheard for a missing date.

>>> from amanet.consent.grants import parse_use
>>> parse_use("legal-proceedings")
'legal proceedings'
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from amanet.canonical import JSON
from amanet.consent.levels import DATES, IDENTITIES, MEDIA, PLACES, Level, Recipient
from amanet.errors import BadData
from amanet.record.dates import PartialDate
from amanet.record.standing import Entered
from amanet.record.statement import verify_language

__all__ = [
    "USES",
    "Grant",
    "Granting",
    "Refusal",
    "Withdrawal",
    "grant_fields",
    "parse_day",
    "parse_use",
]

USES: Final = (
    "documentation",
    "research",
    "advocacy",
    "legal proceedings",
    "UN submission",
    "media",
    "memorial",
)


@dataclass(frozen=True)
class _Wish:
    """What the three have in common. `given_by` is None where it is the person's own word."""

    id: str
    person: str
    given_by: str | None
    earliest: date | None
    latest: date | None
    entered_on: str

    def surely_before(self, other: "_Wish") -> bool:
        return self.latest is not None and other.earliest is not None and self.latest < other.earliest


@dataclass(frozen=True)
class Grant(_Wish):
    """`until` and `review` are the first days on which it does not count any more without being given or asked anew."""

    use: str
    recipient: Recipient
    level: Level
    until: date | None
    review: date | None

    @classmethod
    def parse(cls, record: Entered) -> "Grant":
        """Raises `BadData` for what does not say for what, to whom and when."""
        body = record.body
        if body.get("use") not in USES or body.get("identity") not in IDENTITIES:
            raise BadData("A grant is for a use or at a level of identity that this version does not know.")
        recipient = Recipient.from_json(body.get("recipient"))
        if not recipient.is_clear:
            raise BadData("A grant does not say exactly to whom.")
        return cls(
            *_common(record, PartialDate.from_json(body.get("given_at", {}))),
            use=str(body["use"]),
            recipient=recipient,
            level=Level.recorded(body.get("identity"), body.get("media")),
            until=_day(body, "expires_at"),
            review=_day(body, "review_at"),
        )

    def is_for(self, use: str, recipient: Recipient) -> bool:
        return self.use == use and self.recipient.is_same(recipient)

    def was_given_by(self, day: date) -> bool:
        """Whether it was surely given on or before that day; what was entered by then was."""
        if self.latest is not None and self.latest <= day:
            return True
        return self.entered_on <= day.isoformat() and (self.earliest is None or self.earliest <= day)


@dataclass(frozen=True)
class Refusal(_Wish):
    """Without `use`: for any; without `recipient`: to anybody."""

    use: str | None
    recipient: Recipient | None

    @classmethod
    def parse(cls, record: Entered) -> "Refusal":
        """Never fails: what cannot be read of it is taken in its widest sense."""
        body = record.body
        try:
            recipient = Recipient.from_json(body["recipient"]) if "recipient" in body else None
        except BadData:
            recipient = None
        use = body.get("use")
        return cls(
            *_common(record, _date_or_none(body)),
            use=use if isinstance(use, str) else None,
            recipient=recipient,
        )

    def covers(self, use: str, recipient: Recipient) -> bool:
        return self.use in (None, use) and (self.recipient is None or self.recipient.refused_with(recipient))


@dataclass(frozen=True)
class Withdrawal(_Wish):
    """Without `withdraws`: everything."""

    withdraws: frozenset[str] | None

    @classmethod
    def parse(cls, record: Entered) -> "Withdrawal":
        """Never fails: what cannot be read of it is taken in its widest sense."""
        named = record.body.get("withdraws")
        ids = frozenset(map(str, named)) if isinstance(named, list) else frozenset()
        return cls(*_common(record, _date_or_none(record.body)), withdraws=ids or None)


@dataclass(frozen=True)
class Granting:
    """What somebody is about to enter, for one use or several. `media` holds only what was asked."""

    person: str
    uses: tuple[str, ...]
    recipient: Recipient
    identity: str
    given_at: PartialDate
    language: str
    explained: str
    media: Mapping[str, bool | str]
    given_by: str | None = None
    kinship: str | None = None
    dissent: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()
    expires_at: date | None = None
    review_at: date | None = None
    note: str | None = None


def grant_fields(granting: Granting, use: str) -> dict[str, JSON]:
    """The fields of the Grant record for one of the uses. Raises `BadData` where something does not fit."""
    _verify(granting)
    content: dict[str, JSON] = {
        "person": granting.person,
        "use": use,
        "recipient": granting.recipient.to_json(),
        "identity": granting.identity,
        "language": granting.language,
        "explained": granting.explained,
        "given_at": granting.given_at.to_json(),
    }
    if granting.media:
        content["media"] = dict(granting.media)
    if granting.dissent:
        content["dissent"] = [_dissenting(words) for words in granting.dissent]
    if granting.passages:
        content["passages"] = list(granting.passages)
    for name in ("given_by", "kinship", "note"):
        if getattr(granting, name) is not None:
            content[name] = getattr(granting, name)
    for name in ("expires_at", "review_at"):
        day = getattr(granting, name)
        if day is not None:
            content[name] = day.isoformat()
    return content


def parse_use(text: str) -> str:
    """A use as people type it: `legal-proceedings` and `un_submission` are understood. Raises `BadData`."""
    wanted = " ".join(text.replace("-", " ").replace("_", " ").lower().split())
    for use in USES:
        if use.lower() == wanted:
            return use
    raise BadData(f"A use is one of: {', '.join(USES)}.")


def parse_day(day: PartialDate, what: str) -> date:
    """One whole day. Raises `BadData` for a date that is less or more."""
    earliest, latest = day.bounds()
    if earliest is None or earliest != latest:
        raise BadData(f"The day of {what} is one day, such as 2027-11-22.")
    return earliest


def _verify(granting: Granting) -> None:
    if not granting.uses or not set(granting.uses) <= set(USES):
        raise BadData(f"A use is one of: {', '.join(USES)}.")
    if granting.identity not in IDENTITIES:
        raise BadData(f"The level of identity is one of: {', '.join(reversed(IDENTITIES))}.")
    _verify_media(granting.identity, granting.media)
    verify_language(granting.language)
    if not granting.explained.strip():
        raise BadData(
            "A grant says what was explained before it was given. What nobody explained, nobody can allow."
        )
    if granting.given_by is not None and not (granting.kinship or "").strip():
        raise BadData("Who decides for somebody else is named with what they are to them: their kinship.")
    if granting.given_by is None and (granting.kinship or granting.dissent):
        raise BadData("Kinship and dissent belong to a proxy: name who decided in the person's place.")
    earliest = granting.given_at.bounds()[0]
    for day in (granting.expires_at, granting.review_at):
        if day is not None and earliest is not None and day < earliest:
            raise BadData("A grant cannot end, or be reviewed, before it was given.")


def _verify_media(identity: str, media: Mapping[str, bool | str]) -> None:
    if not set(media) <= set(MEDIA):
        raise BadData(f"The media levels are: {', '.join(MEDIA)}.")
    for name, allowed in (("place", PLACES), ("date", DATES)):
        if name in media and media[name] not in allowed:
            raise BadData(f"The precision of a {name} is one of: {', '.join(reversed(allowed))}.")
    if identity == "anonymous" and (media.get("face") is True or media.get("voice") is True):
        raise BadData("A face or a voice says who somebody is: who is to stay anonymous gives neither.")


def _dissenting(words: str) -> JSON:
    """`an uncle: he wants no press` names who disagrees, and why."""
    who, colon, why = words.partition(":")
    return {"who": who.strip(), "why": why.strip()} if colon and why.strip() else {"who": words.strip()}


def _common(
    record: Entered, given_at: PartialDate | None
) -> tuple[str, str, str | None, date | None, date | None, str]:
    given_by = record.body.get("given_by")
    earliest, latest = given_at.bounds() if given_at is not None else (None, None)
    return (
        record.id,
        str(record.body.get("person", "")),
        None if given_by is None else str(given_by),
        earliest,
        latest,
        record.entered_at[:10],
    )


def _date_or_none(body: Mapping[str, Any]) -> PartialDate | None:
    try:
        return PartialDate.from_json(body.get("given_at", {}))
    except BadData:
        return None


def _day(body: Mapping[str, Any], name: str) -> date | None:
    if name not in body:
        return None
    try:
        return date.fromisoformat(str(body[name]))
    except ValueError as problem:
        raise BadData(f"The field {name} of a grant is no day.") from problem
