"""Looks for what must not be there: `canaries.py POINTS SEED FOLDER`. Prints one JSON document.

A vault is filled with distinctive contents, names and sources. While it is open, after kills in the middle of
taking in and
of erasing, and after the next opening no byte of the vault, of TMPDIR or of the state folder may hold one.
After an erasure,
the database is also decrypted page by page.
"""

import json
import os
import random
import shutil
import sys
from pathlib import Path
from typing import Any

from pages import plain_pages
from scenarios import WORDS, Scenario, copy_of, settings
from supervise import choose, kill_at, never, run

from amanet.canonical import to_base64
from amanet.sealing import new_recovery_code
from amanet.vault import Draft, Vault
from amanet.vault.objects import FileWindow
from amanet.vault.opening import FirstMember, create_vault
from amanet.work.erase import erase, plan_erasure
from amanet.work.take_in import Provenance, take_in

CONTENT = "kanaryanın gördüğü: iki kamyon, saat beşte".encode()
DERIVED = "what the canary said, written down"
ANOTHER_NAME = "kanaryanın öbür adı.opus"
CANARIES = {
    "content": CONTENT,
    "derived text": DERIVED.encode(),
    "name": b"kanarya-sesi",
    "folder": "kanaryanın telefonu".encode(),
    "another name": ANOTHER_NAME.encode(),
    "source": "Kanarya Hanım".encode(),
    "note": b"kanarya bunu gizli verdi",
    "passphrase": WORDS.key_material,
}


class WithCanaries(Scenario):
    """Two items with canaries, one in a pack and one in a blob, among others that stay."""

    def prepare(self, folder: Path) -> None:
        phone = folder / "material" / "kanaryanın telefonu"
        phone.mkdir(parents=True)
        (phone / "kanarya-sesi.opus").write_bytes(CONTENT * 40)
        (phone / "kanarya-sesi.mp4").write_bytes(CONTENT * 30_000)
        for number in range(4):
            (phone / f"other {number}").write_bytes(os.urandom(2000))
        again = folder / "again"
        again.mkdir()
        shutil.copy(phone / "kanarya-sesi.opus", again / ANOTHER_NAME)
        with create_vault(
            folder / "v", FirstMember("first", WORDS, new_recovery_code(os.urandom)), settings(folder)
        ) as vault:
            provenance = Provenance(source="Kanarya Hanım", note="kanarya bunu gizli verdi")
            take_in(vault, [phone], provenance)
            take_in(vault, [again], provenance)
            for number in chosen(vault):
                fields = {
                    "item": vault.record(number).body["id"],
                    "kind": "transcript",
                    "tool": "t",
                    "version": "1",
                    "content": DERIVED,
                }
                vault.add(Draft("Rendition", fields))

    def act(self, folder: Path, say: Any) -> None:
        with self.opened(folder) as vault:
            plan = plan_erasure(vault, [vault.record(number) for number in chosen(vault)])
            erase(vault, plan, reason="a test")
            item = next(iter(vault.records("Item")))
            vault.add(Draft("Rendition", {"item": item.body["id"], "kind": "k", "tool": "t", "version": "1"}))


class TakeInCanaries(WithCanaries):
    """The same material from somebody else, so that all of it is sealed again."""

    def act(self, folder: Path, say: Any) -> None:
        with self.opened(folder) as vault:
            take_in(vault, [folder / "material"], Provenance(source="Kanarya Hanım'ın oğlu"))


def chosen(vault: Vault) -> list[int]:
    """The items with canaries; empty once they were erased."""
    return [
        record.number
        for record in vault.records("Item")
        if isinstance(record.body["name"], str) and record.body["name"].startswith("kanarya-sesi")
    ]


def secrets_of(vault: Vault) -> dict[str, bytes]:
    """What belongs to the chosen items and must be nowhere after their erasure, not even in the database."""
    found: dict[str, bytes] = {}
    for number in chosen(vault):
        for derived in [number, *vault.about(number)]:
            record = vault.record(derived)
            found[f"salt of {derived}"] = record.salt.secret
            found[f"id of {derived}"] = str(record.body["id"]).encode()
            found[f"leaf salt of {derived}"] = to_base64(record.salt.secret).encode()
        stored = vault.stored_object(number)
        assert stored is not None
        found[f"identity of {number}"] = stored.identity[:32]
        found[f"hash of {number}"] = stored.sha256
        found[f"hash of {number} in hex"] = stored.sha256.hex().encode()
        window = FileWindow(vault.path / stored.place, stored.start, stored.stored)
        found[f"ciphertext of {number}"] = window.read_at(stored.stored // 2, 64)
        window.close()
    found |= {name: CANARIES[name] for name in ("content", "derived text", "name", "another name")}
    return found


def main(points: int, seed: int, folder: Path) -> dict[str, Any]:
    chance = random.Random(seed)
    scenario = WithCanaries()
    base = folder / "base"
    temporary = Path(os.environ["TMPDIR"])
    scenario.prepare(base)
    failures = _killed_while_taking_in(points, chance, folder, temporary)
    with scenario.opened(base) as vault:
        old_key = vault.secrets.database
        database = vault.path / vault.header.database_name
        hidden = secrets_of(vault)
        places = [vault.stored_object(number) for number in chosen(vault)]
        failures += [f"open: {text}" for text in raw_search(base, temporary)]
        before = b"".join(plain_pages(database, old_key))
        in_database = [
            name
            for name, value in hidden.items()
            if not name.startswith(("ciphertext", "content")) and value in before
        ]
    if len([name for name in in_database if name.startswith(("identity", "hash", "salt"))]) < 8:
        failures.append(f"the search itself does not work: before the erasure it finds only {in_database}")

    erased = 0
    copy_of(base, folder / "whole")
    calls = run(lambda: scenario.act(folder / "whole", print), never).calls
    for at in [None, *choose(calls, points, chance)]:
        place = folder / f"killed at {at}"
        copy_of(base, place)
        run(
            lambda place=place: scenario.act(place, print),
            never if at is None else kill_at(at, tear=chance.random()),
        )
        failures += [f"killed at {at}: {text}" for text in raw_search(place, temporary)]
        with scenario.opened(place) as vault:
            failures += [f"opened after {at}: {text}" for text in raw_search(place, temporary)]
            if vault.count("Erasure"):
                erased += 1
                failures += [f"erased after {at}: {text}" for text in erased_search(vault, hidden, old_key)]
                failures += [
                    f"{one.place} is still there"
                    for one in places
                    if one and (vault.path / one.place).exists()
                ]
            elif at is None:
                failures.append("nothing was erased")
        shutil.rmtree(place)
    return {"points": points, "calls": len(calls), "erased": erased, "failures": failures}


def _killed_while_taking_in(points: int, chance: random.Random, folder: Path, temporary: Path) -> list[str]:
    scenario = TakeInCanaries()
    failures: list[str] = []
    for at in [None, *(chance.randrange(1, 250) for _ in range(points // 2))]:
        place = folder / f"taking in, killed at {at}"
        copy_of(folder / "base", place)
        run(
            lambda place=place: scenario.act(place, print),
            never if at is None else kill_at(at, tear=chance.random()),
        )
        failures += [f"taking in, killed at {at}: {text}" for text in raw_search(place, temporary)]
        shutil.rmtree(place)
    return failures


def raw_search(folder: Path, *others: Path) -> list[str]:
    found = []
    for top in (folder / "v", folder / "state", *others):
        for path in [top, *top.rglob("*")]:
            data = path.read_bytes() if path.is_file() else b""
            found += [
                f"{name} in {path}"
                for name, value in CANARIES.items()
                if value in data or value in os.fsencode(path.name)
            ]
    return found


def erased_search(vault: Vault, hidden: dict[str, bytes], old_key: bytes) -> list[str]:
    """In every byte of the folder as it is, and in the decrypted database and its write-ahead log."""
    found = []
    everything = b"\n".join(path.read_bytes() for path in sorted(vault.path.rglob("*")) if path.is_file())
    found += [f"{name} in the folder" for name, value in hidden.items() if value in everything]
    database = vault.path / vault.header.database_name
    pages = b"".join(plain_pages(database, vault.secrets.database))
    if b"CREATE TABLE record" not in pages:
        found.append("the database could not be decrypted page by page")
    found += [f"{name} in the decrypted database" for name, value in hidden.items() if value in pages]
    for path in vault.path.glob("records-*"):
        if path.suffix == ".db" and b"CREATE TABLE" in b"".join(plain_pages(path, old_key)):
            found.append(f"{path.name} still opens with the old key")
    return found


if __name__ == "__main__":
    _, points, seed, folder = sys.argv
    print(json.dumps(main(int(points), int(seed), Path(folder)), indent=1))
