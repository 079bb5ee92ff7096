"""Everything that is looked for, prepared once: `in_texts` looks through pieces of text, `in_bytes` through bytes, `in_picture` and `in_sound`
compare prints. What a text is searched for depends on what it is: likeness of names is looked for in what somebody may have written only.

Invariant: what is found is told by kind and id; no text that was searched, and no secret, is kept.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from amanet.names import NameFinder
from amanet.protect.leaks.byte_search import ByteSearch
from amanet.protect.leaks.found import Entry, Found
from amanet.protect.leaks.letter_search import Form, LetterSearch, forms_of_name
from amanet.protect.leaks.number_search import NumberSearch, digits_of
from amanet.protect.leaks.picture_prints import alike
from amanet.protect.leaks.place_search import PlaceSearch
from amanet.protect.leaks.secrets import Secret, Secrets
from amanet.protect.leaks.sound_prints import resembles

__all__ = ["Searching"]

_BETWEEN: Final = "\n"
# Fields of `Secrets` that are written forms, and the kind of finding each makes.
_WRITTEN: Final = (
    ("addresses", "address"),
    ("accounts", "account"),
    ("links", "link"),
    ("serials", "serial number"),
    ("texts", "protected words"),
)


class Searching:
    """`notes` say, by id, what cannot be looked for."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets
        self._finder = NameFinder([name.text for name in secrets.names])
        self._letters = LetterSearch(_forms(secrets))
        self._numbers = NumberSearch(
            [number for number in secrets.numbers if not _has_letters(number)], secrets.regions
        )
        self._places = PlaceSearch(secrets.places)
        self._bytes = ByteSearch(_written(secrets))
        self._originals = {original.sha256.lower(): original.id for original in secrets.originals}
        self.notes = tuple(self._notes())

    @property
    def longest_in_bytes(self) -> int:
        return self._bytes.longest

    def in_texts(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, Found]]:
        if not entries:
            return
        yield from self._letters.find(entries)
        yield from self._numbers.find(entries)
        yield from self._places.find(entries)
        yield from self._names([entry for entry in entries if entry.is_prose])

    def in_bytes(self, data: bytes) -> set[tuple[str, str]]:
        return self._bytes.find(data)

    def in_hash(self, sha256: str) -> str | None:
        """The id of the protected original that these bytes are."""
        return self._originals.get(sha256)

    def in_picture(self, print_: int) -> Iterator[Found]:
        for picture in self._secrets.pictures:
            apart = alike(print_, picture.print)
            if apart is not None:
                yield Found("picture", picture.id, "fuzzy", f"{64 - apart} of 64 signs agree")

    def in_sound(self, prints: Sequence[int]) -> Iterator[Found]:
        for sound in self._secrets.sounds:
            if resembles(prints, sound.prints):
                yield Found("recording", sound.id, "fuzzy")

    def _names(self, entries: list[Entry]) -> Iterator[tuple[Entry, Found]]:
        if not self._secrets.names or not entries:
            return
        starts, end = [], 0
        for entry in entries:
            starts.append(end)
            end += len(entry.text) + len(_BETWEEN)
        for hit in self._finder.find(_BETWEEN.join(entry.text for entry in entries)):
            place = bisect_right(starts, hit.start) - 1
            crosses = hit.end > starts[place] + len(entries[place].text)
            if hit.how == "fuzzy" and crosses:
                continue
            kind = "name, perhaps" if hit.how == "fuzzy" else "name"
            yield entries[place], Found(kind, self._secrets.names[hit.name].id, hit.how)

    def _notes(self) -> Iterator[str]:
        for place, reason in sorted(self._finder.not_searched.items()):
            yield f"Not looked for, because {reason}: a name of {self._secrets.names[place].id}."
        for form in self._letters.not_searched:
            if form.kind != "name":
                yield f"Not looked for, because it has too few letters: {form.kind} of {form.secret_id}."
        for number in self._numbers.not_searched:
            yield f"Not looked for, because it has fewer than six digits: a number of {number}."


def _forms(secrets: Secrets) -> Iterator[Form]:
    for name in secrets.names:
        for form in forms_of_name(name.text):
            yield Form(form, name.id, "name")
    for field, kind in _WRITTEN:
        for secret in getattr(secrets, field):
            for text in _ways_of(kind, secret.text):
                yield Form(text, secret.id, kind)
    for number in secrets.numbers:
        if _has_letters(number):
            yield Form(number.text, number.id, "number")
    for earlier in secrets.earlier:
        yield Form(earlier.text, earlier.id, "earlier release")


def _ways_of(kind: str, text: str) -> Iterable[str]:
    """A link is one also without its protocol and the slash at its end."""
    if kind != "link":
        return (text,)
    return (text.partition("://")[2].rstrip("/").removeprefix("www.") or text,)


def _written(secrets: Secrets) -> Iterator[tuple[str, str, str]]:
    """Every written form of everything, for the search through bytes."""
    for name in secrets.names:
        for form in forms_of_name(name.text):
            yield form, "name", name.id
    for number in secrets.numbers:
        yield number.text, "number", number.id
        yield from _digits_alone(number)
    for field, kind in _WRITTEN:
        for secret in getattr(secrets, field):
            yield secret.text, kind, secret.id


def _has_letters(number: Secret) -> bool:
    return any(letter.isalpha() for letter in number.text)


def _digits_alone(number: Secret) -> Iterator[tuple[str, str, str]]:
    digits = digits_of(number.text)
    if len(digits) >= 9:
        yield digits, "number", number.id
