"""What is known, over everybody: an account, a search, who is silent, what is contested (issue "What is known").

    nice .venv/bin/python bench/known.py                     a million statements on 100,000 invented people; the vault is built once: 15 minutes
    .venv/bin/python bench/known.py --scale 10000            to try it

The vault stays in $AMANET_BENCH_DIR (the folder for temporary files by default) and is used again. Cold is a fresh process with the files
out of the page cache, opening not counted; warm is the least of three more. The peers are SQLite itself, without encryption, on the same
columns and the same texts: its FTS5 with the tokenizer of amanet, beside it with its own; and its GROUP BY for what is contested.
Exits with 1 where a goal is missed.
"""

import argparse
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it can be run by its path

from bench.rows import Line
from bench.vault import table

PASSPHRASE = "a passphrase for the bench"
TODAY = date(2026, 11, 22)
FIRST_PAGE = 20
# The tokenizer of amanet's full text (vault/schema.py).
TOKENIZER = "trigram case_sensitive 1"
WARM_RUNS = 3


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    folder = options.work / f"amanet-known-{options.scale}"
    if options.inside:
        print(json.dumps(inside(folder, options.inside, options.words)))
        return 0
    os.environ["AMANET_STATE_DIR"] = str(folder / "state")
    about = built(folder, options.scale)
    lines = list(rows(folder, options.scale, options.words or about["name"].split()[0]))
    if options.json:
        print(json.dumps([{**asdict(line), "met": line.met} for line in lines], ensure_ascii=False, indent=2))
    else:
        print(
            "\n".join(
                [f"{about['statements']} statements, load {os.getloadavg()[0]:.1f}.", "", *table(lines)]
            )
        )
    return 1 if any(line.met is False for line in lines) else 0


def built(folder: Path, statements: int) -> dict[str, Any]:
    """The vault and the peers' databases, made where they are not there yet. Gives what was said of them then."""
    done = folder / "built.json"
    if not done.exists():
        from bench.known_people import People, texts

        import amanet.app

        shutil.rmtree(folder, ignore_errors=True)  # what was not finished
        folder.mkdir(parents=True)
        begin = perf_counter()
        vault, _ = amanet.app.make_vault(
            folder / "v.vault", PASSPHRASE, member="bench", settings=amanet.app.default_settings()
        )
        with vault:
            people = People(vault.vault, statements)
            people.enter()
            _tell(f"{people.made} statements entered in {perf_counter() - begin:.0f} s")
            _build_peers(folder, texts(vault.vault), vault.vault)
        said = {"statements": people.made, "name": people.name, "much_said": people.much_said}
        done.write_text(json.dumps(said), "utf-8")
    found: dict[str, Any] = json.loads(done.read_text("utf-8"))
    return found


def _build_peers(folder: Path, texts: Iterable[str], vault: Any) -> None:
    from amanet.vault.full_text import searchable

    peer = sqlite3.connect(folder / "peer.db")
    for name, tokenizer in (("same", TOKENIZER), ("own", "unicode61")):
        peer.execute(f"CREATE VIRTUAL TABLE {name} USING fts5(text, tokenize='{tokenizer}')")
    for text in texts:
        peer.execute("INSERT INTO same VALUES (?)", (searchable(text),))
        peer.execute("INSERT INTO own VALUES (?)", (text,))
    peer.execute(
        "CREATE TABLE statement (number INTEGER PRIMARY KEY, subject, property, polarity, value, low, high)"
    )
    columns = "number, subject, property, polarity, value, low, high"
    peer.executemany(
        "INSERT INTO statement VALUES (?, ?, ?, ?, ?, ?, ?)",
        vault.database.rows(f"SELECT {columns} FROM statement"),
    )
    peer.execute("CREATE INDEX statement_of ON statement (subject, property, polarity, value, low, high)")
    peer.commit()
    peer.close()


def rows(folder: Path, scale: int, words: str) -> Iterator[Line]:
    """Each measured in a process of its own, so that the first run of it is cold."""
    searches = {
        "same": f"SQLite FTS5 ({TOKENIZER})",
        "own": "SQLite FTS5 (unicode61)",
    }
    of_search = {name: _measured(folder, scale, name, words) for name in searches}
    account = _measured(folder, scale, "account", words)
    for cache in ("cold", "warm"):
        yield _alone(
            f"account of a person with 500 statements, {cache}",
            account[cache],
            0.05 if cache == "warm" else None,
        )
    ask = _measured(folder, scale, "ask", words)
    for cache in ("cold", "warm"):
        yield _alone(f"ask, first page, {cache}", ask[cache], 0.1 if cache == "warm" else None)
        for name, called in searches.items():
            goal = 2.0 if (name, cache) == ("same", "warm") else None
            yield _against("  against", ask[cache], called, of_search[name][cache], goal)
    group = _measured(folder, scale, "group", words)
    for what in ("silent", "contested"):
        found = _measured(folder, scale, what, words)
        for cache in ("cold", "warm"):
            yield _alone(f"{what} over everybody ({found['found']:.0f} found), {cache}", found[cache], 3.0)
            if what == "contested":
                yield _against("  against", found[cache], "SQLite GROUP BY, in the clear", group[cache], None)


def _measured(folder: Path, scale: int, what: str, words: str) -> dict[str, float]:
    _tell(what)
    for path in folder.rglob("*.db"):
        with open(path, "rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    command = [
        sys.executable,
        __file__,
        "--scale",
        str(scale),
        "--work",
        str(folder.parent),
        "--inside",
        what,
        "--words",
        words,
    ]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def inside(folder: Path, what: str, words: str) -> dict[str, float]:
    """Seconds of the first run, the least of three more, and how much was found."""
    about = json.loads((folder / "built.json").read_text("utf-8"))
    if what in _PEERS:
        from amanet.vault.full_text import searchable

        asked = searchable(words) if what == "same" else words
        peer = sqlite3.connect(f"file:{folder / 'peer.db'}?mode=ro", uri=True)
        values = (_one_value(),) if what == "group" else (f'"{asked}"',)
        return _timed(lambda: len(peer.execute(_PEERS[what], values).fetchall()))
    from amanet.app import open_vault

    with open_vault(folder / "v.vault", PASSPHRASE, writable=False) as opened:
        return _timed(_ours(opened, what, words, about["much_said"]))


def _ours(opened: Any, what: str, words: str, much_said: str) -> Callable[[], int]:
    return {
        "account": lambda: bool(opened.account(opened.vault.views.number_of(much_said))),
        "ask": lambda: bool(opened.ask(words, limit=FIRST_PAGE)),
        "silent": lambda: len(opened.silent(longer_than_days=90, today=TODAY)),
        "contested": lambda: sum(1 for _ in opened.contested()),
    }[what]


_PEERS = {
    "same": f"SELECT rowid, text FROM same WHERE same MATCH ? ORDER BY rank LIMIT {FIRST_PAGE}",
    "own": f"SELECT rowid, text FROM own WHERE own MATCH ? ORDER BY rank LIMIT {FIRST_PAGE}",
    "group": "SELECT subject, property FROM statement GROUP BY subject, property HAVING min(polarity) < 0 OR (count(*) > 1 AND "
    "(min(value) <> max(value) OR max(low) > min(high)) AND property IN (SELECT value FROM json_each(?)))",
}


def _one_value() -> str:
    """The properties of which two values contradict each other."""
    from amanet.vault.ontology_files import load_ontology

    schemata = load_ontology().schemata.values()
    properties = (one for schema in schemata for one in schema.properties.values())
    return json.dumps(sorted({one.name for one in properties if not one.multiple}))


def _timed(work: Callable[[], int]) -> dict[str, float]:
    times = []
    for _ in range(1 + WARM_RUNS):
        begin = perf_counter()
        found = work()
        times.append(perf_counter() - begin)
    return {"cold": times[0], "warm": min(times[1:]), "found": float(found)}


def _alone(work: str, seconds: float, goal: float | None) -> Line:
    return Line(work, _shown(seconds), "", seconds, "s", goal)


def _against(work: str, ours: float, peer: str, theirs: float, goal: float | None) -> Line:
    return Line(work, _shown(ours), f"{peer} {_shown(theirs)}", ours / theirs, "×", goal)


def _shown(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="What is known, over everybody.")
    parser.add_argument(
        "--scale", type=int, default=1_000_000, help="statements in the vault (default: a million)"
    )
    parser.add_argument("--words", default="", help="what is searched for (default: a name that many have)")
    work = Path(os.environ.get("AMANET_BENCH_DIR", tempfile.gettempdir()))
    parser.add_argument(
        "--work", type=Path, default=work, help="where the vault is kept (default: $AMANET_BENCH_DIR)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--inside", default="", help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
