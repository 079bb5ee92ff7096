"""What the pages of items say in words: kinds, sizes, what a file says of itself, what was done with it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from amanet.web.screens.item_text import clock

__all__ = ["kind_words", "metadata", "shown_size", "step_words"]

Words = Callable[[str], str]
_UNITS = ("B", "kB", "MB", "GB", "TB")
_STEP = 1000


def shown_size(size: int) -> str:
    """Bytes as people say them: 34 kB, 1.2 GB."""
    value, unit = float(size), 0
    while value >= _STEP and unit < len(_UNITS) - 1:
        value, unit = value / _STEP, unit + 1
    return f"{size} {_UNITS[0]}" if unit == 0 else f"{value:.{1 if value < 10 else 0}f} {_UNITS[unit]}"


def kind_words(_: Words) -> Mapping[str, str]:
    """What an item is, and what a list may be narrowed to."""
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
        "alignment": _("laid beside its original"),
        "recording": _("linked to its recording"),
        "added": _("taken in"),
        "taken in": _("taken in"),
        "got": _("written out of the vault"),
        "read": _("read out of the vault"),
        "proved": _("proved in an evidence bundle"),
        "receipted": _("a receipt was made"),
        "backed up": _("backed up"),
    }


def metadata(_: Words, description: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the file says of itself, line by line. Anybody can have written that."""
    return [(label, value) for label, value in _all(_, description) if value]


def _all(_: Words, description: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from _image(_, description.get("image", {}))
    yield from _media(_, description.get("media", {}))
    yield from _pdf(_, description.get("pdf", {}))
    yield from _provenance(_, description.get("provenance", {}))


def _image(_: Words, said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("Pixels"), _joined(" × ", said, "width", "height")
    yield _("Camera or telephone"), _joined(" ", said, "make", "model")
    yield _("Program"), _joined("", said, "software")
    yield _("Taken at, by its own clock"), _joined(" ", said, "taken_at", "taken_at_offset")
    yield _("Place"), _joined(", ", said, "latitude", "longitude")
    yield _("Height in metres"), _joined("", said, "altitude")
    yield _("Time by satellite (UTC)"), _joined("", said, "gps_time")


def _media(_: Words, said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("Length"), clock(said["duration_ms"]) if "duration_ms" in said else ""
    yield _("Title"), _joined("", said, "title")
    yield _("Made at"), _joined("", said, "created_at")
    yield _("Camera or telephone"), _joined(" ", said, "make", "model")
    yield _("Program"), _joined("", said, "software")
    yield _("Place"), _joined("", said, "location")
    yield _("Container"), _joined("", said, "container")
    for stream in said.get("streams", ()):
        size = _joined("×", stream, "width", "height")
        told = [stream.get("codec"), size, stream.get("rate"), stream.get("language")]
        yield _stream_words(_, str(stream["kind"])), ", ".join(str(one) for one in told if one)


def _stream_words(_: Words, kind: str) -> str:
    return {"video": _("Moving picture"), "audio": _("Sound"), "subtitle": _("Subtitles")}.get(kind, kind)


def _pdf(_: Words, said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("Pages"), _joined("", said, "pages")
    yield _("Title"), _joined("", said, "title")
    yield _("Author"), _joined("", said, "author")
    yield _("Program"), " · ".join(str(said[name]) for name in ("creator", "producer") if name in said)
    yield _("Made at"), _joined("", said, "created_at")
    yield _("Encrypted"), _("yes") if said.get("encrypted") else ""


def _provenance(_: Words, said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if not said.get("present"):
        return
    yield _("Content Credentials (C2PA)"), _joined("", said, "state") or _("present")
    yield _("Signed by"), _joined("", said, "issuer")
    yield _("Signed at"), _joined("", said, "signed_at")
    yield _("Made with"), _joined("", said, "claim_generator")


def _joined(between: str, said: Mapping[str, Any], *names: str) -> str:
    found: Sequence[str] = [str(said[name]) for name in names if name in said]
    return between.join(found)
