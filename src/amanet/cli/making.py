"""`amanet init`."""

import os
from pathlib import Path

import click

from amanet.app import make_vault
from amanet.canonical import format_utc
from amanet.cli.papers import Reserved, files_of, reserved
from amanet.cli.process import unencrypted_swap
from amanet.cli.session import Session, say, settings, with_session
from amanet.errors import Misuse


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--member", default="", help="Your name, for the team; it stays inside the vault.")
@click.option(
    "--recovery-sheet",
    type=click.Path(path_type=Path),
    help="Write the recovery sheet here as PDF (and beside it as .txt) instead of printing it.",
)
@with_session(vault=False, passphrase=True)
def init(session: Session, path: Path, member: str, recovery_sheet: Path | None) -> None:
    """Make a vault at PATH, its first member, and the recovery sheet.

    The sheet is shown this once. Print it, keep it apart from the computer, and remove the file.
    """
    if os.path.lexists(path):
        raise Misuse(f"{path} exists already. Choose another name for the new vault.")
    if path.suffix != ".vault":
        raise Misuse(f"The name of a vault ends in .vault: try {path}.vault.")
    session.choose(path)
    session.outside(recovery_sheet)
    with reserved(*files_of(recovery_sheet, ".pdf", ".txt")) as files:
        _init(session, path, member, files)


def _init(session: Session, path: Path, member: str, files: Reserved) -> None:
    if not member:
        member = (
            click.prompt("Your name, for the team (it stays inside the vault)", err=True)
            if _asks(session)
            else "founder"
        )
    secret = session.passphrase("New passphrase (six random words are good): ", twice=True)
    world = settings()
    opened, code = make_vault(path, secret, member=member, settings=world)
    keys = opened.keys()
    opened.close()
    from amanet.printing import RecoverySheet

    sheet = RecoverySheet(path.stem, code.text, format_utc(world.now())[:10])
    result: dict[str, object] = {"vault": str(path), "member": member, **keys}
    if not files.asked_for:
        result["recovery_code"] = code.text
    files.hand_over(
        session,
        sheet,
        result,
        "recovery_sheet",
        said="The recovery sheet is in {}. Print one, then remove both files.",
    )
    if unencrypted_swap():
        say(
            "note: this computer may write memory to its disk unencrypted (swap). Encrypt the disk, or turn swap off."
        )
    say(f"Made {path}. Take something in with: amanet add --vault {path} FILES")


def _asks(session: Session) -> bool:
    import sys

    return sys.stdin.isatty() and not session.as_json
