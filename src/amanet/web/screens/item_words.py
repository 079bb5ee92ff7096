"""What the pages of items say in words: kinds, sizes, what was done with an item. What a file says of itself: `file_facts`."""

from collections.abc import Callable, Mapping

__all__ = ["Words", "kind_words", "one_of_kind", "shown_bytes", "shown_size", "step_words"]

Words = Callable[[str], str]
_UNITS = ("B", "kB", "MB", "GB", "TB")
_STEP = 1000


def shown_size(size: int) -> str:
    """Bytes as people say them: 34 kB, 1.2 GB."""
    value, unit = float(size), 0
    while value >= _STEP and unit < len(_UNITS) - 1:
        value, unit = value / _STEP, unit + 1
    return f"{size} {_UNITS[0]}" if unit == 0 else f"{value:.{1 if value < 10 else 0}f} {_UNITS[unit]}"


def shown_bytes(size: int) -> str:
    """To the byte, in groups of three digits."""
    return f"{size:,}".replace(",", "\u202f")


def one_of_kind(_: Words) -> Mapping[str, str]:
    """What one item is."""
    return {
        "picture": _("Picture"),
        "sound": _("Sound"),
        "film": _("Video"),
        "document": _("Document"),
        "text": _("Text"),
        "table": _("Table"),
        "archive": _("Archive"),
        "other": _("Other kind"),
        "unknown": _("Not looked at yet"),
    }


def kind_words(_: Words) -> Mapping[str, str]:
    """What a list may be narrowed to."""
    return {
        "unread": _("Not read yet"),
        "picture": _("Pictures"),
        "sound": _("Sound"),
        "film": _("Video"),
        "document": _("Documents"),
        "text": _("Text"),
        "table": _("Tables"),
        "archive": _("Archives"),
        "other": _("Other kinds"),
        "unknown": _("Not looked at yet"),
    }


def step_words(_: Words) -> Mapping[str, str]:
    """What was done with an item; what has no words here is said as the record says it."""
    return {
        "entered": _("entered into the log"),
        "description": _("looked at: what kind of file it is"),
        "reading": _("read: its words"),
        "typed": _("typed or corrected: its words"),
        "translation": _("translated: its words"),
        "alignment": _("laid beside its original"),
        "recording": _("linked to its recording"),
        "added": _("taken in"),
        "taken in": _("taken in"),
        "got": _("written out of the vault"),
        "read": _("read out of the vault"),
        "proved": _("proved in an evidence bundle"),
        "receipted": _("a receipt was made"),
        "backed up": _("backed up"),
        "import": _("imported as a table"),
        "other name": _("handed over once more, under another name"),
    }
