"""`member` and `key`."""

from pathlib import Path

import click

from amanet.canonical import format_utc, readable_name
from amanet.cli.papers import files_of, reserved
from amanet.cli.session import Session, confirm, new_secret, say, settings, with_session
from amanet.errors import Misuse

_NEW_FILE = click.option(
    "--new-passphrase-file", type=click.Path(path_type=Path), help="Read the new passphrase from this file."
)
_STILL_OPENS = "If somebody else may know the old one, run `amanet key rotate` now; else an old copy of vault.toml opens with it."


@click.group()
def member() -> None:
    """Who can open the vault."""


@member.command("add")
@click.argument("name")
@click.option("--role", default="member", show_default=True, help="member, reviewer or reader.")
@_NEW_FILE
@with_session()
def add_member(session: Session, name: str, role: str, new_passphrase_file: Path | None) -> None:
    """Add a member with a passphrase and a signing key of their own. They should type the passphrase
    themselves.
    """
    with session.vault() as vault:
        secret = new_secret(session, new_passphrase_file, f"Passphrase of {name}")
        added = vault.add_member(name, secret, role=role)
    session.show(vars(added), f"{name} is a member now (record {added.number}).")


@member.command("list")
@with_session()
def list_members(session: Session) -> None:
    """List the members."""
    with session.vault(writable=False) as vault:
        found = vault.members()
    session.show(
        [vars(each) for each in found],
        "\n".join(
            f"{each.member[:8]}  {each.status:<8} {each.role:<9} {readable_name(each.name)}" for each in found
        ),
    )


@member.command("remove")
@click.argument("which")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_session()
def remove_member(session: Session, which: str, yes: bool) -> None:
    """Remove a member and change every key of the vault. A new epoch of the log begins; partners need its new
    key.
    """
    with session.vault() as vault:
        confirm(f"Remove {which} and change every key of the vault?", yes=yes)
        removed = vault.remove_member(which)
        log_key = vault.keys()["log_key"]
    say("What they copied before, they can still read. Old backups open with what they know.")
    session.show({**vars(removed), "log_key": log_key}, f"Removed. The new log key: {log_key}")


@click.group()
def key() -> None:
    """Passphrases and the recovery code."""


@key.command("list")
@with_session()
def list_keys(session: Session) -> None:
    """List the ways to unlock this vault."""
    with session.vault(writable=False) as vault:
        found = vault.slots()
    lines = [
        f"{each['slot']}  {each['kind']:<10} {readable_name(str(each['member']))}"
        + ("  (opened it now)" if each["opened_this"] else "")
        for each in found
    ]
    session.show([dict(each) for each in found], "\n".join(lines))


@key.command("add")
@_NEW_FILE
@with_session()
def add_key(session: Session, new_passphrase_file: Path | None) -> None:
    """Add one more passphrase for yourself. Opened with the recovery code, this is how you get in again."""
    with session.vault() as vault:
        slot = vault.add_passphrase(new_secret(session, new_passphrase_file, "New passphrase"))
    session.show({"slot": slot}, f"Added slot {slot}.")


@key.command("change")
@_NEW_FILE
@click.option("--recovery", is_flag=True, help="Make a new recovery code instead; the old sheet is void.")
@click.option(
    "--recovery-sheet", type=click.Path(path_type=Path), help="Write the new sheet here (PDF and .txt)."
)
@with_session()
def change_key(
    session: Session, new_passphrase_file: Path | None, recovery: bool, recovery_sheet: Path | None
) -> None:
    """Change the passphrase that opened the vault, or the recovery code.

    If the old one is known to somebody, run `amanet key rotate` too: an old copy of vault.toml still opens
    with the old one.
    """
    if recovery:
        _change_recovery_code(session, recovery_sheet)
        return
    if recovery_sheet is not None:
        raise Misuse("A recovery sheet comes with a new recovery code: say --recovery too.")
    with session.vault() as vault:
        slot = vault.change_passphrase(new_secret(session, new_passphrase_file, "New passphrase"))
    say(_STILL_OPENS)
    session.show({"slot": slot}, f"Changed; the slot is {slot}.")


def _change_recovery_code(session: Session, recovery_sheet: Path | None) -> None:
    from amanet.printing import RecoverySheet

    session.outside(recovery_sheet)
    with reserved(*files_of(recovery_sheet, ".pdf", ".txt")) as files:
        with session.vault() as vault:
            code = vault.change_recovery_code()
        say(_STILL_OPENS)
        sheet = RecoverySheet(session.path.stem, code.text, format_utc(settings().now())[:10])
        result: dict[str, object] = {} if files.asked_for else {"recovery_code": code.text}
        files.hand_over(
            session,
            sheet,
            result,
            "recovery_sheet",
            said="The new sheet is in {}. Print one, then remove both files.",
        )


@key.command("remove")
@click.argument("slot")
@with_session()
def remove_key(session: Session, slot: str) -> None:
    """Remove a way to unlock the vault. The last passphrase stays."""
    with session.vault() as vault:
        vault.remove_slot(slot)
    session.show({"removed": slot}, f"Removed slot {slot}.")


@key.command("rotate")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_session()
def rotate_keys(session: Session, yes: bool) -> None:
    """Change every key of the vault, so that an old vault.toml with an old passphrase opens nothing later. A
    new epoch begins.
    """
    with session.vault() as vault:
        confirm("Change every key of the vault and begin a new epoch of its log?", yes=yes)
        vault.rotate_keys()
        log_key = vault.keys()["log_key"]
    session.show({"log_key": log_key}, f"Changed. The new log key: {log_key}")
