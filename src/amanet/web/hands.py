"""Threads that each hold a handle of their own on the vault: a SQLite connection stays where it was opened.

A `Hand` does one thing after the other. Its handle is opened at the first use, by what `open_handle` gives, and closed by the
same thread. Nothing here decides who may read what, or knows of requests.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from threading import Event, Lock, Semaphore
from typing import TypeVar

from amanet.app import OpenVault
from amanet.errors import AmanetError

__all__ = ["Hand"]

T = TypeVar("T")


class Hand:
    """One thread and its handle. Everything but `submit`, `interrupt` and `end` is called in that thread."""

    def __init__(self, name: str) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)
        self.handle: OpenVault | None = None
        self.mark: object = None
        self.waiting = 0
        self._counting = Lock()

    def submit(self, function: Callable[[], T]) -> "Future[T]":
        """Puts something in line for this thread."""
        with self._counting:
            self.waiting += 1
        future = self._pool.submit(function)
        future.add_done_callback(self._one_less)
        return future

    def handle_for(self, mark: object, open_handle: Callable[[], OpenVault]) -> OpenVault:
        """The handle, opened anew where `mark` (what it stands on) is another one than at its opening."""
        if self.handle is None or self.mark is not mark:
            self.drop()
            self.handle, self.mark = open_handle(), mark
        return self.handle

    def drop(self) -> None:
        """Closes the handle; with it go its connection and its keys."""
        handle, self.handle, self.mark = self.handle, None, None
        if handle is not None:
            with suppress(AmanetError):
                handle.close()

    def stand_aside(self, here: Semaphore, until: Event) -> None:
        """Drops the handle, says so, and waits until somebody who needs the vault alone is done."""
        self.drop()
        here.release()
        until.wait()

    def interrupt(self) -> None:
        """Ends what the database is reading for this hand. From any thread."""
        handle = self.handle
        if handle is not None:
            with suppress(Exception):  # closed meanwhile: there is nothing left to end
                handle.vault.database.interrupt()

    def end(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _one_less(self, _future: object) -> None:
        with self._counting:
            self.waiting -= 1
