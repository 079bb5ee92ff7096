"""Files as they come from the page: one PUT holds some small files or one large one, and is all or nothing.

Three parts run side by side: the request fills a pipe, a thread of its own seals what comes out of it (no key of the vault is needed for
that), and a watch ends both where the vault is locked or nothing comes any more. Only then the thread that owns the vault commits. No part of a
body is ever on the disk in the clear; what is answered is in the vault (ASVS 5.0: requirement 17 of the list in tests/web/test_security.py).
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from amanet.errors import AmanetError, BadData, WorldFailed
from amanet.web.desk import Desk, Locked
from amanet.web.pages import desk_of, session_of
from amanet.web.plain_words import on_a_page
from amanet.web.screens.take_in_pipe import Pipe, read_files
from amanet.work.take_in_stream import Arriving, HandOver, Outcome

if TYPE_CHECKING:
    from amanet.app import OpenVault
    from amanet.web.sessions import Session

__all__ = ["receive"]

_LOOK_EVERY = 0.5
# Nothing came for so long: the browser is gone without having said so.
_PATIENCE = 120.0
# What is still read of a body that was refused, so that the answer arrives.
_LET_GO = 64 << 20
_LETTING_GO = 10.0
_SEALERS = ThreadPoolExecutor(2, thread_name_prefix="amanet-upload")


async def receive(request: Request, handover: HandOver) -> Response:
    """Takes in what one request holds. The answer says what became of each file, in their order; or `problem`, and then nothing of
    it was taken; `fatal` where trying the next file makes no sense.
    """
    desk, pipe = desk_of(request), Pipe()
    opening = desk.opening
    arriving: Arriving = await desk.read(lambda vault: handover.arriving(vault.vault))
    watching = asyncio.create_task(_watch(desk, opening, session_of(request), pipe))
    feeding = asyncio.create_task(_feed(request, pipe))
    try:
        await asyncio.get_running_loop().run_in_executor(_SEALERS, _seal, arriving, pipe)
        await feeding
        settled = await desk.write(_settle, handover, arriving, desk, opening)
    except Locked:
        arriving.discard()
        raise
    except AmanetError as problem:
        return await _refused(feeding, pipe, problem)
    except asyncio.CancelledError:
        pipe.fail(_broke_off())
        raise
    finally:
        watching.cancel()
        if not feeding.done():
            feeding.cancel()
        with suppress(asyncio.CancelledError):
            await watching
    return JSONResponse({"files": [{"what": one.what, "number": one.number} for one in settled]})


def _seal(arriving: Arriving, pipe: Pipe) -> None:
    """In a thread of its own. What arrived is on the disk, sealed and read back, or nothing of it is."""
    try:
        with arriving:
            for file, part in read_files(pipe):
                arriving.take(file, part)
    finally:
        pipe.abandon()


def _settle(
    vault: "OpenVault", handover: HandOver, arriving: Arriving, desk: Desk, opening: int
) -> list[Outcome]:
    """In the thread that owns the vault."""
    if desk.opening != opening:
        arriving.discard()
        raise Locked
    return handover.settle(vault.vault, arriving)


async def _feed(request: Request, pipe: Pipe) -> None:
    let_go = 0
    try:
        async for piece in request.stream():
            await pipe.put(piece)
            let_go = let_go + len(piece) if pipe.is_abandoned else 0
            if let_go > _LET_GO:
                return
        pipe.end()
    except ClientDisconnect:
        pipe.fail(_broke_off())


async def _watch(desk: Desk, opening: int, session: "Session | None", pipe: Pipe) -> None:
    """An upload counts as somebody there, up to the absolute limit; one that stands still does not."""
    passed, stood_still = -1, 0.0
    while True:
        await asyncio.sleep(_LOOK_EVERY)
        moves = pipe.passed != passed or pipe.has_ended
        passed, stood_still = pipe.passed, 0.0 if moves else stood_still + _LOOK_EVERY
        if desk.opening != opening:
            pipe.fail(Locked())
        elif stood_still >= _PATIENCE:
            pipe.fail(_broke_off())
        elif moves and session is not None:
            session.touch()


async def _refused(feeding: "asyncio.Task[None]", pipe: Pipe, problem: AmanetError) -> Response:
    if not pipe.has_failed:  # else nobody sends any more
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(feeding, _LETTING_GO)
    answer = {"problem": on_a_page(str(problem)), "fatal": not isinstance(problem, BadData)}
    return JSONResponse(answer, status_code=503 if isinstance(problem, WorldFailed) else 422)


def _broke_off() -> BadData:
    return BadData("The upload broke off; nothing of it was taken in. Hand it over again.")
