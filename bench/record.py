"""The record at the size of a country (issue "Record"): a table of people imported, views rebuilt, a large chat read.

    .venv/bin/python bench/record.py                       100,000 people, a million statements; 100,000 messages; about 12 minutes
    .venv/bin/python bench/record.py --people 5000 --messages 5000

There is no peer that does the same; the goals are figures. Run it on a quiet machine.
"""

import argparse
import json
import os
import random
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it can be run by its path

PASSPHRASE = "a passphrase for the bench"
MAPPING = """
[table]
name = "bench"
key = ["ID"]
source = "the bench"
date_order = "dmy"

[[entity]]
name = "person"
schema = "Person"
"""
COLUMNS = (
    ("ID", 'property = "reference"\n'),
    ("Name", 'property = "name"\nkind = "full"\nscript = "Cyrl"\n'),
    ("Name2", 'property = "name"\nkind = "alias"\nscript = "Latn"\n'),
    ("Sex", 'property = "sex"\nterms = { "м" = "male", "ж" = "female" }\n'),
    ("Born", 'property = "birth_date"\n'),
    ("Work", 'property = "occupation_as_told"\n'),
    ("Health", 'property = "health"\n'),
    ("Document", 'property = "document"\nkind = "passport"\n'),
    ("Looks", 'property = "physical_description"\n'),
    ("Notes", 'property = "notes"\n'),
)


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    work = Path(tempfile.mkdtemp(prefix="amanet-bench-", dir=options.work))
    os.environ["AMANET_STATE_DIR"] = str(work / "state")
    found: dict[str, float | str] = {}
    try:
        found |= import_table(work, options.people)
        found |= read_chat(work, options.messages, options.messages * 3 // 100)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    if options.json:
        print(json.dumps(found, indent=2))
        return 0
    goals = {
        "statements a second": "≥ 5,000",
        "rebuild of all views, s": "≤ 120 (for a million)",
        "peak memory, MB": "≤ 500",
        "chat read, s": "≤ 30 (for 100,000 messages)",
    }
    print("| work | measured | goal |\n|---|---|---|")
    for name, value in found.items():
        print(f"| {name} | {value if isinstance(value, str) else f'{value:,.1f}'} | {goals.get(name, '')} |")
    return 0


def import_table(work: Path, people: int) -> dict[str, float | str]:
    """From a CSV on the disk to logged statements; apart, working all views out again."""
    import amanet.app
    from amanet.app import make_vault

    table = work / "people.csv"
    _write_table(table, people)
    mapping = MAPPING + "".join(
        f'\n[[column]]\ncolumn = "{name}"\nentity = "person"\n{rest}' for name, rest in COLUMNS
    )
    vault, _ = make_vault(
        work / "v.vault", PASSPHRASE, member="bench", settings=amanet.app.default_settings()
    )
    with vault:
        item = vault.add([table]).added[0]
        begin = time.perf_counter()
        vault.read(item, as_format="table")
        reading = time.perf_counter() - begin
        begin = time.perf_counter()
        planned = vault.plan_import(item, mapping)
        planning = time.perf_counter() - begin
        cpu, begin = time.process_time(), time.perf_counter()
        imported = vault.import_table(planned)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - begin
        del planned
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        begin = time.perf_counter()
        vault.vault.views.rebuild()
        rebuilding = time.perf_counter() - begin
    return {
        "statements": float(imported.statements),
        "table read in its confined process, s": reading,
        "dry run, s": planning,
        "import, s (CPU)": cpu,
        "import, s (wall)": wall,
        "statements a second": imported.statements / wall,
        "statements a second, reading and dry run included": imported.statements
        / (wall + reading + planning),
        "rebuild of all views, s": rebuilding,
        "peak memory, MB": max(memory, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000),
    }


def read_chat(work: Path, messages: int, media: int) -> dict[str, float | str]:
    """A chat's archive from item to reading, its media files to items of their own."""
    from bench.reading_chats import make_whatsapp_archive

    import amanet.app
    from amanet.app import make_vault

    archive = make_whatsapp_archive(work, messages=messages, media=media)
    vault, _ = make_vault(
        work / "chat.vault", PASSPHRASE, member="bench", settings=amanet.app.default_settings()
    )
    with vault:
        item = vault.add([archive]).added[0]
        begin = time.perf_counter()
        read = vault.read(item, date_order="dmy")
        wall = time.perf_counter() - begin
    return {"messages": float(messages), "files inside": float(len(read.items)), "chat read, s": wall}


def _write_table(path: Path, people: int) -> None:
    rng = random.Random(7)
    names = ["Айгүл", "Нұрлан", "Лада", "Мира", "Ждан", "Берік", "Сәуле", "Дана"]
    with open(path, "w", encoding="utf-8") as file:
        file.write(";".join(name for name, _ in COLUMNS) + "\n")
        for number in range(people):
            first, last = rng.choice(names), rng.choice(names)
            born = f"{rng.randrange(1, 29):02}.{rng.randrange(1, 13):02}.{rng.randrange(1940, 2005)}"
            row = (
                f"B-{number}", f"{first} {last} {number}", f"name {number}", rng.choice("мж"), born, "teacher",
                "well when last seen", f"P{number:08}", "tall", f"note number {number}",
            )  # fmt: skip
            file.write(";".join(row) + "\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="The record at the size of a country.")
    parser.add_argument("--people", type=int, default=100_000, help="rows of the table, ten statements each")
    parser.add_argument(
        "--messages", type=int, default=100_000, help="of the chat; three per cent have a file"
    )
    parser.add_argument("--work", type=Path, default=None, help="the folder to work in")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    return parser


if __name__ == "__main__":
    sys.exit(main())
