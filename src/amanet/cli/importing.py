"""`import`: a table becomes people, acts and statements, by a mapping file."""

import itertools
from pathlib import Path
from typing import Any

import click

from amanet.canonical import readable_name
from amanet.cli.session import Session, count_of, read, say, with_session
from amanet.errors import BadData, Misuse

_SHOWN_ROWS = 20


@click.command("import")
@click.argument("table")
@click.option(
    "--map",
    "mapping",
    type=click.Path(path_type=Path),
    required=True,
    help="The mapping file (docs/mapping.md).",
)
@click.option("--by", metavar="SOURCE", help="Who says all this, where neither mapping nor table do.")
@click.option("--from", "given_by", default="", help="Who gave the table, where it is taken in now.")
@click.option("--dry-run", is_flag=True, help="Show what each row would become; enter nothing.")
@click.option(
    "--rows",
    type=click.IntRange(0),
    default=_SHOWN_ROWS,
    show_default=True,
    help="How many rows a dry run shows.",
)
@click.option("--leave-out-problems", is_flag=True, help="Import the other rows where some have problems.")
@click.option("--encoding", metavar="NAME", help="The encoding of a text table that is not UTF-8.")
@with_session()
def import_table(
    session: Session,
    table: str,
    mapping: Path,
    by: str | None,
    given_by: str,
    dry_run: bool,
    rows: int,
    leave_out_problems: bool,
    encoding: str | None,
) -> None:
    """Import TABLE (a file, or an item of the vault) by a mapping of its columns. A corrected version of a table that was
    imported before updates it: what changed is superseded, what is gone is listed.
    """
    text = _mapping_text(mapping)
    with session.vault() as vault:
        item = _item(vault, table, given_by)
        vault.read(item, as_format="table", encoding=encoding)
        planned = vault.plan_import(item, text)
        if dry_run:
            session.show(_dry_json(item, planned, rows), lambda: _dry_text(item, planned, rows))
            return
        with session.progress("importing", planned.sums.rows, unit="rows") as step:
            told = 0

            def tell(row: int) -> None:
                nonlocal told
                step(row - told)
                told = row

            imported = vault.import_table(planned, by=by, leave_out=leave_out_problems, progress=tell)
        session.show(vars(imported), lambda: _imported_text(imported))


def _mapping_text(path: Path) -> str:
    try:
        return read(path).decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise BadData(f"{path} is not text in UTF-8.") from problem


def _item(vault: Any, table: str, given_by: str) -> int:
    """The item: one of that number, or the file taken in now (or recognised)."""
    path = Path(table)
    if not path.exists():
        try:
            return int(vault.record(table).number)
        except Misuse as problem:
            raise Misuse(f"There is no file {table}, and no item of that number.") from problem
    taken = vault.add([path], source=given_by)
    numbers = [*taken.added, *taken.recognised]
    if len(numbers) != 1:
        reasons = "; ".join(reason for _, reason in taken.skipped)
        raise Misuse(f"{table} is not one file that can be taken in. {reasons}")
    say(f"{table} is item {numbers[0]}.")
    return int(numbers[0])


def _dry_json(item: int, planned: Any, rows: int) -> dict[str, Any]:
    from amanet.record.mapping import shown

    sums = planned.sums
    return {
        "item": item,
        "rows": sums.rows,
        "rows_with_problems": sums.rows_with_problems,
        "entities": sums.entities,
        "statements": sums.statements,
        "hidden_rows": sums.hidden_rows,
        "problems": [{"row": one.row, "column": one.letters, "what": one.what} for one in sums.problems],
        "change": _change(planned.change),
        "shown": [list(shown(one)) for one in itertools.islice(planned.rows(), rows)],
    }


def _dry_text(item: int, planned: Any, rows: int) -> str:
    from amanet.record.mapping import shown

    lines = [readable_name(line) for one in itertools.islice(planned.rows(), rows) for line in shown(one)]
    sums = planned.sums
    if sums.rows > rows:
        lines.append(f"… and {count_of(sums.rows - rows, 'more row')} (--rows shows more)")
    made = ", ".join(f"{count} {schema}" for schema, count in sums.entities.items())
    lines.append(
        f"{count_of(sums.rows, 'row')} would become {count_of(sums.statements, 'statement')} about {made or 'nobody'}."
    )
    if sums.hidden_rows:
        lines.append(f"{count_of(sums.hidden_rows, 'row')} of these are hidden in the spreadsheet.")
    if sums.problem_count:
        lines.append(f"{count_of(sums.rows_with_problems, 'row')} cannot be imported so:")
        lines += [f"  {one}" for one in sums.problems[:_SHOWN_ROWS]]
    change = _change(planned.change)
    if change:
        lines.append(
            "Of the version imported before: "
            + ", ".join(f"{count} {name}" for name, count in change.items())
            + "."
        )
    lines.append(f"Nothing was entered. The table is item {item}.")
    return "\n".join(lines)


def _change(change: Any) -> dict[str, int] | None:
    if change is None:
        return None
    names = ("added", "superseded", "unchanged", "gone")
    return {name: len(getattr(change, name)) for name in names}


def _imported_text(imported: Any) -> str:
    lines = [
        f"{count_of(imported.statements, 'statement')} entered, about {count_of(imported.entities, 'new entity', 'new entities')}"
        + (f" and {count_of(imported.sources, 'new source')}" if imported.sources else "")
        + f". The import is record {imported.record}; `amanet undo` takes it back."
    ]
    if imported.superseded or imported.unchanged:
        lines.append(
            f"{imported.superseded} superseded what an earlier version said; {imported.unchanged} say the same as before."
        )
    if imported.gone:
        numbers = ", ".join(f"#{number}" for number in imported.gone[:_SHOWN_ROWS])
        lines.append(
            f"{count_of(len(imported.gone), 'statement')} of the earlier version are no longer in the table and stay: {numbers}."
        )
    if imported.left_out:
        numbers = ", ".join(map(str, imported.left_out[:_SHOWN_ROWS]))
        lines.append(f"{count_of(len(imported.left_out), 'row')} with problems left out: {numbers}.")
    return "\n".join(lines)
