"""The broadcast, entered once for all tests here; and vaults to enter it into in parts."""

import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from amanet.app import OpenVault, make_vault
from amanet.vault import Settings

PASSPHRASE = "lantern ferry coat tide harbour salt"
# 2020-04-08, 18:00 UTC: the border is entered; the rest on the next day.
FIRST_EVENING = 1_586_368_800
_A_DAY = 86_400


def _load(path: Path) -> ModuleType:
    specification = importlib.util.spec_from_file_location(path.stem, path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[path.stem] = module  # dataclasses look themselves up there
    specification.loader.exec_module(module)
    return module


script = _load(Path(__file__).parent / "enter_broadcast.py")


@dataclass
class Clock:
    """Rises with every look; `at` can be put forward."""

    at: float = FIRST_EVENING

    def __call__(self) -> float:
        self.at += 0.01
        return self.at


@dataclass(frozen=True)
class Entered:
    """The script, the vault, and the keys of what is in it."""

    script: Any
    vault: OpenVault
    broadcast: Any

    def account(self, key: str, **when: Any) -> Any:
        return self.vault.account(self.broadcast.things[key], **when).account

    def json(self, key: str, **when: Any) -> Any:
        return self.account(key, **when).to_json()


@pytest.fixture(scope="session")
def transcript(shared_data: Path) -> Path:
    return shared_data / "transcripts" / "broadcast-transcript.txt"


@pytest.fixture(scope="session", autouse=True)
def _cheap_keys() -> Iterator[None]:
    """As the fixture for every test, for vaults that live longer than one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AMANET_TEST_CHEAP_KDF", "1")
        yield


NewVault = Callable[..., OpenVault]


@pytest.fixture(scope="session")
def new_vault(tmp_path_factory: pytest.TempPathFactory, _cheap_keys: None) -> Iterator[NewVault]:
    """Vaults with a clock of their own, closed at the end."""
    with ExitStack() as open_ones:

        def made(name: str = "V", clock: Clock | None = None) -> OpenVault:
            folder = tmp_path_factory.mktemp("known")
            settings = Settings(folder / "state", now=clock or Clock())
            vault, _ = make_vault(folder / f"{name}.vault", PASSPHRASE, member="Mirel", settings=settings)
            return open_ones.enter_context(vault)

        yield made


def enter_all(vault: OpenVault, clock: Clock, transcript: Path) -> Entered:
    broadcast = script.Broadcast.begin(vault, transcript)
    broadcast.enter(script.BORDER)
    clock.at += _A_DAY
    for part in (script.A_YEAR_LATER, script.MUNICH, script.FORMER_DETAINEES, script.OFFICIALS):
        broadcast.enter(part)
    return Entered(script, vault, broadcast)


@pytest.fixture(scope="session")
def entered(new_vault: NewVault, transcript: Path) -> Entered:
    """Everything, in one vault that no test changes."""
    clock = Clock()
    return enter_all(new_vault(clock=clock), clock, transcript)


@pytest.fixture
def anew(new_vault: NewVault, entered: Entered) -> Entered:
    """The same in a vault of this test's own, which it may change: by a merge, because that is quicker than entering it."""
    vault = new_vault(clock=Clock(FIRST_EVENING + 2 * _A_DAY))
    with vault.merging(entered.vault.path, PASSPHRASE) as both:
        both.carry_out()
    return Entered(script, vault, entered.broadcast.in_vault(vault))
