"""Mail, one or a box of them: headers with what is encoded in them, bodies, attachments each as a file inside."""

import email.policy
import re
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from typing import Final

from amanet.protect.leaks.opening.opener import Opener, Part
from amanet.protect.leaks.opening.texts import decoded

__all__ = ["looks_like_mail", "looks_like_mailbox", "open_mail", "open_mailbox"]

_HEADER: Final = re.compile(rb"[A-Za-z][A-Za-z0-9-]{1,60}:[ \t\r]?")
_OF_MAIL: Final = re.compile(
    rb"^(?:received|from|to|subject|mime-version|content-type|message-id|return-path|date|delivered-to|x-[a-z-]+):",
    re.IGNORECASE | re.MULTILINE,
)
_IN_BOX: Final = re.compile(rb"(?:\A|\n\n|\r\n\r\n|\n)From [^\n]{3,200}\d{4}[^\n]{0,20}\r?\n")
_LEAST_HEADERS: Final = 2


def looks_like_mail(head: bytes) -> bool:
    head = head.lstrip(b"\xef\xbb\xbf\r\n ")
    top = re.split(rb"\r?\n\r?\n", head[:16384], maxsplit=1)[0]
    return _HEADER.match(top) is not None and len(set(_OF_MAIL.findall(top.lower()))) >= _LEAST_HEADERS


def looks_like_mailbox(head: bytes) -> bool:
    return head.startswith(b"From ") and _IN_BOX.match(head) is not None


def open_mailbox(opener: Opener, part: Part) -> None:
    data = part.blob.data()
    starts = [match.start() for match in _IN_BOX.finditer(data)]
    for begin, end in zip(starts, [*starts[1:], len(data)], strict=True):
        one = data[begin:end].lstrip()
        line, _, rest = one.partition(b"\n")
        opener.words(part, "lines between messages", decoded(line))
        opener.inside(part, "message.eml", rest)


def open_mail(opener: Opener, part: Part) -> None:
    message = BytesParser(policy=email.policy.compat32).parsebytes(part.blob.data())
    for each in _all_of(message):
        headers = "\n".join(f"{name}: {value}" for name, value in each.raw_items())
        opener.words(part, "headers", headers.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
        opener.words(part, "headers", _parameters(each))
        if not each.is_multipart():
            _open_body(opener, part, each)
        else:
            for text in (each.preamble, each.epilogue):
                opener.words(part, "around the parts", str(text or ""))


def _all_of(message: Message) -> Iterator[Message]:
    yield from message.walk()


def _parameters(message: Message) -> str:
    """Names of files in all the ways in which they are written (RFC 2231)."""
    return message.get_filename("") or ""


def _open_body(opener: Opener, part: Part, message: Message) -> None:
    data = message.get_payload(decode=True)
    if not isinstance(data, bytes):
        return
    charset = message.get_content_charset() or ""
    if message.get_content_maintype() == "text" and charset:
        try:
            opener.words(part, "body", data.decode(charset, "replace"))
        except LookupError:
            opener.words(part, "body", decoded(data))
    opener.inside(part, message.get_filename() or "body", data)
