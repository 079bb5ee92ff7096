"""`check`: opens a finished package as an enemy would who knows the secrets, and says what leaks, by kind and place, never in words.

Every file is opened by a confined process of its own (`talk`), which knows no secret; what it hands over is searched here (`searching`). A file that
could not be looked into in full is a finding that blocks. Memory does not grow with the package: bytes come in pieces, texts are searched in batches.

>>> from amanet.protect.leaks import Secret, Secrets, check
>>> check(Path("package"), Secrets(names=(Secret("Aydin Serik", "p1"),))).passes  # doctest: +SKIP
True
"""

import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from amanet.errors import BadData, WorldFailed
from amanet.intake.confinement import Limits
from amanet.protect.leaks.collecting import Collecting
from amanet.protect.leaks.opening.opener import Bounds
from amanet.protect.leaks.package import PackageFile, Thing, attributes_of, things_in
from amanet.protect.leaks.raw import RawSearch
from amanet.protect.leaks.report import Decision, Report
from amanet.protect.leaks.searching import Searching
from amanet.protect.leaks.secrets import Secrets
from amanet.protect.leaks.talk import (
    FileOpener,
    NewPart,
    Pixels,
    Problem,
    RawBytes,
    Said,
    ShownPicture,
    Sound,
    Text,
)
from amanet.protect.leaks.words_in_pictures import PictureReader

__all__ = ["Check", "LeakLimits", "check"]

_PIECE: Final = 4 << 20


@dataclass(frozen=True)
class LeakLimits:
    """Of one file: how long it is waited for while nothing comes (and longer, the larger it is), how much processor time and memory its process
    has, how deep archives may lie in it, how many parts it may have, and how many bytes may come out beyond sixty times its size.
    """

    seconds: float = 60.0
    cpu_seconds: int = 900
    memory_bytes: int = 1536 << 20
    deepest: int = 12
    most_parts: int = 200_000
    most_bytes: int = 512 << 20


def check(
    package: Path,
    secrets: Secrets,
    *,
    limits: LeakLimits | None = None,
    decisions: Iterable[Decision] = (),
    languages: Sequence[str] = (),
    progress: Callable[[int], None] = lambda _bytes: None,
) -> Report:
    """The report on a folder, file or archive. `languages` are those of words in pictures, as tesseract calls them; `progress` is told
    the bytes of each file when it is done. Raises `BadData` where there is nothing, `WorldFailed` where no confined process can be had.
    """
    with Check.of(secrets, limits or LeakLimits(), languages) as checked:
        for thing in things_in(package):
            checked.look_at(thing)
            progress(thing.size if thing.kind == "file" else 0)
    return checked.report(decisions)


class Check:
    """One check of one package, file after file; made by `of`."""

    def __init__(
        self, searching: Searching, found: Collecting, opener: FileOpener, reader: PictureReader
    ) -> None:
        self._searching, self._found, self._opener, self._reader = searching, found, opener, reader

    @classmethod
    @contextmanager
    def of(cls, secrets: Secrets, limits: LeakLimits, languages: Sequence[str]) -> Iterator[Self]:
        """With a confined process that ends with it."""
        searching, reader = Searching(secrets), PictureReader(languages)
        bounds = Bounds(
            limits.deepest,
            limits.most_parts,
            limits.most_bytes,
            bool(secrets.pictures),
            bool(secrets.sounds),
            reader.is_there,
        )
        confined = Limits(limits.memory_bytes, limits.cpu_seconds)
        with closing(FileOpener(bounds, confined, limits.seconds)) as opener:
            yield cls(searching, Collecting(searching, reader.is_there), opener, reader)

    def report(self, decisions: Iterable[Decision]) -> Report:
        return self._found.report(decisions, (*self._searching.notes, *self._reader.notes))

    def look_at(self, thing: Thing) -> None:
        part = self._found.new_file(thing.parts, thing.size if thing.kind == "file" else None)
        self._found.name(part, "name", "\n".join(thing.parts))
        self._found.name(part, "attributes", attributes_of(thing.path))
        if thing.kind not in ("file", "folder"):
            self._found.problem(part, "", thing.kind)
        elif thing.kind == "file":
            self._look_into(thing, part)

    def _look_into(self, thing: Thing, part: int) -> None:
        try:
            with PackageFile(thing.path) as file:
                is_plain = self._open(thing, part, file)
                self._look_through(part, file, is_plain=is_plain)
        except WorldFailed as problem:
            if "cannot be read" not in str(problem):
                raise
            self._found.problem(part, "", "not readable")

    def _open(self, thing: Thing, part: int, file: PackageFile) -> bool:
        """What the confined process says. Whether it is all text, which it was given whole."""
        parts, raw = [part], dict[int, RawSearch]()
        is_plain = False
        try:
            for said in self._opener.open(
                thing.parts[-1].encode("utf-8", "replace").decode(), file.size, file.read_at
            ):
                if isinstance(said, NewPart) and said.inside < 0:
                    is_plain = said.is_plain
                else:
                    self._take(said, parts, raw)
        except BadData as problem:
            self._opener.give_up()
            late = "took longer" in str(problem) or "too much processor time" in str(problem)
            self._found.problem(part, "", "not read in time" if late else "reading failed")
            return False
        return is_plain

    def _take(self, said: Said, parts: list[int], raw: dict[int, RawSearch]) -> None:
        match said:
            case NewPart(inside, name, is_plain):
                parts.append(self._found.new_part(parts[inside], name))
                raw[len(parts) - 1] = RawSearch(self._searching, is_plain=is_plain)
            case Text(number, place, text, is_prose):
                self._found.text(parts[number], place, text, is_prose=is_prose)
            case RawBytes(number, data):
                self._take_bytes(parts[number], raw, number, data)
            case Problem(number, place, kind):
                self._found.problem(parts[number], place, kind)
            case ShownPicture(number, place, print_):
                self._found.picture(parts[number], place, print_)
            case Sound(number, prints):
                self._found.sound(parts[number], prints)
            case Pixels():
                self._read_picture(parts[said.part], said)

    def _read_picture(self, part: int, shown: Pixels) -> None:
        try:
            text = self._reader.read(shown.width, shown.height, shown.grey)
        except (OSError, subprocess.SubprocessError):
            self._found.problem(part, shown.place, "picture not read")
            return
        place = f"{shown.place}, words in the picture".removeprefix(", ")
        self._found.text(part, place, text, is_prose=True)

    def _take_bytes(self, part: int, raw: dict[int, RawSearch], number: int, data: bytes) -> None:
        search = raw.get(number) or raw.setdefault(number, RawSearch(self._searching, is_plain=False))
        if data:
            self._found.bytes(part, *search.feed(data))
            return
        self._found.bytes(part, *search.end())
        self._found.hashed(part, search.sha256)
        del raw[number]

    def _look_through(self, part: int, file: PackageFile, *, is_plain: bool) -> None:
        search = RawSearch(self._searching, is_plain=is_plain)
        for start in range(0, file.size, _PIECE):
            self._found.bytes(part, *search.feed(file.read_at(start, min(_PIECE, file.size - start))))
        self._found.bytes(part, *search.end())
        self._found.hashed(part, search.sha256)
