"""Asks what an item is, without ever letting its bytes near this process (docs/adr/0002-confinement.md).

A worker process holds the readers' libraries; every item is read by a child of its own, forked from it and
confined. The child gets the bytes it asks for, range by range, from `read_at`; nothing of an item is written
to disk for it. Its answers are checked as untrusted.

A reader that crashes, hangs, eats memory or lies costs the facts of that reader: it is named in `problems`,
and the readers after it run in another child. Exceptions are only for what is not the item's doing: what
`read_at` raises passes through; `WorldFailed` says that the worker cannot run, or cannot be confined, on this
machine.

>>> with Inspector() as inspector:  # doctest: +SKIP
...     found = inspector.inspect(lambda offset, length: data[offset : offset + length], len(data))
>>> found.media_type, found.image.latitude  # doctest: +SKIP
('image/jpeg', '43.4674483')
"""

import mimetypes
import time
from types import TracebackType

from amanet.errors import BadData, Misuse
from amanet.intake.confined_worker import ConfinedWorker, ending_in_words
from amanet.intake.confinement import Limits
from amanet.intake.conversation import READER_NAMES, Gathering, serve
from amanet.intake.inspection import Inspection
from amanet.intake.ranges import ReadAt, ReadingFailed

__all__ = ["Inspector", "ReadAt"]

_WORKER = "amanet.intake.worker"
_NAME_TYPES = mimetypes.MimeTypes(filenames=()).types_map[True]


class Inspector:
    """One worker and one child at a time; not to be shared between threads.

    `wall_seconds` is for one reader's attempt at one item.
    """

    def __init__(self, *, limits: Limits | None = None, wall_seconds: float = 20.0) -> None:
        self._limits = limits or Limits()
        self._wall_seconds = wall_seconds
        self._worker: ConfinedWorker | None = None

    def __enter__(self) -> "Inspector":
        self._worker = ConfinedWorker(_WORKER, self._limits)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._worker is not None:
            self._worker.stop()
        self._worker = None

    def inspect(self, read_at: ReadAt, size: int, name_hint: bytes | None = None) -> Inspection:
        """What the `size` bytes that `read_at(offset, length)` gives are.

        `name_hint` is the original name; its ending decides which readers try where the content names no
        kind, and never the media type that is reported. Raises what `read_at` raises, and `WorldFailed` where
        no confined process can be had.
        """
        if self._worker is None:
            raise Misuse("The inspector is not open. Use it in a with statement.")
        found = Gathering(size, _guess(name_hint))
        for round_number in range(len(READER_NAMES)):
            failure = self._attempt(found, read_at)
            if failure is None:
                break
            if round_number == 0 and not found.at_work and self._worker.lost:
                continue  # the worker was lost before it saw this item; a new one gets it
            if not found.note_failure(failure):
                break
        return found.inspection(self._running().hello)

    def _attempt(self, found: Gathering, read_at: ReadAt) -> str | None:
        """One child's work. None where it came to its end, else what happened to it."""
        worker = self._running()
        child = worker.take_child()
        try:
            serve(child, found, read_at, time.monotonic() + self._wall_seconds)
        except TimeoutError:
            worker.end_child()
            return f"took longer than {self._wall_seconds:g} s and was ended"
        except BadData as problem:
            worker.end_child()
            return f"gave an answer that is none: {problem}"
        except (EOFError, ConnectionError):
            return ending_in_words(worker.end_child())
        except ReadingFailed as failed:
            worker.stop()
            raise failed.reason from None
        except BaseException:
            worker.stop()  # the user gave up: nothing may go on reading
            raise
        finally:
            child.close()
        worker.prepare_child()
        return None

    def _running(self) -> ConfinedWorker:
        """The worker, or a new one where it was lost."""
        if self._worker is None or self._worker.lost:
            if self._worker is not None:
                self._worker.stop()
            self._worker = ConfinedWorker(_WORKER, self._limits)
        return self._worker


def _guess(name: bytes | None) -> str:
    """The media type that a name claims, "" where it claims none."""
    _, dot, ending = (name or b"").rpartition(b".")
    return _NAME_TYPES.get((dot + ending).decode("ascii", "replace").lower(), "")
