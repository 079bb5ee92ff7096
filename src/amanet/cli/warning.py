"""`warn-list`: whom to warn if this vault is seized."""

from pathlib import Path

import click

from amanet.cli.papers import files_of, reserved
from amanet.cli.session import Session, confirm, count_of, say, with_session

__all__ = ["warn_list"]

_DANGER = (
    "This writes down, in the clear, who is in this vault and how to reach them. Whoever finds it finds them. Write it to a medium that you take "
    "away, print it, and keep it outside the vault and outside the rooms where the vault is; destroy older ones."
)


@click.command("warn-list")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE.pdf",
    help="Write FILE.pdf and FILE.txt, outside the vault.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_session()
def warn_list(session: Session, output: Path, yes: bool) -> None:
    """Print whom to warn if this vault is seized: by name, what is at risk, and how each may be reached; with what to do first.

    It is dangerous itself, so it asks, is never written into the vault, and is logged.
    """
    session.outside(output)
    say(_DANGER)
    confirm("Write it?", yes=yes)
    with reserved(*files_of(output, ".pdf", ".txt")) as files:
        with session.vault() as vault:
            made = vault.warn_list()
        people = len(made.people)
        unreachable = sum(not one.reachable for one in made.people)
        if unreachable:
            say(
                f"Of {unreachable} no way is on record, or they asked not to be contacted. To record how to reach somebody: amanet consent contact"
            )
        result: dict[str, object] = {"people": people, "no_way_on_record": unreachable}
        files.hand_over(
            session, made, result, "files", said=f"{count_of(people, 'person', 'people')}, in {{}}."
        )
