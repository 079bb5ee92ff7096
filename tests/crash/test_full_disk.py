"""A full disk at any step: an error that says so, a vault that opens and verifies, and the same command again
once there is space.
"""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from amanet.errors import WorldFailed
from amanet.fsck import verify_vault
from amanet.sealing import Passphrase, new_recovery_code
from amanet.vault import Settings, Vault
from amanet.vault.log_folder import LogFolder
from amanet.vault.opening import FirstMember, create_vault, open_vault
from amanet.work.signed import custody
from amanet.work.take_in import Provenance, take_in

SEED = os.environ.get("AMANET_CRASH_SEED", "1")
POINTS = int(os.environ.get("AMANET_CRASH_POINTS", "8"))
WORDS = Passphrase("one and only")
SCENARIOS = [
    "add small files",
    "add in two processes",
    "add big files",
    "erase",
    "remove a member",
    "change a passphrase",
    "back up",
    "restore",
    "write to a copy",
    "create",
]


@pytest.mark.needs("linux")
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_disk_that_fills_up_at_any_write_is_named_and_survived(
    drive: Callable[..., dict[str, Any]], quick_folder: Path, scenario: str
) -> None:
    result = drive("full_disk.py", scenario, POINTS, SEED, quick_folder)
    print(
        f"{scenario}: seed {SEED}, {result['points']} of {result['calls']} writes, {result['refused']} refused"
    )
    assert result["failures"] == []
    assert result["refused"]


@pytest.mark.needs("linux")
def test_a_disk_that_fills_up_on_the_way_out_leaves_nothing_in_the_clear_and_no_half_package(
    drive: Callable[..., dict[str, Any]], quick_folder: Path
) -> None:
    result = drive("full_disk.py", "go out", POINTS // 3 or 1, SEED, quick_folder)
    assert result["failures"] == []
    assert result["refused"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 8 MiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "amanet-test", str(disk)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("NOT RUN: needs root that may mount a tmpfs")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_small_disk_takes_what_fits_and_the_rest_when_it_is_larger(
    small_disk: Path, tmp_path: Path
) -> None:
    material = tmp_path / "material"
    material.mkdir()
    for number in range(9):
        (material / f"video {number}").write_bytes(os.urandom((1 << 20) + 100_000))
    settings = Settings(tmp_path / "state")
    acknowledged: list[int] = []
    with (
        _new_vault(small_disk / "v", settings) as vault,
        pytest.raises(WorldFailed, match=r"disk is full|disk that holds .* is full"),
    ):
        take_in(vault, [material], Provenance(), acknowledged=acknowledged.append)
    with open_vault(small_disk / "v", WORDS, settings, writable=False) as vault:
        assert verify_vault(vault).holds
        assert vault.count("Item") == len(acknowledged) > 3
    subprocess.run(["mount", "-o", "remount,size=32m", str(small_disk)], check=True)
    with open_vault(small_disk / "v", WORDS, settings, writable=True) as vault:
        result = take_in(vault, [material], Provenance())
        assert (len(result.recognised), vault.count("Item")) == (len(acknowledged), 9)
        assert verify_vault(vault).findings == ()


@pytest.mark.needs("linux")
def test_a_limit_on_the_size_of_files_is_named(tmp_path: Path) -> None:
    import resource

    (tmp_path / "video").write_bytes(os.urandom(3 << 20))
    settings = Settings(tmp_path / "state")
    with _new_vault(tmp_path / "v", settings) as vault:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2 << 20, before[1]))
        try:
            with pytest.raises(WorldFailed, match="no file of that size"):
                take_in(vault, [tmp_path / "video"], Provenance())
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        take_in(vault, [tmp_path / "video"], Provenance())
        assert vault.count("Item") == 1
        assert verify_vault(vault).holds


def test_who_goes_on_after_the_log_could_not_be_published_leaves_a_whole_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commit that could not be published fills a tile, which the next one would not write."""
    with _new_vault(tmp_path / "v", Settings(tmp_path / "state")) as vault:
        _fill(vault, 250)
        with monkeypatch.context() as patched:
            patched.setattr(LogFolder, "publish", _full)
            with pytest.raises(WorldFailed):
                _fill(vault, 10)
        _fill(vault, 1)
        assert verify_vault(vault).findings == ()


def _full(*_arguments: object) -> None:
    raise WorldFailed("The disk is full.")


def _fill(vault: Vault, count: int) -> None:
    vault.add_many([custody(vault, "read", []) for _ in range(count)])


def _new_vault(path: Path, settings: Settings) -> Vault:
    return create_vault(path, FirstMember("first", WORDS, new_recovery_code(os.urandom)), settings)
