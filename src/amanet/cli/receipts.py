"""`receipt make` and `receipt open`."""

from pathlib import Path

import click

from amanet.app import OpenVault
from amanet.cli.papers import files_of
from amanet.cli.session import Session, count_of, read, say, with_session
from amanet.errors import BadData, Misuse
from amanet.vault.durable import write_file

_FORMS = (".txt", ".pdf", ".png")


@click.group()
def receipt() -> None:
    """Receipts for those who handed something over."""


@receipt.command("make")
@click.argument("handover")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Write NAME.txt, NAME.pdf and NAME.png."
)
@with_session()
def make(session: Session, handover: str, output: Path | None) -> None:
    """Make the receipt of a HANDOVER (its number is what `amanet add` printed).

    It holds the log entry, its proof and the checkpoint; no name and no hash of any content.
    """
    must_have_a_place(session, output)
    with session.vault(writable=False) as vault:
        if output is not None:
            written = write_receipt(vault, vault.record(handover).number, output)
            say(
                "The receipt holds no name and no hash of what was given. Hand it over on paper or as a file."
            )
            session.show({"receipt": written}, f"Wrote {', '.join(written)}.")
            return
        made = vault.receipt(handover)
    session.show({"receipt": made.machine_text()}, made.text())


@receipt.command("open")
@click.argument("file", type=click.Path(path_type=Path))
@with_session()
def open_(session: Session, file: Path) -> None:
    """Check the receipt in FILE and say what it is of."""
    from amanet.printing import parse_receipt

    try:
        text = read(file).decode("utf-8")
    except UnicodeDecodeError as problem:
        raise BadData(
            f"{file} is not a receipt: it is no text. Give the .txt of it, or what a scanner reads from its QR code."
        ) from problem
    with session.vault(writable=False) as vault:
        opened = vault.open_receipt(parse_receipt(text))
    handover = None if opened.custody is None else opened.custody.number
    result = {
        "handover": handover,
        "received_at": opened.received_at,
        "items": list(opened.items),
        "erased_since": opened.erased,
        "log_size_then": opened.size_then,
        "log_size_now": opened.size_now,
    }
    if opened.custody is None:
        text = "The receipt is genuine: its entry is in this vault's log. What it was of has been erased."
    else:
        erased = f" {opened.erased} of them were erased since." if opened.erased else ""
        text = (
            f"The receipt is genuine: handover {handover}, entered {opened.received_at}, "
            f"{count_of(len(opened.items) + opened.erased, 'item')}.{erased}\nItems: {', '.join(map(str, opened.items))}"
        )
    session.show(result, text)


def must_have_a_place(session: Session, output: Path | None) -> None:
    """Before anything is taken in, that its receipt will have a place. Raises `Misuse`."""
    session.files_outside(*files_of(output, *_FORMS))
    if output is not None and not output.absolute().parent.is_dir():
        raise Misuse(f"There is no folder {output.parent}. Make it first; nothing was done yet.")


def write_receipt(vault: OpenVault, handover: int, output: Path) -> list[str]:
    """The three forms of a receipt, beside each other."""
    from amanet.printing import qr_png

    made = vault.receipt(handover)
    forms = [made.text().encode("utf-8"), made.pdf(), qr_png(made.machine_text().encode("utf-8"))]
    paths = files_of(output, *_FORMS)
    for path, data in zip(paths, forms, strict=True):
        write_file(path, data)
    return [str(path) for path in paths]
