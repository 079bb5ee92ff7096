"""The words that pages put to what people allow: phrases (`amanet.phrases`) for uses, recipients and levels, and the order in which they stand.

What is read to the person themselves is not here: it is the text of the talk in their language (`amanet.work.consent_talk`).
"""

from collections.abc import Mapping
from typing import Any, Final

from amanet.consent import Level, Recipient
from amanet.phrases import COMMA, phrase, series

__all__ = ["CHANNELS", "USES", "level_words", "recipient_words", "state_words"]

USES: Final = {
    "documentation": phrase("documentation"),
    "research": phrase("research"),
    "advocacy": phrase("advocacy"),
    "legal proceedings": phrase("legal proceedings"),
    "UN submission": phrase("a submission to the United Nations"),
    "media": phrase("media"),
    "memorial": phrase("a memorial"),
}
_RECIPIENTS: Final = {
    "team": phrase("the team"),
    "partner": phrase("any partner"),
    "court": phrase("any court"),
    "UN body": phrase("any body of the United Nations"),
    "public": phrase("the public"),
}
_NAMED: Final = {
    "partner": phrase("the partner %(name)s"),
    "court": phrase("the court %(name)s"),
    "UN body": phrase("the United Nations: %(name)s"),
}
_IDENTITIES: Final = {
    "named": phrase("by name"),
    "pseudonym": phrase("under another name"),
    "anonymous": phrase("without a name"),
}
_SHOWN: Final = {"face": phrase("face"), "voice": phrase("voice"), "words": phrase("exact words")}
_HIDDEN: Final = {"face": phrase("no face"), "voice": phrase("no voice"), "words": phrase("no exact words")}
_PLACES: Final = {
    "none": phrase("no place"),
    "country": phrase("place: the country"),
    "district": phrase("place: the district"),
    "exact": phrase("place: exactly"),
}
_DATES: Final = {
    "none": phrase("no date"),
    "year": phrase("date: the year"),
    "month": phrase("date: the month"),
    "day": phrase("date: the day"),
}
CHANNELS: Final = {
    "telephone": phrase("telephone"),
    "signal": phrase("the messenger Signal"),
    "letter": phrase("letter"),
    "email": phrase("e-mail"),
    "any": phrase("any way"),
}


def recipient_words(recipient: Recipient | Mapping[str, Any] | None) -> str:
    if recipient is None:
        return phrase("anybody")
    if not isinstance(recipient, Recipient):
        recipient = Recipient.from_json(recipient)
    if recipient.name is not None and recipient.kind in _NAMED:
        return _NAMED[recipient.kind].fill(name=recipient.name)
    return _RECIPIENTS.get(recipient.kind, recipient.kind)


def level_words(level: Level) -> str:
    """All of it: what may not be shown too."""
    media = [(_SHOWN if getattr(level, name) else _HIDDEN)[name] for name in ("face", "voice", "words")]
    parts = [_IDENTITIES[level.identity], *media, _PLACES[level.place], _DATES[level.date]]
    return series(parts, COMMA, None)


def state_words(state: str) -> tuple[str, str]:
    """The state of a grant and the look of its tag."""
    looks = {"in force": "good", "to be reviewed": "warn", "held back": "warn", "not given yet": "warn"}
    return state, looks.get(state, "")
