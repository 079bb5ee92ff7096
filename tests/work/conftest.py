"""Vaults, files to hand over, and people; everything invented."""

import itertools
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from amanet.sealing import Passphrase, RecoveryCode
from amanet.sealing.slots import Secret
from amanet.vault import Settings, Vault
from amanet.vault.opening import FirstMember, create_vault, open_vault
from amanet.work.take_in import Provenance, TakenIn, take_in

NOW = 1_795_342_500


class World:
    """Vaults in one folder, with a state folder beside them and a clock that ticks."""

    words = Passphrase("cheap, for tests only")
    code = RecoveryCode("0123456789ABCDEFGHJKMNPQRS")

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.notices: list[str] = []
        ticks = itertools.count(NOW)
        self.settings = Settings(folder / "state", now=lambda: float(next(ticks)), notice=self.notices.append)
        self._open = ExitStack()

    def with_the_real_clock(self) -> None:
        """Only then is a second process used: it has no other."""
        self.settings = replace(self.settings, now=Settings(self.folder).now)

    def new(self, name: str = "v.vault", member: str = "Aygul") -> Vault:
        first = FirstMember(member, self.words, self.code)
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
    return world.new()


@pytest.fixture
def hand_over(tmp_path: Path) -> Callable[..., Path]:
    """A folder with these files: text names or names of bytes, with their contents."""
    numbers = itertools.count(1)

    def made(files: Mapping[str | bytes, bytes]) -> Path:
        folder = tmp_path / f"card-{next(numbers)}"
        folder.mkdir()
        for name, content in files.items():
            path = os.path.join(os.fsencode(folder), os.fsencode(name))
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(content)
        return folder

    return made


@pytest.fixture
def take() -> Callable[..., TakenIn]:
    """Takes in a folder from somebody."""
    return lambda vault, folder, source="a cousin", **more: take_in(
        vault, [folder], Provenance(source=source), **more
    )


@pytest.fixture
def handed(vault: Vault, hand_over: Callable[..., Path], take: Callable[..., TakenIn]) -> TakenIn:
    """Three small items in the vault, from one person."""
    return take(vault, hand_over({f"{number}.txt": f"item {number}".encode() for number in range(3)}))
