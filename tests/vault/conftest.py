"""A world for vaults: a folder, a clock that ticks, and the notices the user would see."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from amanet.sealing import Passphrase, RecoveryCode
from amanet.sealing.slots import Secret
from amanet.vault import Draft, Settings, Vault
from amanet.vault.opening import FirstMember, create_vault, open_vault

NOW = 1_795_342_500


class World:
    """Vaults in one folder, with a state folder beside them."""

    words = Passphrase("cheap, for tests only")
    code = RecoveryCode("0123456789ABCDEFGHJKMNPQRS")

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.notices: list[str] = []
        ticks = itertools.count(NOW)
        self.settings = Settings(folder / "state", now=lambda: float(next(ticks)), notice=self.notices.append)
        self._open = ExitStack()

    def new(self, name: str = "v.vault") -> Vault:
        first = FirstMember("first", self.words, self.code)
        return self._open.enter_context(create_vault(self.folder / name, first, self.settings))

    def open(
        self,
        name: str = "v.vault",
        secret: Secret | None = None,
        *,
        writable: bool = True,
        adopt: bool = False,
    ) -> Vault:
        path = self.folder / name
        opened = open_vault(path, secret or self.words, self.settings, writable=writable, adopt=adopt)
        return self._open.enter_context(opened)

    def close(self) -> None:
        self._open.close()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


@pytest.fixture
def vault(world: World) -> Vault:
    """A new vault: an Epoch and a Member, nothing else."""
    return world.new()


@pytest.fixture(scope="session")
def drafts() -> Callable[[int], list[Draft]]:
    """So many records, quick to make."""

    def made(count: int) -> list[Draft]:
        one = {"sha256": "00" * 32, "size": 0, "name": "ئىسىم", "kind": "file"}
        return [Draft("Item", {**one, "note": str(number)}) for number in range(count)]

    return made


@pytest.fixture(scope="session")
def files_below() -> Callable[[Path], dict[str, bytes]]:
    """Every file below a folder with its bytes."""
    return lambda folder: {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
