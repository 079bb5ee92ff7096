"""The leak check of files that are on no disk: a release before it is sealed.

>>> from amanet.protect.leaks import Secret, Secrets
>>> found = check_files({"data/notes.txt": b"Aydin Serik was here"}, Secrets(names=(Secret("Aydin Serik", "p1"),)))  # doctest: +SKIP
>>> [finding.kind for finding in found.findings]  # doctest: +SKIP
['name']
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from amanet.intake.confinement import Limits
from amanet.protect.leaks.checking import LeakLimits, _Check
from amanet.protect.leaks.collecting import Collecting
from amanet.protect.leaks.opening.opener import Bounds
from amanet.protect.leaks.package import Thing
from amanet.protect.leaks.report import Decision, Report
from amanet.protect.leaks.searching import Searching
from amanet.protect.leaks.secrets import Secrets
from amanet.protect.leaks.talk import FileOpener
from amanet.protect.leaks.words_in_pictures import PictureReader

__all__ = ["check_files"]


def check_files(
    files: Mapping[str, bytes],
    secrets: Secrets,
    *,
    limits: LeakLimits | None = None,
    decisions: Iterable[Decision] = (),
    languages: Sequence[str] = (),
) -> Report:
    """The report on files by their names in the package, as `check` gives it of a folder. Raises `WorldFailed` where no confined process can
    be had.
    """
    limits = limits or LeakLimits()
    searching, reader = Searching(secrets), PictureReader(languages)
    found = Collecting(searching, reader.is_there)
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
        checked = _InMemory(searching, found, opener, reader)
        for name in sorted(files):
            checked.look_into(name, files[name])
    return found.report(decisions, (*searching.notes, *reader.notes))


class _File:
    """Bytes, read as a file is."""

    def __init__(self, content: bytes) -> None:
        self._content = memoryview(content)
        self.size = len(content)

    def read_at(self, offset: int, length: int) -> bytes:
        return bytes(self._content[offset : offset + length])


class _InMemory(_Check):
    def look_into(self, name: str, content: bytes) -> None:
        parts = tuple(name.split("/"))
        part = self._found.new_file(parts, len(content))
        self._found.text(part, "name", "\n".join(parts), is_prose=True)
        thing, file = Thing(Path(parts[-1]), parts, "file", len(content)), _File(content)
        is_plain = self._open(thing, part, file)  # type: ignore[arg-type]
        self._look_through(part, file, is_plain=is_plain)  # type: ignore[arg-type]
