"""amanet member and amanet key: who can open the vault, and how they get in again."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Terminal


OTHER = "tide salt harbour ferry coat lantern"


@pytest.fixture
def other(run: "Terminal") -> tuple[str, ...]:
    """Options that open the vault with the other passphrase; and the file they name."""
    run.write("other", OTHER)
    return ("--passphrase-file", "other")


def test_a_member_is_added_opens_the_vault_and_is_removed(run: "Terminal", other: tuple[str, ...]) -> None:
    run("amanet", "member", "add", "Dauren", "--role", "reviewer", "--new-passphrase-file", "other")
    run.write("note.txt")
    run("amanet", "add", "note.txt", "--no-describe", *other)
    assert "Dauren" in next(line for line in run("amanet log").text.splitlines() if "taken in" in line)
    listed = run("amanet member list").text.splitlines()
    assert [line.split()[1:] for line in listed] == [
        ["active", "founder", "Mirel"],
        ["active", "reviewer", "Dauren"],
    ]
    old_key = run.keys()["log_key"]
    ran = run("amanet member remove Dauren --yes")
    assert "What they copied before, they can still read" in ran.err
    assert run.keys()["log_key"] != old_key, "a new epoch begins"
    assert run("amanet", "list", *other, code=7).err
    assert "removed" in run("amanet member list").text
    run("amanet verify")


def test_removing_asks_and_refuses_who_may_not_go(run: "Terminal", other: tuple[str, ...]) -> None:
    run("amanet", "member", "add", "Dauren", "--new-passphrase-file", "other")
    assert "--yes" in run("amanet member remove Dauren", code=2).err, "nobody is there to ask"
    assert "cannot remove yourself" in run("amanet member remove Mirel --yes", code=2).err
    assert "`amanet member list`" in run("amanet member remove Nobody --yes", code=2).err
    assert (
        "A role is one of" in run("amanet member add X --role king --new-passphrase-file other", code=2).err
    )
    assert "already" in run("amanet member add Dauren --new-passphrase-file other", code=2).err
    assert len(run("amanet member list --json").json) == 2


def test_a_second_passphrase_is_added_and_the_first_removed(run: "Terminal", other: tuple[str, ...]) -> None:
    run("amanet", "key", "add", "--new-passphrase-file", "other")
    slots = run("amanet key list --json").json
    assert [slot["kind"] for slot in slots] == ["passphrase", "recovery", "passphrase"]
    (first,) = (slot["slot"] for slot in slots if slot["opened_this"])
    run("amanet", "key", "remove", first, *other)
    run("amanet list", code=7)
    (last,) = (
        slot["slot"] for slot in run("amanet", "key", "list", "--json", *other).json if slot["opened_this"]
    )
    assert "last passphrase" in run("amanet", "key", "remove", last, *other, code=2).err
    assert "`amanet key list`" in run("amanet", "key", "remove", "0" * 16, *other, code=2).err


def test_a_passphrase_is_changed(run: "Terminal", other: tuple[str, ...]) -> None:
    ran = run("amanet key change --new-passphrase-file other")
    assert "amanet key rotate" in ran.err
    run("amanet list", code=7)
    run("amanet", "list", *other)


def test_the_recovery_sheet_is_used_as_it_says(run: "Terminal", other: tuple[str, ...]) -> None:
    run.write("sheet-code", run.recovery_code.lower().replace("-", " "))
    run("amanet", "key", "add", "--passphrase-file", "sheet-code", "--new-passphrase-file", "other")
    run("amanet", "list", *other)
    ran = run("amanet", "key", "change", "--recovery", "--recovery-sheet", "new sheet", *other)
    assert "new sheet.pdf" in ran.text
    run("amanet list --passphrase-file sheet-code", code=7)
    again = run("amanet", "key", "change", "--recovery", "--recovery-sheet", "new sheet", *other, code=2)
    assert "exists already" in again.err
    assert "--recovery too" in run("amanet key change --recovery-sheet x", code=2).err


def test_after_rotating_an_old_vault_toml_opens_nothing(run: "Terminal", other: tuple[str, ...]) -> None:
    old = (run.folder / "V.vault/vault.toml").read_bytes()
    run("amanet key change --new-passphrase-file other")
    run("amanet", "key", "rotate", "--yes", *other)
    new = (run.folder / "V.vault/vault.toml").read_bytes()
    (run.folder / "V.vault/vault.toml").write_bytes(old)
    assert run("amanet list", code=None).code in {4, 7}
    (run.folder / "V.vault/vault.toml").write_bytes(new)
    assert "--yes" in run("amanet", "key", "rotate", *other, code=2).err
    run("amanet", "verify", *other)
