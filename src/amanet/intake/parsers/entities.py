"""Character references (`&amp;`, `&#1740;`) as the characters they stand for, and nothing else changed.

`html.unescape` also reads references without a semicolon, even inside words ("&notit;" becomes "¬it;"), and drops those that stand
for nothing; what may be somebody's words is left alone here.

>>> from amanet.intake.parsers.entities import decode_entities
>>> decode_entities("AT&T &lt;&#1740;&gt; &notit; &#1;")
'AT&T <ی> &notit; &#1;'
"""

import html
import re
from html.entities import html5

__all__ = ["decode_entities"]

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def decode_entities(text: str) -> str:
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    written = match[0]
    if written[1] != "#":
        return html5.get(written[1:], written)
    found = html.unescape(written)
    return written if found in {"", "\ufffd"} else found
