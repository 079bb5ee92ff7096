"""What a web page says of itself outside of its words, and what it points to. Read, counted, never followed.

`as_json` gives: `canonical`, `base`, `published`, `modified`, `author`, `site`, `description` as the page writes them; `saved`, what
the program that saved it wrote into a comment (browsers' "saved from url", SingleFile, HTTrack): its word, not a proof; and
how many things of which kind lie outside (`external`), beside it (`beside`) or inside it (`embedded`).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from amanet.canonical import JSON

__all__ = ["Facts"]

MOST_ADDRESSES = 100_000
_LONGEST = 2000
_KINDS: Final = {
    ("img", "src"): "image", ("input", "src"): "image", ("image", "xlink:href"): "image", ("image", "href"): "image",
    ("body", "background"): "image", ("table", "background"): "image", ("td", "background"): "image", ("video", "poster"): "image",
    ("video", "src"): "media", ("audio", "src"): "media", ("source", "src"): "media", ("track", "src"): "media",
    ("script", "src"): "script", ("iframe", "src"): "frame", ("frame", "src"): "frame", ("embed", "src"): "object",
    ("object", "data"): "object", ("link", "href"): "style",
}  # fmt: skip
_LISTS: Final = {("img", "srcset"): "image", ("source", "srcset"): "media"}
_TAGS: Final = frozenset(tag for tag, _ in (*_KINDS, *_LISTS)) | {"meta", "a", "area", "base"}
_PARTS_OF_THE_PAGE: Final = ("stylesheet", "icon", "preload", "manifest")
_METAS: Final = {
    "article:published_time": "published", "og:published_time": "published", "datepublished": "published", "dc.date": "published",
    "article:modified_time": "modified", "og:updated_time": "modified", "og:site_name": "site", "author": "author",
    "description": "description", "og:description": "description", "og:url": "own_address",
}  # fmt: skip
_SAVED_FROM = re.compile(r"\s*saved from url=\(([0-9]{4})\)(\S{1,2000})")
_SINGLE_FILE = re.compile(
    r"\s*Page saved with SingleFile\s+url:\s*(\S{1,2000})(?:\s+saved date:\s*([^\n]{1,100}))?"
)
_HTTRACK = re.compile(r"\s*(?:Mirrored|Added) from (\S{1,2000}) by HTTrack[^,]{0,100},\s*([^\n]{1,60})")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,20}:")


class Facts:
    def __init__(self) -> None:
        self._told: dict[str, JSON] = {}
        self._external: dict[str, int] = {}
        self._links = 0
        self._more = 0
        self.local: list[str] = []
        self.embedded: list[str] = []

    def element(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag not in _TAGS:
            return
        if tag in ("a", "area"):
            self._links += "href" in attributes
        elif tag == "meta":
            name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
            self._tell(_METAS.get(name.lower()), attributes.get("content"))
        elif tag == "base":
            self._tell("base", attributes.get("href"))
        elif tag == "link" and not self._is_part_of_page(attributes):
            return
        for kind, address in _addresses(tag, attributes):
            self._refer(kind, address)

    def comment(self, text: str) -> None:
        if "saved" in self._told or not ("saved" in text[:100] or "HTTrack" in text[:3000]):
            return
        if found := _SAVED_FROM.match(text):
            self._told["saved"] = {"by": "a browser", "from": found[2], "stated_length": int(found[1])}
        elif found := _SINGLE_FILE.match(text):
            self._told["saved"] = {"by": "SingleFile", "from": found[1], "at": (found[2] or "").strip()}
        elif found := _HTTRACK.match(text):
            self._told["saved"] = {"by": "HTTrack", "from": found[1], "at": found[2].strip()}

    def as_json(self) -> dict[str, JSON]:
        facts = dict(self._told)
        counts: dict[str, JSON] = {"external": dict(sorted(self._external.items())), "links": self._links}
        counts |= {"beside": len(self.local), "embedded": len(self.embedded), "more_addresses": self._more}
        return facts | {name: value for name, value in counts.items() if value}

    def _is_part_of_page(self, attributes: Mapping[str, str]) -> bool:
        rel = attributes.get("rel", "").lower()
        if rel == "canonical":
            self._tell("canonical", attributes.get("href"))
        return any(part in rel for part in _PARTS_OF_THE_PAGE)

    def _tell(self, name: str | None, value: str | None) -> None:
        if name and value and value.strip() and name not in self._told:
            self._told[name] = value.strip()[:_LONGEST]

    def _refer(self, kind: str, address: str) -> None:
        if address[:5].lower() == "data:":
            self._list(self.embedded, address)
        elif address.startswith("//") or (_SCHEME.match(address) and address[:4].lower() != "cid:"):
            self._external[kind] = self._external.get(kind, 0) + 1
        elif address and not address.startswith("#"):
            self._list(self.local, address[:_LONGEST])

    def _list(self, addresses: list[str], address: str) -> None:
        if len(addresses) < MOST_ADDRESSES:
            addresses.append(address)
        else:
            self._more += 1


def _addresses(tag: str, attributes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in attributes.items():
        if kind := _KINDS.get((tag, name)):
            yield kind, value.strip()
        elif kind := _LISTS.get((tag, name)):
            # "a.png 1x, b.png 2x"; a data URI has a comma of its own but no space before it.
            for one in re.split(r",\s+", value):
                yield kind, one.strip().split(" ", 1)[0]
