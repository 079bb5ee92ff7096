"""VERIFY.md tells the truth: its commands are run with bash, openssl and coreutils, on good and on damaged bundles."""

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

CORPUS = Path(__file__).parents[2] / "docs" / "spec" / "hostile-bundles"
pytestmark = pytest.mark.needs("openssl", "linux", "xxd")
Damage = Callable[[Path], None]


def _run(folder: Path, page: Path, **keys: str) -> subprocess.CompletedProcess[str]:
    blocks = re.findall(r"^```bash\n(.*?)^```$", page.read_text("utf-8"), re.S | re.M)
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **keys}
    command = ["bash", "-c", "\n".join(blocks)]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)


def _keys(corpus: ModuleType) -> dict[str, str]:
    keys = corpus.Keys()
    return {
        "LOG_KEYS": " ".join(keys.log),
        "COSIGNER_KEYS": " ".join(keys.cosigner),
        "TSA_CA": str(CORPUS / "authority" / "root.pem"),
    }


def test_the_commands_hold_on_a_good_bundle(good: Path, corpus: ModuleType) -> None:
    done = _run(good, good / "VERIFY.md", **_keys(corpus))
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert all(line.startswith("ok: ") for line in lines)
    assert "ok: data/checkpoints/0001.txt is stamped: Mar 1 12:00:00 2024 GMT" in re.sub(
        " +", " ", done.stdout
    )
    assert sum("is in the tree of" in line for line in lines) == 4
    assert sum("is signed by the log key" in line for line in lines) == 3
    assert sum("2024-03-02T12:00:00Z" in line for line in lines) == 2


def test_without_keys_they_say_what_was_not_checked(good: Path) -> None:
    done = _run(good, good / "VERIFY.md")
    assert done.returncode == 0
    assert done.stdout.count("not checked: ") == 4


DAMAGED = (
    "changed-item",
    "missing-file",
    "link-to-file",
    "unlisted-file",
    "other-item",
    "cut-proof",
    "long-proof",
    "proof-with-own-checkpoint",
    "broken-signature",
    "other-root",
    "stamp-changed",
    "stamp-cut",
    "own-authority",
    "stamped-after-expiry",
)


@pytest.mark.parametrize("name", DAMAGED)
def test_the_commands_stop_at_damage(name: str, tmp_path: Path, corpus: ModuleType) -> None:
    case = next(case for case in corpus.CASES if case.name == name)
    corpus.make(case, tmp_path / "bundle")
    assert _run(tmp_path / "bundle", tmp_path / "bundle" / "VERIFY.md", **_keys(corpus)).returncode != 0


@pytest.mark.parametrize("name", ["foreign-key", "cosignature-backdated", "two-histories"])
def test_the_commands_stop_at_a_log_that_lies(name: str, tmp_path: Path, corpus: ModuleType) -> None:
    """These bundles are made by the suspect, and their page with them."""
    made = {
        "foreign-key": lambda: corpus.contents(log=corpus.FOREIGN_LOG),
        "cosignature-backdated": corpus.backdated,
    }
    contents = made.get(name, corpus.forked)()
    (tmp_path / "bundle").mkdir()
    corpus.write_bag_unchecked(tmp_path / "bundle", contents)
    assert _run(tmp_path / "bundle", tmp_path / "bundle" / "VERIFY.md", **_keys(corpus)).returncode != 0


def test_a_hostile_field_does_not_reach_the_shell(good: Path) -> None:
    page = (good / "VERIFY.md").read_text("utf-8")
    assert "$(id)" not in page
    assert "\u202e" not in page
