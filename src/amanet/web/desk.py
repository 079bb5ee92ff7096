"""The one vault of this server, locked or open, and the threads that work on it.

One thread writes: it opens the vault for writing at the unlocking, so that an interrupted erasure is finished and an old database brought
up before anybody looks, and rests between its turns (`amanet.vault.turns`), so that another member may write to the same vault from another
program. Some threads read, each with a handle of its own. Where another program goes on writing, or the medium is read-only, this one
opens for reading and says so. The event loop never waits for any of them.

>>> people = await desk.read(OpenVault.entities, "Person")  # doctest: +SKIP
>>> await desk.write(OpenVault.say, 7, "notes", "tall", by="4")  # doctest: +SKIP
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event, Lock, Semaphore
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar

from amanet.app import OpenVault, make_vault, open_vault
from amanet.errors import AmanetError, WorldFailed, WrongKey
from amanet.vault import Settings
from amanet.vault.read_audit import REFUSED
from amanet.web.hands import Hand
from amanet.web.jobs import Job, Jobs, Stopped
from amanet.web.preferences import Preferences, load_preferences, save_preferences
from amanet.web.sessions import Limits, Session, seconds_awake_and_asleep
from amanet.web.throttle import Throttle
from amanet.web.trail import Trail

__all__ = ["Desk", "Locked"]

P = ParamSpec("P")
T = TypeVar("T")
log = logging.getLogger("amanet.web")
_READERS = 3
_END: Any = object()
# A job that does not look up when asked to end is waited for so long; then the lock goes on without it.
_PATIENCE = 20.0
# What somebody does is not refused because another program is writing just then: a turn is waited for so many seconds.
_TURN = 10.0
# So many seconds of what was looked at may be lost where the program is killed.
_TRAIL_EVERY = 5.0


class Locked(Exception):
    """Nobody has unlocked the vault, or it was locked meanwhile."""


class Desk:
    """`path` is the vault that the server was started with; `at` the one that is, or was last, open."""

    def __init__(
        self,
        path: Path,
        settings: Settings,
        *,
        limits: Limits | None = None,
        clock: Callable[[], float] = seconds_awake_and_asleep,
    ) -> None:
        self.path = self.at = path
        # Where the first unlocking leads.
        self.begin = "/"
        self.preferences: Preferences = load_preferences(settings.state_folder)
        self.limits = limits or Limits(idle=self.preferences.idle_minutes * 60)
        self.clock = clock
        self.throttle = Throttle(clock)
        self.jobs = Jobs()
        self.session: Session | None = None
        self.member = ""
        self.failed_before = 0
        self.read_only_because = ""
        self.locked_because: Literal["", "asked", "idle", "long"] = ""
        self._settings = replace(settings, notice=self._notice)
        self._trail = Trail(settings.now)
        self._trail_written = clock()
        self._notices: list[str] = []
        self._vault: OpenVault | None = None
        self._changing = Lock()  # of `_vault`, by the lock of the desk and by the writer's turns
        self._opening = 0
        self._writer = Hand("amanet-writer")
        self._readers = [Hand(f"amanet-reader-{number}") for number in range(_READERS)]
        # Unlocking is one at a time, however many ask: the throttle counts them, and each takes much memory.
        self._doorkeeper = ThreadPoolExecutor(1, thread_name_prefix="amanet-door")
        self._aside = Hand("amanet-aside")

    # What holds now

    @property
    def settings(self) -> Settings:
        return self._settings

    @property
    def name(self) -> str:
        return self.at.stem

    @property
    def is_open(self) -> bool:
        return self._vault is not None

    @property
    def opening(self) -> int:
        """Another number after every lock: what outlives a request compares it."""
        return self._opening

    @property
    def language(self) -> str:
        """The tag that was chosen, or empty for what the browser asks for."""
        return self.preferences.language

    def prefer(self, **changes: Any) -> None:
        """Changes what this user prefers (`language`, `idle_minutes`), now and for the next time."""
        self.preferences = replace(self.preferences, **changes)
        if "idle_minutes" in changes:
            self.limits = replace(self.limits, idle=self.preferences.idle_minutes * 60)
        save_preferences(self._settings.state_folder, self.preferences)

    def session_of(self, token: str) -> Session | None:
        """The session that a browser's token names, while it lasts."""
        session = self.session
        return session if session is not None and token and session.is_named_by(token) else None

    def seconds_left(self) -> float:
        """Until it locks by itself. Work that goes on counts as somebody there, up to the absolute limit."""
        if self.session is None:
            return 0.0
        if self.jobs.busy:
            self.session.touch()
        return self.session.seconds_left(self.limits)

    # Unlock and lock

    async def unlock(self, typed: str, at: Path | None = None) -> str:
        """Opens the vault with a passphrase or recovery code and gives the new session's token.

        Raises `TooManyAttempts`, and what `open_vault` raises.
        """
        future = self._doorkeeper.submit(self._unlock, typed, at or self.path)
        return await asyncio.shield(asyncio.wrap_future(future))

    async def make(self, passphrase: str, member: str) -> str:
        """Makes the vault that is not there yet, opens it, and gives the session's token; its recovery code waits in the session."""
        return await asyncio.shield(
            asyncio.wrap_future(self._doorkeeper.submit(self._make, passphrase, member))
        )

    async def lock(self, reason: Literal["asked", "idle", "long"] = "asked") -> None:
        """Ends the session at once, then drops every handle and key and ends what still reads."""
        if self._begin_to_lock(reason):
            await asyncio.to_thread(self._finish_locking)

    async def lock_if_due(self) -> None:
        session = self.session
        if session is not None and self.seconds_left() <= 0:
            long = self.clock() - session.began >= self.limits.absolute
            await self.lock("long" if long else "idle")

    def close(self) -> None:
        """Locks, and ends the threads."""
        self._begin_to_lock("asked")
        self._finish_locking()
        for hand in (self._writer, self._aside, *self._readers):
            hand.end()
        self._doorkeeper.shutdown(wait=False)

    def _unlock(self, typed: str, at: Path) -> str:
        self.throttle.let_through()
        try:
            if self._vault is not None:
                self._must_open(typed, at)
                self._begin_to_lock("asked")
                self._finish_locking()
            vault = self._writer.submit(partial(self._open, typed, at)).result()
        except WrongKey:
            self.throttle.failed()
            log.warning("unlocking failed, %d in a row", self.throttle.failures)
            raise
        return self._begin(vault, at)

    def _make(self, passphrase: str, member: str) -> str:
        make = partial(make_vault, self.path, passphrase, member=member, settings=self._settings)
        vault, code = self._writer.submit(make).result()
        self._writer.submit(vault.rest).result()
        token = self._begin(vault, self.path)
        assert self.session is not None
        self.session.recovery_code = code.text
        return token

    def _begin(self, vault: OpenVault, at: Path) -> str:
        self._writer.handle, self._writer.mark = vault, vault
        self.member = self._writer.submit(lambda: _name_of_member(vault)).result()
        session, token = Session.new(self.clock)
        failures = self.throttle.succeeded()
        log.info("unlocked after %d failed attempts", failures)
        for text in [*self._notices, *([self.read_only_because] if self.read_only_because else [])]:
            session.say(text)
        self._notices.clear()
        self.failed_before = failures
        self.at, self._vault, self.session = at, vault, session
        if failures:
            self.note(REFUSED, by_member=False)
        return token

    def _open(self, typed: str, at: Path) -> OpenVault:
        """For writing, or where another program writes or the medium is read-only, for reading."""
        self.read_only_because = ""
        try:
            opened = open_vault(at, typed, settings=self._settings)
            opened.rest()
            return opened
        except WorldFailed as problem:
            opened = open_vault(at, typed, writable=False, settings=self._settings)
            self.read_only_because = str(problem)
            return opened

    def _must_open(self, typed: str, at: Path) -> None:
        """A wrong passphrase shall not end the session of somebody who is at work."""
        from amanet.app import secret_from_text
        from amanet.vault.header import read_header, unlock_any

        unlock_any(read_header(at)[0], secret_from_text(typed))

    def _begin_to_lock(self, reason: Literal["asked", "idle", "long"]) -> bool:
        """What takes no time: from here on nobody is let in."""
        if self._vault is None:
            return False
        with self._changing:
            self._opening += 1
            self.session, self._vault, self.locked_because = None, None, reason
        self.jobs.stop_all()
        for hand in self._readers:
            hand.interrupt()
        return True

    def _finish_locking(self) -> None:
        self._writer.submit(self._write_trail)
        hands = [*self._readers, self._writer]
        wait([hand.submit(hand.drop) for hand in hands], timeout=_PATIENCE)
        self.jobs.forget()
        self.member = ""
        log.info("locked: %s", self.locked_because)

    # Work

    async def read(
        self, function: Callable[Concatenate[OpenVault, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Runs `function(vault, …)` in a reading thread. What it gives must not read on: make a list of an iterator."""
        hand = self._free_reader()
        return await self._in(hand, partial(_whole, function, args, kwargs))

    def each_reader(self, function: Callable[[OpenVault], object]) -> None:
        """The same in every reading thread, without waiting for it, and whether it succeeds or not: nobody asked for it."""
        for hand in self._readers:
            self._submit(hand, function, self._opening)

    async def write(
        self, function: Callable[Concatenate[OpenVault, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Runs `function(vault, …)` in the writing thread, one after the other. A browser that goes away does not stop it."""
        self._must_write()
        return await asyncio.shield(self._in(self._writer, partial(_whole, function, args, kwargs)))

    async def alone(
        self, function: Callable[Concatenate[OpenVault, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """The same with every reader's handle closed meanwhile: for erasures and changes of keys."""
        self._must_write()
        here, done = Semaphore(0), Event()
        for hand in self._readers:
            hand.submit(partial(hand.stand_aside, here, done))

        def run(vault: OpenVault) -> T:
            try:
                for _ in self._readers:
                    here.acquire()
                return function(vault, *args, **kwargs)
            finally:
                done.set()

        try:
            return await asyncio.shield(self._in(self._writer, run))
        except Locked:
            done.set()
            raise

    async def stream(
        self, function: Callable[Concatenate[OpenVault, P], Iterable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> AsyncIterator[T]:
        """What `function(vault, …)` yields, step by step, from a reading thread. The lock ends it with `Locked`."""
        hand = self._free_reader()
        opening = self._opening
        steps: Iterator[T] = await self._in(hand, lambda vault: iter(function(vault, *args, **kwargs)))
        try:
            while True:
                if opening != self._opening:
                    raise Locked
                step = await self._in(hand, lambda _vault: next(steps, _END))
                if step is _END:
                    return
                yield step
        finally:
            if hasattr(steps, "close"):
                hand.submit(steps.close)

    def start(
        self,
        title: str,
        function: Callable[Concatenate[OpenVault, Job, P], Any],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Job:
        """Begins long work in the writing thread, `function(vault, job, …)`; `/jobs/ID` follows it."""
        self._must_write()
        job = self.jobs.keep(Job(title))
        self._submit(self._writer, partial(_run_job, job, function, args, kwargs), self._opening)
        return job

    def start_reading(
        self,
        title: str,
        function: Callable[Concatenate[OpenVault, Job, P], Any],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Job:
        """The same for what only reads, however long: in a reading thread, so that others may write meanwhile."""
        if self._vault is None:
            raise Locked
        job = self.jobs.keep(Job(title))
        self._submit(self._free_reader(), partial(_run_job, job, function, args, kwargs), self._opening)
        return job

    def start_aside(self, title: str, function: Callable[[Job], Any], *, said: str = "") -> Job:
        """Begins long work that is not about the open vault, in a thread of its own. The lock does not end it; `said` is told after it."""
        job = Job(title)

        def run(_vault: None, job: Job) -> None:
            function(job)
            if said and self.session is not None:
                self.session.say(said)

        self._aside.submit(lambda: _run_job(job, run, (), {}, None))
        return job

    async def opens(self, typed: str) -> bool:
        """Whether this is a passphrase or the recovery code of the member at work: asked again before something grave.

        Raises `TooManyAttempts`; failures count as those at the door do.
        """
        return await asyncio.wrap_future(self._doorkeeper.submit(self._opens, typed))

    def _opens(self, typed: str) -> bool:
        self.throttle.let_through()
        vault = self._vault
        if vault is None:
            raise Locked
        if vault.opens(typed):
            self.throttle.succeeded()
            return True
        self.throttle.failed()
        log.warning("asking again failed, %d in a row", self.throttle.failures)
        return False

    # What was looked at

    def note(self, what: str, number: int = 0, *, by_member: bool = True) -> None:
        """Notes for the trail of the vault that somebody read a record, or was refused (`vault.read_audit`)."""
        vault = self._vault
        if vault is not None and not self.read_only_because:
            self._trail.note(vault.vault.member if by_member else "", number, what)

    def write_trail_if_due(self) -> None:
        if self._trail and self._vault is not None and self.clock() - self._trail_written >= _TRAIL_EVERY:
            self._trail_written = self.clock()
            self._writer.submit(self._write_trail)

    def _write_trail(self) -> None:
        """In the writer's thread. That it cannot be written stops nobody's work; the log of the program tells."""
        vault, noted = self._writer.handle, self._trail.take()
        if vault is None or not noted:
            return
        try:
            with self._turn(vault, self._opening) as handle:
                handle.note_reads(noted)
        except AmanetError as problem:
            log.warning("the trail of reads was not written: %s", type(problem).__name__)

    def _free_reader(self) -> Hand:
        return min(self._readers, key=lambda hand: hand.waiting)

    def _must_write(self) -> None:
        if self._vault is None:
            raise Locked
        if self.read_only_because:
            raise WorldFailed(self.read_only_because)

    async def _in(self, hand: Hand, function: Callable[[OpenVault], T]) -> T:
        return await asyncio.wrap_future(self._submit(hand, function, self._opening))

    def _submit(self, hand: Hand, function: Callable[[OpenVault], T], opening: int) -> "Future[T]":
        return hand.submit(lambda: self._with_handle(hand, function, opening))

    def _with_handle(self, hand: Hand, function: Callable[[OpenVault], T], opening: int) -> T:
        vault = self._vault
        if vault is None or opening != self._opening:
            raise Locked
        try:
            if hand is self._writer:
                with self._turn(vault, opening) as handle:
                    return function(handle)
            return function(hand.handle_for(vault.vault.header, vault.beside))
        except AmanetError as problem:
            if opening != self._opening:
                raise Locked from problem
            raise

    @contextmanager
    def _turn(self, vault: OpenVault, opening: int) -> Iterator[OpenVault]:
        """In the writer's thread: nobody else writes meanwhile, and what others wrote before is known."""
        mine = vault.take_turn(patience=_TURN)
        if mine is not vault:
            self._writer.handle = self._writer.mark = mine
            with self._changing:
                if opening == self._opening:
                    self._vault = mine
        try:
            yield mine
        finally:
            mine.rest()

    def _notice(self, text: str) -> None:
        """What the vault has to say to its user. It may come from any thread."""
        session = self.session
        if session is None:
            self._notices.append(text)
        else:
            session.say(text)


def _whole(function: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any], vault: OpenVault) -> T:
    return function(vault, *args, **kwargs)


def _run_job(
    job: Job,
    function: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    vault: OpenVault | None,
) -> None:
    try:
        job.must_go_on()
        job.become("running")
        job.become("done", result=function(vault, job, *args, **kwargs))
    except Stopped:
        job.become("stopped")
    except AmanetError as problem:
        job.become("failed", error=str(problem))
    except Exception as problem:  # noqa: BLE001 - recorded by its id, and the page of the job says it
        from amanet.web.mishaps import record_mishap

        job.become("failed", error=record_mishap(problem))


def _name_of_member(vault: OpenVault) -> str:
    return str(vault.vault.members().get(vault.vault.member, {}).get("name", ""))
