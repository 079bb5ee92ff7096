"""Papers that cannot be made again: a recovery sheet, the certificate of an erasure.

Their files are made, empty, before what cannot be undone; so a folder that is not there or may not be written to is found in
time. Where writing them fails nevertheless, the text is printed instead: it is never lost.

    with reserved(*files_of(path, ".pdf", ".txt")) as files:
        ...                                     # what cannot be undone
        files.hand_over(session, paper, result, "certificate", said="It is in {}.")
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from amanet.cli.session import Session, say
from amanet.errors import Misuse, WorldFailed
from amanet.vault.durable import FIXED_TIME, NO_FOLLOW, explain, write_all

__all__ = ["Paper", "Reserved", "files_of", "reserved"]


class Paper(Protocol):
    """What can be printed: the same as text and as PDF."""

    def text(self) -> str: ...

    def pdf(self) -> bytes: ...


def files_of(path: Path | None, *ends: str) -> list[Path]:
    """`path` with each of these endings in place of its own. Raises `Misuse` where it names no file."""
    if path is None:
        return []
    name = path.name
    for end in ends:
        name = name.removesuffix(end)
    if name in {"", "..", "."}:
        raise Misuse(f"{path} is a folder. Name the files to write; they get the endings {', '.join(ends)}.")
    return [path.with_name(name + end) for end in ends]


class Reserved:
    """A PDF and a text file, made and still empty; or none, where nobody asked for files."""

    def __init__(self) -> None:
        self._open: dict[Path, int] = {}

    @property
    def asked_for(self) -> bool:
        return bool(self._open)

    def make(self, path: Path) -> None:
        try:
            self._open[path] = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_FOLLOW, 0o600)
        except FileExistsError as problem:
            raise Misuse(f"{path} exists already. Choose another name; nothing was done yet.") from problem
        except (FileNotFoundError, NotADirectoryError) as problem:
            raise Misuse(
                f"There is no folder {path.parent}. Make it first; nothing was done yet."
            ) from problem
        except OSError as problem:
            raise explain(problem, path, "make") from problem

    def hand_over(
        self, session: Session, paper: Paper, result: dict[str, object], name: str, *, said: str
    ) -> None:
        """Writes the paper and shows the result, which then names the files under `name`. Without files, or where writing
        fails, the paper itself is shown.
        """
        if not self._open:
            session.show(result, paper.text())
            return
        names = [str(path) for path in self._open]
        try:
            self._write(paper)
        except Exception as problem:  # noqa: BLE001 - whatever it was: the text exists nowhere else
            self.discard()
            say(
                f"amanet: {' and '.join(names)} could not be written ({_reason(problem)}). What was asked for IS done. Here is what "
                "should stand there; keep it now, it may not be shown again."
            )
            session.show({**result, "text": paper.text()}, paper.text())
            sys.exit(WorldFailed.exit_code)
        session.show({**result, name: names}, said.format(" and ".join(names)))

    def discard(self) -> None:
        """Removes what was made and not written."""
        for path, descriptor in self._open.items():
            with suppress(OSError):
                os.close(descriptor)
            with suppress(OSError):
                path.unlink()
        self._open.clear()

    def _write(self, paper: Paper) -> None:
        for path, descriptor in self._open.items():
            data = paper.pdf() if path.suffix == ".pdf" else paper.text().encode("utf-8")
            with open(descriptor, "wb", buffering=0, closefd=False) as file:
                write_all(file, data)
            os.fsync(descriptor)
            os.utime(path, (FIXED_TIME, FIXED_TIME))
        for descriptor in self._open.values():
            os.close(descriptor)
        self._open.clear()


@contextmanager
def reserved(*paths: Path) -> Iterator[Reserved]:
    """Makes these files; those that were not written at the end go again."""
    files = Reserved()
    try:
        for path in paths:
            files.make(path)
        yield files
    finally:
        files.discard()


def _reason(problem: Exception) -> str:
    return (problem.strerror or "an error") if isinstance(problem, OSError) else type(problem).__name__
