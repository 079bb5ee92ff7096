"""A small vault with everything in it, made once; each test damages a copy of its own."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from amanet.canonical import JSON
from amanet.fsck import Finding, Report, verify_vault
from amanet.sealing import Passphrase, new_recovery_code
from amanet.vault import Draft, Settings, Vault
from amanet.vault.database import Database
from amanet.vault.opening import FirstMember, create_vault, open_vault
from amanet.work.erase import erase, plan_erasure
from amanet.work.signed import custody
from amanet.work.take_in import Provenance, take_in

SECRET = Passphrase("cheap, for tests only")


@dataclass(frozen=True)
class Made:
    """A vault as it is (`now`), as it was before its last item and before its second epoch, and what it holds."""

    now: Path
    before: Path
    first_epoch: Path
    home: Path
    key: bytes
    item: dict[str, int]
    last: int
    erased: int
    erased_row: tuple[object, ...]
    logs: tuple[str, ...]


class Copy:
    """One copy of the vault, to damage and to examine."""

    def __init__(self, made: Made, path: Path) -> None:
        self.made = made
        self.path = path
        shutil.copytree(made.now, path)
        self.database = next(path.glob("records-*.db"))
        self.logs = [
            path / "log" / name for name in self.ask("SELECT substr(origin, 8) FROM epoch ORDER BY number")
        ]

    def open(self, *, writable: bool = False) -> Vault:
        state = self.path.with_name(self.path.name + ".state")
        return open_vault(self.path, SECRET, Settings(state), writable=writable)

    def sql(self, statement: str, *values: object) -> None:
        with (
            closing(Database(self.database, self.made.key, writable=True)) as database,
            database.transaction(),
        ):
            database.execute(statement, values)

    def ask(self, statement: str, *values: object) -> list[object]:
        with closing(Database(self.database, self.made.key, writable=True)) as database:
            return [row[0] for row in database.rows(statement, values)]

    def verify(self, *, quick: bool = False) -> Report:
        with self.open() as vault:
            return self.examine(vault, quick=quick)

    def examine(self, vault: Vault, *, quick: bool = False) -> Report:
        return verify_vault(vault, quick=quick)

    def found(self, words: str, *, quick: bool = True) -> Finding:
        """The one finding that says this."""
        report = self.verify(quick=quick)
        fitting = [finding for finding in report.findings if words in f"{finding.where}: {finding.what}"]
        assert len(fitting) == 1, report.findings
        return fitting[0]

    def flip(self, path: Path, at: int, bit: int = 0) -> None:
        data = bytearray(path.read_bytes())
        data[at] ^= 1 << bit
        path.write_bytes(data)

    def place(self, name: str) -> tuple[Path, int, int]:
        """Where an item's bytes lie: file, start, length."""
        (found,) = self.ask(
            "SELECT place || ' ' || start || ' ' || stored FROM object WHERE number = ?", self.made.item[name]
        )
        place, start, stored = str(found).split()
        return self.path / place, int(start), int(stored)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    home = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AMANET_TEST_CHEAP_KDF", "1")
        yield _make(home)


def _make(home: Path) -> Made:
    settings = Settings(home / "state")
    first = FirstMember("Aygül", SECRET, new_recovery_code(os.urandom))
    given = home / "given"
    given.mkdir()
    contents = {
        "سۆز.txt": b"a" * 300,
        "two.txt": b"b" * 333,
        "gone.txt": b"erase me" * 20,
        "three.bin": os.urandom(70_000),
        "film.bin": os.urandom(1_300_000),
    }
    for name, content in contents.items():
        (given / name).write_bytes(content)
    with create_vault(home / "now.vault", first, settings) as vault:
        take_in(vault, [given], Provenance(source="a neighbour"))
        item = {str(record.body["name"]): record.number for record in vault.records("Item")}
        described = vault.record(item["two.txt"])
        rendition = {"item": str(described.body["id"]), "kind": "description", "tool": "t", "version": "1"}
        vault.add(Draft("Rendition", {**rendition, "content": {"media_type": "text/plain"}}))
        vault.add(custody(vault, "read", [described.reference]))
        # Enough leaves for a full tile and the level above it.
        stamp: dict[str, JSON] = {
            "kind": "cosignature",
            "origin": "o",
            "tree_size": 1,
            "root": "",
            "checkpoint": "",
        }
        vault.commit([vault.prepare(Draft("Stamp", stamp)) for _ in range(255)])
        erased = item.pop("gone.txt")
        (erased_row,) = vault.database.rows("SELECT * FROM record WHERE number = ?", (erased,))
        erase(vault, plan_erasure(vault, [vault.record(erased)]), reason="wish")
    (home / "now.vault").rename(home / "first_epoch.vault")
    shutil.copytree(home / "first_epoch.vault", home / "now.vault")
    open_vault(home / "now.vault", SECRET, settings, writable=True).close()
    shutil.copytree(home / "now.vault", home / "before.vault")
    (given / "four.txt").write_bytes(b"d" * 444)
    with open_vault(home / "now.vault", SECRET, settings, writable=True) as vault:
        take_in(vault, [given / "four.txt"], Provenance(source="a neighbour"))
        item["four.txt"] = max(record.number for record in vault.records("Item"))
        return Made(
            now=home / "now.vault",
            before=home / "before.vault",
            first_epoch=home / "first_epoch.vault",
            home=home,
            key=vault.secrets.database,
            item=item,
            last=vault.last_number,
            erased=erased,
            erased_row=erased_row,
            logs=tuple(epoch.origin.partition("/")[2] for epoch in vault.epochs()),
        )


_copies = count()


@pytest.fixture(scope="session")
def new_copy(made: Made) -> Callable[[], Copy]:
    """Copies for tests with many examples, each under a name of its own."""
    return lambda: Copy(made, made.home / f"copy-{next(_copies)}.vault")


@pytest.fixture
def copy(made: Made, tmp_path: Path) -> Copy:
    return Copy(made, tmp_path / "copy.vault")
