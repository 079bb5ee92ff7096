"""The application in the browser on a large vault: how soon a page begins, for eight people at once (issue "The application in the browser").

    nice .venv/bin/python bench/app.py                        100,000 people, a million statements, 10,000 items
    .venv/bin/python bench/app.py --scale 10000 --video 100   to try it

The vault of people is that of `known.py` (built once, 15 minutes, in $AMANET_BENCH_DIR), with items added; every run works on a copy of it.
The server is `amanet open` as users start it, in a process of its own; the clients are threads of this one that wait for the first byte. With
eight of them on two cores they wait for each other: what one person alone waits stands beside it. Exits with 1 where a goal is missed.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import count, cycle
from pathlib import Path
from threading import Thread
from time import perf_counter, sleep
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it can be run by its path

from bench import app_typing
from bench.app_client import Browser, Person, links_in, weight_of
from bench.known import PASSPHRASE, built
from bench.rows import Line
from bench.vault import table

CLIENTS = 8
_ITEMS_A_STATEMENT = 100
_ITEM_BYTES = 2000
_MB = 1_000_000
_PIECE = 1 << 20


@dataclass
class Served:
    """`amanet open` on a copy of the vault, unlocked. Seconds of its beginning, key derivation apart."""

    process: "subprocess.Popen[str]"
    address: str
    cookie: str
    until_door: float
    until_home: float
    derivation: float
    computed: float

    def browser(self) -> Browser:
        return Browser(self.address, self.cookie)


@dataclass
class Times:
    """Seconds to the first byte of each answer."""

    seconds: list[float] = field(default_factory=list)

    def part(self, share: float) -> float:
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    source = prepared(options.work, options.scale)
    about = json.loads((source / "built.json").read_text("utf-8"))
    with tempfile.TemporaryDirectory(prefix="amanet-app-run-", dir=options.work) as folder:
        _tell("copying the vault")
        subprocess.run(["cp", "-r", "--reflink=auto", f"{source}/.", folder], check=True)
        with served(Path(folder)) as server:
            lines = [_told(line) for line in rows(server, about, options)]
    if options.json:
        print(json.dumps([{**asdict(line), "met": line.met} for line in lines], ensure_ascii=False, indent=2))
    else:
        print("\n".join([f"{_size(about)}, load {os.getloadavg()[0]:.1f}.", "", *table(lines)]))
    return 1 if any(line.met is False for line in lines) else 0


def prepared(work: Path, statements: int) -> Path:
    """The vault of `known.py` with items in it: a folder that stays."""
    folder = work / f"amanet-app-{statements}"
    if (folder / "built.json").exists():
        return folder
    os.environ["AMANET_STATE_DIR"] = str(work / f"amanet-known-{statements}" / "state")
    about = built(work / f"amanet-known-{statements}", statements)
    shutil.rmtree(folder, ignore_errors=True)  # what was not finished
    shutil.copytree(
        work / f"amanet-known-{statements}", folder, ignore=shutil.ignore_patterns("peer.db", "built.json")
    )
    os.environ["AMANET_STATE_DIR"] = str(folder / "state")
    about["items"] = _add_items(folder, max(10, statements // _ITEMS_A_STATEMENT))
    (folder / "built.json").write_text(json.dumps(about), "utf-8")
    return folder


def _add_items(folder: Path, count: int) -> int:
    """Notes that somebody took, and hand-overs by a thousand."""
    from amanet.app import open_vault

    rng = random.Random(5)
    _tell(f"adding {count} items")
    with open_vault(folder / "v.vault", PASSPHRASE) as vault:
        for begin in range(0, count, 1000):
            with tempfile.TemporaryDirectory(dir=folder) as files:
                for number in range(begin, min(count, begin + 1000)):
                    words = " ".join(f"{rng.randrange(16**6):06x}" for _ in range(_ITEM_BYTES // 7))
                    Path(files, f"note {number}.txt").write_text(words)
                vault.add([Path(files)], source=f"source {begin}")
    return count


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """Started with the files of the vault out of the page cache."""
    environment = _environment(folder)
    with _running(folder, environment) as (address, _):
        Browser(address).get("/unlock").must_be(
            200
        )  # so that the program is there in byte code, as when it is installed
    derivation = _seconds_of_derivation(folder)
    for path in folder.rglob("*.db"):
        with open(path, "rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    begin = perf_counter()
    with _running(folder, environment) as (address, process):
        browser = Browser(address)
        browser.get("/unlock").must_be(200)
        until_door = perf_counter() - begin
        begin = perf_counter()
        browser.post("/unlock", passphrase=PASSPHRASE).must_be(303)
        browser.get("/").must_be(200)
        until_home = perf_counter() - begin
        computed = _cpu_of(process.pid)
        yield Served(process, address, browser.cookie, until_door, until_home, derivation, computed)


def _environment(folder: Path) -> dict[str, str]:
    """Python may have been told to keep no byte code, which doubles what an import takes."""
    without = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {
        **without,
        "AMANET_STATE_DIR": str(folder / "state"),
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
    }


@contextmanager
def _running(folder: Path, environment: dict[str, str]) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """`amanet open` on the vault there, once it tells its address."""
    program = str(Path(sys.executable).parent / "amanet")
    process = subprocess.Popen(
        [program, "open", str(folder / "v.vault"), "--no-browser"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip(), process
    finally:
        process.terminate()
        process.wait(30)


def _seconds_of_derivation(folder: Path) -> float:
    from amanet.app import secret_from_text
    from amanet.vault.header import read_header, unlock_any

    header = read_header(folder / "v.vault")[0]
    times = []
    for _ in range(3):
        begin = perf_counter()
        unlock_any(header, secret_from_text(PASSPHRASE))
        times.append(perf_counter() - begin)
    return min(times)


def rows(server: Served, about: dict[str, Any], options: argparse.Namespace) -> Iterator[Line]:
    yield from _of_the_beginning(server)
    person = Person.found_by(server.browser(), about["name"])
    screens = dict(_screens(server.browser(), person))
    for name, ask in screens.items():
        _tell(name)
        yield from _of_a_screen(server, name, ask, options.requests)
    _tell("search")
    yield from _of_the_search(server, person, options.requests)
    yield from _of_the_weight(server, screens)
    _tell("upload")
    yield from _of_an_upload(server, options.video * _MB)
    _tell("typing")
    yield from app_typing.rows()


def _of_the_beginning(server: Served) -> Iterator[Line]:
    after = server.until_home - server.derivation
    yield _ms("from the start to the door", server.until_door)
    yield _ms(f"from the passphrase to home, key derivation of {server.derivation:.2f} s apart", after)
    yield Line(
        "  cold start to a usable page",
        _shown(server.until_door + after),
        "",
        server.until_door + after,
        "s",
        1.5,
    )
    yield _ms("  CPU of the server until then (key derivation is a process of its own)", server.computed)


Ask = Callable[[Browser], Any]


def _screens(browser: Browser, person: Person) -> Iterator[tuple[str, Ask]]:
    """The places of the bar, and what they lead to."""
    for name, path in (
        ("home", "/"),
        ("take in", "/take-in"),
        ("items", "/items"),
        ("people", "/people"),
        ("search, before asking", "/search"),
        ("log", "/log"),
        ("settings", "/settings"),
    ):
        yield name, _getting(path)
    item = next(iter(links_in(browser.get("/items").body, "/items/")), "")
    if item:
        yield "an item", _getting(item)
    yield "the account of a person with 500 statements", _getting(f"/people/{person.much_said}")
    yield "  the same, each time as of another day, so that nothing is kept", _each_day(person.much_said)
    yield "the account of a person with ten", _getting(f"/people/{person.ordinary}")


def _getting(path: str) -> Ask:
    return lambda browser: browser.get(path).must_be(200)


def _each_day(person: int) -> Ask:
    days = count(date(2030, 1, 1).toordinal())
    return lambda browser: browser.get(f"/people/{person}?as_of={date.fromordinal(next(days))}").must_be(200)


def _of_a_screen(server: Served, name: str, ask: Ask, requests: int) -> Iterator[Line]:
    before = _cpu_of(server.process.pid)
    alone = measured([server.browser()], ask, max(5, requests // 4))
    spent = (_cpu_of(server.process.pid) - before) / (len(alone.seconds) + 1)
    together = measured([server.browser() for _ in range(CLIENTS)], ask, requests)
    yield _ms(f"{name}: first byte, {CLIENTS} clients, p95", together.part(0.95), 100)
    yield _ms("  one client alone, median", alone.part(0.5))
    yield _ms("  CPU of the server for one answer", spent)


def _of_the_search(server: Served, person: Person, requests: int) -> Iterator[Line]:
    """Other names each time: a hundred people have each of them."""
    for kind, queries in (
        ("a name", person.names),
        ("a rare word", person.rare),
        ("two words that many have", person.common),
    ):
        asked = cycle(queries)

        def ask(browser: Browser, asked: Iterator[str] = asked) -> Any:
            return browser.post("/search", q=next(asked)).must_be(200)

        alone = measured([server.browser()], ask, requests)
        together = measured([server.browser() for _ in range(CLIENTS)], ask, max(4, requests // 4))
        yield _ms(f"search for {kind}: first page, one client, p95", alone.part(0.95), 150)
        yield _ms("  its median", alone.part(0.5))
        yield _ms(f"  {CLIENTS} clients at once, p95", together.part(0.95))


def measured(browsers: Sequence[Browser], ask: Ask, requests: int) -> Times:
    """Each client asks so often, one after the other; the first answer of each is not counted."""
    times = Times()
    problems: list[BaseException] = []

    def work(browser: Browser) -> None:
        try:
            ask(browser)
            for _ in range(requests):
                times.seconds.append(ask(browser).first_byte)
        except BaseException as problem:  # noqa: BLE001 - raised again below, in the thread that asked
            problems.append(problem)

    threads = [Thread(target=work, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise problems[0]
    return times


def _of_the_weight(server: Served, screens: Iterable[str]) -> Iterator[Line]:
    """What a browser fetches for a page the first time: without fonts, as the goal has it."""
    weighed = {}
    asks = dict(screens) if isinstance(screens, dict) else {}
    for name, ask in asks.items():
        browser = server.browser()
        weighed[name] = weight_of(browser, ask(browser).body)
    heaviest = max(weighed, key=lambda name: weighed[name])
    weight = weighed[heaviest] / 1000
    yield Line(f"the heaviest page, without fonts ({heaviest})", f"{weight:.0f} kB", "", weight, "kB", 300)


# A long film


def _of_an_upload(server: Served, size: int) -> Iterator[Line]:
    browser = server.browser()
    where = browser.post("/take-in", source="bench").must_be(303).headers["location"]
    before = _resident(server.process.pid, reset=True)
    begin = perf_counter()
    answer = browser.put(where, *_film(size)).must_be(200)
    seconds = perf_counter() - begin
    more = (_resident(server.process.pid, peak=True) - before) / _MB
    number = json.loads(answer.body)["files"][0]["number"]
    browser.post(f"{where}/end", not_taken="0").must_be(303)
    rate = size / seconds / _MB
    took = f"{rate:.0f} MB/s"
    yield Line(
        f"upload of {size / 1e9:.2g} GB, to its acknowledgement", took, "", 100 / rate, "s for 100 MB", 1
    )
    yield Line("  more memory of the server meanwhile", f"{more:.0f} MB", "", more, "MB", 60)
    yield from _of_seeking(browser, number, size)


def _film(size: int) -> tuple[Iterator[bytes], int]:
    """A film of some seconds that was padded to `size`, as the body that the page sends: its head, then its bytes."""
    from amanet.demonstration.film import film_of_the_courtyard
    from amanet.demonstration.pictures import clouds_from

    film = film_of_the_courtyard(clouds_from(random.Random(3)), seconds=2, created_at="2024-09-14T19:12:30Z")
    rest = size - len(film) - 16
    box = b"\x00\x00\x00\x01free" + (rest + 16).to_bytes(8, "big")
    head = json.dumps(
        {"path": "film.mp4", "size": size, "modified": 1_700_000_000_000, "again": False}
    ).encode()
    piece = random.Random(4).randbytes(_PIECE)

    def pieces() -> Iterator[bytes]:
        yield len(head).to_bytes(4, "big") + head + film + box
        for begin in range(0, rest, _PIECE):
            yield piece[: min(_PIECE, rest - begin)]

    return pieces(), 4 + len(head) + size


def _of_seeking(browser: Browser, number: int, size: int) -> Iterator[Line]:
    """To the first 64 KiB from somewhere in it, as a player asks."""
    job = browser.post(f"/items/{number}/look").must_be(303).headers["location"]
    page = _once_looked_at(browser, number, job)
    sources = links_in(page, "", attributes="src", tags="video|source")
    if not sources:
        yield Line("seek in it", "no player on the item's page", "", 1e9, "ms", 200)
        return
    rng, times = random.Random(6), Times()
    for _ in range(40):
        offset = rng.randrange(size - _PIECE)
        answer = browser.get(sources[0], headers={"Range": f"bytes={offset}-"}, at_most=64 << 10)
        times.seconds.append(answer.must_be(206).seconds)
    yield _ms(f"seek in a film of {size / 1e9:.2g} GB, to the first 64 KiB, p95", times.part(0.95), 200)
    yield _ms("  its median", times.part(0.5))


def _once_looked_at(browser: Browser, number: int, job: str) -> bytes:
    """The item's page when what kind of file it is has been found out."""
    for _ in range(1200):
        if b"<video" in (page := browser.get(f"/items/{number}").must_be(200).body):
            return page
        sleep(0.1)
    raise AssertionError(f"{job} did not find out that it is a film")


def _cpu_of(process: int) -> float:
    """Seconds that it has computed so far: these stay the same on a busy machine."""
    times = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")


def _resident(process: int, *, peak: bool = False, reset: bool = False) -> float:
    """Bytes that the server holds, or held at most since the last reset."""
    if reset:
        Path(f"/proc/{process}/clear_refs").write_text("5")
    name = "VmHWM:" if peak else "VmRSS:"
    found = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(float(line.split()[1]) * 1024 for line in found if line.startswith(name))


def _ms(work: str, seconds: float, goal: float | None = None) -> Line:
    return Line(work, _shown(seconds), "", seconds * 1000, "ms", goal)


def _shown(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"


def _told(line: Line) -> Line:
    _tell(f"{line.work}: {line.ours}{'' if line.met is not False else '   NOT MET'}")
    return line


def _size(about: dict[str, Any]) -> str:
    return f"{about['statements']} statements, {about['items']} items"


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="The application in the browser, on a large vault.")
    parser.add_argument(
        "--scale", type=int, default=1_000_000, help="statements in the vault (default: a million)"
    )
    parser.add_argument("--requests", type=int, default=20, help="answers for each client (default: 20)")
    parser.add_argument("--video", type=int, default=1000, help="megabytes of the film (default: 1000)")
    work = Path(os.environ.get("AMANET_BENCH_DIR", tempfile.gettempdir()))
    parser.add_argument(
        "--work", type=Path, default=work, help="where the vaults are kept (default: $AMANET_BENCH_DIR)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    return parser


if __name__ == "__main__":
    sys.exit(main())
