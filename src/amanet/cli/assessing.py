"""`assess`: how credible what a statement says is. `gloss add` and `list`: what coded words are taken to mean, for some members only.

The words as they were said are an argument, as other testimony is. What they are taken to mean never is: other users of the machine
can read arguments, and the shell keeps them. It comes from a file, from standard input, or is asked for.
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amanet.canonical import readable_name
from amanet.cli.session import Session, count_of, read, with_session
from amanet.errors import Misuse

if TYPE_CHECKING:
    from amanet.work.glosses import ReadGloss

__all__ = ["assess", "assessment_line", "gloss"]

# The terms of the thesaurus `credibility` (docs/ontology.md), which a test compares; a team may have added some of its own.
CREDIBILITIES = ("confirmed", "probable", "possible", "doubtful", "improbable", "cannot_be_judged")
_STANDARD_INPUT = Path("-")
_LARGEST = 1 << 20


@click.command("assess")
@click.argument("statement")
@click.option("--credibility", metavar="TERM", help=f"Of the information: {', '.join(CREDIBILITIES)}.")
@click.option("--basis", metavar="TERM", help="What it rests on: a term of basis_of_knowledge.")
@click.option("--reason", help="Why, in words.")
@with_session()
def assess(session: Session, statement: str, **said: str | None) -> None:
    """Say how credible you find what STATEMENT says, and on what basis it rests. Signed as yours.

    Information is weighed, statement by statement; a person never is. Members may differ, and all are shown. To change
    your mind, assess again; `amanet retract` takes one back.
    """
    with session.vault() as vault:
        record = vault.assess(statement, **said)
        shown = vault.shown_assessments(vault.assessments(statement))
    lines = "\n".join(f"  {assessment_line(one)}" for one in shown)
    session.show({"number": record.number, "assessments": shown}, f"Recorded.\n{lines}")


@click.group()
def gloss() -> None:
    """What coded words are taken to mean, sealed to the members it is for.

    The words stay as they were said. For other members, in exports and for whoever is added later, the reading is
    not there to be read.
    """


@gloss.command("add")
@click.argument("of")
@click.option("--words", required=True, help="The words as they were said; they stand in OF, to the letter.")
@click.option(
    "--reading-file",
    type=click.Path(path_type=Path, allow_dash=True),
    help="The file with what they are taken to mean; - for standard input. Without: you are asked.",
)
@click.option(
    "--for", "readers", multiple=True, metavar="MEMBER", help="Who can read it besides you; repeat for more."
)
@with_session()
def add_gloss(
    session: Session, of: str, words: str, reading_file: Path | None, readers: tuple[str, ...]
) -> None:
    """Enter what words of OF, a statement or a passage, are taken to mean.

    It is sealed to the keys of the members named, and yours. It cannot be opened to more later: enter it again for them.
    """
    reading = _reading(reading_file)
    with session.vault() as vault:
        record = vault.add_gloss(of, words, reading, readers)
        added = next(one for one in vault.glosses(of) if one.number == record.number)
    result = {"number": record.number, "of": added.of, "readers": list(added.readers)}
    session.show(result, f"Sealed (record {record.number}) for {_names(added)}.")


@gloss.command("list")
@click.argument("of", required=False)
@with_session()
def list_glosses(session: Session, of: str | None) -> None:
    """List the glosses, all or those of OF, and read those that are for you."""
    with session.vault(writable=False) as vault:
        found = vault.glosses(of)
    session.show([_json(one) for one in found], "\n".join(map(_text, found)) or "None yet.")


def assessment_line(one: Any) -> str:
    """`Aygul: probable, rests on told_by_relative (#17) – why`."""
    basis = f"rests on {one['basis']}" if "basis" in one else None
    said = ", ".join(filter(None, (one.get("credibility"), basis)))
    reason = f" – {one['reason']}" if "reason" in one else ""
    return readable_name(f"{one['by']}: {said} (#{one['number']}){reason}")


def _reading(given: Path | None) -> str:
    if given is None:
        if not sys.stdin.isatty():
            raise Misuse("There is no terminal to ask what the words are taken to mean. Use --reading-file.")
        return str(click.prompt("What the words are taken to mean", err=True)).strip()
    data = sys.stdin.buffer.read(_LARGEST) if given == _STANDARD_INPUT else read(given)
    try:
        return data.decode("utf-8-sig").strip()
    except UnicodeDecodeError as problem:
        raise Misuse("What was given as the reading is not text in UTF-8.") from problem


def _json(one: "ReadGloss") -> Mapping[str, Any]:
    return {**vars(one), "readers": list(one.readers)}


def _text(one: "ReadGloss") -> str:
    said = one.reading if one.reading is not None else f"({one.state})"
    first = readable_name(f"#{one.number}  of #{one.of}: “{one.words}”")
    readers = f"{count_of(len(one.readers), 'reader')}: {_names(one)}"
    return "\n".join((first, f"    {readable_name(said)}", f"    {readable_name(f'by {one.by}; {readers}')}"))


def _names(one: "ReadGloss") -> str:
    return ", ".join(map(readable_name, one.readers))
