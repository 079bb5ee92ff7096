"""Standard output, told apart from every other pipe: that its reader went away (`amanet log | head`) is no error, that a pipe
between processes of ours broke is one.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any, cast

__all__ = ["OutputClosed", "watched_output"]


class OutputClosed(Exception):
    """Nobody reads standard output any more."""


class _Watched:
    """A stream that raises `OutputClosed` where it would raise `BrokenPipeError`."""

    def __init__(self, stream: IO[Any]) -> None:
        self._stream = stream

    def write(self, data: Any) -> int:
        with _told_apart():
            return self._stream.write(data)

    def flush(self) -> None:
        with _told_apart():
            self._stream.flush()

    @property
    def buffer(self) -> "_Watched":
        return _Watched(cast(Any, self._stream).buffer)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def watched_output() -> Iterator[None]:
    """Standard output is watched inside. What could not be written is given up at the end, so that the interpreter does not
    fail over it once more.
    """
    stream = sys.stdout
    sys.stdout = cast(Any, _Watched(stream))
    try:
        yield
    finally:
        sys.stdout = stream
        try:
            stream.flush()
        except OSError:
            with suppress(OSError, ValueError):
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, stream.fileno())
                os.close(nowhere)


@contextmanager
def _told_apart() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError as problem:
        raise OutputClosed from problem
