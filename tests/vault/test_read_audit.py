"""Who looked at what: kept for a while, for the team alone, outside the log, and gone with what it is about."""

from pathlib import Path
from typing import Any

import pytest

from amanet.app import OpenVault, make_vault, open_vault, restore_vault
from amanet.errors import Misuse
from amanet.vault import Settings
from amanet.vault.database import Database
from amanet.vault.read_audit import KEPT_DAYS, READ, REFUSED, Noted, ReadAudit

PASSPHRASE = "lantern ferry coat tide harbour salt"
DAY = 24 * 60 * 60


class Now:
    seconds = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def opened(tmp_path: Path, now: Now) -> Any:
    vault, _code = make_vault(
        tmp_path / "Names.vault", PASSPHRASE, member="Mirel", settings=Settings(tmp_path / "state", now=now)
    )
    (tmp_path / "note.txt").write_text("the ferry left at six\n")
    vault.add([tmp_path / "note.txt"])
    yield vault
    vault.close()


def note(vault: OpenVault, *numbers: int, at: float, what: str = READ) -> None:
    vault.note_reads([Noted(at, vault.vault.member, number, what) for number in numbers])


def test_what_was_read_is_kept_by_the_minute_newest_first(opened: OpenVault, now: Now) -> None:
    at = now.seconds // 60 * 60
    note(opened, 1, 2, at=at)
    note(opened, 2, at=at + 59)
    note(opened, 2, at=at + 61, what=REFUSED)
    assert [(one.at - at, one.number, one.what) for one in opened.reads()] == [
        (60, 2, REFUSED),
        (0, 2, READ),
        (0, 1, READ),
    ]
    assert [one.number for one in opened.reads(before=at + 60)] == [2, 1]
    assert {one.member for one in opened.reads()} == {opened.vault.member}


def test_it_is_no_record_and_the_log_does_not_grow(opened: OpenVault, now: Now) -> None:
    size, checkpoint = opened.vault.last_number, opened.vault.checkpoint()
    note(opened, 1, at=now.seconds)
    assert (opened.vault.last_number, opened.vault.checkpoint()) == (size, checkpoint)
    assert opened.verify().holds
    assert not opened.verify().findings


def test_after_ninety_days_it_is_gone(opened: OpenVault, now: Now) -> None:
    note(opened, 1, at=now.seconds)
    now.seconds += (KEPT_DAYS - 1) * DAY
    note(opened, 2, at=now.seconds)
    assert len(opened.reads()) == 2
    now.seconds += 2 * DAY
    note(opened, at=now.seconds)
    assert [one.number for one in opened.reads()] == [2]


def test_after_ninety_days_it_is_gone_at_the_next_opening(opened: OpenVault, now: Now) -> None:
    note(opened, 1, at=now.seconds)
    opened.close()
    now.seconds += (KEPT_DAYS + 1) * DAY
    with open_vault(opened.path, PASSPHRASE, settings=opened.vault.settings) as again:
        assert not again.reads()


def test_it_is_erased_with_the_record(opened: OpenVault, now: Now) -> None:
    item = next(iter(opened.listing())).number
    note(opened, 1, item, at=now.seconds)
    opened.erase(opened.plan_erasure([item]), reason="on wish")
    assert [one.number for one in opened.reads()] == [1]
    note(opened, item, at=now.seconds)  # one that was on its way still
    assert [one.number for one in opened.reads()] == [1]


def test_a_change_of_keys_keeps_it(opened: OpenVault, now: Now) -> None:
    note(opened, 1, at=now.seconds)
    opened.rotate_keys()
    assert [one.number for one in opened.reads()] == [1]


def test_a_backup_holds_none_of_it(opened: OpenVault, now: Now, tmp_path: Path) -> None:
    note(opened, 1, 2, at=now.seconds)
    opened.back_up(tmp_path / "disk", name="b")
    folder = tmp_path / "disk" / "keys" / "b"
    copy = Database(folder / opened.vault.header.database_name, opened.vault.secrets.database, writable=False)
    assert copy.one("SELECT count(*) FROM read_audit") == (0,)
    assert copy.one("SELECT count(*) FROM record") == (opened.vault.last_number,)
    copy.close()
    assert sorted(path.name for path in folder.iterdir()) == ["records-1.db", "vault.toml"]
    assert len(opened.reads()) == 2
    with restore_vault(
        tmp_path / "disk", tmp_path / "Back.vault", PASSPHRASE, settings=opened.vault.settings
    ) as back:
        assert not back.reads()


def test_merging_takes_none_of_it_over(opened: OpenVault, now: Now, tmp_path: Path) -> None:
    other, _code = make_vault(
        tmp_path / "Other.vault", PASSPHRASE, member="Dilnur", settings=opened.vault.settings
    )
    note(other, 1, at=now.seconds)
    other.close()
    with opened.merging(other.path, PASSPHRASE) as merging:
        merging.carry_out()
    assert not opened.reads()


def test_a_bundle_holds_none_of_it(opened: OpenVault, now: Now, tmp_path: Path) -> None:
    item = next(iter(opened.listing())).number
    opened.prove([item], tmp_path / "before")
    note(opened, item, at=now.seconds)
    opened.prove([item], tmp_path / "after")
    names = [
        sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))
        for folder in (tmp_path / "before", tmp_path / "after")
    ]
    assert names[0] == names[1]
    assert not [
        path
        for path in (tmp_path / "after").rglob("*")
        if path.is_file() and b"read_audit" in path.read_bytes()
    ]


def test_an_older_database_gets_the_table(opened: OpenVault, now: Now) -> None:
    opened.vault.database.execute("DROP TABLE read_audit")
    opened.vault.database.execute("PRAGMA user_version = 3")
    assert not opened.reads()
    opened.close()
    with open_vault(opened.path, PASSPHRASE, settings=opened.vault.settings) as again:
        note(again, 1, at=now.seconds)
        assert len(again.reads()) == 1
        assert again.verify(quick=True).holds


def test_only_the_two_kinds_are_noted() -> None:
    with pytest.raises(Misuse):
        Noted(0, "a", 1, "liked")


def test_a_reading_handle_reads_it(opened: OpenVault, now: Now) -> None:
    note(opened, 1, at=now.seconds)
    beside = opened.beside()
    assert len(beside.reads()) == 1
    assert ReadAudit(beside.vault.database).latest(0) == []
    beside.close()
