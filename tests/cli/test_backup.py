"""amanet backup, restore, adopt: copies for the day the laptop is gone, and what that does to the log."""

import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Terminal


@pytest.fixture
def kept(run: "Terminal") -> "Terminal":
    run.write("card/film.bin", b"film" * 300_000)
    run.write("card/note.txt", "a note")
    run.add("card")
    return run


def test_a_backup_is_restored_and_begins_a_new_epoch(kept: "Terminal") -> None:
    ran = kept("amanet backup make /dev/null/nowhere", code=6)
    assert "/dev/null" in ran.err
    made = kept("amanet backup make disk --name first --keep-until 2027-01-01 --json").json
    assert made["keep_until"] == "2027-01-01"
    key = kept.keys()["log_key"]
    shutil.rmtree(kept.folder / "V.vault")
    ran = kept("amanet restore disk V.vault")
    assert "Restored to V.vault" in ran.text
    keys = kept.keys()
    assert keys["log_key"] != key
    assert [epoch["log_key"] for epoch in keys["epochs"]] == [key, keys["log_key"]]
    kept("amanet verify")
    assert len(kept.numbers()) == 2
    kept("amanet", "get", str(kept.numbers()[0]), "-o", "out")


def test_keys_may_be_kept_apart_from_the_ciphertext(kept: "Terminal") -> None:
    kept("amanet backup make disk --keys-to safe --name first")
    assert not (kept.folder / "disk/keys").exists()
    assert "--keys" in kept("amanet restore disk R.vault", code=2).err
    kept("amanet restore disk R.vault --keys safe/first")
    kept("amanet verify R.vault")


def test_the_keys_are_chosen_where_there_are_several(kept: "Terminal") -> None:
    kept("amanet backup make disk --name first")
    restored = kept("amanet restore disk R.vault --json").json
    assert restored["keys"] == "disk/keys/first"
    kept("amanet backup make disk --name second")
    refused = kept("amanet restore disk S.vault", code=2).err
    assert "first" in refused
    assert "second" in refused
    assert "disk/keys/second" in kept("amanet restore disk S.vault --keys disk/keys/second").text


def test_backups_are_listed_until_their_keys_are_said_to_be_destroyed(kept: "Terminal") -> None:
    assert "No backup was made yet" in kept("amanet backup list").err
    kept("amanet backup make disk --name first")
    kept("amanet backup make disk --name second")
    assert "already" in kept("amanet backup make disk --name first", code=2).err
    kept("amanet backup forget first")
    listed = kept("amanet backup list").text.splitlines()
    assert ["destroyed" in line for line in listed] == [True, False]
    assert "`amanet backup list`" in kept("amanet backup forget first", code=2).err
    assert "inside the vault" in kept("amanet backup make V.vault/disk", code=2).err


def test_nothing_is_overwritten_by_restoring(kept: "Terminal") -> None:
    kept("amanet backup make disk")
    assert "exists already" in kept("amanet restore disk V.vault", code=2).err
    kept.write("passphrase", "another one entirely")
    kept("amanet restore disk R.vault", code=7)


def test_an_older_folder_put_back_is_pointed_out_and_written_to_only_when_adopted(kept: "Terminal") -> None:
    shutil.copytree(kept.folder / "V.vault", kept.folder / "old")
    kept.write("later.txt")
    kept.add("later.txt")
    shutil.rmtree(kept.folder / "V.vault")
    (kept.folder / "old").rename(kept.folder / "V.vault")
    assert "older than the vault as last seen" in kept("amanet list").err
    assert "`amanet adopt`" in kept("amanet add later.txt", code=4).err
    assert "Adopted" in kept("amanet adopt").text
    kept.add("later.txt")
    kept("amanet verify")


def test_a_copy_that_is_written_to_begins_a_new_epoch_of_its_own(kept: "Terminal") -> None:
    shutil.copytree(kept.folder / "V.vault", kept.folder / "B.vault")
    kept.write("later.txt")
    ran = kept("amanet add later.txt --vault B.vault --no-describe")
    assert "new epoch" in ran.err
    kept("amanet add later.txt --no-describe")
    assert kept.keys()["log_key"] != kept.keys("--vault", "B.vault")["log_key"]
    kept("amanet verify")
    kept("amanet verify B.vault")
