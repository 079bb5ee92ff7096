"""`add`, `list`, `show`, `get`, `cat`, `describe`."""

import json
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import click

from amanet.app import OpenVault
from amanet.canonical import readable_name, to_base64
from amanet.cli.assessing import assessment_line
from amanet.cli.session import Session, count_of, readable_size, say, with_session
from amanet.errors import AmanetError, Misuse, VaultDamaged

if TYPE_CHECKING:
    from amanet.work.describe import Described

_MOST_IN_JSON = 16 << 20


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--from", "source", default="", help="Who gave it: a person or an organisation.")
@click.option("--how", help="How it was acquired: handed over on a card, received by messenger, …")
@click.option("--when", help="When it was acquired, as a date (EDTF: 2026-11, 2026-11-22) or in words.")
@click.option("--where", help="Where it was acquired.")
@click.option("--note", help="Anything a later reader should know.")
@click.option(
    "--receipt",
    type=click.Path(path_type=Path),
    help="Write the receipt to this name, as .txt, .pdf and .png.",
)
@click.option(
    "--describe/--no-describe", default=True, help="Look at what the items are afterwards (the default)."
)
@with_session()
def add(
    session: Session,
    paths: tuple[Path, ...],
    source: str,
    how: str | None,
    when: str | None,
    where: str | None,
    note: str | None,
    receipt: Path | None,
    describe: bool,
) -> None:
    """Take in files and folders: encrypted, read back from the disk, logged.

    Interrupted and run again it carries on: the same bytes from the same source are recognised. Symbolic
    links are recorded and not followed.
    """
    from amanet.cli.receipts import must_have_a_place
    from amanet.intake.walk import count

    must_have_a_place(session, receipt)
    with session.vault() as vault:
        expected = count(list(paths), never=vault.path)
        with session.progress("Taking in", expected.bytes) as step:
            taken = vault.add(
                list(paths),
                source=source,
                how=how,
                when=when,
                where=where,
                note=note,
                progress=lambda _files, size: step(size),
            )
        for name, reason in taken.skipped:
            say(f"not taken in: {name}: {reason}")
        for name in taken.changed:
            say(f"changed while it was read, taken in as read: {name}")
        result: dict[str, object] = {
            "added": taken.added,
            "recognised": taken.recognised,
            "not_taken_in": [{"name": name, "reason": reason} for name, reason in taken.skipped],
            "changed_while_read": taken.changed,
            "bytes": taken.bytes,
            "handover": taken.custody,
        }
        if receipt is not None and taken.custody is not None:
            from amanet.cli.receipts import write_receipt

            written = write_receipt(vault, taken.custody, receipt)
            result["receipt"] = written
            say(f"The receipt is in {', '.join(written)}.")
        say(
            f"Took in {count_of(len(taken.added), 'item')}, {readable_size(taken.bytes)}. "
            f"Known already: {len(taken.recognised)}. Not taken in: {len(taken.skipped)}."
        )
        if taken.custody is not None and receipt is None:
            say(f"Receipt for the person who gave it: amanet receipt make {taken.custody} -o receipt")
        trouble: AmanetError | None = None
        if describe and taken.added:
            try:
                _describe(session, vault, None)
            except (
                AmanetError
            ) as problem:  # of an earlier item, too: what was taken in just now has to be told all the same
                trouble = problem
                result["not_described"] = str(problem)
                say(f"amanet: {problem}")
        session.show(result)
    if trouble is not None:
        sys.exit(trouble.exit_code)
    if taken.skipped:
        sys.exit(3)


@click.command()
@click.argument("which", nargs=-1)
@with_session()
def describe(session: Session, which: tuple[str, ...]) -> None:
    """Find out what items are (those named, or all that were not looked at yet).

    Each file is read in a process of its own with no network, no files and limited memory and time.
    """
    with session.vault() as vault:
        numbers = [vault.record(one).number for one in which] or None
        session.show(_describe(session, vault, numbers))


def _describe(session: Session, vault: OpenVault, numbers: list[int] | None) -> dict[str, object]:
    from amanet.work.describe import undescribed

    todo = undescribed(vault.vault) if numbers is None else numbers
    done = 0

    def tell(count: int) -> None:
        nonlocal done
        step(count - done)
        done = count

    with session.progress("Looking at what they are", len(todo), unit="items") as step:
        described = vault.describe(todo, progress=tell)
    trouble = (
        f", {described.with_problems} with problems (`amanet show` tells)" if described.with_problems else ""
    )
    say(f"Looked at {count_of(described.items, 'item')}{trouble}.")
    if described.damaged:
        raise VaultDamaged(
            f"Not looked at, because damaged: {', '.join(map(str, described.damaged))}. Run `amanet verify`, and take them from a backup."
        )
    for line in missing_confinement(described):
        say(f"note: {line}")
    return {
        "described": described.items,
        "with_problems": described.with_problems,
        "confinement": list(described.confinement),
    }


def missing_confinement(described: "Described") -> list[str]:
    """What limits the reading of untrusted files everywhere but here: whatever does not say that it is in force."""
    return [line for line in described.confinement if ": in force" not in line]


@click.command("list")
@with_session()
def list_items(session: Session) -> None:
    """List the items of the vault."""
    with session.vault(writable=False) as vault:
        items = list(vault.listing())
    if not items:
        say("The vault is empty. Take something in with: amanet add FILES")

    def text() -> str:
        rows = [
            f"{item.number:>7}  {readable_size(item.size):>10}  {item.media_type or '(not looked at)':<28} "
            f"{item.entered_at[:10]}  {item.name}"
            + (f"  ← {readable_name(item.source)}" if item.source else "")
            for item in items
        ]
        return "\n".join(rows)

    session.show([item.to_json() for item in items], text)


@click.command()
@click.argument("which")
@with_session()
def show(session: Session, which: str) -> None:
    """Show everything the vault holds of one record."""
    with session.vault(writable=False) as vault:
        found = vault.show(which)

    def text() -> str:
        fields, derived = found.pop("fields"), found.pop("derived")
        assessments = found.pop("assessments", [])
        lines = [f"{name:>18}  {_readable(value)}" for name, value in found.items()]
        assert isinstance(fields, dict)
        assert isinstance(derived, list)
        lines += ["", *(f"{name:>18}  {_readable(value)}" for name, value in sorted(fields.items()))]
        assert isinstance(assessments, list)
        lines += [f"{'assessment':>18}  {assessment_line(one)}" for one in assessments]
        for other in derived:
            assert isinstance(other, dict)
            lines += ["", f"derived: record {other['number']}, {other.get('kind', other['type'])}"]
            content = other.get("content", {})
            lines += [f"{name:>18}  {_readable(value)}" for name, value in _flat(dict(content))]
            for problem in other.get("problems", ()):
                lines.append(f"{'problem':>18}  {_readable(problem)}")
        return "\n".join(lines)

    session.show(dict(found), text)


@click.command()
@click.argument("which")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The file to write.")
@click.option("--replace", is_flag=True, help="Replace the file if it exists.")
@click.option("--purpose", help="Why it is taken out; it is logged.")
@with_session()
def get(session: Session, which: str, output: Path, replace: bool, purpose: str | None) -> None:
    """Write an item into a file, verified while it is written; nothing is left behind when it does not
    verify. Logged. A working copy of the team: what is for others goes through `amanet disclose`.
    """
    session.files_outside(output)
    with session.vault() as vault:
        record = vault.record(which)
        with session.progress("Writing", record.body.get("size")) as step:
            vault.get(record.number, output, purpose=purpose, replace=replace, progress=step)
        body, mark = record.body, vault.working_copy()
    say(f"Wrote {output}, {readable_size(body['size'])}, verified.")
    say(mark)
    session.show(
        {
            "item": record.number,
            "file": str(output),
            "sha256": body["sha256"],
            "size": body["size"],
            "working_copy": mark,
        }
    )


@click.command()
@click.argument("which")
@click.option(
    "--range", "part", metavar="START:END", help="Only these bytes, END not included; either may be left out."
)
@with_session()
def cat(session: Session, which: str, part: str | None) -> None:
    """Write an item, or a range of it, to standard output: the bytes themselves. Logged.

    With --json they stand in the document, in base64, up to 16 MiB of them.
    """
    offset, end = _range(part)
    length = None if end is None else max(0, end - offset)
    with session.vault() as vault:
        if not session.as_json:
            vault.cat(which, sys.stdout.buffer, offset=offset, length=length)
            sys.stdout.buffer.flush()
            return
        record = vault.record(which)
        size = record.body.get("size", 0)
        if min(size - offset, size if length is None else length) > _MOST_IN_JSON:
            raise Misuse(
                f"With --json, `cat` writes {_MOST_IN_JSON} bytes at most. Name a part with --range, or use `amanet get`."
            )
        read = BytesIO()
        vault.cat(record.number, read, offset=offset, length=length)
    data = read.getvalue()
    session.show({"item": record.number, "offset": offset, "length": len(data), "base64": to_base64(data)})


def _range(part: str | None) -> tuple[int, int | None]:
    if part is None:
        return 0, None
    start, colon, end = part.partition(":")
    if not colon or not all((text.isdecimal() and len(text) <= 18) or not text for text in (start, end)):
        raise Misuse("A range is START:END in bytes, as 0:4096 or 4096: (END is not included).")
    return int(start or 0), int(end) if end else None


def _flat(content: dict[str, object]) -> Iterator[tuple[str, object]]:
    """What was found, one thing a line; what stood together has the same beginning."""
    for name, value in content.items():
        if isinstance(value, dict) and set(value) != {"b64"}:
            yield from ((f"{name}.{inner}", found) for inner, found in value.items())
        else:
            yield name, value


def _readable(value: object) -> str:
    if isinstance(value, str):
        return readable_name(value)
    if isinstance(value, dict) and set(value) == {"b64"}:
        return readable_name(value)
    return readable_name(json.dumps(value, ensure_ascii=False))
