"""What one page of an item shows, gathered in one go by a reading thread: the item, the lines of its text, where one looks at it.

`At` is where a link leads: a moment of the recording, a segment of the text, a page. Without one it is the beginning.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from amanet.app import OpenVault
from amanet.errors import Misuse
from amanet.intake.page_pictures import MOST_PIXELS, can_be_drawn
from amanet.web.answers import MOST
from amanet.web.screens.item_bytes import HEAD, Seen, kind_of
from amanet.web.screens.item_text import Window, at_time, row_of, window
from amanet.work.looking import (
    Looked,
    Marked,
    Row,
    SideBySide,
    item_of_words,
    load_side_by_side,
    look,
)
from amanet.work.moved_passages import where_now
from amanet.work.typed_lines import can_be_typed

__all__ = ["At", "ItemPage", "gather", "see"]


@dataclass(frozen=True)
class At:
    """Where to look."""

    ms: int | None = None
    segment: int | None = None
    page: int | None = None


@dataclass(frozen=True)
class ItemPage:
    """`served` is the type with which the recording is played, empty where browsers cannot; `picture` whether it can be drawn, and
    `whole` whether the original picture may be looked at; `current` the side and place of the line that a link leads to. `passages` are
    those of the words shown, with those of earlier versions whose words stand here too (`moved`); `earlier` the others. `typing` is
    the item whose words are typed or corrected, where they are.
    """

    looked: Looked
    window: Window | None
    player: int | None
    served: str
    picture: bool
    whole: bool
    page: int
    pages: int
    current: tuple[int, int] | None
    ms: int | None
    addresses: Mapping[int, str]
    passages: Sequence[Marked]
    moved: frozenset[int]
    earlier: Sequence[Marked]
    typing: int | None


def see(vault: OpenVault, number: int) -> Seen | None:
    """What has to be known of an item before its bytes are given. None where there is no such item."""
    from amanet.vault.shelf import Shelf

    if not 0 < number < MOST:
        return None
    try:
        record = vault.record(number)
    except Misuse:
        return None
    if record.type != "Item":
        return None
    found = Shelf(vault.vault.database).renditions([number])
    types = [one.media_type for one in found if one.kind == "description"]
    with vault.vault.open_object(number) as reader:
        return Seen(reader.size, types[-1] if types else None, reader.read(0, HEAD))


def gather(vault: OpenVault, number: int, at: At) -> ItemPage | None:
    """None where there is no such item, or nothing at that place of it."""
    seen = see(vault, number)
    if seen is None:
        return None
    looked = look(vault.vault, number)
    sides = _sides(vault, looked)
    pages = _pages(looked, sides)
    mine = 1 if looked.original is not None else 0
    current = _current(looked, sides, at, mine)
    if current == (-1, -1) or (at.page is not None and not 1 <= at.page <= max(pages, 1)):
        return None
    page = at.page or _page_of(sides, current) or 1
    shown = sides if sides is None or not pages else _only(sides, page)
    player, served = _player(vault, looked, seen)
    passages, moved, earlier = _placed(looked, sides, mine)
    marked = _by_side(looked, passages, mine)
    return ItemPage(
        looked,
        None if shown is None else window(shown, marked, _first_row(shown, current), mine),
        player,
        served,
        can_be_drawn(looked.media_type) and _pixels(looked.description) <= 4 * MOST_PIXELS,
        looked.family == "picture" and may_be_shown_whole(seen, looked.description),
        page,
        pages,
        current,
        at.ms,
        {one.number: _address(looked, sides, mine, one) for one in (*passages, *earlier)},
        passages,
        moved,
        earlier,
        _typing(vault, looked, sides, mine),
    )


def may_be_shown_whole(seen: Seen, description: Mapping[str, Any]) -> bool:
    """Whether a browser may unpack the picture itself: of a known kind, and of no more pixels than we would unpack."""
    return kind_of(seen) is not None and 0 < _pixels(description) <= MOST_PIXELS


def _pixels(description: Mapping[str, Any]) -> int:
    image = description.get("image", {})
    return int(image.get("width", 0)) * int(image.get("height", 0))


def _sides(vault: OpenVault, looked: Looked) -> SideBySide | None:
    if looked.reading is None:
        return None
    shown = looked.reading.number
    if looked.original is not None and looked.original.reading is not None:
        return load_side_by_side(vault.vault, looked.original.reading, shown, looked.alignment)
    beside = looked.translation.reading if looked.translation is not None else None
    return load_side_by_side(vault.vault, shown, beside, looked.alignment)


def _pages(looked: Looked, sides: SideBySide | None) -> int:
    """How many pages an item has that is looked at page by page; 0 of all else."""
    if looked.media_type != "application/pdf":
        return 0
    told = looked.description.get("pdf", {}).get("pages", 0)
    if told or sides is None:
        return int(told)
    return max((one.details.get("page", 1) for one in sides.first.segments), default=0)  # type: ignore[type-var,return-value]


def _current(looked: Looked, sides: SideBySide | None, at: At, mine: int) -> tuple[int, int] | None:
    """Side and place of the line to look at; (-1, -1) where there is none such."""
    if sides is None:
        return None if at.segment is None else (-1, -1)
    own = sides.second if mine and sides.second is not None else sides.first
    if at.segment is not None:
        return (mine, at.segment) if at.segment < len(own.segments) else (-1, -1)
    if at.ms is None:
        return None
    for side, reading in ((mine, own), (0, sides.first)):
        place = at_time(reading, at.ms)
        if place is not None:
            return side, place
    return None


def _page_of(sides: SideBySide | None, current: tuple[int, int] | None) -> int | None:
    if sides is None or current is None:
        return None
    reading = sides.second if current[0] and sides.second is not None else sides.first
    page = reading.segments[current[1]].details.get("page")
    return page if isinstance(page, int) else None


def _only(sides: SideBySide, page: int) -> SideBySide:
    """The rows of one page. What names no page stands with the first."""
    rows: list[Row] = []
    for row in sides.rows:
        pages = {sides.first.segments[place].details.get("page", 1) for place in row.first}
        if page in pages or (not pages and page == 1):
            rows.append(row)
    return SideBySide(sides.first, sides.items, sides.second, rows)


def _first_row(sides: SideBySide, current: tuple[int, int] | None) -> int:
    return 0 if current is None else row_of(sides, current[1], second=bool(current[0]))


def _player(vault: OpenVault, looked: Looked, seen: Seen) -> tuple[int | None, str]:
    """The item that is played, and with which type; empty where browsers do not play it."""
    if looked.recording is None:
        return None, ""
    number = looked.recording.number
    played = seen if number == looked.record.number else see(vault, number)
    kind = kind_of(played) if played is not None else None
    return number, kind.served if kind is not None else ""


def _by_side(looked: Looked, passages: Sequence[Marked], mine: int) -> Mapping[int, Sequence[Marked]]:
    """Passages of the words, and of their translation where that was typed here."""
    beside = looked.translation.reading if looked.translation is not None else None
    found: dict[int, list[Marked]] = {}
    for one in passages:
        if looked.reading is not None and one.of == looked.reading.number:
            found.setdefault(mine, []).append(one)
        elif beside is not None and one.of == beside:
            found.setdefault(1, []).append(one)
    return found


def _placed(
    looked: Looked, sides: SideBySide | None, mine: int
) -> tuple[list[Marked], frozenset[int], list[Marked]]:
    """Passages of earlier versions at their words in this one, where those stand here once; the others apart."""
    if sides is None or looked.reading is None:
        return list(looked.passages), frozenset(), []
    own = sides.second if mine and sides.second is not None else sides.first
    passages, moved, earlier = [], set(), []
    for one in looked.passages:
        if one.of not in looked.earlier or one.characters is None:
            passages.append(one)
            continue
        where = where_now(own, one.quote)
        if where is None:
            earlier.append(one)
        else:
            passages.append(replace(one, of=looked.reading.number, characters=where))
            moved.add(one.number)
    return passages, frozenset(moved), earlier


def _typing(vault: OpenVault, looked: Looked, sides: SideBySide | None, mine: int) -> int | None:
    if sides is None or looked.reading is None:
        return looked.record.number if looked.family in ("sound", "film") else None
    own = sides.second if mine and sides.second is not None else sides.first
    if looked.media_type == "application/pdf" or not can_be_typed(own):
        return None
    return item_of_words(vault.vault, looked.reading)


def _address(looked: Looked, sides: SideBySide | None, mine: int, one: Marked) -> str:
    """Where on this item a passage is looked at."""
    here = f"/items/{looked.record.number}"
    if one.page is not None:
        return f"{here}/page/{one.page}"
    if one.from_ms is not None:
        return f"{here}/at/{one.from_ms}"
    if one.characters is None or sides is None or one.of in looked.earlier:
        return here if one.of not in looked.earlier else f"{here}/versions/{one.of}"
    if looked.translation is not None and one.of == looked.translation.reading and sides.second is not None:
        return f"{here}/segment/{_beside(sides, one.characters[0])}"
    reading = sides.second if mine and sides.second is not None else sides.first
    place = next((at for at, each in enumerate(reading.segments) if each.end > one.characters[0]), 0)
    return f"{here}/segment/{place}"


def _beside(sides: SideBySide, character: int) -> int:
    """The line of the original beside which a place in its translation stands."""
    assert sides.second is not None
    place = next((at for at, each in enumerate(sides.second.segments) if each.end > character), 0)
    return next((row.first[0] for row in sides.rows if place in row.second and row.first), 0)
