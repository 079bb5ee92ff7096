"""Recomputes everything a vault claims from its database and its files, without the code that checks vaults."""

import hashlib
from pathlib import Path

from amanet.errors import AmanetError
from amanet.merkle import Frontier, VerifierKey, open_checkpoint, tree_paths
from amanet.merkle.tree import leaf_row, root_of_row
from amanet.record import entry_of, record_reference
from amanet.vault import Vault


def examine(vault: Vault, *, whole: bool) -> list[str]:
    """What is wrong. `whole`: after an opening for writing, which leaves no work undone and no file
    unaccounted for.
    """
    problems = _records(vault) + _objects(vault) + _log(vault, whole=whole)
    if whole:
        # A page half written into the database is whole in the write-ahead log; checked is what both say
        # together.
        vault.database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        problems += vault.database.integrity_problems()
        problems += _left_over(vault)
    return problems


def _records(vault: Vault) -> list[str]:
    problems = []
    references = {
        number: record_reference(entry)
        for number, entry in vault.database.rows("SELECT number, entry FROM leaf")
    }
    if sorted(references) != list(range(1, len(references) + 1)):
        problems.append("leaves have gaps")
    living, erased = set(), set()
    for record in vault.records():
        living.add(record.number)
        if entry_of(record.body, record.salt) != record.entry:
            problems.append(f"record {record.number} is not its leaf")
        if record.body["type"] == "Erasure":
            erased.update(record.body["erased"])
    for number, reference in references.items():
        if (number in living) == (reference in erased):
            problems.append(
                f"leaf {number} is {'erased and there' if number in living else 'not accounted for'}"
            )
    return problems


def _objects(vault: Vault) -> list[str]:
    problems = []
    numbers = {number for number, _ in vault.stored_objects()}
    # Items, and readings of them.
    items = {record.number for record in vault.records("Item")}
    items |= {record.number for record in vault.records("Rendition") if "sha256" in record.body}
    if numbers != items:
        problems.append(f"objects {sorted(numbers ^ items)} and items do not match")
    for number in sorted(numbers & items):
        body = vault.record(number).body
        try:
            found = content_hash(vault, number)
        except AmanetError as problem:
            problems.append(f"item {number} cannot be read: {problem}")
            continue
        if found != body["sha256"]:
            problems.append(f"item {number} reads as something else")
    return problems


def content_hash(vault: Vault, number: int) -> str:
    digest = hashlib.sha256()
    with vault.open_object(number) as reader:
        for piece in reader.stream():
            digest.update(piece)
    return digest.hexdigest()


def _log(vault: Vault, *, whole: bool) -> list[str]:
    problems = []
    previous = None
    for epoch in vault.epochs():
        size = vault.size_of(epoch)
        rows = vault.database.rows(
            "SELECT entry FROM leaf WHERE number >= ? AND number < ? ORDER BY number",
            (epoch.first, epoch.first + size),
        )
        entries = [entry for (entry,) in rows]
        row = leaf_row(entries)
        checkpoints = [one for one in vault.checkpoints() if one.epoch == epoch.number]
        if not checkpoints or checkpoints[-1].size != size:
            problems.append(f"epoch {epoch.number}: the newest checkpoint is not of all leaves")
            continue
        for one in checkpoints:
            note = open_checkpoint(one.note, VerifierKey.parse(epoch.log_key))
            if not (note.size == one.size and note.root == one.root == root_of_row(row[: 32 * one.size])):
                problems.append(f"epoch {epoch.number}: the checkpoint of size {one.size} does not hold")
        first = vault.record(epoch.first).body
        if first["type"] != "Epoch" or (previous and first["previous_checkpoint"] != previous):
            problems.append(f"epoch {epoch.number} does not begin as it should")
        previous = checkpoints[-1].note.decode()
        if whole:
            problems += _log_files(vault.log_folder(epoch).folder, entries, checkpoints[-1].note)
    if whole:
        if vault.header.epoch != vault.epoch.number or vault.header.origin != vault.epoch.origin:
            problems.append("vault.toml and the database name different epochs")
        known = {epoch.origin.partition("/")[2] for epoch in vault.epochs()}
        if known != {path.name for path in (vault.path / "log").iterdir()}:
            problems.append("log/ holds other folders than the epochs'")
    return problems


def _log_files(folder: Path, entries: list[bytes], note: bytes) -> list[str]:
    problems = []
    expected = {write.path: write.data for write in Frontier().append(entries).writes} | {"checkpoint": note}
    assert set(expected) == {*tree_paths(len(entries)), "checkpoint"}
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    for name, data in expected.items():
        if name not in found or found[name].read_bytes() != data:
            problems.append(f"log file {name} is {'wrong' if name in found else 'missing'}")
    return problems + [f"log file {name} belongs to nothing" for name in found.keys() - expected.keys()]


def _left_over(vault: Vault) -> list[str]:
    problems = []
    for table in ("pending", "trash"):
        if list(vault.database.rows(f"SELECT * FROM {table}")):
            problems.append(f"there is still work in {table}")
    if vault.database.meta("next_epoch_reason"):
        problems.append("there is still an epoch to begin")
    places = {place for (place,) in vault.database.rows("SELECT place FROM object")}
    allowed = (
        {"vault.toml", "lock", "use"}
        | {vault.header.database_name + end for end in ("", "-wal", "-shm")}
        | places
    )
    for path in vault.path.rglob("*"):
        name = path.relative_to(vault.path).as_posix()
        if path.is_file() and name not in allowed and not name.startswith("log/"):
            problems.append(f"{name} was left over")
    return problems + [f"{place} is missing" for place in places if not (vault.path / place).is_file()]
