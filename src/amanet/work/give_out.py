"""Working copies for the team: an item again, whole into a file or a range of it; an account as a file. All are logged.

They are not for passing on: what is for others goes through the gate (`work.disclosing`), and each says so
(docs/adr/0014-working-copies.md). An evidence bundle may name who is to check it; it is refused where somebody it
touches took back what they allowed, or refused everything.

A file is verified while it is written and gets its name only at the end: where it does not verify, nothing is
left behind.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from amanet.canonical import JSON, readable_name
from amanet.consent import Refusal, Withdrawal
from amanet.disclosure.touching import touched_by, touched_by_item
from amanet.errors import ConsentForbids, Misuse, VaultDamaged
from amanet.vault import StoredRecord, Vault
from amanet.vault.durable import TEMPORARY, new_file, sync_folder, world_errors, write_all
from amanet.vault.membership import members_of
from amanet.work.consent import today, wishes_of
from amanet.work.destinations import must_be_outside
from amanet.work.disclosing_story import story_of
from amanet.work.signed import custody


def working_copy(vault: Vault) -> str:
    """What a working copy of the team says of itself, in a sentence."""
    member = members_of(vault).get(vault.member)
    by = f", made by {readable_name(member.name)}" if member else ""
    return (
        f"Working copy of the team of {readable_name(vault.path.name)}{by} on {today(vault).isoformat()}, not for passing on: "
        "what is for others goes through `amanet disclose`."
    )


def write_copy(vault: Vault, record: StoredRecord, destination: Path, text: str, what: str) -> None:
    """Writes words about somebody (`what`: an account, a timeline) into a new file, below a line that says what it is. Logged before."""
    must_be_outside(vault.path, destination)
    if os.path.lexists(destination):
        raise Misuse(f"{destination} exists already. Choose another name.")
    marked = f"{working_copy(vault)}\n\n{text}\n"
    vault.add(custody(vault, "got", [record.reference], details={"name": what}))
    with new_file(destination) as file:
        write_all(file, marked.encode("utf-8"))


def must_not_be_refused(vault: Vault, records: Sequence[StoredRecord]) -> None:
    """Before something goes to somebody past the gate: raises `ConsentForbids` where anybody it touches has said no. Silence is no such no;
    the gate would take it for one.
    """
    if not (vault.count("Refusal") or vault.count("Withdrawal")):
        return
    for entity in vault.with_ids(sorted(_touched(vault, records))):
        if _says_no(vault, entity):
            raise ConsentForbids(
                "Somebody it touches took back what they allowed, or refused everything, so it goes to nobody outside. Nothing was written or "
                "logged. `amanet disclose plan` says what may still go. For work in the team, leave --for and --to out."
            )


def _touched(vault: Vault, records: Sequence[StoredRecord]) -> set[str]:
    items = {number for record in records for number in _items_under(vault, record)}
    statements = [record.number for record in records if record.type == "Statement"]
    story = story_of(vault, statements, sorted(items))
    told = [
        story.statements[one] for record in records if (one := str(record.body.get("id"))) in story.statements
    ]
    touches = {touch.entity for item in story.items for touch in touched_by_item(story, item)}
    return touches | {touch.entity for said in told for touch in touched_by(story, said)}


def _items_under(vault: Vault, record: StoredRecord) -> Iterator[int]:
    """The item that this is, or is derived from."""
    while record.type in ("Passage", "Rendition"):
        above = vault.with_ids([str(record.body.get("of", record.body.get("item")))])
        if not above:
            return
        record = above[0]
    if record.type == "Item":
        yield record.number


def _says_no(vault: Vault, entity: StoredRecord) -> bool:
    known = wishes_of(vault, entity)
    said_no = any(isinstance(one, Withdrawal) or _refuses_all(one) for one in known.denials)
    return said_no and not any(one.in_force for one in known.grants)


def _refuses_all(denial: Refusal | Withdrawal) -> bool:
    return isinstance(denial, Refusal) and denial.use is None and denial.recipient is None


def write_item(
    vault: Vault,
    record: StoredRecord,
    destination: Path,
    *,
    purpose: str | None = None,
    replace: bool = False,
    progress: Callable[[int], None] = lambda _size: None,
) -> None:
    """Writes an item's bytes to `destination`, verified against the record. Logged before the first byte
    leaves.
    """
    must_be_outside(vault.path, destination)
    if os.path.lexists(destination) and not replace:
        raise Misuse(f"{destination} exists already. Choose another name, or say --replace.")
    if destination.is_dir():
        raise Misuse(f"{destination} is a folder. Name the file to write.")
    _must_be_item(record)
    vault.add(custody(vault, "got", [record.reference], note=purpose))
    temporary = destination.with_name(TEMPORARY + destination.name)
    with world_errors(destination, "write"):
        try:
            with open(temporary, "xb", buffering=0, opener=_private) as file:
                for piece in verified_stream(vault, record):
                    write_all(file, piece)
                    progress(len(piece))
                os.fsync(file.fileno())
            temporary.replace(destination)
        except FileExistsError as problem:
            raise Misuse(f"{temporary} is in the way. Remove it and try again.") from problem
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(destination.absolute().parent)


def verified_stream(vault: Vault, record: StoredRecord) -> Iterator[bytes | memoryview]:
    """An item's bytes in order. The last piece is given out only after all of them were found to be what the
    record says.
    """
    body = record.body
    digest = hashlib.sha256()
    held = b""
    with vault.open_object(record.number) as reader:
        if reader.size != body["size"]:
            raise _not_as_recorded(record)
        for piece in reader.stream():
            digest.update(piece)
            if held:
                yield held
            held = bytes(piece)
    if digest.hexdigest() != body["sha256"]:
        raise _not_as_recorded(record)
    if held:
        yield held


def write_range(
    vault: Vault, record: StoredRecord, offset: int, length: int | None, output: BinaryIO
) -> None:
    """Writes a range of an item to `output` (authenticated chunk by chunk, not hashed as a whole). Logged; which
    range only where it is not all of it, since that would tell the size of the item after it was erased.
    """
    _must_be_item(record)
    size = int(record.body["size"])
    end = size if length is None else min(size, offset + length)
    if not 0 <= offset <= size:
        raise Misuse(f"The item has {size} bytes; the range begins beyond them.")
    part: dict[str, JSON] | None = {"offset": offset, "length": max(0, end - offset)}
    if (offset, end) == (0, size):
        part = None
    vault.add(custody(vault, "read", [record.reference], details=part))
    with vault.open_object(record.number) as reader:
        while offset < end:
            piece = reader.read(offset, min(1 << 20, end - offset))
            output.write(piece)
            offset += len(piece)


def _must_be_item(record: StoredRecord) -> None:
    if record.body["type"] != "Item":
        raise Misuse(f"Record {record.number} is not an item and holds no bytes.")


def _not_as_recorded(record: StoredRecord) -> VaultDamaged:
    return VaultDamaged(
        f"Item {record.number} is not what its record says. Nothing was written. Run `amanet verify`, and take the item from a backup."
    )


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0), 0o600)
