"""HTML, XML, SVG, and the parts of office documents: the words between the marks, and what stands in the marks.

Nothing is parsed to a tree and no entity of a document's own is expanded, so that nothing can be made to grow. Runs of one paragraph are put
together as they are read, other elements end a line; comments, values of attributes, scripts and styles, instructions and declarations are told
apart from the words. Text that was deleted with its traces kept is text.
"""

import html
import re
from collections.abc import Iterator
from typing import Final

from amanet.protect.leaks.opening.opener import Opener, Part
from amanet.protect.leaks.opening.texts import decoded

__all__ = ["looks_like_markup", "open_markup", "tell_markup"]

_MARK: Final = re.compile(
    r"<!--(?P<comment>.*?)(?:-->|\Z)|<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)|<\?(?P<instruction>.*?)\?>"
    r"|<!(?P<declaration>[A-Za-z](?:[^\[>]*\[[^\]]*\])?[^>]*)>"
    r"|<(?P<end>/?)(?P<name>[A-Za-z_][\w:.-]*)(?P<rest>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>",
    re.DOTALL,
)
_VALUE: Final = re.compile(r"=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_QUOTED: Final = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_CODE: Final = re.compile(r"<(script|style)\b[^>]*>(.*?)</\1\s*>", re.DOTALL | re.IGNORECASE)
_DECLARED: Final = re.compile(
    rb"^\s*(?:<\?xml[^>]{0,80}encoding=|.{0,1024}?<meta[^>]{0,80}charset=)\s*[\"']?([A-Za-z0-9._-]{2,30})",
    re.DOTALL | re.IGNORECASE,
)
_LOOKS: Final = re.compile(rb"^\s*<(?:[?!A-Za-z])")
# What does not end a line.
_INLINE_NAMES: Final = """
a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark q rp rt ruby s samp small span strike strong
sub sup time tt u var wbr w:r w:t w:rpr w:del w:ins w:deltext w:hyperlink w:b w:i w:u w:color w:sz w:szcs w:rfonts
w:lang w:rstyle w:prooferr w:bookmarkstart w:bookmarkend w:lastrenderedpagebreak w:softhyphen w:nobreakhyphen
w:commentrangestart w:commentrangeend w:bcs w:ics w:vanish w:highlight w:kern w:shd w:smarttag a:r a:t a:rpr a:solidfill
a:srgbclr a:latin a:ea a:cs r t rpr sz color rfont family scheme charset vertalign text:span text:a text:s
text:soft-page-break tspan textpath office:annotation-end text:bookmark text:bookmark-start text:bookmark-end
"""
_INLINE: Final = frozenset(_INLINE_NAMES.split())


def looks_like_markup(head: bytes) -> bool:
    for mark, encoding in (
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"\xef\xbb\xbf", "utf-8"),
    ):
        if head.startswith(mark):
            return _LOOKS.match(head[len(mark) :].decode(encoding, "ignore").encode()) is not None
    return _LOOKS.match(head) is not None


def open_markup(opener: Opener, part: Part) -> None:
    tell_markup(opener, part, _decoded(part.blob.data()))


def tell_markup(opener: Opener, part: Part, source: str, place: str = "") -> None:
    words: list[str] = []
    kinds: dict[str, list[str]] = {
        "comments": [],
        "values of attributes": [],
        "scripts and styles": [],
        "declarations": [],
    }

    def code(match: re.Match[str]) -> str:
        kinds["scripts and styles"].append(match[2])
        return match[0][: match.start(2) - match.start()] + match[0][match.end(2) - match.start() :]

    _take_apart(_CODE.sub(code, source), words, kinds)
    opener.words(part, place, html.unescape("".join(words)))
    for kind, found in kinds.items():
        text = html.unescape("\n".join(found))
        tell = opener.words if kind in ("comments", "values of attributes") else opener.letters
        tell(part, f"{place}, {kind}" if place else kind, text)


def _take_apart(source: str, words: list[str], kinds: dict[str, list[str]]) -> None:
    end = 0
    for match in _MARK.finditer(source):
        words.append(source[end : match.start()])
        end = match.end()
        if match["name"]:
            words.append("" if match["name"].lower() in _INLINE else "\n")
            if "=" in match["rest"]:
                kinds["values of attributes"] += _values(match["rest"])
        elif match["comment"] is not None:
            kinds["comments"].append(match["comment"])
        elif match["cdata"] is not None:
            words.append(match["cdata"])
        else:
            said = match["instruction"] or match["declaration"] or ""
            kinds["declarations"] += [said, *(one or other for one, other in _QUOTED.findall(said))]
    words.append(source[end:])


def _values(rest: str) -> Iterator[str]:
    for double, single, bare in _VALUE.findall(rest):
        value = double or single or bare
        if len(value) > 1:
            yield value


def _decoded(data: bytes) -> str:
    declared = _DECLARED.match(data[:4096])
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError, ValueError):
            pass
    return decoded(data)
