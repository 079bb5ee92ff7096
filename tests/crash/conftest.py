"""What the crash tests share: a folder where a sync costs nothing, the drivers in processes of their own, and a vault with canaries."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

HERE = Path(__file__).parent


def _load(name: str) -> ModuleType:
    specification = importlib.util.spec_from_file_location(f"amanet_crash_{name}", HERE / f"{name}.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[module.__name__] = module
    specification.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def pages() -> ModuleType:
    """Decrypting a database page by page (pages.py)."""
    return _load("pages")


@pytest.fixture
def quick_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: a killed process loses nothing that the system has, so the disk is not what is tested."""
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
    probe = subprocess.run([sys.executable, "-c", "import supervise; print(supervise.available())"], cwd=HERE, capture_output=True)
    if probe.stdout.strip() != b"True":
        pytest.skip("NOT RUN: needs a kernel with seccomp user notification (Linux on x86_64 or aarch64)")


@pytest.fixture
def drive(_asking_kernel: None) -> Callable[..., dict[str, Any]]:
    """Runs a driver of this folder with arguments and gives the JSON it prints."""

    def run(driver: str, *arguments: object) -> dict[str, Any]:
        command = [sys.executable, str(HERE / driver), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "AMANET_TEST_CHEAP_KDF": "1"})
        assert done.returncode == 0, done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    return run
