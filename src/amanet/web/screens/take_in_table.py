"""A table that was read becomes people, acts and statements by a mapping (docs/mapping.md): what each column is (`take_in_columns`) or a
mapping in words, a dry run with what stands in the way row by row, and then the import as a job. The mapping is kept with the import's
record; until then it goes to and fro with the form.
"""

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.errors import AmanetError, VaultDamaged, WorldFailed
from amanet.web.forms import Form, read_form
from amanet.web.jobs import Job
from amanet.web.pages import desk_of, page, session_of, words_of
from amanet.web.plain_words import on_a_page
from amanet.web.screens.take_in_columns import Filled, Table, columns_of, offered
from amanet.web.screens.take_in_reading import follow
from amanet.web.screens.take_in_rows import ShownRow, show_row
from amanet.work import handovers

if TYPE_CHECKING:
    from amanet.record.mapping import DryRun
    from amanet.record.ontology import Ontology
    from amanet.work.import_table import Imported, Planned

__all__ = ["routes"]

_SHOWN_ROWS = 20
_SHOWN_PROBLEMS = 200
_LAST_HEADING = 50
_MEMORY = "imported tables"


@dataclass(frozen=True)
class Checked:
    """A dry run as the page shows it."""

    sums: "DryRun"
    rows: tuple[ShownRow, ...]
    change: dict[str, int] | None
    says_who: bool


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
        checked = await desk_of(request).read(_check, item, mapping, words_of(request).tag)
    except (WorldFailed, VaultDamaged):
        raise
    except AmanetError as problem:
        return await _page(request, mapping=mapping, problem=on_a_page(str(problem)), status=422)
    return await _page(request, mapping=mapping, checked=checked, by=form.text("by"))


async def check_columns(request: Request) -> Response:
    """The same of a mapping that was made by saying what each column is."""
    form, item = await read_form(request), request.path_params["item"]
    table = await desk_of(request).read(_table, item, form.text("sheet"), form.number("heading", 1))
    if form.has("anew"):
        return await _page(request, table=table)
    filled, mapping = Filled.from_form(form, table), ""
    given: dict[str, Any] = {"table": table, "filled": filled}
    try:
        mapping = filled.mapping(table)
        checked = await desk_of(request).read(_check, item, mapping, words_of(request).tag)
    except (WorldFailed, VaultDamaged):
        raise
    except AmanetError as problem:
        told = on_a_page(str(problem))
        return await _page(request, mapping=mapping, columns_problem=told, status=422, **given)
    return await _page(request, mapping=mapping, checked=checked, **given)


async def import_(request: Request) -> Response:
    _ = words_of(request).gettext
    form, item = await read_form(request), request.path_params["item"]
    job = desk_of(request).start(_("Importing the table"), _import, item, form, _imported(request))
    return await follow(request, job, f"/take-in/tables/{item}")


def _check(vault: OpenVault, item: int, mapping: str, tag: str) -> Checked:
    planned = vault.plan_import(item, mapping)
    wrong = [one for one in islice(planned.rows(), 100_000) if one.problems][:_SHOWN_ROWS]
    first = list(islice(planned.rows(), _SHOWN_ROWS))
    rows = {one.row.number: one for one in (*first, *wrong)}
    shown = tuple(show_row(rows[number], planned.ontology, tag) for number in sorted(rows))
    says_who = bool(planned.mapping.table.saying.source)
    return Checked(planned.sums, shown, _change(planned), says_who)


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
    columns_problem: str = "",
    imported: "Imported | None" = None,
    by: str = "",
    table: Table | None = None,
    filled: Filled | None = None,
    status: int = 200,
) -> Response:
    item, words = request.path_params["item"], words_of(request)
    if table is None:
        table = await desk_of(request).read(_table, item, "", 1)
    shown: Table = table

    def look(vault: OpenVault) -> dict[str, Any]:
        from amanet.vault.ontology_files import load_ontology

        ontology = load_ontology()
        unclear = filled.unclear(shown, ontology) if filled is not None else {}
        return {
            "taken": handovers.describe_item(vault.vault, item),
            "sources": [one.label for one in vault.entities("Source")][:500],
            "offered": offered(ontology, words),
            "act_types": _terms(ontology, "act_type", words.tag),
            "unclear": unclear,
            "terms": {name: _terms(ontology, name, words.tag) for name, _ in unclear.values()},
            "schemata": {name: one.label_in(words.tag) for name, one in ontology.schemata.items()},
        }

    values: dict[str, Any] = {
        "mapping": mapping,
        "checked": checked,
        "problem": problem,
        "columns_problem": columns_problem,
        "imported": imported,
        "table": shown,
        "filled": filled or Filled(("",) * len(shown.columns)),
        "by": by,
        "most_problems": _SHOWN_PROBLEMS,
    }
    found = await desk_of(request).read(look)
    return page(request, "take_in/table.html", status=status, **found, **values)


def _terms(ontology: "Ontology", name: str, tag: str) -> list[tuple[str, str]]:
    return [(code, ontology.thesaurus(name).label(code, tag)) for code in ontology.thesaurus(name).terms]


def _table(vault: OpenVault, item: int, sheet: str, heading: int | None) -> Table:
    taken = handovers.describe_item(vault.vault, item)
    if taken.reading.get("format") != "table":
        raise HTTPException(404)
    return columns_of(vault, taken.reading_number, sheet, min(max(heading or 0, 0), _LAST_HEADING))


def _imported(request: Request) -> "dict[int, Imported]":
    session = session_of(request)
    if session is None:
        raise HTTPException(404)
    found: dict[int, Imported] = session.memory.setdefault(_MEMORY, {})
    return found


routes = [
    Route("/take-in/tables/{item:int}", show, methods=["GET"], name="table"),
    Route("/take-in/tables/{item:int}/columns", check_columns, methods=["POST"], name="check_columns"),
    Route("/take-in/tables/{item:int}/check", check, methods=["POST"], name="check_table"),
    Route("/take-in/tables/{item:int}/import", import_, methods=["POST"], name="import_table"),
]
