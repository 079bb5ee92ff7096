"""What is measured through the library, each in a process of its own: prints one JSON object.

Run by `rows.py` as `python bench/inside.py WHAT …`; it can be run alone too (see `WORK` at the end).
"""

import json
import os
import random
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from time import perf_counter, process_time, thread_time
from typing import Any

READ_SIZE = 4096
BATCH = 65_536
ITEMS_AT_ONCE = 10_000


def read(vault_path: str, passphrase: str, count: str) -> dict[str, float]:
    """Milliseconds for 4 KiB at a random place of the largest object, the reader being open."""
    from amanet.app import open_vault

    with open_vault(vault_path, passphrase, writable=False) as opened:
        number, stored = max(opened.vault.stored_objects(), key=lambda placed: placed[1].size)
        with opened.vault.open_object(number) as reader, open(Path(vault_path, stored.place), "rb") as file:
            reader.read(0, 1)  # authenticates the last chunk: part of opening
            places = [random.randrange(stored.size - READ_SIZE) for _ in range(int(count))]
            cold = [_timed(partial(reader.read, at, READ_SIZE), partial(_forget, file)) for at in places]
            while file.read(1 << 20):
                pass
            warm = [_timed(partial(reader.read, at, READ_SIZE)) for at in places]
    return {**_percentiles("cold", cold), **_percentiles("warm", warm)}


def append(folder: str, count: str) -> dict[str, float]:
    """CPU seconds for ready entries into the log's files, with a signed checkpoint a batch; milliseconds for a proof."""
    from amanet.merkle import Checkpoint, Frontier, HashReader, SignerKey, inclusion_proof, sign_checkpoint
    from amanet.merkle.tlog_proof import TlogProof
    from amanet.vault.log_folder import LogFolder

    size = int(count)
    entries = [b"\x01" + os.urandom(32) for _ in range(size)]
    origin = "amanet/" + "0" * 32
    signer = SignerKey(origin, os.urandom(32))
    log = LogFolder(Path(folder))
    Path(folder).mkdir(parents=True)
    frontier = Frontier()
    wall, cpu = perf_counter(), process_time()
    computing = 0.0
    for start in range(0, size, BATCH):
        before = thread_time()
        growth = frontier.append(entries[start : start + BATCH])
        frontier = growth.frontier
        note = sign_checkpoint(Checkpoint(origin, frontier.size, frontier.root), signer)
        computing += thread_time() - before
        log.publish(growth.writes, growth.stale, note)
    cpu, wall = process_time() - cpu, perf_counter() - wall

    def prove() -> bytes:
        index = random.randrange(size)
        return TlogProof(index, inclusion_proof(HashReader(log, size), index, size), note).to_bytes()

    proofs = _percentiles("prove", [_timed(prove) for _ in range(1000)])
    return {"cpu": cpu, "wall": wall, "computing": computing, **proofs}


def build(vault_path: str, passphrase: str, count: str) -> dict[str, float]:
    """Fills a vault with item records that were prepared as for a file, whose bytes were never written.

    Their rows name a pack that does not exist: opening does not look into packs (`verify` would say that it is missing).
    """
    from amanet.app import open_vault
    from amanet.canonical import JSON
    from amanet.vault import Draft
    from amanet.vault.objects import StoredObject

    begin = perf_counter()
    with open_vault(vault_path, passphrase) as opened:
        vault = opened.vault
        place = "packs/" + "0" * 32
        for first in range(0, int(count), ITEMS_AT_ONCE):
            prepared = []
            for number in range(first, min(first + ITEMS_AT_ONCE, int(count))):
                digest = os.urandom(32)
                fields: dict[str, JSON] = {
                    "sha256": digest.hex(),
                    "size": 20_000,
                    "name": f"voice-{number:06}.opus",
                    "path": f"phone/voice/{number // 1000:03}/voice-{number:06}.opus",
                    "kind": "file",
                    "source": "nobody",
                    "modified_at": "2026-11-22T10:15:00Z",
                    "batch": "0" * 32,
                }
                stored = StoredObject(os.urandom(64), place, number * 20_700, 20_700, digest, 20_000)
                prepared.append(vault.prepare(Draft("Item", fields), stored))
            vault.commit(prepared)
    return {"wall": perf_counter() - begin}


def open_one(vault_path: str, passphrase: str, mode: str) -> dict[str, float]:
    """Seconds from the call to an open vault, imports included, less the derivation of the key."""
    import amanet

    slots: Any = import_module("amanet.sealing.slots")
    deriving = 0.0
    derive = slots.derive

    def timed(*arguments: Any) -> Any:
        nonlocal deriving
        begin = perf_counter()
        try:
            return derive(*arguments)
        finally:
            deriving += perf_counter() - begin

    slots.derive = timed
    begin = perf_counter()
    with amanet.open_vault(vault_path, passphrase, writable=mode == "write") as opened:
        wall = perf_counter() - begin
        records = opened.vault.last_number
    return {"wall": wall - deriving, "deriving": deriving, "records": records}


def derivation() -> dict[str, float]:
    """What deriving a key costs alone, in CPU and wall seconds."""
    import resource

    from amanet.sealing.derivation import default_cost, derive

    begin = perf_counter()
    derive(b"passphrase", bytes(16), default_cost())
    wall = perf_counter() - begin
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"cpu": usage.ru_utime + usage.ru_stime, "wall": wall}


def _timed(work: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    before()
    begin = perf_counter()
    work()
    return (perf_counter() - begin) * 1000


def _forget(file: Any) -> None:
    os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _percentiles(name: str, milliseconds: list[float]) -> dict[str, float]:
    ordered = sorted(milliseconds)
    return {f"{name}_p50": ordered[len(ordered) // 2], f"{name}_p99": ordered[len(ordered) * 99 // 100]}


WORK: dict[str, Callable[..., dict[str, float]]] = {
    "read": read,
    "append": append,
    "build": build,
    "open": open_one,
    "derivation": derivation,
}

if __name__ == "__main__":
    with suppress(BrokenPipeError):
        print(json.dumps(WORK[sys.argv[1]](*sys.argv[2:])))
