"""Older states put back: what was genuine once does not pass for what is genuine now."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from amanet.work.signed import custody


def _put_back(copy: Any, older: Path, *names: str) -> None:
    for name in names:
        path = copy.path / name
        if path.is_dir():
            shutil.rmtree(path)
            shutil.copytree(older / name, path)
        else:
            shutil.copy(older / name, path)


def _damage(copy: Any) -> str:
    report = copy.verify()
    assert not report.holds
    return " ".join(finding.what for finding in report.findings if finding.severity == "damage")


def test_an_older_database_lacks_what_the_log_has(copy: Any) -> None:
    with copy.open() as vault:
        last = vault.last_number
    _put_back(copy, copy.made.before, copy.database.name)
    finding = copy.found("the database was put back to an older state")
    assert (finding.severity, finding.numbers) == ("damage", (last - 1, last))


def test_a_database_from_before_an_epoch_does_not_know_its_log(copy: Any) -> None:
    _put_back(copy, copy.made.first_epoch, copy.database.name)
    assert "does not know this epoch" in _damage(copy)


def test_an_older_vault_toml_names_another_epoch(copy: Any) -> None:
    # The keys of the database stayed the same, so it still opens.
    _put_back(copy, copy.made.first_epoch, "vault.toml")
    assert "another epoch, origin or log key" in _damage(copy)


def test_an_older_log_folder_is_said_and_loses_nothing(copy: Any) -> None:
    _put_back(copy, copy.made.before, "log")
    report = copy.verify()
    assert report.holds
    assert [finding.severity for finding in report.findings] == ["notice"]
    assert "The next opening for writing completes them" in report.findings[0].what
    copy.open(writable=True).close()
    assert copy.verify().findings == ()


def test_an_older_checkpoint_alone_does_not_fit_its_tiles(copy: Any) -> None:
    name = f"log/{copy.logs[1].name}/checkpoint"
    _put_back(copy, copy.made.before, name)
    assert "missing" in _damage(copy)


def test_older_objects_lack_what_the_database_names(copy: Any) -> None:
    _put_back(copy, copy.made.before, "packs")
    assert copy.found("This file is missing", quick=False).numbers == (copy.made.item["four.txt"],)


@pytest.fixture
def killed(copy: Any) -> Any:
    """A vault whose writer was killed: two acts stand in the write-ahead log only. `wal` is that of the first one."""
    with copy.open(writable=True) as vault:
        vault.add(custody(vault, "read", []))
        wal = copy.database.with_name(copy.database.name + "-wal")
        copy.earlier = wal.read_bytes()
        copy.last = vault.add(custody(vault, "read", []))[0].number
        left = copy.path.with_name("killed.vault")
        shutil.copytree(copy.path, left, ignore=shutil.ignore_patterns("*-shm"))
    copy.path = left
    copy.wal = left / wal.name
    return copy


def test_a_write_ahead_log_that_was_left_is_read(killed: Any) -> None:
    report = killed.verify()
    assert (report.holds, report.counts.leaves) == (True, killed.last)


@pytest.mark.parametrize("how", ["older", "gone", "flipped"])
def test_an_older_write_ahead_log_is_found(killed: Any, how: str) -> None:
    if how == "older":
        killed.wal.write_bytes(killed.earlier)
    elif how == "gone":
        killed.wal.unlink()
    else:
        killed.flip(killed.wal, len(killed.wal.read_bytes()) - 3000)
    assert any(
        killed.last in finding.numbers for finding in killed.verify().findings
    ) or "older state" in _damage(killed)
