"""`read`: what an item says, as a reading that can be cited."""

import json
import sys
from collections.abc import Sequence
from typing import Any

import click

from amanet.app import OpenVault
from amanet.canonical import readable_name
from amanet.cli.keeping import missing_confinement
from amanet.cli.session import Session, count_of, say, with_session
from amanet.errors import AmanetError, BadData, Misuse
from amanet.intake.parsers import FORMATS
from amanet.intake.parsers.parsing import NeedsAnswer
from amanet.vault import StoredRecord

_MOST_QUESTIONS = 8
_FEW = 500
_PARAMETERS = {"format": "as_format", "speakers": "speakers"}


@click.command()
@click.argument("item", required=False)
@click.option(
    "--as",
    "as_format",
    type=click.Choice(list(FORMATS)),
    metavar="FORMAT",
    help=f"What it is, where that is not clear: {', '.join(FORMATS)}.",
)
@click.option(
    "--date-order",
    type=click.Choice(["dmy", "mdy", "ymd"]),
    help="The order of day, month and year in its dates.",
)
@click.option("--encoding", metavar="NAME", help="Its encoding, where it is no UTF-8: cp1251, gb18030, …")
@click.option(
    "--language", metavar="TAG", help="The language of words that are not marked with one: ug, zh-Hant, …"
)
@click.option(
    "--speaker", "speakers", metavar="LABEL", multiple=True, help="A label that is a speaker, to the letter."
)
@click.option("--again", is_flag=True, help="Read it anew, by its own word and what is said here.")
@click.option("--list", "listing", is_flag=True, help="List the readings that there are.")
@click.option(
    "--describe/--no-describe",
    default=None,
    help=f"Look at what the files inside are afterwards (by default, where they are {_FEW} at most).",
)
@with_session()
def read(
    session: Session, item: str | None, again: bool, listing: bool, describe: bool | None, **given: Any
) -> None:
    """Read ITEM: a transcript, chat, table, document, web page or mail.

    It is read in a process of its own with no network, no files and limited memory and time. What comes out is kept beside
    the item, which stays as it is: its text, cut into turns, messages, rows or paragraphs without a gap, with speakers as
    they are labelled. Files inside become items of their own. An item that was read is shown; said otherwise (with the
    options), it is read anew, and the new reading replaces the old.
    """
    if listing:
        _show_list(session)
        return
    if item is None:
        raise Misuse("Say which item to read: amanet read ITEM. `amanet list` shows their numbers.")
    given = {name: value for name, value in given.items() if value}
    with session.vault() as vault:
        try:
            code = _read(session, vault, vault.record(item), given, again=again, describe=describe)
        except NeedsAnswer as problem:
            if not session.as_json:
                raise
            code = _show_question(problem)
    if code:
        sys.exit(code)


def _read(
    session: Session,
    vault: OpenVault,
    record: StoredRecord,
    given: dict[str, Any],
    *,
    again: bool,
    describe: bool | None,
) -> int:
    """Gives the exit code."""
    from amanet.cli.readings_shown import as_text, write_json
    from amanet.work.kept_readings import find_reading, living_readings

    if record.type == "Rendition":  # a reading by its own number is shown, and read again where that is said
        kept = [find_reading(vault.vault, record.reference)]
        record = vault.record(kept[0].body["item"])
    else:
        kept = living_readings(vault.vault, record)
    code, more, made = 0, dict[str, object](), None
    if not kept or again or given:
        made = _read_asking(session, vault, record, given)
        kept = [vault.vault.record(made.rendition)]
        if not made.again:
            code, more = _look_inside(session, vault, made.items, describe)
    fresh = made is not None and not made.again
    if session.as_json:
        reading, places = (made.reading, made.places) if made else vault.reading(kept[-1].number)
        write_json(vault, kept[-1], reading, places, {"again": not fresh, **more})
    else:
        click.echo(as_text(vault, kept[-1], fresh=fresh, replaced=made.replaced if made else ()))
    return code


def _read_asking(session: Session, vault: OpenVault, record: StoredRecord, given: dict[str, Any]) -> Any:
    """Reads, and asks at the terminal what only a person knows."""
    for _ in range(_MOST_QUESTIONS):
        try:
            return _read_once(session, vault, record, given)
        except NeedsAnswer as problem:
            if session.as_json or not sys.stdin.isatty():
                raise
            name = _PARAMETERS.get(problem.question, problem.question)
            answer = _ask(problem)
            given[name] = (*given.get(name, ()), answer) if name == "speakers" else answer
    raise BadData("This item asks more than is answered. It is kept as it is.")


def _read_once(session: Session, vault: OpenVault, record: StoredRecord, given: dict[str, Any]) -> Any:
    left = int(record.body.get("size", 0))

    def tell(size: int) -> None:
        nonlocal left
        step(min(size, left))  # a parser may look at the same bytes twice
        left -= min(size, left)

    with session.progress("Reading", left) as step:
        return vault.read(record.number, **given, progress=tell)


def _ask(problem: NeedsAnswer) -> str:
    say(str(problem))
    # For an encoding the choices are likely ones, and there are others; none is chosen by pressing a key too often.
    closed = problem.choices and problem.question != "encoding"
    kind = click.Choice(problem.choices) if closed else str
    answer: str = click.prompt(problem.question.replace("_", " "), type=kind, err=True)
    return answer


def _show_question(problem: NeedsAnswer) -> int:
    error = {
        "family": "BadData",
        "message": str(problem),
        "exit_code": problem.exit_code,
        "question": problem.question,
        "choices": list(problem.choices),
    }
    click.echo(json.dumps({"error": error}, ensure_ascii=False))
    say(f"amanet: {problem}")
    return problem.exit_code


def _look_inside(
    session: Session, vault: OpenVault, found: Sequence[int], wanted: bool | None
) -> tuple[int, dict[str, object]]:
    """As after `add`, unless there is so much that it would keep whoever wants to read waiting."""
    from amanet.work.describe import undescribed

    numbers = sorted(set(found).intersection(undescribed(vault.vault)))
    if wanted is None and len(numbers) > _FEW:
        say(f"What the {len(numbers)} files inside are was not looked at yet. Do that with: amanet describe")
    elif wanted is not False and numbers:
        return _describe(session, vault, numbers)
    return 0, {}


def _describe(session: Session, vault: OpenVault, numbers: Sequence[int]) -> tuple[int, dict[str, object]]:
    """Looks at what was found inside. That it could not be looked at does not undo the reading."""
    done = 0

    def tell(count: int) -> None:
        nonlocal done
        step(count - done)
        done = count

    try:
        with session.progress("Looking at what is inside", len(numbers), unit="items") as step:
            described = vault.describe(numbers, progress=tell)
    except AmanetError as problem:
        say(f"amanet: {problem}")
        return problem.exit_code, {"not_described": str(problem)}
    for line in missing_confinement(described):
        say(f"note: {line}")
    return 0, {"described": described.items, "with_problems": described.with_problems}


def _show_list(session: Session) -> None:
    with session.vault(writable=False) as vault:
        found = list(vault.readings())
    if not found:
        say("Nothing was read yet. Read an item with: amanet read ITEM")
    lines = [
        f"{one.number:>7}  {one.entered_at[:10]}  {one.format:<12} {count_of(one.segments, 'segment'):>18}  "
        f"item {one.item}: {one.name}"
        for one in found
    ]
    session.show([one.to_json() for one in found], "\n".join(map(readable_name, lines)))
