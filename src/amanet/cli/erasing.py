"""`erase`, `backup`, `restore`, `adopt`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from amanet.app import restore_vault
from amanet.canonical import readable_name
from amanet.cli.papers import files_of, reserved
from amanet.cli.session import Session, confirm, count_of, say, settings, with_session

if TYPE_CHECKING:
    from amanet.work.backup import Backup
    from amanet.work.erase import ErasurePlan


@click.command()
@click.argument("which", nargs=-1, required=True)
@click.option("--reason", required=True, help="Why; it stays in the log's records, so write no name here.")
@click.option("--wish-of", help="On whose wish, as a role (the witness, the family); write no name here.")
@click.option(
    "--certificate", type=click.Path(path_type=Path), help="Write the certificate here (PDF and .txt)."
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_session()
def erase(
    session: Session,
    which: tuple[str, ...],
    reason: str,
    wish_of: str | None,
    certificate: Path | None,
    yes: bool,
) -> None:
    """Destroy the records WHICH for good, with everything derived from them.

    Their keys are destroyed and the database is rewritten under a fresh key. What stays is an opaque entry in
    the log that says something stood there.
    """
    session.outside(certificate)
    with reserved(*files_of(certificate, ".pdf", ".txt")) as files:
        with session.vault() as vault:
            plan = vault.plan_erasure(which)
            _say_plan(plan)
            confirm("Destroy them for good?", yes=yes)
            made = vault.erase(plan, reason=reason, on_wish_of=wish_of)
            number = vault.vault.last_number
        result: dict[str, object] = {
            "record": number,
            "erased": list(plan.numbers),
            "references": list(plan.references),
            "still_recoverable_from": list(plan.outstanding),
            "should_be_destroyed": [{"backup": name, "by": day} for name, day in plan.overdue],
            "given_out_before": list(plan.given_out),
            "notes_that_remain": list(plan.notes),
        }
        files.hand_over(session, made, result, "certificate", said="The certificate is in {}.")


def _say_plan(plan: "ErasurePlan") -> None:
    first = ", ".join(map(str, plan.numbers[:20])) + (" …" if len(plan.numbers) > 20 else "")
    say(f"This destroys {count_of(len(plan.numbers), 'record')}: {first}")
    for name, day in plan.overdue:
        say(f"  still recoverable from the backup: {name}, which should have been destroyed by {day}")
    for line in plan.given_out:
        say(f"  copies given out before are not reached: {line}")
    for name in plan.outstanding[len(plan.overdue) :]:
        say(f"  still recoverable from the backup: {name}")
    for number in plan.notes:
        say(f"  a note that may speak of it remains in record {number}; it can be erased too")


@click.group()
def backup() -> None:
    """Make and list backups. Ciphertext may be kept anywhere; the keys have a life of their own."""


@backup.command("make")
@click.argument("destination", type=click.Path(path_type=Path))
@click.option(
    "--keys-to",
    type=click.Path(path_type=Path),
    help="Where the keys go; another disk than the ciphertext is best.",
)
@click.option("--name", help="A name for this backup.")
@click.option("--keep-until", help="Until when its keys are kept; it is recorded.")
@with_session()
def make(
    session: Session, destination: Path, keys_to: Path | None, name: str | None, keep_until: str | None
) -> None:
    """Back the vault up to DESTINATION: what is new of the ciphertext, and the keys."""
    session.outside(destination, keys_to)
    with session.vault() as vault:
        told = 0

        def tell(done: int, _total: int) -> None:
            nonlocal told
            step(done - told)
            told = done

        with session.progress("Copying", None) as step:
            made = vault.back_up(
                destination, keys_to=keys_to, name=name, keep_until=keep_until, progress=tell
            )
    say(
        "What is erased later can be brought back from these keys until you destroy them (then: amanet backup forget NAME)."
    )
    session.show(vars(made), f"Backup {made.name}; its keys are in {made.keys_at}.")


@backup.command("list")
@with_session()
def list_(session: Session) -> None:
    """List all backups and which are outstanding."""
    with session.vault(writable=False) as vault:
        made, outstanding = vault.backups()
    if not made:
        say("No backup was made yet: amanet backup make DESTINATION")
    session.show(
        [{**vars(each), "outstanding": each.name in outstanding} for each in made],
        "\n".join(_backup_line(each, is_outstanding=each.name in outstanding) for each in made),
    )
    for each in made:
        if each.overdue:
            say(
                f"The keys of {each.name} were to be kept until {each.keep_until}, which is past. Destroy them, then: "
                f"amanet backup forget {each.name}"
            )


def _backup_line(backup: "Backup", *, is_outstanding: bool) -> str:
    state = "overdue" if backup.overdue else "outstanding" if is_outstanding else "destroyed"
    until = f"  (until {readable_name(backup.keep_until)})" if backup.keep_until else ""
    return f"{backup.made_at[:10]}  {backup.name:<20} {state:<12} {readable_name(backup.keys_at)}{until}"


@backup.command("forget")
@click.argument("name")
@with_session()
def forget(session: Session, name: str) -> None:
    """Record that the keys of the backup NAME were destroyed. Nothing is deleted by this: destroy them first."""
    with session.vault() as vault:
        vault.forget_backup(name)
    session.show({"destroyed": name}, f"Recorded: the keys of {name} were destroyed.")


@click.command()
@click.argument("source", metavar="BACKUP", type=click.Path(path_type=Path))
@click.argument("destination", type=click.Path(path_type=Path))
@click.option("--keys", type=click.Path(path_type=Path), help="The folder with the keys of that backup.")
@with_session(vault=False, passphrase=True)
def restore(session: Session, source: Path, destination: Path, keys: Path | None) -> None:
    """Bring a vault back from BACKUP to DESTINATION. A new epoch of its log begins.

    Where BACKUP holds the keys of several backups, --keys says which: older ones bring back what was erased
    since.
    """
    from amanet.work.backup import only_keys

    keys = keys or only_keys(source)
    with restore_vault(source, destination, session.passphrase(), keys=keys, settings=settings()) as vault:
        found = vault.keys()
    say("A new epoch of the log began; partners who cosign need its new log key. Now run: amanet verify")
    session.show(
        {"vault": str(destination), "keys": str(keys), **found},
        f"Restored to {destination} with the keys in {keys}. The new log key: {found['log_key']}",
    )


@click.command()
@with_session()
def adopt(session: Session) -> None:
    """Accept this vault folder as it is, although it is older than, or forked from, the one last seen here. A
    new epoch begins.
    """
    with session.vault(adopt=True) as vault:
        found = vault.keys()
    session.show(found, f"Adopted. The new log key: {found['log_key']}")
