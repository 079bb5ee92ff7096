"""`amanet demo`: an invented vault in a folder of its own, and a walk through what amanet does."""

import shutil
import sys
from pathlib import Path

import click

from amanet.cli.narrator import Aloud, Narrator
from amanet.cli.opening import serve_vault
from amanet.cli.session import Session, settings, with_session
from amanet.errors import Misuse
from amanet.vault.durable import world_errors, write_file

DEFAULT_FOLDER = "amanet-demo"
_MARK = "READ ME.txt"
_MARK_TEXT = """\
Everything in this folder is invented: the country, the people, the files. It was made by `amanet demo`.
The whole folder can be removed at any time; `amanet demo --again` removes it and starts anew.
"""
# What a demonstration makes, and so what `--again` may remove.
_MAKES = frozenset(
    {_MARK, "files", "papers", "velmara.vault", "bundle", "tampered", "verify_bundle.py", "sent", "opened"}
)


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--again", is_flag=True, help="Remove the folder of an earlier demo first.")
@click.option(
    "--open",
    "then_open",
    is_flag=True,
    help="At the end open the vault in the browser, where this is a terminal.",
)
@with_session(vault=False)
def demo(session: Session, folder: Path | None, again: bool, then_open: bool) -> None:
    """Make an invented vault in FOLDER (amanet-demo if not given) and walk through what amanet does.

    Every step says what it does, shows the command for it, and checks itself: the demo ends with 0 only when
    all of it held. No network, no real person, nothing outside the folder.
    """
    folder = folder or Path(DEFAULT_FOLDER)
    _make_room(folder, again=again)
    narrator = Narrator() if session.as_json else Aloud()
    holds, summary = walk(folder, narrator)
    session.show(summary)
    if not holds:
        sys.exit(1)
    if then_open and sys.stdin.isatty() and sys.stdout.isatty():
        narrator.plain(_OPENED.format(passphrase=summary["passphrase"]))
        serve_vault(session, Path(str(summary["vault"])), begin=str(summary["compare"]))


def walk(folder: Path, narrator: Narrator) -> tuple[bool, dict[str, object]]:
    """The whole walk: whether everything held, and a summary for programs."""
    from amanet.cli.walk import PASSPHRASE
    from amanet.cli.walk_disclosing import SECOND_PASSPHRASE
    from amanet.cli.walkthrough import Walkthrough

    narrator.title("amanet: a walk through an invented vault", _OPENING.format(folder=folder))
    narrator.command(["export AMANET_VAULT=velmara.vault"])
    steps = Walkthrough(folder, narrator, settings())
    steps.run()
    broken = [claim for step in steps.steps for claim, held in step.claims if not held]
    if broken:
        narrator.plain("This demonstration did NOT do what it claims:")
        for claim in broken:
            narrator.bad(claim)
        narrator.plain("Please report it, with the output above. Nothing in it is real.")
    else:
        count = sum(len(step.claims) for step in steps.steps)
        narrator.places(f"All {count} claims of these {len(steps.steps)} steps held. Look at:", _PLACES)
        narrator.plain(_NEXT.format(folder=folder, passphrase=PASSPHRASE))
    summary: dict[str, object] = {
        "folder": str(folder),
        "vault": str(folder / "velmara.vault"),
        "passphrase": PASSPHRASE,
        "second_passphrase": SECOND_PASSPHRASE,
        "compare": _COMPARE.format(*steps.compared),
        "log_key": steps.log_key,
        "holds": steps.holds,
        "steps": [
            {
                "title": step.title,
                "commands": [list(command.words) for command in step.commands],
                "claims": [{"claim": claim, "holds": held} for claim, held in step.claims],
            }
            for step in steps.steps
        ],
    }
    return steps.holds, summary


def _make_room(folder: Path, *, again: bool) -> None:
    if folder.is_symlink() or folder.exists():
        if not again:
            raise Misuse(
                f"{folder} exists already. Say --again to remove an earlier demo and start anew, or name another folder."
            )
        _remove_earlier(folder)
    with world_errors(folder, "make the folder"):
        folder.mkdir(parents=True)
    write_file(folder / _MARK, _MARK_TEXT.encode())


def _remove_earlier(folder: Path) -> None:
    """Removes an earlier demonstration, and nothing that could be anything else."""
    mark = folder / _MARK
    ours = (
        folder.is_dir()
        and not folder.is_symlink()
        and mark.is_file()
        and mark.read_bytes() == _MARK_TEXT.encode()
    )
    foreign = sorted({path.name for path in folder.iterdir()} - _MAKES) if ours else []
    if not ours or foreign:
        what = f"it holds {foreign[0]!a}, which no demo made" if foreign else "no demo made it"
        raise Misuse(f"{folder} is not removed: {what}. Name another folder.")
    with world_errors(folder, "remove"):
        shutil.rmtree(folder)


_OPENING = """
Nothing here is real. Velmara is an invented island. On an evening in September a teacher, Aytoz Qumdengiz,
was led out of his family's courtyard and did not come back. His sister, a neighbour, a colleague and a
journalist bring what they have, and you keep it for the relatives' association.

Every step is done for real, with files made just now, in the folder {folder}. The commands are those that you
would type in that folder, after:
"""
_PLACES = (
    ("papers/recovery-sheet.pdf", "what you would print and keep in another house"),
    ("papers/receipt.pdf", "what the sister takes home"),
    ("papers/certificate.pdf", "what the witness can be shown"),
    ("papers/names.toml", "what the columns of the association's list mean"),
    ("bundle/data/summary.pdf", "what the court reads first"),
    ("opened/release/data/dossier.pdf", "what the public reads, under pseudonyms"),
    ("sent/", "what left: two sealed files"),
    ("files/", "what the four people brought"),
    ("velmara.vault/", "the vault: open a file in it, and see that you see nothing"),
)
_COMPARE = "/disclose/compare?a={}&b={}"
_OPENED = """
Now the same vault in the browser, where the two releases stand side by side. The passphrase is “{passphrase}”. Ctrl+C here ends it.
"""
_NEXT = """
Try it yourself: go into {folder} and type any of the commands above. The passphrase is “{passphrase}”.

In the browser: go there and type `amanet open velmara.vault`. Everything that was taken in can be looked at, heard, read and searched
with the mouse too; nothing leaves this computer.

For material that is real, make a vault of your own with `amanet init NAME.vault`, on an encrypted disk, and
print its recovery sheet. Before the first file, read “What it does not do” in README.md. The folder of this
demo can be removed whenever you like.
"""
