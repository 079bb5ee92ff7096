"""`log`."""

import click

from amanet.cli.session import Session, with_session

_FAR = 1 << 53  # no record has a number like that


@click.command()
@click.option("--after", type=int, default=0, help="Only entries after this number.")
@with_session()
def log(session: Session, after: int) -> None:
    """Who did what when, from the records; what was erased shows as a place where something stood."""
    with session.vault(writable=False) as vault:
        events = list(vault.history(after=min(max(after, 0), _FAR)))
    session.show(
        [vars(event) for event in events],
        "\n".join(f"{event.number:>7}  {event.at[:19]:<20} {event.by:<16} {event.text}" for event in events),
    )
