"""Puts together what is found in the parts of a package, searches texts in batches, and makes the report.

One kind and secret is told once for each place, and for a place in the bytes only where no better place is known.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from amanet.protect.leaks.found import Entry, Found
from amanet.protect.leaks.hiding import Hiding
from amanet.protect.leaks.opening.written_otherwise import decoded_texts
from amanet.protect.leaks.report import Decision, Finding, Report, Severity, finding_key, undecided
from amanet.protect.leaks.searching import Searching

__all__ = ["Collecting"]

_CHARACTERS_AT_ONCE: Final = 1 << 20
_MOST_PLACES: Final = 20
_IN_BYTES: Final = "in its bytes"
_DECIDED: Final = (
    "name, perhaps",
    "picture",
    "recording",
    "earlier release",
    "picture not read",
    "recording not heard",
)
_LEAKS: Final = (
    "name",
    "number",
    "address",
    "account",
    "link",
    "serial number",
    "protected words",
    "coordinates",
    "original",
)


@dataclass
class _Part:
    """A file, or one inside another; `inside` are the names on the way to it."""

    file: tuple[str, ...]
    inside: tuple[str, ...]
    sha256: str = ""
    found: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)


class Collecting:
    def __init__(self, searching: Searching, words_in_pictures_are_read: bool) -> None:
        self._searching = searching
        self._pictures_are_read = words_in_pictures_are_read
        self._parts: list[_Part] = []
        self._entries: list[Entry] = []
        self._waiting = 0
        self._files = self._bytes = 0

    def new_file(self, parts: tuple[str, ...], size: int | None) -> int:
        """`size` is None of what is no file."""
        self._files += size is not None
        self._bytes += size or 0
        return self._add(_Part(parts, ()))

    def new_part(self, inside: int, name: str) -> int:
        outer = self._parts[inside]
        number = self._add(_Part(outer.file, (*outer.inside, name)))
        if name:
            self.name(number, "name", name)
        return number

    def name(self, part: int, place: str, text: str) -> None:
        """Text that the system or an archive has of a file, in whatever way it is written."""
        self.text(part, place, text, is_prose=True)
        for _, decoded in decoded_texts(text):
            if isinstance(decoded, str):
                self.text(part, place, decoded, is_prose=False)

    def text(self, part: int, place: str, text: str, *, is_prose: bool) -> None:
        if not text:
            return
        self._entries.append(Entry(part, place, text, is_prose))
        self._waiting += len(text)
        if self._waiting >= _CHARACTERS_AT_ONCE:
            self._search()

    def bytes(self, part: int, found: set[tuple[str, str]], text: str) -> None:
        for kind, secret_id in sorted(found):
            self._note(part, _IN_BYTES, Found(kind, secret_id, "exact"))
        self.text(part, _IN_BYTES, text, is_prose=False)

    def hashed(self, part: int, sha256: str) -> None:
        self._parts[part].sha256 = sha256
        original = self._searching.in_hash(sha256)
        if original is not None:
            self._note(part, "", Found("original", original, "exact"))

    def problem(self, part: int, place: str, kind: str) -> None:
        self._note(part, place, Found(kind, "", "exact"))

    def picture(self, part: int, place: str, print_: int) -> None:
        for found in self._searching.in_picture(print_):
            self._note(part, place, found)
        if not self._pictures_are_read:
            self.problem(part, place, "picture not read")

    def sound(self, part: int, prints: tuple[int, ...]) -> None:
        for found in self._searching.in_sound(prints):
            self._note(part, "", found)
        self._note(part, "", Found("recording not heard", "", "fuzzy"))

    def report(self, decisions: Iterable[Decision], notes: tuple[str, ...]) -> Report:
        self._search()
        concerned = [part for part in self._parts if part.found]
        hiding = Hiding(self._searching, (path for part in concerned for path in (part.file, part.inside)))
        findings = [finding for part in concerned for finding in _findings(part, hiding)]
        left, decided = undecided(findings, decisions)
        return Report(tuple(left), tuple(decided), self._files, len(self._parts), self._bytes, notes)

    def _add(self, part: _Part) -> int:
        self._parts.append(part)
        return len(self._parts) - 1

    def _search(self) -> None:
        entries, self._entries, self._waiting = self._entries, [], 0
        for entry, found in self._searching.in_texts(entries):
            self._note(entry.part, entry.place, found)

    def _note(self, part: int, place: str, found: Found) -> None:
        places = self._parts[part].found.setdefault((found.kind, found.secret_id), {})
        if len(places) < _MOST_PLACES:
            places.setdefault(place, found.note)


def _findings(part: _Part, hiding: Hiding) -> Iterable[Finding]:
    file, inside = "/".join(hiding.path(part.file)), hiding.path(part.inside)
    for (kind, secret_id), places in sorted(part.found.items()):
        if kind == "name, perhaps" and ("name", secret_id) in part.found:
            continue
        known = {place: note for place, note in places.items() if place != _IN_BYTES} or places
        for place, note in known.items():
            key = finding_key(part.sha256, part.inside, place, kind, secret_id)
            yield Finding(file, inside, place, kind, _severity(kind), secret_id, note, key)


def _severity(kind: str) -> Severity:
    if kind in _DECIDED:
        return "decide"
    return "block" if kind in _LEAKS else "unsupported"
