"""The words of a mail: which of its parts they are in, and in which paragraphs.

Where a mail gives the same text twice, as plain text and as HTML, the plain one is read and the other stays attached. Where the
two say different things both are read, and the reading says so: a mail program shows one of them and hides the other.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from amanet.canonical import JSON
from amanet.intake.parsers.mime import Part
from amanet.intake.parsers.mime_headers import parse_parameters

__all__ = ["Paragraph", "differ", "is_body", "paragraphs", "same_text"]

_ADDRESS = re.compile(r"[a-z]{3,6}://\S+", re.IGNORECASE)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`quoted`: it repeats another message, and whoever sent this one did not say it."""

    kind: str
    text: str
    quoted: bool = False
    language: str | None = None
    details: dict[str, JSON] = field(default_factory=dict)


def is_body(part: Part) -> bool:
    """Whether a mail program would show this part as the text of the mail, and not as a file."""
    if part.broken:
        return True
    disposition, parameters = parse_parameters(part.headers.raw("content-disposition") or b"")
    named = "filename" in parameters or "name" in part.parameters
    return (
        part.media_type in ("text/plain", "text/html") and disposition.lower() != "attachment" and not named
    )


def same_text(bodies: Iterable[Part]) -> list[tuple[list[Part], list[Part]]]:
    """The bodies in order, as groups of (plain, HTML) that are said to be alternatives. Alone, a body is its own group."""
    groups: dict[str, tuple[list[Part], list[Part]]] = {}
    for part in bodies:
        alternative = next(
            (number for subtype, number in reversed(part.within) if subtype == "alternative"), None
        )
        key = f"in {alternative}" if alternative is not None else f"alone {part.number}"
        groups.setdefault(key, ([], []))[part.media_type == "text/html"].append(part)
    return list(groups.values())


def differ(plain: Iterable[str], marked_up: Iterable[str]) -> bool:
    """Whether over a fifth of the words of one are not in the other. Web addresses do not count: HTML hides them."""
    one, other = _words(plain), _words(marked_up)
    most = max(one.total(), other.total())
    return (one & other).total() * 5 < most * 4


def _words(texts: Iterable[str]) -> Counter[str]:
    return Counter(word for text in texts for word in _WORD.findall(_ADDRESS.sub(" ", text).casefold()))


def paragraphs(text: str) -> Iterator[Paragraph]:
    """Lines that stand together; an empty line ends a paragraph, and so does the step into or out of `> ` quotes."""
    lines: list[str] = []
    quoted = False
    for line in text.replace("\r\n", "\n").split("\n"):
        if lines and (not line.strip() or line.startswith(">") != quoted):
            yield Paragraph("paragraph", "\n".join(lines), quoted)
            lines = []
        if line.strip():
            quoted = line.startswith(">")
            lines.append(line)
    if lines:
        yield Paragraph("paragraph", "\n".join(lines), quoted)
