"""What the headers of a mail say, as the heading's details. All of it is what somebody wrote; nothing is verified here."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from typing import Final

from amanet.canonical import JSON
from amanet.intake.parsers.mime import Message
from amanet.intake.parsers.mime_headers import Headers, Words

__all__ = ["describe", "moment_of", "shown"]

_ONCE: Final = (
    "from", "sender", "reply-to", "to", "cc", "bcc", "date", "subject", "message-id", "in-reply-to", "references", "return-path",
    "list-id", "user-agent", "x-mailer", "x-originating-ip",
)  # fmt: skip
_EVERY: Final = ("received", "authentication-results", "delivered-to")
_ONLY_ONCE: Final = ("from", "to", "cc", "date", "subject", "message-id", "content-type")
_LONGEST = 4000
_MOST = 50


def shown(words: Words | None) -> str | None:
    return (words.text.strip() or None) if words else None


def describe(message: Message, sent: str | None, encoding: str | None) -> tuple[dict[str, JSON], list[str]]:
    """The details of a message, and remarks on headers that are not as headers should be. `sent` is its `moment_of`."""
    headers = message.headers
    details: dict[str, JSON] = {}
    remarks: list[str] = []
    for name in _ONCE:
        words = headers.words(name, encoding)
        if text := shown(words):
            details[name.replace("-", "_")] = text[:_LONGEST]
        remarks += _remarks(name, words)
    for name in _EVERY:
        if texts := [one.text[:_LONGEST] for one in headers.all_words(name)[:_MOST]]:
            details[name.replace("-", "_")] = texts
    remarks += [
        f"{name} stands there {headers.count(name)} times" for name in _ONLY_ONCE if headers.count(name) > 1
    ]
    if not headers.fields:
        remarks.append("there are none")
    elif headers.raw("date") is not None and sent is None:
        remarks.append("its date cannot be read; it is kept as it is written")
    return details | _signatures(message), remarks


def _remarks(name: str, words: Words | None) -> list[str]:
    found = []
    if words and words.undecoded:
        found.append(f"{name} holds bytes of no known encoding; they are written \\xNN")
    if words and words.joined:
        found.append(f"{name} hid a line end or a control character; it is a space here")
    return found


def _signatures(message: Message) -> dict[str, JSON]:
    """That there are any. Verifying needs keys that are not in the mail."""
    kinds: dict[str, None] = {}
    if message.headers.raw("dkim-signature") is not None:
        kinds["DKIM"] = None
    for media_type in (message.media_type, *(part.media_type for part in message.parts)):
        if media_type.endswith(("pkcs7-signature", "pkcs7-mime")):
            kinds["S/MIME"] = None
        elif media_type in ("application/pgp-signature", "application/pgp-encrypted"):
            kinds["OpenPGP"] = None
    return {"signatures": [f"{kind}, not verified" for kind in kinds]} if kinds else {}


def moment_of(headers: Headers) -> str | None:
    """The Date as ISO 8601, with the offset as it is written. None where there is none, or none that exists.

    `-0000` says that the time is UTC and nothing of where it was written (RFC 5322, section 3.3).
    """
    raw = headers.raw("date")
    if raw is None or len(raw) > 200:
        return None
    text = raw.decode("ascii", "replace")
    try:
        found = parsedate_tz(text)
        if found is None:
            return None
        moment = datetime(*found[:6])
        if not _tells_offset(text) or found[9] is None:
            return moment.isoformat()
        if "-0000" in text:
            return moment.replace(tzinfo=UTC).isoformat()
        return moment.replace(tzinfo=timezone(timedelta(seconds=found[9]))).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _tells_offset(text: str) -> bool:
    """Python gives 0 where there is none, and takes CST for America's: in mail from China it is not."""
    after = text[text.rfind(":") + 1 :].split("(")[0].upper().split()
    return any(one[0] in "+-" or one in ("UT", "UTC", "GMT", "Z") for one in after)
