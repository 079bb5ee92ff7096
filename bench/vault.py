"""Ours and the peers' in one run, as ratios: the table "Speed and memory" (results: docs/speed.md).

    .venv/bin/python bench/vault.py                          everything; about ten minutes, 8 GB of disk
    .venv/bin/python bench/vault.py --only big,memory --size 100MiB
    .venv/bin/python bench/vault.py --json > table.json

Run it on a quiet machine. Peers that are not installed are named and left out (`apt install age restic borgbackup openssl`).
Exits with 1 where a goal is missed or a row could not be measured.
"""

import argparse
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CalledProcessError

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it can be run by its path

from bench.peers import Peers
from bench.processes import Failed
from bench.rows import ROWS, Bench, Line

_UNITS = {"": 1, "KIB": 1 << 10, "MIB": 1 << 20, "GIB": 1 << 30}


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    if not sys.platform.startswith("linux"):
        sys.exit("This bench reads /proc and runs on Linux only.")
    work = Path(tempfile.mkdtemp(prefix="amanet-bench-", dir=options.work))
    try:
        lines, about = _measure(work, options)
    finally:
        if options.keep:
            _tell(f"kept: {work}")
        else:
            shutil.rmtree(work, ignore_errors=True)
    if options.json:
        found = [{**asdict(line), "met": line.met} for line in lines]
        print(json.dumps({**about, "lines": found}, ensure_ascii=False, indent=2))
    else:
        print("\n".join([*_heading(about), "", *table(lines)]))
    return 1 if about["failed"] or any(line.met is False for line in lines) else 0


def table(lines: Sequence[Line]) -> list[str]:
    """The lines as Markdown."""
    rows = ["| work | ours | against | measured | goal | |", "|---|---|---|---|---|---|"]
    for line in lines:
        goal = "" if line.goal is None else f"≤ {line.goal:g} {line.unit}"
        met = {None: "", True: "met", False: "**not met**"}[line.met]
        measured = f"{line.value:.2f} ×" if line.unit == "×" else ""
        name = f"· {line.work.strip()}" if line.work.startswith(" ") else line.work
        rows.append(f"| {name} | {line.ours} | {line.against} | {measured} | {goal} | {met} |")
    return rows


def _measure(work: Path, options: argparse.Namespace) -> tuple[list[Line], dict[str, object]]:
    peers = Peers(work)
    bench = Bench(
        work, peers, options.size, options.files, options.runs, options.entries, options.items, tell=_tell
    )
    about: dict[str, object] = {
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "python": sys.version.split()[0],
        "peers": peers.versions,
        "missing": peers.missing,
        "runs": options.runs,
    }
    lines: list[Line] = []
    failed: list[str] = []
    about["failed"] = failed
    for name in options.only:
        try:
            for line in ROWS[name](bench):
                _tell(f"  {line.work.strip()}: {line.ours}; {line.against} {line.value:.2f} {line.unit}")
                lines.append(line)
        except (Failed, CalledProcessError) as problem:
            _tell(f"{name} was not measured: {problem}")
            failed.append(name)
    about["key derivation"] = {name: round(value, 2) for name, value in bench.derivation.items()}
    return lines, about


def _heading(about: dict[str, object]) -> list[str]:
    peers, missing, derivation = about["peers"], about["missing"], about["key derivation"]
    assert isinstance(peers, dict)
    assert isinstance(missing, list)
    assert isinstance(derivation, dict)
    lines = [
        f"{about['date']}, {about['cores']} cores, Python {about['python']}, load {about['load']} at the beginning; {', '.join(peers.values())}.",
        f"The least of {about['runs']} runs. One key derivation: {derivation['cpu']} s of CPU, {derivation['wall']} s.",
    ]
    lines += [f"Not installed, its lines are left out: {name}." for name in missing]
    failed = about["failed"]
    assert isinstance(failed, list)
    return [*lines, *(f"Could not be measured (see above): {name}." for name in failed)]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description="Speed and memory of amanet beside age, restic, borg and openssl."
    )
    parser.add_argument(
        "--size", type=_size, default=1 << 30, help="of the big file: 1GiB, 100MiB (default: 1GiB)"
    )
    parser.add_argument("--files", type=int, default=10_000, help="how many files of 20 kB (default: 10000)")
    parser.add_argument(
        "--entries", type=int, default=1_000_000, help="to append to a log (default: 1000000)"
    )
    parser.add_argument(
        "--items", type=int, default=100_000, help="in the vault that is opened (default: 100000)"
    )
    parser.add_argument("--runs", type=int, default=3, help="of each, the least counts (default: 3)")
    parser.add_argument(
        "--only", type=_rows, default=list(ROWS), metavar="ROWS", help=f"some of {','.join(ROWS)}"
    )
    parser.add_argument("--work", type=Path, help="the folder to work in (default: that for temporary files)")
    parser.add_argument("--keep", action="store_true", help="keep the work folder")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    return parser


def _size(text: str) -> int:
    found = re.fullmatch(r"(\d+)\s*([KMG]iB)?", text, re.IGNORECASE)
    if found is None:
        raise argparse.ArgumentTypeError("a size is a number and KiB, MiB or GiB")
    return int(found[1]) * _UNITS[(found[2] or "").upper()]


def _rows(text: str) -> list[str]:
    names = text.split(",")
    if unknown := [name for name in names if name not in ROWS]:
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(unknown)}; there are {', '.join(ROWS)}")
    return [name for name in ROWS if name in names]


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
