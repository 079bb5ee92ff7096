"""Looking through the items, newest first: a page at a time, all of them or those of one kind.

What kind an item is follows from what its content was found to be; its name plays no part. `unread` are those that a parser may be
able to read and none has.

>>> from amanet.work.shelf import family_of
>>> family_of("image/heic"), family_of(None)
('picture', 'unknown')
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, Literal

from amanet.canonical import readable_name
from amanet.vault import Vault
from amanet.vault.shelf import ItemRow, RenditionRow, Shelf

__all__ = ["CHOICES", "FAMILIES", "Family", "Page", "Shelved", "browse", "family_of"]

Family = Literal["picture", "sound", "film", "document", "text", "table", "archive", "other", "unknown"]
FAMILIES: Final[tuple[Family, ...]] = (
    "picture", "sound", "film", "document", "text", "table", "archive", "other", "unknown",
)  # fmt: skip
# What a list may be narrowed to.
CHOICES: Final = ("unread", *FAMILIES)
# What needs no reading: what is looked at or heard, and what is empty.
_NOT_READ: Final = frozenset(("picture", "sound", "film"))
_EMPTY: Final = frozenset(("application/x-empty", "inode/x-empty"))
_TABLES: Final = frozenset(("text/csv", "text/tab-separated-values", "application/csv"))
_DOCUMENTS: Final = frozenset(
    (
        "application/pdf", "application/msword", "application/rtf", "text/rtf", "text/html", "application/xhtml+xml", "message/rfc822",
        "application/epub+zip", "application/mbox",
    )
)  # fmt: skip
_ARCHIVES: Final = frozenset(
    (
        "application/zip", "application/gzip", "application/x-tar", "application/x-7z-compressed", "application/vnd.rar",
        "application/x-rar", "application/x-bzip2", "application/x-xz", "application/zstd",
    )
)  # fmt: skip

_NEWEST: Final = 400


@dataclass(frozen=True)
class Shelved:
    """One item on one line. `inside` is the number of the item that it was found in, `reading` that of its reading."""

    number: int
    name: str
    size: int
    family: Family
    media_type: str | None
    source: str
    entered_at: str
    inside: int | None
    reading: int | None
    is_unread: bool


@dataclass(frozen=True)
class Page:
    """`onwards` is the number to go on before; None where these are the last."""

    items: Sequence[Shelved]
    onwards: int | None
    total: int


def browse(vault: Vault, choice: str = "", *, before: int | None = None, limit: int = 50) -> Page:
    """The next items entered before a number; `choice` is one of `CHOICES`, or empty for all."""
    shelf = Shelf(vault.database)
    start = vault.last_number + 1 if before is None else before
    rows = (
        shelf.items(_fitting(shelf, choice, start, limit + 1)) if choice else shelf.newest(start, limit + 1)
    )
    shown = rows[:limit]
    renditions = _by_item(shelf.renditions([row.number for row in shown]))
    found = [_shelved(vault, row, renditions.get(row.number, [])) for row in shown]
    return Page(found, found[-1].number if len(rows) > limit else None, vault.count("Item"))


def _fitting(shelf: Shelf, choice: str, before: int, limit: int) -> list[int]:
    """The next items of a kind. There are often enough among the newest; else all are gone through, in one query."""
    numbers = shelf.all_items(before)
    newest = numbers[:_NEWEST]
    found = _of_kind(choice, newest, shelf.renditions(newest), limit)
    if len(found) < limit and len(numbers) > len(newest):
        found = _of_kind(choice, numbers, shelf.all_renditions(), limit)
    return found


def _of_kind(
    choice: str, numbers: Sequence[int], renditions: Sequence[RenditionRow], limit: int
) -> list[int]:
    by_item = _by_item(renditions)
    return list(islice((one for one in numbers if _fits(by_item.get(one, []), choice)), limit))


def _by_item(renditions: Sequence[RenditionRow]) -> dict[int, list[RenditionRow]]:
    found: dict[int, list[RenditionRow]] = {}
    for one in renditions:
        found.setdefault(one.item, []).append(one)
    return found


def family_of(media_type: str | None) -> Family:
    """The kind of thing that a media type is."""
    if media_type is None:
        return "unknown"
    major, _, minor = media_type.partition("/")
    by_major: Mapping[str, Family] = {"image": "picture", "audio": "sound", "video": "film"}
    if media_type == "image/svg+xml":
        return "text"  # it is a program as much as a picture, and is never drawn here
    if major in by_major:
        return by_major[major]
    if media_type == "application/ogg":
        return "sound"
    if media_type in _TABLES or "spreadsheet" in minor or minor == "vnd.ms-excel":
        return "table"
    if media_type in _DOCUMENTS or "wordprocessing" in minor or "opendocument.text" in minor:
        return "document"
    if media_type in _ARCHIVES:
        return "archive"
    if major == "text" or minor in ("json", "xml", "x-ndjson"):
        return "text"
    return "other"


def _fits(renditions: Sequence[RenditionRow], choice: str) -> bool:
    media_type = _media_type(renditions)
    return _is_unread(media_type, renditions) if choice == "unread" else family_of(media_type) == choice


def _media_type(renditions: Sequence[RenditionRow]) -> str | None:
    types = [one.media_type for one in renditions if one.kind == "description"]
    return types[-1] if types else None


def _is_unread(media_type: str | None, renditions: Sequence[RenditionRow]) -> bool:
    is_read = any(one.kind == "reading" for one in renditions)
    return not is_read and family_of(media_type) not in _NOT_READ and media_type not in _EMPTY


def _shelved(vault: Vault, row: ItemRow, renditions: Sequence[RenditionRow]) -> Shelved:
    body: Mapping[str, Any] = row.body
    media_type = _media_type(renditions)
    readings = [one.number for one in renditions if one.kind == "reading"]
    return Shelved(
        row.number,
        readable_name(body["name"]),
        int(body["size"]),
        family_of(media_type),
        media_type,
        str(body.get("source", "")),
        str(body["entered_at"]),
        vault.views.number_of(str(body["inside"])) if "inside" in body else None,
        readings[-1] if readings else None,
        _is_unread(media_type, renditions),
    )
