"""Argon2id against libsodium, in a child that leaves no trace, and only for costs within bounds."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from nacl.bindings import crypto_pwhash_alg, crypto_pwhash_ALG_ARGON2ID13

from amanet.errors import BadData, WorldFailed
from amanet.sealing import DerivationCost, default_cost, derivation_child, derive

SALT = bytes(range(16))
REAL = DerivationCost(256 * 1024, 3, 1)
CHILD = str(Path(derivation_child.__file__))


def by_libsodium(passphrase: bytes, cost: DerivationCost) -> bytes:
    return crypto_pwhash_alg(
        32, passphrase, SALT, cost.iterations, cost.memory_kib * 1024, crypto_pwhash_ALG_ARGON2ID13
    )


def test_the_child_derives_what_libsodium_derives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AMANET_TEST_CHEAP_KDF")
    passphrase = "بىر ئىككى ئۈچ\n\0".encode()
    assert derive(passphrase, SALT, REAL) == by_libsodium(passphrase, REAL)


def test_the_cheap_way_for_tests_derives_the_same() -> None:
    cost = DerivationCost(64, 2, 1)
    assert derive(b"x", SALT, cost) == by_libsodium(b"x", cost)


def test_the_default_is_cheap_only_where_the_environment_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert default_cost().memory_kib < 1024
    monkeypatch.setenv("AMANET_TEST_CHEAP_KDF", "0")
    assert default_cost() == DerivationCost(262144, 3, 4)


@pytest.mark.parametrize(
    "cost",
    [
        DerivationCost(262143, 3, 4),
        DerivationCost(4194305, 3, 4),
        DerivationCost(262144, 2, 4),
        DerivationCost(262144, 65, 4),
        DerivationCost(262144, 3, 0),
        DerivationCost(262144, 3, 17),
        DerivationCost(2**62, 2**62, 2**62),
        DerivationCost(-262144, -3, -4),
    ],
)
def test_costs_out_of_bounds_are_refused_before_anything_runs(
    cost: DerivationCost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AMANET_TEST_CHEAP_KDF")
    monkeypatch.setattr(subprocess, "run", None)
    with pytest.raises(BadData, match="Nothing was computed"):
        derive(b"x", SALT, cost)


@pytest.mark.parametrize(
    "cost", [DerivationCost(63, 1, 8), DerivationCost(64, 0, 1), DerivationCost(64, 1, 0)]
)
def test_cheap_costs_have_bounds_too(cost: DerivationCost) -> None:
    with pytest.raises(BadData):
        derive(b"x", SALT, cost)


def test_the_passphrase_is_neither_argument_nor_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AMANET_TEST_CHEAP_KDF")
    seen = []

    def run(command: list[str], **settings: object) -> subprocess.CompletedProcess[bytes]:
        seen.append((command, settings.get("env")))
        return subprocess.CompletedProcess(command, 0, bytes(32), b"")

    monkeypatch.setattr(subprocess, "run", run)
    derive(b"canary", SALT, REAL)
    assert seen == [([sys.executable, "-I", CHILD], None)]
    assert "canary" not in os.environ.values()


@pytest.mark.parametrize(("code", "output"), [(3, b""), (-9, b""), (1, b""), (0, b""), (0, bytes(31))])
def test_a_child_that_fails_is_the_worlds_failure(
    code: int, output: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AMANET_TEST_CHEAP_KDF")
    monkeypatch.setattr(
        subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, code, output)
    )
    with pytest.raises(WorldFailed, match="memory" if code in (3, -9) else "no key"):
        derive(b"x", SALT, REAL)


@pytest.mark.needs("linux")
def test_the_child_says_when_there_is_too_little_memory() -> None:
    import resource

    def little_memory() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (400 << 20, 400 << 20))

    child = subprocess.run(
        [sys.executable, "-I", CHILD],
        input=b'{"memory_kib": 1048576, "iterations": 3, "lanes": 1, "salt": "%b"}\nx' % SALT.hex().encode(),
        capture_output=True,
        preexec_fn=little_memory,
        check=False,
    )
    assert (child.returncode, child.stdout) == (derivation_child.OUT_OF_MEMORY, b"")


@pytest.mark.needs("linux")
def test_the_child_cannot_be_dumped() -> None:
    asks = (
        "import runpy, resource, ctypes, contextlib\n"
        f"with contextlib.suppress(SystemExit): runpy.run_path({CHILD!r}, run_name='__main__')\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    asked = b'{"memory_kib": 8, "iterations": 1, "lanes": 1, "salt": "%b"}\nx' % SALT.hex().encode()
    said = subprocess.run([sys.executable, "-I", "-c", asks], input=asked, capture_output=True, check=True)
    assert said.stdout[32:] == b"(0, 0) 0\n"
