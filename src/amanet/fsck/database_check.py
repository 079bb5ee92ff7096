"""Check 2: the database as a file: its pages, its structure, its tables (docs/spec/vault-v1.md, section 3).

A page that was swapped for an older version of itself passes this: what is in the rows is held against the
log by the checks behind.
"""

from amanet.fsck.examined import Examined

_UNFINISHED = {
    "erase": "An erasure was logged and not finished. The next opening for writing finishes it; until then the erased bytes lie in their packs.",
    "remove-slots": "A change of keys was logged and not finished. The next opening for writing finishes it.",
}


def check_database(examined: Examined) -> None:
    database, findings = examined.database, examined.findings
    where = examined.vault.header.database_name
    with examined.going_on(where):
        for problem in database.page_problems():
            findings.damage(
                where, f"{problem}. Copy the vault as it is, then take the database from a backup."
            )
    with examined.going_on(where):
        for problem in database.schema_problems():
            findings.damage(where, f"Its tables are not those of this format: {problem}.")
    with examined.going_on(where):
        for table, number in database.misshapen_rows():
            _misshapen(examined, where, table, number)
    with examined.going_on(where):
        for table, number in database.strays():
            of = {"record": "a log entry", "object": "a living record"}[table]
            findings.damage(where, f"Rows of the table `{table}` belong to no number that has {of}.", number)
    with examined.going_on(where):
        for what in database.pending():
            findings.notice(
                where,
                _UNFINISHED.get(what, "Work of a kind that this version does not know was left unfinished."),
            )
        if database.home() is None:
            findings.damage(where, "It does not say which folder it belongs to (`home`).")


def _misshapen(examined: Examined, where: str, table: str, number: int) -> None:
    what = f"Rows of the table `{table}` hold values of the wrong kind."
    examined.findings.damage(where, what, *([number] if table in ("leaf", "record", "object") else []))
