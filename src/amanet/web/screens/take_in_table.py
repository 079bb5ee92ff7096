"""A table that was read becomes people, acts and statements by a mapping (docs/mapping.md): the mapping, a dry run with what stands in
the way row by row, and then the import as a job. The mapping is kept with the import's record; until then it goes to and fro with the form.
"""

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.canonical import readable_name
from amanet.errors import AmanetError, VaultDamaged, WorldFailed
from amanet.web.forms import Form, read_form
from amanet.web.jobs import Job
from amanet.web.pages import desk_of, page, session_of, words_of
from amanet.web.screens.take_in_reading import follow
from amanet.work import handovers
from amanet.work.handovers import TakenItem

if TYPE_CHECKING:
    from amanet.record.mapping import DryRun, RowPlan
    from amanet.work.import_table import Imported, Planned

__all__ = ["routes"]

_SHOWN_ROWS = 20
_SHOWN_PROBLEMS = 200
_LOOKED_UP = 5000
_MEMORY = "imported tables"


@dataclass(frozen=True)
class ShownRow:
    """A row of a dry run: what it would become, line by line, or what is wrong with it."""

    number: int
    lines: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True)
class Checked:
    """A dry run as the page shows it."""

    sums: "DryRun"
    rows: tuple[ShownRow, ...]
    change: dict[str, int] | None


async def show(request: Request) -> Response:
    return await _page(request, mapping="", imported=_imported(request).get(request.path_params["item"]))


async def check(request: Request) -> Response:
    """The dry run. It enters nothing, and so reads."""
    form, item = await read_form(request), request.path_params["item"]
    mapping = form.exact("mapping").lstrip("\ufeff")
    if not mapping.strip():
        _ = words_of(request).gettext
        return await _page(request, problem=_("Paste a mapping or choose its file first."), status=422)
    try:
        checked = await desk_of(request).read(_check, item, mapping)
    except (WorldFailed, VaultDamaged):
        raise
    except AmanetError as problem:
        return await _page(request, mapping=mapping, problem=str(problem), status=422)
    return await _page(request, mapping=mapping, checked=checked, by=form.text("by"))


async def import_(request: Request) -> Response:
    _ = words_of(request).gettext
    form, item = await read_form(request), request.path_params["item"]
    job = desk_of(request).start(_("Importing the table"), _import, item, form, _imported(request))
    return await follow(request, job, f"/take-in/tables/{item}")


def _check(vault: OpenVault, item: int, mapping: str) -> Checked:
    planned = vault.plan_import(item, mapping)
    wrong = [one for one in islice(planned.rows(), 100_000) if one.problems][:_SHOWN_ROWS]
    first = list(islice(planned.rows(), _SHOWN_ROWS))
    rows = {one.row.number: one for one in (*first, *wrong)}
    return Checked(planned.sums, tuple(_row(rows[number]) for number in sorted(rows)), _change(planned))


def _row(row: "RowPlan") -> ShownRow:
    from amanet.record.mapping import shown

    lines = [readable_name(line) for line in list(shown(row))[1:] if not line.lstrip().startswith("PROBLEM ")]
    return ShownRow(row.row.number, tuple(lines))


def _change(planned: "Planned") -> dict[str, int] | None:
    if planned.change is None:
        return None
    return {name: len(getattr(planned.change, name)) for name in ("added", "superseded", "unchanged", "gone")}


def _import(vault: OpenVault, job: Job, item: int, form: Form, imported: "dict[int, Imported]") -> None:
    planned = vault.plan_import(item, form.exact("mapping").lstrip("\ufeff"))
    rows = planned.sums.rows
    job.report(0, rows)
    imported[item] = vault.import_table(
        planned,
        by=form.text("by") or None,
        leave_out=form.has("leave_out"),
        progress=lambda row: job.report(min(row, rows), rows),
    )


async def _page(
    request: Request,
    *,
    mapping: str = "",
    checked: Checked | None = None,
    problem: str = "",
    imported: "Imported | None" = None,
    by: str = "",
    status: int = 200,
) -> Response:
    item = request.path_params["item"]

    def look(vault: OpenVault) -> tuple[TakenItem, list[str], list[str]]:
        taken = handovers.describe_item(vault.vault, item)
        if taken.reading.get("format") != "table":
            raise HTTPException(404)
        return taken, _columns(vault, taken), [one.label for one in vault.entities("Source")][:500]

    taken, columns, sources = await desk_of(request).read(look)
    values: dict[str, Any] = {
        "mapping": mapping,
        "checked": checked,
        "problem": problem,
        "imported": imported,
    }
    return page(
        request,
        "take_in/table.html",
        status=status,
        taken=taken,
        columns=columns,
        sources=sources,
        by=by,
        most_problems=_SHOWN_PROBLEMS,
        **values,
    )


def _columns(vault: OpenVault, taken: TakenItem) -> list[str]:
    """The first row, which mostly names the columns: what a mapping speaks of. Of a long table it is not looked up for every page."""
    from amanet.intake.parsers.table_reading import cells_of

    if int(taken.reading.get("segments", 0)) > _LOOKED_UP:
        return []
    first = next(cells_of(vault.reading(taken.reading_number)[0]), None)
    return [readable_name(one) for one in first.values if one] if first is not None else []


def _imported(request: Request) -> "dict[int, Imported]":
    session = session_of(request)
    if session is None:
        raise HTTPException(404)
    found: dict[int, Imported] = session.memory.setdefault(_MEMORY, {})
    return found


routes = [
    Route("/take-in/tables/{item:int}", show, methods=["GET"], name="table"),
    Route("/take-in/tables/{item:int}/check", check, methods=["POST"], name="check_table"),
    Route("/take-in/tables/{item:int}/import", import_, methods=["POST"], name="import_table"),
]
