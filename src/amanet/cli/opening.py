"""`amanet open`."""

from pathlib import Path

import click

from amanet.cli.process import keep_memory_private, unencrypted_swap
from amanet.cli.session import Session, say, settings, with_session
from amanet.errors import Misuse
from amanet.vault.header import FILE_NAME


@click.command(name="open")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    show_default="one that is free",
    help="The port on this computer.",
)
@click.option("--no-browser", is_flag=True, help="Only say the address; open no browser.")
@with_session(vault=False)
def open_in_browser(session: Session, path: Path, port: int, no_browser: bool) -> None:
    """Open the vault at PATH in the browser: unlock it there, take things in, look, search.

    Where there is no vault yet, the page makes one. The application answers on this computer only, under an address that it
    says, until you press Ctrl+C. The passphrase is typed into the page.
    """
    if path.exists() and not (path / FILE_NAME).exists():
        raise Misuse(f"{path} is not a vault. Name one, or a new name for one that will be made.")
    if path.suffix != ".vault" and not path.exists():
        raise Misuse(f"The name of a vault ends in .vault: try {path}.vault.")
    serve_vault(session, path, port=port, browser=not no_browser)


def serve_vault(
    session: Session, path: Path, *, port: int = 0, browser: bool = True, begin: str = "/"
) -> None:
    """Serves one vault until Ctrl+C; unlocking leads to the page `begin`."""
    from amanet.web.serving import bind, serve

    keep_memory_private()
    listening = bind(port)
    if unencrypted_swap():
        say(
            "note: this computer may write memory to its disk unencrypted (swap). Encrypt the disk, or turn swap off."
        )

    def ready(address: str, others: tuple[str, ...]) -> None:
        session.show({"address": address, "others": list(others)}, address)
        say(f"If the browser does not find it: {' or '.join(others)}. Ctrl+C ends it and locks the vault.")
        if browser:
            _open_browser(address)

    serve(path.absolute(), listening, settings=settings(), ready=ready, begin=begin)


def _open_browser(address: str) -> None:
    """In a thread: some systems wait for the browser to end."""
    import threading
    import webbrowser

    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
