"""A translation that came as a file, laid beside its original turn by turn: looked at first, then linked.

- `GET /items/N/translates`        the texts of the vault, to choose the original from
- `GET /items/N/translates/M`      how the turns would lie; nothing is entered
- `POST` to the same               the same with turns that a member paired (`do=look`), or the link (`do=link`)

Nothing is guessed and no words are compared: the turns are laid in order where there is one way to do it, else by their times, and where the
two texts tell neither, a member says which belong together. Only what was looked at is linked.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.canonical import readable_name
from amanet.errors import BadData, ChangedMeanwhile, Misuse
from amanet.record.alignment import Alignment, align
from amanet.record.reading import Reading, Segment
from amanet.vault.read_audit import READ
from amanet.web.answers import go_to, number_in_path
from amanet.web.forms import Form, read_form
from amanet.web.pages import desk_of, page, say, words_of
from amanet.web.records import record_of
from amanet.web.screens.consent_badge import Badge, badges_of_item
from amanet.web.screens.item_page import ItemPage
from amanet.web.screens.item_text import direction_of
from amanet.work.kept_readings import find_reading, living_readings, load_reading
from amanet.work.looking import load_side_by_side
from amanet.work.translations import alignment_of
from amanet.work.typed_lines import lines_of

if TYPE_CHECKING:
    from amanet.vault import StoredRecord
    from amanet.work.kept_readings import ListedReading

__all__ = ["may_be_laid", "pairs_of", "routes"]

_MOST_TEXTS: Final = 300
_MOST_SHOWN: Final = 200
# As many as a form takes: of longer ones, the turns are paired on the command line.
_MOST_PAIRED: Final = 1500
_WRITTEN: Final = frozenset(("turn", "message", "paragraph"))
_NONE: Final = frozenset(("-", "–", "—"))
_TURNS: Final = re.compile(r"([0-9]{1,6})(?:\s*[-–]\s*([0-9]{1,6}))?")


@dataclass(frozen=True)
class Turn:
    """One turn of a text: its place among the segments, and its number among the turns, from 1."""

    number: int
    place: int
    speaker: str = field(repr=False)
    words: str = field(repr=False)
    language: str


@dataclass(frozen=True)
class Dry:
    """How two texts would lie. `how` is empty where they do not tell; `why` says where they part, in English; `rows` are turns of the original
    with those of the translation beside them.
    """

    name: str = field(repr=False)
    original: str = field(repr=False)
    of: int
    to: int
    how: str
    why: str
    links: int
    rows: tuple[tuple[tuple[Turn, ...], tuple[Turn, ...]], ...] = field(repr=False)
    rows_more: int
    turns: tuple[Turn, ...] = field(repr=False)
    originals: tuple[Turn, ...] = field(repr=False)
    given: tuple[str, ...] = field(repr=False)
    linked: int
    agreed: tuple[Badge, ...] = ()


def may_be_laid(shown: ItemPage) -> bool:
    """Whether the item has words of its own that no record lays beside an original, and none beside them."""
    looked = shown.looked
    own = shown.window is not None and shown.window.form != "table" and looked.transcript is None
    return own and bool(looked.readings) and looked.original is None and looked.translation is None


async def choose(request: Request) -> Response:
    number = number_in_path(request)
    name, linked, texts = await desk_of(request).read(_texts, number)
    return page(request, "item/originals.html", number=number, name=name, linked=linked, texts=texts)


def _texts(vault: OpenVault, number: int) -> "tuple[str, int | None, list[ListedReading]]":
    """The texts that were read, the newest first; and of which this one is a translation already."""
    item = record_of(vault, number, "Item")
    reading = _reading(vault, number)
    found = alignment_of(vault.vault, reading)
    linked = None if found is None else vault.vault.views.number_of(str(found[0].body["item"]))
    texts = [one for one in vault.readings() if one.item != number]
    return readable_name(item.body["name"]), linked, texts[::-1][:_MOST_TEXTS]


async def look_dry(request: Request) -> Response:
    number, original = number_in_path(request), number_in_path(request, "original")
    found = await desk_of(request).read(_lay, number, original, None)
    return _shown(request, found)


async def lay(request: Request) -> Response:
    """With the turns that a member paired: looked at again, or linked."""
    number, original = number_in_path(request), number_in_path(request, "original")
    form, desk = await read_form(request), desk_of(request)
    given = _given(form)
    if form.text("do") != "link" or given != (form.text("looked").split("|") if form.has("looked") else None):
        return _shown(request, await desk.read(_lay, number, original, given))
    links = await desk.write(_link, number, original, form, given)
    told = words_of(request).ngettext(
        "%(num)d turn of the translation stands beside its original from now on.",
        "%(num)d turns of the translation stand beside their original from now on.",
        links,
    )
    say(request, told % {"num": links})
    return go_to(request, f"/items/{number}")


def _shown(request: Request, found: Dry) -> Response:
    number, original = number_in_path(request), number_in_path(request, "original")
    desk_of(request).note(READ, number)
    desk_of(request).note(READ, original)
    many = max(len(found.turns), len(found.originals)) > _MOST_PAIRED
    return page(
        request,
        "item/lay.html",
        found=found,
        number=number,
        original=original,
        too_many=many,
        most=_MOST_PAIRED,
        direction_of=direction_of,
    )


def _given(form: Form) -> list[str] | None:
    """What was written beside each turn of the translation; None where the texts are to tell by themselves."""
    if not form.has("by_hand"):
        return None
    count = min(form.number("turns") or 0, _MOST_PAIRED)
    given = form.given()
    return [given.get(f"turn-{at}", "").strip()[:100].replace("|", " ") for at in range(1, count + 1)]


# In a reading or writing thread


def _lay(vault: OpenVault, number: int, original: int, given: list[str] | None) -> Dry:
    ours, theirs = _two(vault, number, original)
    there, here = load_reading(vault.vault, ours.number)[0], load_reading(vault.vault, theirs.number)[0]
    turns, originals = _turns(here), _turns(there)
    laid: Alignment | None = None
    why = ""
    try:
        laid = align(there, here, None if given is None else pairs_of(given, turns, originals))
    except (BadData, Misuse) as problem:
        why = f"{str(problem).partition('. Nothing was linked')[0].rstrip('.')}."
    rows = [] if laid is None else list(_rows(vault, ours.number, theirs.number, laid, originals, turns))
    return Dry(
        readable_name(record_of(vault, number, "Item").body["name"]),
        readable_name(record_of(vault, original, "Item").body["name"]),
        theirs.number,
        ours.number,
        "" if laid is None else laid.how,
        why,
        0 if laid is None else len({(one.start, one.end) for one in laid.links}),
        tuple(rows[:_MOST_SHOWN]),
        max(0, len(rows) - _MOST_SHOWN),
        tuple(turns),
        tuple(originals),
        tuple(given or ()),
        _linked(vault, theirs),
        tuple(badges_of_item(vault, number)),
    )


def pairs_of(given: Sequence[str], turns: Sequence[Turn], originals: Sequence[Turn]) -> list[tuple[int, int]]:
    """Places in the two texts. "4", "4, 5" or "4-6" are turns of the original; a dash is none; what is left empty goes with the turn of the
    original after those of the last one above it. Raises `Misuse` for what is no such thing.
    """
    pairs, following = [], 1
    for turn, text in zip(turns, [*given, *([""] * (len(turns) - len(given)))], strict=False):
        chosen = list(_numbers(text, turn.number, len(originals))) if text else [following]
        if text in _NONE:
            continue
        following = chosen[-1] + 1
        pairs += [(originals[one - 1].place, turn.place) for one in chosen if one <= len(originals)]
    return pairs


def _numbers(text: str, turn: int, last: int) -> Iterator[int]:
    if text in _NONE:
        return
    for part in re.split(r"[,;،、，]\s*", text):
        found = _TURNS.fullmatch(part.strip())
        first, end = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        if not 1 <= first <= end <= last:
            raise Misuse(
                f"Beside turn {turn} stands something else than turns of the original. Write their numbers, from 1 to {last}, as in 4 or "
                "4-5; a dash for none."
            )
        yield from range(first, end + 1)


def _rows(
    vault: OpenVault, ours: int, theirs: int, laid: Alignment, originals: Sequence[Turn], turns: Sequence[Turn]
) -> Iterator[tuple[tuple[Turn, ...], tuple[Turn, ...]]]:  # fmt: skip
    first, second = ({one.place: one for one in several} for several in (originals, turns))
    for row in load_side_by_side(vault.vault, ours, theirs, laid).rows:
        beside = tuple(second[one] for one in row.second if one in second)
        original = tuple(first[one] for one in row.first if one in first)
        if original or beside:
            yield original, beside


def _link(vault: OpenVault, number: int, original: int, form: Form, given: list[str] | None) -> int:
    """What was looked at, and nothing else. Raises `ChangedMeanwhile`."""
    ours, theirs = _two(vault, number, original)
    seen = (form.number("of"), form.number("to"), form.number("linked") or 0)
    if (theirs.number, ours.number, _linked(vault, theirs)) != seen:
        raise ChangedMeanwhile(
            "One of the two texts was corrected or linked meanwhile, and nothing was linked. Look at how they lie now, then do it again."
        )
    pairs = None
    if given is not None:
        there, here = (load_reading(vault.vault, one.number)[0] for one in (ours, theirs))
        pairs = pairs_of(given, _turns(here), _turns(there))
    _, laid = vault.align_translation(theirs.number, ours.number, pairs)
    return len({(one.start, one.end) for one in laid.links})


def _two(vault: OpenVault, number: int, original: int) -> "tuple[StoredRecord, StoredRecord]":
    """The words of the original, and those of its translation."""
    if number == original:
        raise Misuse("A text is no translation of itself. Go back and choose its original.")
    return _reading(vault, original), _reading(vault, number)


def _reading(vault: OpenVault, number: int) -> "StoredRecord":
    """The words of an item that count. Raises 404, and `Misuse` where there are none."""
    item = record_of(vault, number, "Item")
    if not living_readings(vault.vault, item):
        raise Misuse("There are no words of this item yet. Read it, or type what is heard, before it is laid beside another.")  # fmt: skip
    return find_reading(vault.vault, str(number))


def _linked(vault: OpenVault, reading: "StoredRecord") -> int:
    """The number of the original's reading that it is linked to by now; 0 of none."""
    found = alignment_of(vault.vault, reading)
    return 0 if found is None else found[0].number


def _turns(reading: Reading) -> list[Turn]:
    """What is spoken or written; of a text without any of it, everything."""
    words = {one.place: one.words for one in lines_of(reading)}
    every = list(enumerate(reading.segments))
    chosen = [pair for pair in every if pair[1].kind in _WRITTEN] or every
    return [
        _turn(number, place, one, words.get(place) or reading.text_of(one))
        for number, (place, one) in enumerate(chosen, 1)
    ]


def _turn(number: int, place: int, one: Segment, words: str) -> Turn:
    return Turn(number, place, readable_name(one.speaker or ""), " ".join(words.split()), one.language or "")


routes = [
    Route("/items/{number:int}/translates", choose, methods=["GET"], name="choose_original"),
    Route("/items/{number:int}/translates/{original:int}", look_dry, methods=["GET"], name="look_dry"),
    Route("/items/{number:int}/translates/{original:int}", lay, methods=["POST"], name="lay_translation"),
]
