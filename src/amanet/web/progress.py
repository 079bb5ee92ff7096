"""Following long work: a page for each job, its progress as server-sent events, and a button to end it."""

import asyncio
import json
from collections.abc import AsyncIterator

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from amanet.web.answers import go_to
from amanet.web.desk import Desk
from amanet.web.jobs import Job
from amanet.web.pages import desk_of, page

__all__ = ["routes"]

_LOOK_EVERY = 0.2


def _job(request: Request) -> Job:
    job = desk_of(request).jobs.find(request.path_params["id"])
    if job is None:
        raise HTTPException(404)
    return job


async def show(request: Request) -> Response:
    return page(request, "job.html", job=_job(request))


async def events(request: Request) -> Response:
    """One unnamed message at each change; the last says how it ended."""
    return StreamingResponse(_changes(desk_of(request), _job(request)), media_type="text/event-stream")


async def stop(request: Request) -> Response:
    job = _job(request)
    job.stop()
    return go_to(request, f"/jobs/{job.id}")


async def _changes(desk: Desk, job: Job) -> AsyncIterator[str]:
    opening, told = desk.opening, -1
    while desk.opening == opening:
        over, changes = job.is_over, job.changes
        if changes != told:
            yield f"data: {json.dumps(job.shown())}\n\n"
            told = changes
        if over:
            return
        await asyncio.sleep(_LOOK_EVERY)


routes = [
    Route("/jobs/{id}", show, methods=["GET"], name="job"),
    Route("/jobs/{id}/events", events, methods=["GET"], name="job_events"),
    Route("/jobs/{id}/stop", stop, methods=["POST"], name="stop_job"),
]
