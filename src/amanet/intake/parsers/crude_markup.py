"""The words between anything that looks like a tag, for pages whose structure cannot be followed.

No word is lost, and scripts and styles are left out. What a page hides is not told from what it shows.

>>> list(crude_pieces("<p>a &amp; b<script>x</script></i>c"))
['', None, 'a & b', '', 'c']
"""

import html
import re
from collections.abc import Iterator

from amanet.intake.parsers.html_elements import BLOCKS, BREAKS, CELLS, HEADINGS, SKIPPED

__all__ = ["crude_pieces"]

_TAG = re.compile(r"<(/?[A-Za-z!?][^<>]*)>")


def crude_pieces(text: str) -> Iterator[str | None]:
    """Text between anything that looks like a tag; None where a block begins or ends."""
    skipping = ""
    for number, piece in enumerate(_TAG.split(text)):
        if number % 2 == 0:
            if not skipping:
                yield html.unescape(piece)
            continue
        name = re.match(r"/?[A-Za-z0-9]*", piece)[0].lower()  # type: ignore[index]
        if skipping:
            skipping = "" if name == f"/{skipping}" else skipping
        elif name in SKIPPED:
            skipping = name
        elif name.lstrip("/") in BLOCKS or name.lstrip("/") in HEADINGS or name in BREAKS or name in CELLS:
            yield None
