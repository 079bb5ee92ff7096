"""The pages of the guide (docs/guide/) as the application shows them: read from markdown that comes with the program, and nothing else.

Markup in the text is not taken as markup, pictures are those that lie beside the pages, links lead from page to page of the guide alone.

>>> [one.title for one in guide_pages()][0]
'Before you begin'
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token
    from markupsafe import Markup

__all__ = ["GuidePage", "guide_pages", "picture"]

# Beside this module in an installed program, in docs/ where it is run from its sources.
_PLACES = (Path(__file__).parent / "guide", Path(__file__).parents[3] / "docs" / "guide")


@dataclass(frozen=True)
class GuidePage:
    name: str
    title: str
    html: "Markup" = field(repr=False)


@cache
def guide_pages() -> tuple[GuidePage, ...]:
    """In their order; none where the guide was not packaged."""
    folder = _folder()
    return () if folder is None else tuple(_page(path) for path in sorted(folder.glob("[0-9][0-9]-*.md")))


@cache
def picture(name: str) -> bytes | None:
    """A picture by its exact name: no path is put together from an address."""
    folder = _folder()
    there = {} if folder is None else {path.name: path for path in (folder / "pictures").glob("*.png")}
    return there[name].read_bytes() if name in there else None


def _folder() -> Path | None:
    return next((place for place in _PLACES if (place / "README.md").is_file()), None)


def _page(path: Path) -> GuidePage:
    from markdown_it import MarkdownIt
    from markupsafe import Markup

    reader = MarkdownIt("commonmark", {"html": False})
    tokens = reader.parse(path.read_text("utf-8"))
    title = tokens[1].content
    html = reader.renderer.render(_within(tokens[3:]), reader.options, {})
    return GuidePage(path.stem, title, Markup(html))  # noqa: S704 - written by the renderer, with markup in the text escaped


def _within(tokens: Sequence["Token"]) -> list["Token"]:
    """The same with the addresses that they have in the application; a link to elsewhere becomes its words."""
    kept = []
    for token in tokens:
        if token.children:
            token.children = _within(token.children)
        if token.type == "image":
            token.attrSet("src", f"/guide/pictures/{Path(str(token.attrGet('src'))).name}")
        if token.type == "link_open":
            token.attrSet("href", _address(str(token.attrGet("href"))))
        kept.append(token)
    return _without_links_elsewhere(kept)


def _address(target: str) -> str:
    path = Path(target)
    return (
        f"/guide/{path.stem}" if path.suffix == ".md" and path.name == target and target[0].isdigit() else ""
    )


def _without_links_elsewhere(tokens: list["Token"]) -> list["Token"]:
    kept, is_open = [], True
    for token in tokens:
        if token.type == "link_open":
            is_open = bool(token.attrGet("href"))
        if token.type not in ("link_open", "link_close") or is_open:
            kept.append(token)
    return kept
