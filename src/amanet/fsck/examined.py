"""What the checks of one examination share: the database in one snapshot, the folder as it was just before, and the findings.

Another process may add records meanwhile. It writes objects before its COMMIT and the files of the log after
it. So the folder is looked at first and the snapshot taken then: every object file that was there is known to
the snapshot unless it is foreign, and no file of the log is ahead of it.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from amanet.errors import AmanetError
from amanet.fsck.report import Findings
from amanet.merkle import Checkpoint, entries_path, parse_note, tile_path
from amanet.merkle.note import LONGEST_NOTE
from amanet.merkle.tiles import TILE_HEIGHT, TILE_WIDTH
from amanet.vault import Vault
from amanet.vault.durable import explain
from amanet.vault.examination import Examination

Progress = Callable[[str, int, int], None]

_TRIES = 20


@dataclass(frozen=True)
class LogFiles:
    """One folder below `log/`: its checkpoint, its unfinished tiles (a writer replaces those), the names of all its files."""

    folder: Path
    note: bytes | None
    edge: dict[str, bytes]
    names: frozenset[str]

    def read(self, name: str) -> bytes | None:
        """The bytes of a file, or None where there is none or it cannot be read."""
        if name in self.edge:
            return self.edge[name]
        return _bytes_of(self.folder / name)


@dataclass
class Examined:
    """One examination under way."""

    vault: Vault
    files: frozenset[str]
    logs: dict[str, LogFiles]
    database: Examination
    tell: Progress
    findings: Findings = field(default_factory=Findings)
    counts: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def going_on(self, where: str, *numbers: int) -> Iterator[None]:
        """What is damaged inside is a finding, and whatever comes after goes on."""
        try:
            yield
        except AmanetError as problem:
            self.findings.damage(where, str(problem), *numbers)
        except OSError as problem:
            self.findings.damage(
                where, str(explain(problem, Path(problem.filename or where), "read")), *numbers
            )


def list_files(root: Path) -> frozenset[str]:
    """Every file of the vault but those of the logs, relative to it."""
    log = root / "log"
    loose = [entry for entry in log.iterdir() if not entry.is_dir()] if log.is_dir() else []
    return frozenset([*_walk(root, "", without="log"), *(f"log/{entry.name}" for entry in loose)])


def list_logs(root: Path) -> dict[str, LogFiles]:
    """The folders of the log, by name."""
    log = root / "log"
    if not log.is_dir():
        return {}
    return {folder.name: _still(folder) for folder in sorted(log.iterdir()) if folder.is_dir()}


def edge_paths(size: int) -> list[str]:
    """The partial entry bundle and tiles of a tree of `size` leaves."""
    paths = [entries_path(*divmod(size, TILE_WIDTH))] if size % TILE_WIDTH else []
    level = 0
    while count := size >> TILE_HEIGHT * level:
        if count % TILE_WIDTH:
            paths.append(tile_path(level, *divmod(count, TILE_WIDTH)))
        level += 1
    return paths


def _still(folder: Path) -> LogFiles:
    """The folder at a moment when its checkpoint and its unfinished tiles belong together, or as it is if there is none."""
    for _ in range(_TRIES):
        note = _bytes_of(folder / "checkpoint")
        edge = {
            path: data
            for path in edge_paths(_untrusted_size(note))
            if (data := _bytes_of(folder / path)) is not None
        }
        names = frozenset(_walk(folder, ""))
        if _bytes_of(folder / "checkpoint") == note:
            break
    return LogFiles(folder, note, edge, names)


def _untrusted_size(note: bytes | None) -> int:
    try:
        return 0 if note is None else Checkpoint.parse(parse_note(note).text).size
    except AmanetError:
        return 0


def _walk(folder: Path, below: str, without: str | None = None) -> Iterator[str]:
    for entry in os.scandir(folder):
        if entry.name == without:
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(folder / entry.name, f"{below}{entry.name}/")
        else:
            yield below + entry.name


def _bytes_of(path: Path) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read(LONGEST_NOTE + 1)
    except OSError:
        return None
