"""The leak check of files that are on no disk: a release before it is sealed.

>>> from amanet.protect.leaks import Secret, Secrets
>>> found = check_files({"data/notes.txt": b"Aydin Serik was here"}, Secrets(names=(Secret("Aydin Serik", "p1"),)))  # doctest: +SKIP
>>> [finding.kind for finding in found.findings]  # doctest: +SKIP
['name']
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from amanet.protect.leaks.checking import Check, LeakLimits
from amanet.protect.leaks.package import Thing
from amanet.protect.leaks.report import Decision, Report
from amanet.protect.leaks.secrets import Secrets

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
    with _InMemory.of(secrets, limits or LeakLimits(), languages) as checked:
        for name in sorted(files):
            checked.look_into(name, files[name])
    return checked.report(decisions)


class _File:
    """Bytes, read as a file is."""

    def __init__(self, content: bytes) -> None:
        self._content = memoryview(content)
        self.size = len(content)

    def read_at(self, offset: int, length: int) -> bytes:
        return bytes(self._content[offset : offset + length])


class _InMemory(Check):
    def look_into(self, name: str, content: bytes) -> None:
        parts = tuple(name.split("/"))
        part = self._found.new_file(parts, len(content))
        self._found.name(part, "name", "\n".join(parts))
        thing, file = Thing(Path(parts[-1]), parts, "file", len(content)), _File(content)
        is_plain = self._open(thing, part, file)  # type: ignore[arg-type]
        self._look_through(part, file, is_plain=is_plain)  # type: ignore[arg-type]
