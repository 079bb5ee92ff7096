"""The plaintext backup that Signal for Android wrote until 2018 (`SignalPlaintextBackup.xml`): text messages, without media.

What was sent has no name in the file: such a message has no label, and `sent` in its details. Others have the name of the contact or
else the number. Times are in UTC. Signal wrote characters outside the first plane (emoji) as two halves, which is no XML: they are
put together first; characters that XML does not know become U+FFFD, and an oddity counts them.
"""

import re
from datetime import UTC, datetime
from typing import Final

from amanet.canonical import JSON
from amanet.errors import BadData
from amanet.intake.parsers.composing import Composer
from amanet.intake.parsers.safe_xml import read_xml
from amanet.intake.parsers.signal_lines import MOST_MESSAGES

__all__ = ["is_backup", "read_backup"]

_HEAD = re.compile(rb"<!-- File Created By Signal -->\s{0,20}<smses\b")
_PAIR = re.compile(rb"&#(\d{5});&#(\d{5});")
_LONE = re.compile(rb"&#(\d{1,7});")
_SENT: Final = frozenset(("2", "4", "5", "6"))  # Telephony.Sms: sent, outbox, failed, queued
_DRAFT: Final = "3"
_LAST_MILLISECOND: Final = 253_402_300_799_999


def is_backup(head: bytes) -> bool:
    return _HEAD.search(head) is not None


def read_backup(data: bytes, composer: Composer) -> None:
    """Raises `BadData`."""
    whole, lost = _repaired(data)
    read_xml(whole, _Messages(composer), "This backup", {})
    if lost:
        composer.oddity("the whole", f"{lost} characters that XML does not know stand as U+FFFD")


def _repaired(data: bytes) -> tuple[bytes, int]:
    lost = 0

    def together(match: re.Match[bytes]) -> bytes:
        high, low = int(match[1]), int(match[2])
        if 0xD800 <= high < 0xDC00 <= low < 0xE000:
            return b"&#%d;" % (0x10000 + ((high - 0xD800) << 10) + low - 0xDC00)
        return match[0]

    def known(match: re.Match[bytes]) -> bytes:
        nonlocal lost
        code = int(match[1])
        if (
            code in (9, 10, 13)
            or 0x20 <= code < 0xD800
            or 0xE000 <= code < 0xFFFE
            or 0x10000 <= code < 0x110000
        ):
            return match[0]
        lost += 1
        return b"&#65533;"

    return _LONE.sub(known, _PAIR.sub(together, data)), lost


class _Messages:
    def __init__(self, composer: Composer) -> None:
        self._composer = composer
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sms":
            self._message(attributes)
        elif name != "smses":
            self._composer.oddity(
                f"after message {self._count}", "holds something that is no text message; left out"
            )

    def end(self, name: str) -> None: ...

    def text(self, data: str) -> None: ...

    def _message(self, sms: dict[str, str]) -> None:
        self._count += 1
        if self._count > MOST_MESSAGES:
            raise BadData(
                f"This backup has over {MOST_MESSAGES} messages, more than is read at once. The item is kept."
            )
        address, contact = _value(sms, "address"), _value(sms, "contact_name")
        details: dict[str, JSON] = {
            key: value for key in ("address", "subject") if (value := _value(sms, key))
        }
        kind = sms.get("type", "")
        sent = kind in _SENT or kind == _DRAFT
        if sent:
            details["sent"] = kind != _DRAFT
            details["to"] = contact or address or ""
        self._composer.add(
            "message",
            sms.get("body", ""),
            speaker=None if sent else contact or address,
            said_at=_said_at(sms.get("date", "")),
            details=details,
            where=f"message {self._count}",
        )


def _value(sms: dict[str, str], key: str) -> str | None:
    value = sms.get(key)
    return None if value in (None, "", "null") else value


def _said_at(milliseconds: str) -> str | None:
    if not (milliseconds.isascii() and milliseconds.isdecimal()) or len(milliseconds) > len(
        str(_LAST_MILLISECOND)
    ):
        return None
    if int(milliseconds) > _LAST_MILLISECOND:
        return None
    return f"{datetime.fromtimestamp(int(milliseconds) // 1000, UTC):%Y-%m-%dT%H:%M:%S}Z"
