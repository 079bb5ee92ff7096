"""`erase`, `backup`, `restore`, `adopt`."""

from pathlib import Path

import click

from amanet.app import restore_vault
from amanet.cli.session import Session, confirm, count_of, must_be_new, say, settings, with_session
from amanet.vault.durable import write_file


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
    written = [] if certificate is None else [certificate.with_suffix(end) for end in (".pdf", ".txt")]
    must_be_new(*written)
    with session.vault() as vault:
        plan = vault.plan_erasure(which)
        first = ", ".join(map(str, plan.numbers[:20])) + (" …" if len(plan.numbers) > 20 else "")
        say(f"This destroys {count_of(len(plan.numbers), 'record')}: {first}")
        for line in plan.given_out:
            say(f"  copies given out before are not reached: {line}")
        for name in plan.outstanding:
            say(f"  still recoverable from the backup: {name}")
        confirm("Destroy them for good?", yes=yes)
        made = vault.erase(plan, reason=reason, on_wish_of=wish_of)
    result: dict[str, object] = {
        "erased": list(plan.numbers),
        "references": list(plan.references),
        "still_recoverable_from": list(plan.outstanding),
        "given_out_before": list(plan.given_out),
    }
    if written:
        write_file(written[0], made.pdf())
        write_file(written[1], made.text().encode("utf-8"))
        result["certificate"] = [str(each) for each in written]
        say(f"The certificate is in {written[0]} and {written[1]}.")
    session.show(result, "" if written else made.text())


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
        "\n".join(
            f"{each.made_at[:10]}  {each.name:<20} {'outstanding' if each.name in outstanding else 'destroyed':<12} {each.keys_at}"
            for each in made
        ),
    )


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
    """Bring a vault back from BACKUP to DESTINATION. A new epoch of its log begins."""
    with restore_vault(source, destination, session.passphrase(), keys=keys, settings=settings()) as vault:
        found = vault.keys()
    say("A new epoch of the log began; partners who cosign need its new log key. Now run: amanet verify")
    session.show(
        {"vault": str(destination), **found},
        f"Restored to {destination}. The new log key: {found['log_key']}",
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
