"""`certificate`: the paper of an erasure, made again."""

from pathlib import Path

import click

from amanet.cli.papers import files_of, reserved
from amanet.cli.session import Session, with_session


@click.command()
@click.argument("which", metavar="RECORD")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write it here (PDF and .txt).")
@with_session()
def certificate(session: Session, which: str, output: Path | None) -> None:
    """Make the certificate of an erasure again, from its RECORD (amanet log shows the number)."""
    session.outside(output)
    with reserved(*files_of(output, ".pdf", ".txt")) as files:
        with session.vault(writable=False) as vault:
            made = vault.certificate(which)
            number = vault.record(which).number
        result: dict[str, object] = {"record": number, "references": list(made.records)}
        files.hand_over(session, made, result, "certificate", said="The certificate is in {}.")
