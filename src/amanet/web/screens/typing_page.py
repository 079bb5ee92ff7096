"""What the pages for typing show, gathered in one go by a reading thread: the recording, the lines, and what they are based on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from amanet.app import OpenVault
from amanet.canonical import readable_name
from amanet.errors import Misuse
from amanet.record.reading import Reading
from amanet.vault import StoredRecord
from amanet.vault.vouching import signers_of
from amanet.web.records import record_of
from amanet.web.screens.consent_badge import Badge, badges_of_item
from amanet.web.screens.item_bytes import kind_of
from amanet.web.screens.item_page import see
from amanet.web.screens.typing_lines import main_language
from amanet.work.carried_translations import Carried, carry_over
from amanet.work.kept_readings import find_reading, living_readings, load_reading
from amanet.work.looking import Looked, item_of_words, look
from amanet.work.typed_lines import TypedLine, can_be_typed, lines_of
from amanet.work.typed_renditions import is_typed
from amanet.work.typed_translations import living_translations

__all__ = [
    "Saved",
    "Sheet",
    "Translating",
    "elsewhere",
    "gather",
    "gather_translation",
    "lines_in",
    "who_and_when",
]


@dataclass(frozen=True)
class Sheet:
    """A transcript as it is typed. `reading` is the number that it is based on, None where there is none yet."""

    number: int
    name: str
    looked: Looked
    player: int | None
    served: str
    reading: int | None
    lines: Sequence[TypedLine]
    language: str
    typed: bool
    agreed: Sequence[Badge]


@dataclass(frozen=True)
class Translating:
    """The words of `sheet`, and what of them is translated: `kept` and, of lines that were corrected since, `old`, by place."""

    sheet: Sheet
    language: str
    translation: int | None
    kept: Mapping[int, TypedLine]
    old: Mapping[int, TypedLine]
    outdated: bool


@dataclass(frozen=True)
class Saved:
    """By whom and when a version was saved."""

    number: int
    by: str
    at: str


def elsewhere(vault: OpenVault, number: int) -> int | None:
    """The item whose words are shown with this one, where they are not its own: a transcript that somebody linked to a recording."""
    record = record_of(vault, number, "Item")
    if living_readings(vault.vault, record):
        return None
    looked = look(vault.vault, number)
    return looked.transcript.number if looked.transcript is not None else None


def gather(vault: OpenVault, number: int) -> Sheet:
    """Raises 404 where there is no such item, and `Misuse` for words that are not typed."""
    record = record_of(vault, number, "Item")
    looked = look(vault.vault, number)
    reading = (
        looked.reading
        if looked.reading is not None and item_of_words(vault.vault, looked.reading) == number
        else None
    )
    words = None if reading is None else load_reading(vault.vault, reading.number)[0]
    if words is not None and not can_be_typed(words):
        raise Misuse(
            "This reading has messages, rows, pages or files in it, which lines cannot hold. It is not corrected here."
        )
    if words is None and looked.family not in ("sound", "film"):
        raise Misuse("Only what is heard is typed here. A text is read, and then corrected.")
    player, served = _player(vault, looked)
    lines = [] if words is None else lines_of(words)
    told = str(words.details.get("language", "")) if words is not None else ""
    return Sheet(
        number,
        readable_name(record.body["name"]),
        looked,
        player,
        served,
        None if reading is None else reading.number,
        lines,
        main_language(lines, told),
        reading is not None and is_typed(reading),
        badges_of_item(vault, number),
    )


def gather_translation(vault: OpenVault, number: int, language: str = "") -> Translating:
    sheet = gather(vault, number)
    if sheet.reading is None:
        return Translating(sheet, language, None, {}, {}, False)
    known = living_translations(vault.vault, record_of(vault, number, "Item"))
    chosen = [one for one in known if not language or one.body["parameters"].get("language") == language]
    if not chosen:
        return Translating(sheet, language, None, {}, {}, False)
    newest = chosen[-1]
    carried: Carried = carry_over(vault.vault, newest, vault.vault.record(sheet.reading))
    of = str(newest.body["parameters"].get("of", ""))
    outdated = of != str(vault.vault.record(sheet.reading).body["id"])
    tag = str(newest.body["parameters"].get("language", ""))
    return Translating(sheet, tag, newest.number, carried.kept, carried.old, outdated)


def lines_in(vault: OpenVault, reading: int) -> tuple[Reading, list[TypedLine]]:
    """A version, whether it counts or not."""
    found = load_reading(vault.vault, find_reading(vault.vault, str(reading)).number)[0]
    return found, lines_of(found)


def who_and_when(vault: OpenVault, number: int) -> Saved:
    record: StoredRecord = vault.record(number)
    known = signers_of(vault.vault).get(str(record.body["entered_by"]))
    return Saved(
        number, readable_name(known.name) if known is not None else "", str(record.body["entered_at"])
    )


def _player(vault: OpenVault, looked: Looked) -> tuple[int | None, str]:
    if looked.recording is None:
        return None, ""
    seen = see(vault, looked.recording.number)
    kind = kind_of(seen) if seen is not None else None
    return looked.recording.number, kind.served if kind is not None else ""
