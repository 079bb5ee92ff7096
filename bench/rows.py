"""The rows of the issue's table "Speed and memory": what is done for each, and the goal it is held against.

The least of several runs counts, ours and the peers' taking turns. Before each run dirty pages are written out. What is
taken in is read once before, so that it is in the page cache for everybody; what is verified is dropped from it, so that
everybody reads the disk. Every run of a taking-in writes into a fresh vault or repository. The first run of each is
watched for memory.
"""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench.peers import PASSPHRASE, Contender, Peers, amanet_program
from bench.processes import Memory, Spent, output, run

_SMALL = 20_000
_FILES_A_FOLDER = 1000
_DESCRIBED = 1000
_MEMORY_GOAL = 150.0
_MB = 1_000_000


@dataclass(frozen=True)
class Line:
    """One line of the table. `value` is a ratio where there is a peer, else the measured thing itself."""

    work: str
    ours: str
    against: str
    value: float
    unit: str
    goal: float | None = None

    @property
    def met(self) -> bool | None:
        return None if self.goal is None else self.value <= self.goal


@dataclass
class Bench:
    """The material and what was found out on the way."""

    work: Path
    peers: Peers
    size: int
    files: int
    runs: int
    entries: int
    items: int
    tell: Callable[[str], None]
    memory: dict[str, Memory] = field(default_factory=dict)
    _derivation: dict[str, float] = field(default_factory=dict)

    @property
    def big(self) -> Path:
        """One file of random bytes."""
        path = self.work / "big" / "film.mp4"
        if not path.exists():
            path.parent.mkdir()
            with open(path, "wb") as file:
                for start in range(0, self.size, 1 << 20):
                    file.write(os.urandom(min(1 << 20, self.size - start)))
        return path

    @property
    def small(self) -> Path:
        """Many small files of random bytes, a thousand in a folder."""
        folder = self.work / "small"
        if not folder.exists():
            for number in range(self.files):
                path = folder / f"{number // _FILES_A_FOLDER:03}" / f"voice-{number:06}.opus"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(os.urandom(_SMALL))
        return folder

    @property
    def derivation(self) -> dict[str, float]:
        """What deriving one key costs (`cpu`, `wall`)."""
        if not self._derivation:
            tries = [self.inside("derivation") for _ in range(self.runs)]
            self._derivation = {name: min(one[name] for one in tries) for name in ("cpu", "wall")}
        return self._derivation

    def inside(self, *arguments: str) -> dict[str, float]:
        """What `inside.py` measures, in a process of its own."""
        program = str(Path(__file__).with_name("inside.py"))
        found: dict[str, float] = json.loads(
            output([sys.executable, program, *arguments], self.peers.environment)
        )
        return found

    def compare(
        self,
        what: str,
        contenders: Sequence[Contender],
        *,
        warm: Path | None = None,
        cold: Sequence[Path] = (),
    ) -> dict[str, Spent]:
        """The least wall and the least CPU of each contender. What lies below `warm` is in the page cache
        before a run, what lies below `cold` is not.
        """
        spent: dict[str, list[Spent]] = {one.name: [] for one in contenders}
        for turn in range(self.runs):
            for one in contenders:
                self.tell(f"{what}: {one.name}, {turn + 1} of {self.runs}")
                command = one.command()
                os.sync()
                for path in _files(warm):
                    _read(path)
                for path in (path for folder in cold for path in _files(folder)):
                    _forget(path)
                spent[one.name].append(run(command, self.peers.environment, watch=turn == 0))
        ours = spent[contenders[0].name][0].memory
        if ours is not None:
            self.memory[what] = ours
        return {name: _least(several) for name, several in spent.items()}


def take_in_big(bench: Bench) -> Iterator[Line]:
    peers, film = bench.peers, bench.big
    name = f"take in {_readable(bench.size)}, CPU"
    spent = bench.compare(
        name,
        peers.only_installed(
            peers.add(film),
            peers.age(film),
            peers.restic(film),
            peers.borg(film),
            peers.borg(film, "-C", "none"),
            peers.openssl_hash(film),
            peers.openssl_cipher(film),
        ),
        warm=film,
    )
    ours = spent.pop("amanet add")
    goals = {"age -r": 2.2, "restic backup": 0.5, "borg create": 0.8}
    for peer, theirs in spent.items():
        yield _ratio(name, _cpu(ours), ours.cpu, peer, _cpu(theirs), theirs.cpu, goals.get(peer))
        if peer == "age -r":
            without = ours.cpu - bench.derivation["cpu"]
            yield _ratio(
                "  without key derivation", _seconds(without), without, peer, _cpu(theirs), theirs.cpu, None
            )


def take_in_small(bench: Bench) -> Iterator[Line]:
    peers, folder = bench.peers, bench.small
    name = f"take in {bench.files} × 20 kB, wall"
    contenders = peers.only_installed(peers.add(folder), peers.restic(folder))
    spent = bench.compare(name, contenders, warm=folder)
    ours = spent.pop("amanet add")
    for peer, theirs in spent.items():
        yield _ratio(name, _seconds(ours.wall), ours.wall, peer, _seconds(theirs.wall), theirs.wall, 1.3)
        yield _ratio("  the same, CPU", _cpu(ours), ours.cpu, peer, _cpu(theirs), theirs.cpu, None)
    rate = bench.files / (ours.wall - bench.derivation["wall"])
    yield Line("  without key derivation", f"{rate:.0f} files/s", "", rate, "files/s")
    yield from _describe(bench)


def _describe(bench: Bench) -> Iterator[Line]:
    """Inspection, counted apart: every item is read in a process forked for it."""
    some = bench.work / "some"
    count = min(_DESCRIBED, bench.files)
    some.mkdir(exist_ok=True)
    for path in sorted(bench.small.rglob("*.opus"))[:count]:
        shutil.copy(path, some)
    name = f"inspect {count} of them, afterwards"

    def command() -> list[str]:
        vault = str(bench.peers.vault())
        bench.peers.amanet("add", str(some), "--vault", vault, "--no-describe")
        return [amanet_program(), "describe", "--vault", vault]

    ours = bench.compare(name, [Contender("amanet describe", command)])["amanet describe"]
    rate = count / (ours.wall - bench.derivation["wall"])
    yield Line(name, f"{rate:.0f} items/s", "", rate, "items/s")


def verify(bench: Bench) -> Iterator[Line]:
    peers = bench.peers
    vault = peers.vault("verified.vault")
    repository = peers.repository("verified.repository") if "restic" in peers.versions else None
    for what in (bench.big, bench.small):
        peers.amanet("add", str(what), "--vault", str(vault), "--no-describe")
        if repository is not None:
            run([*peers.restic_at(repository), "backup", str(what)], peers.environment)
    contenders = [Contender("amanet verify", lambda: [amanet_program(), "verify", str(vault)])]
    if repository is not None:
        command = [*peers.restic_at(repository), "check", "--read-data"]
        contenders.append(Contender("restic check --read-data", lambda: command))
    name = "verify all of it, CPU"
    spent = bench.compare(name, contenders, cold=[vault, *([repository] if repository else [])])
    ours = spent.pop("amanet verify")
    for peer, theirs in spent.items():
        yield _ratio(name, _cpu(ours), ours.cpu, peer, _cpu(theirs), theirs.cpu, 0.6)
        yield _ratio(
            "  the same, wall", _seconds(ours.wall), ours.wall, peer, _seconds(theirs.wall), theirs.wall, None
        )
    if not spent:
        yield Line(name, _cpu(ours), "", ours.cpu, "s")
    shutil.rmtree(vault)
    if repository is not None:
        shutil.rmtree(repository)


def read(bench: Bench) -> Iterator[Line]:
    vault = bench.peers.vault()
    bench.peers.amanet("add", str(bench.big), "--vault", str(vault), "--no-describe")
    bench.tell("read 4 KiB somewhere")
    found = bench.inside("read", str(vault), PASSPHRASE, "500")
    for cache in ("warm", "cold"):
        for which in ("p50", "p99"):
            value = found[f"{cache}_{which}"]
            name = f"read 4 KiB in {_readable(bench.size)}, page cache {cache}, {which}"
            yield Line(name, f"{value:.2f} ms", "", value, "ms", 1.0)


def append(bench: Bench) -> Iterator[Line]:
    tries = []
    for turn in range(bench.runs):
        bench.tell(f"append {bench.entries} entries, {turn + 1} of {bench.runs}")
        # Each into a folder of its own, none removed: ext4 looks past every inode that was freed within the last minute.
        tries.append(bench.inside("append", str(bench.peers.fresh(f"log{turn}") / "0"), str(bench.entries)))
    least = {name: min(one[name] for one in tries) for name in tries[0]}
    name = f"append {bench.entries} ready entries, CPU"
    yield Line(name, f"{least['cpu']:.2f} s", "", least["cpu"], "s", 3.0)
    yield Line("  of it hashing and signing", f"{least['computing']:.2f} s", "", least["computing"], "s")
    for which in ("p50", "p99"):
        value = least[f"prove_{which}"]
        yield Line(f"prove one of them, {which}", f"{value:.2f} ms", "", value, "ms", 2.0)


def start(bench: Bench) -> Iterator[Line]:
    bench.tell("amanet --help")
    command = [amanet_program(), "--help"]
    run(command, bench.peers.environment)  # compiles
    walls = [run(command, bench.peers.environment).wall for _ in range(20)]
    for name, value in (("least", min(walls)), ("median", median(walls))):
        yield Line(f"amanet --help, {name} of 20", f"{value:.3f} s", "", value, "s", 0.25)
    vault = str(bench.peers.vault())
    bench.tell(f"a vault of {bench.items} items")
    bench.inside("build", vault, PASSPHRASE, str(bench.items))
    for mode in ("write", "read"):
        walls = [bench.inside("open", vault, PASSPHRASE, mode)["wall"] for _ in range(max(3, bench.runs))]
        name = f"open a vault of {bench.items} items to {mode}, least"
        yield Line(name, f"{min(walls):.3f} s", "", min(walls), "s", 0.3)


def memory(bench: Bench) -> Iterator[Line]:
    """Of what ran before. The goal is held against the sum of PSS; that of RSS is said beside it."""
    for what, peak in bench.memory.items():
        pss = peak.pss / _MB
        yield Line(
            f"memory, {what}", f"{pss:.0f} MB", f"sum of RSS {peak.rss / _MB:.0f} MB", pss, "MB", _MEMORY_GOAL
        )
    derivation = max((peak.derivation for peak in bench.memory.values()), default=0) / _MB
    if derivation:
        yield Line("  the key derivation, apart", f"{derivation:.0f} MB", "", derivation, "MB")


ROWS: dict[str, Callable[[Bench], Iterator[Line]]] = {
    "big": take_in_big,
    "small": take_in_small,
    "verify": verify,
    "read": read,
    "append": append,
    "start": start,
    "memory": memory,
}


def _files(path: Path | None) -> list[Path]:
    if path is None:
        return []
    return [path] if path.is_file() else [one for one in sorted(path.rglob("*")) if one.is_file()]


def _read(path: Path) -> None:
    with open(path, "rb", buffering=0) as file:
        while file.read(1 << 20):
            pass


def _forget(path: Path) -> None:
    with open(path, "rb", buffering=0) as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _least(several: Sequence[Spent]) -> Spent:
    by_cpu = min(several, key=lambda one: one.cpu)
    return Spent(min(one.wall for one in several), by_cpu.user, by_cpu.system)


def _ratio(
    work: str, ours: str, our_value: float, peer: str, theirs: str, their_value: float, goal: float | None
) -> Line:
    return Line(work, ours, f"{peer} {theirs}", our_value / their_value, "×", goal)


def _cpu(spent: Spent) -> str:
    return f"{spent.cpu:.2f} s ({spent.user:.2f} + {spent.system:.2f})"


def _seconds(value: float) -> str:
    return f"{value:.2f} s"


def _readable(size: int) -> str:
    for unit, name in ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")):
        if size >= unit:
            return f"{size / unit:g} {name}"
    return f"{size} bytes"
