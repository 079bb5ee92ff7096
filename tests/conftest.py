"""What every test may ask for: real material beside the project, and things of the machine by name."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHARED_DATA = ROOT.parent / "shared" / "data"
GO_SOURCES = ROOT / "tests" / "go"
LogCheck = Callable[..., subprocess.CompletedProcess[str]]
# Kernels without landlock exist in CI; the confinement says so itself and its test is skipped there by name.
_MAY_BE_MISSING_IN_CI = {"landlock"}


def _has_landlock() -> bool:
    if sys.platform != "linux":
        return False
    import ctypes

    version: int = ctypes.CDLL(None).syscall(444, None, 0, 1)
    return version >= 1


_PRESENT: dict[str, Callable[[], bool]] = {
    "shared-data": SHARED_DATA.is_dir,
    "go": lambda: shutil.which("go") is not None and Path("/usr/share/gocode/src/golang.org/x/mod").is_dir(),
    "age": lambda: shutil.which("age") is not None,
    "openssl": lambda: shutil.which("openssl") is not None,
    "espeak-ng": lambda: shutil.which("espeak-ng") is not None,
    "landlock": _has_landlock,
    "linux": lambda: sys.platform == "linux",
}


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("needs"):
        for name in mark.args:
            if _PRESENT[name]():
                continue
            if os.environ.get("CI") == "true" and name not in _MAY_BE_MISSING_IN_CI:
                pytest.fail(f"this test needs {name}, and in CI it must be there")
            pytest.skip(f"NOT RUN: needs {name}")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    return SHARED_DATA


@pytest.fixture(autouse=True)
def _own_state_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the user's own state folder; key derivation is the cheap one, for tests only."""
    monkeypatch.setenv("AMANET_STATE_DIR", str(tmp_path_factory.mktemp("state")))
    monkeypatch.setenv("AMANET_TEST_CHEAP_KDF", "1")


@pytest.fixture(scope="session")
def logcheck(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> LogCheck:
    """Runs the Go checker built on x/mod's note and tlog (tests/go): `logcheck LOGDIR VKEY …`. Built once; kept in pytest's cache while its sources stay the same."""
    sources = sorted(GO_SOURCES.glob("*.go"))
    version = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]
    cache = getattr(request.config, "cache", None)
    folder = cache.mkdir("logcheck") if cache else tmp_path_factory.mktemp("logcheck")
    program = folder / f"logcheck-{version}"
    if not program.exists():
        # Two workers may build at once: each builds its own and puts it in place in one step.
        with tempfile.TemporaryDirectory(dir=folder) as own:
            subprocess.run([GO_SOURCES / "build", Path(own) / "logcheck"], check=True)
            os.replace(Path(own) / "logcheck", program)

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, timeout=120)

    return run
