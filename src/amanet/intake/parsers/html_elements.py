"""What HTML's elements are to a reader of words: what begins a block, what is no words at all."""

from typing import Final

__all__ = ["BLOCKS", "BREAKS", "CELLS", "HEADINGS", "SKIPPED"]

SKIPPED: Final = frozenset(
    ("script", "style", "noscript", "template", "iframe", "noframes", "noembed", "datalist", "annotation", "desc", "audio", "video")
)  # fmt: skip
HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
BLOCKS: Final = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir",
        "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "head", "header",
        "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "optgroup", "p", "pre", "search",
        "section", "select", "summary", "table", "tbody", "textarea", "tfoot", "thead", "tr", "ul",
    )
)  # fmt: skip
CELLS: Final = frozenset(("td", "th"))
BREAKS: Final = frozenset(("br", "option"))
