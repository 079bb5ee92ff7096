"""What the crash tests share: a folder where a sync costs nothing, the drivers in processes of their own, and
a vault with canaries.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from amanet.sealing import Passphrase, new_recovery_code
from amanet.vault import Settings, Vault
from amanet.vault.opening import FirstMember, create_vault, open_vault
from amanet.work.take_in import Provenance, take_in

WORDS = Passphrase("one and only")
HERE = Path(__file__).parent


@pytest.fixture
def quick_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: a killed process loses nothing that the system has, so the disk
    is not what is tested.
    """
    memory = Path("/dev/shm")
    if not (memory.is_dir() and os.access(memory, os.W_OK)):
        yield tmp_path
        return
    folder = Path(tempfile.mkdtemp(prefix="amanet-crash-", dir=memory))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def _asking_kernel() -> None:
    """The kernel has to ask us before system calls. Where it cannot, these tests say so by name."""
    probe = subprocess.run(
        [sys.executable, "-c", "import supervise; print(supervise.available())"],
        cwd=HERE,
        capture_output=True,
    )
    if probe.stdout.strip() != b"True":
        pytest.skip("NOT RUN: needs a kernel with seccomp user notification (Linux on x86_64 or aarch64)")


@pytest.fixture
def drive(_asking_kernel: None) -> Callable[..., dict[str, Any]]:
    """Runs a driver of this folder with arguments and gives the JSON it prints."""

    def run(driver: str, *arguments: object) -> dict[str, Any]:
        command = [sys.executable, str(HERE / driver), *map(str, arguments)]
        done = subprocess.run(
            command, capture_output=True, text=True, env={**os.environ, "AMANET_TEST_CHEAP_KDF": "1"}
        )
        assert done.returncode == 0, done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    return run


class Opener:
    """Opens the filled vault, as its member on this machine; keeps the notices."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notices: list[str] = []
        self.settings = Settings(path.parent / "state", notice=self.notices.append)

    def __call__(self, path: Path | None = None, *, writable: bool, adopt: bool = False) -> Vault:
        return open_vault(path or self.path, WORDS, self.settings, writable=writable, adopt=adopt)


@pytest.fixture
def filled_vault(tmp_path: Path) -> Path:
    """A vault of two items, beside its `state` folder."""
    folder = tmp_path / "material"
    folder.mkdir()
    for name in ("first", "second"):
        (folder / name).write_bytes(name.encode() * 100)
    first = FirstMember("first", WORDS, new_recovery_code(os.urandom))
    with create_vault(tmp_path / "v", first, Settings(tmp_path / "state")) as vault:
        take_in(vault, [folder], Provenance(source="a person"))
    return tmp_path / "v"


@pytest.fixture
def opened(filled_vault: Path) -> Opener:
    return Opener(filled_vault)


@pytest.fixture
def elsewhere(filled_vault: Path) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Starts another process that has the filled vault open: for reading or for writing, with a path that it
    takes in first.
    """
    started: list[subprocess.Popen[str]] = []

    def start(how: str, *paths: Path) -> "subprocess.Popen[str]":
        arguments = [HERE / "hold.py", filled_vault, filled_vault.parent / "state", how, *paths]
        process = subprocess.Popen(
            [sys.executable, *map(str, arguments)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
