"""What is interrupted: each scenario prepares a folder, does one thing in it, and knows what must hold
afterwards.

`act` tells what was acknowledged to it by `say`, unbuffered; `check` holds that against the vault; `again`
does the same
thing a second time, to its end.
"""

import json
import os
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import browser_saves
import going_out
from examine import content_hash, examine

import amanet.work.take_in as taking_in
from amanet.errors import Misuse, WrongKey
from amanet.fsck import verify_vault
from amanet.sealing import Passphrase, new_recovery_code
from amanet.vault import Draft, Settings, Vault
from amanet.vault.opening import FirstMember, create_vault, open_vault
from amanet.work.backup import back_up, restore
from amanet.work.erase import erase, plan_erasure
from amanet.work.members import add_member, change_passphrase, find_member, list_members, remove_member
from amanet.work.signed import custody
from amanet.work.take_in import Provenance, take_in

Say = Callable[[dict[str, Any]], None]
WORDS = Passphrase("one and only")
OTHER_WORDS = Passphrase("a second one")
NEW_WORDS = Passphrase("a third one")
SOURCE = "a person"


class Scenario:
    """Defaults: the folder holds a vault `v` with items in a pack and in blobs, of two members, and the state
    folder.
    """

    adopt = False

    def prepare(self, folder: Path) -> None:
        make_material(folder)
        with create_vault(
            folder / "v", FirstMember("first", WORDS, new_recovery_code(os.urandom)), settings(folder)
        ) as vault:
            take_in(vault, [folder / "known"], Provenance(source=SOURCE))
            item = next(iter(vault.records("Item")))
            vault.add(
                Draft(
                    "Rendition", {"item": item.body["id"], "kind": "description", "tool": "t", "version": "1"}
                )
            )
            add_member(vault, "second", "member", OTHER_WORDS)

    def act(self, folder: Path, say: Say) -> None:
        raise NotImplementedError

    def intended(self, vault: Vault) -> dict[str, Any]:
        """What may go, before anything is said."""
        return {}

    def check(self, vault: Vault, said: list[dict[str, Any]]) -> list[str]:
        return []

    def again(self, folder: Path) -> list[str]:
        """Does it again, after an interruption at any point and an opening, and says what is not as it should
        be at the end.
        """
        raise NotImplementedError

    @contextmanager
    def opened(self, folder: Path, *, writable: bool = True, adopt: bool = False) -> Iterator[Vault]:
        with open_vault(folder / "v", WORDS, settings(folder), writable=writable, adopt=adopt) as vault:
            yield vault

    # --- what is checked after every kill -------------------------------------------------------------------

    def after_kill(self, folder: Path, baseline: dict[str, Any], said: list[dict[str, Any]]) -> list[str]:
        """For reading, for writing, and the same thing again."""
        problems = []
        with self.opened(folder, writable=False) as vault:
            problems += [f"reading: {text}" for text in self.held(vault, baseline, said, whole=False)]
        with self.opened(folder, adopt=self.adopt) as vault:
            problems += [f"writing: {text}" for text in self.held(vault, baseline, said, whole=True)]
            problems += [f"writing: {text}" for text in self.check(vault, said)]
        problems += [f"again: {text}" for text in self.again(folder)]
        with self.opened(folder) as vault:
            problems += [f"at the end: {text}" for text in self.held(vault, baseline, said, whole=True)]
            problems += [
                f"amanet verify: {finding.where}: {finding.what}" for finding in verify_vault(vault).findings
            ]
        return problems

    def held(
        self, vault: Vault, baseline: dict[str, Any], said: list[dict[str, Any]], *, whole: bool
    ) -> list[str]:
        """What was acknowledged is there, what was erased is not, and the log continues every checkpoint that
        was told.
        """
        problems = examine(vault, whole=whole)
        told = [baseline, *said]
        gone = {number for one in told for number in one.get("erased", ())}
        meant = gone | {number for one in told for number in one.get("to erase", ())}
        for number, digest in {(number, digest) for one in told for number, digest in one.get("items", ())}:
            there = vault.database.one("SELECT 1 FROM record WHERE number = ?", (number,)) is not None
            if number in gone and there:
                problems.append(f"erased item {number} is back")
            elif number not in meant and not there:
                problems.append(f"acknowledged item {number} is gone")
            elif there and content_hash(vault, number) != digest:
                problems.append(f"acknowledged item {number} reads as something else")
        origins = {epoch.origin: epoch for epoch in vault.epochs()}
        for origin, size, root in (one["checkpoint"] for one in told if "checkpoint" in one):
            known = origins.get(origin) and vault.checkpoint_at(origins[origin].number, size)
            if known is None or known.root.hex() != root:
                problems.append(f"the log does not continue the acknowledged checkpoint of size {size}")
            elif whole and vault.root_at(origins[origin], size).hex() != root:
                problems.append(
                    f"the files of the log do not continue the acknowledged checkpoint of size {size}"
                )
        return problems


def state_of(vault: Vault) -> dict[str, Any]:
    """What is acknowledged at this moment."""
    checkpoint = vault.checkpoint()
    return {
        "items": [(record.number, record.body["sha256"]) for record in vault.records("Item")],
        "checkpoint": (vault.epoch.origin, checkpoint.size, checkpoint.root.hex()),
    }


def settings(folder: Path) -> Settings:
    return Settings(folder / "state")


def make_material(folder: Path) -> None:
    chance = random.Random(5)
    for name, count, big in (("known", 5, 1), ("new", 11, 1)):
        (folder / name).mkdir(parents=True)
        for number in range(count):
            (folder / name / f"small {number}").write_bytes(chance.randbytes(50 + 300 * number))
        for number in range(big):
            (folder / name / f"zbig {number}").write_bytes(chance.randbytes((1 << 20) + 999 + number))


# --- taking in ----------------------------------------------------------------------------------------------


class AddSmall(Scenario):
    """Three packs and a blob, all in this process."""

    pack_files = 4
    worth_a_process = 1000

    def act(self, folder: Path, say: Say) -> None:
        with self.opened(folder) as vault:
            self._take_in(vault, folder, lambda _count: say(state_of(vault)))
            say(state_of(vault))

    def again(self, folder: Path) -> list[str]:
        with self.opened(folder) as vault:
            self._take_in(vault, folder, lambda _count: None)
            return _all_kept_once(vault, folder)

    def _take_in(self, vault: Vault, folder: Path, acknowledged: Callable[[int], None]) -> None:
        taking_in._PACK_FILES, taking_in._WORTH_A_PROCESS = self.pack_files, self.worth_a_process
        take_in(vault, [folder / "new"], Provenance(source=SOURCE), acknowledged=acknowledged)


class AddInTwoProcesses(AddSmall):
    """The same through the second process."""

    pack_files = 3
    worth_a_process = 1


class AddBig(AddSmall):
    """Three blobs, one of them twice, in a log that fills its first tile meanwhile."""

    def prepare(self, folder: Path) -> None:
        super().prepare(folder)
        with self.opened(folder) as vault:
            vault.add_many([custody(vault, "read", []) for _ in range(254 - vault.last_number)])
        shutil.rmtree(folder / "new")
        (folder / "new").mkdir()
        chance = random.Random(6)
        for number in range(3):
            (folder / "new" / f"big {number}").write_bytes(chance.randbytes((1 << 20) + 1 + 77_777 * number))
        shutil.copy(folder / "new" / "big 1", folder / "new" / "big 1 again")


def _all_kept_once(vault: Vault, folder: Path) -> list[str]:
    import hashlib

    kept = [record.body["sha256"] for record in vault.records("Item")]
    files = [path for name in ("known", "new") for path in (folder / name).iterdir()]
    expected = {hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    problems = [] if set(kept) == expected else ["not everything was taken in"]
    return problems + ([] if len(kept) == len(set(kept)) else ["something was taken in twice"])


# --- erasing ------------------------------------------------------------------------------------------------


class Erase(Scenario):
    """An item in a shared pack, with what was derived from it, and a blob."""

    def chosen(self, vault: Vault) -> list[int]:
        items = dict(vault.stored_objects())
        packed = min(number for number, stored in items.items() if stored.place.startswith("packs/"))
        blob = min(number for number, stored in items.items() if stored.place.startswith("blobs/"))
        return [packed, blob]

    def act(self, folder: Path, say: Say) -> None:
        with self.opened(folder) as vault:
            plan = plan_erasure(vault, [vault.record(number) for number in self.chosen(vault)])
            say({"to erase": plan.numbers})
            erase(vault, plan, reason="a test")
            say({"erased": plan.numbers, **state_of(vault)})

    def intended(self, vault: Vault) -> dict[str, Any]:
        chosen = self.chosen(vault)
        return {"to erase": [*chosen, *(derived for number in chosen for derived in vault.about(number))]}

    def check(self, vault: Vault, said: list[dict[str, Any]]) -> list[str]:
        if not said:
            return []
        numbers = said[0]["to erase"]
        rows = [vault.database.one("SELECT 1 FROM record WHERE number = ?", (number,)) for number in numbers]
        logged = vault.count("Erasure") == 1
        problems = [] if all((row is None) == logged for row in rows) else ["it was erased in part"]
        if logged and vault.header.generation != 2:
            problems.append("it was erased but not rewritten under a new key")
        return problems

    def again(self, folder: Path) -> list[str]:
        with self.opened(folder) as vault:
            if vault.count("Erasure") == 0:
                plan = plan_erasure(vault, [vault.record(number) for number in self.chosen(vault)])
                erase(vault, plan, reason="a test")
            return [] if vault.count("Item") == 4 and vault.count("Erasure") == 1 else ["it was not erased"]


class EraseWholePack(Erase):
    """Everything in a pack: the pack goes too."""

    def chosen(self, vault: Vault) -> list[int]:
        return [number for number, stored in vault.stored_objects() if stored.place.startswith("packs/")]

    def again(self, folder: Path) -> list[str]:
        with self.opened(folder) as vault:
            if vault.count("Erasure") == 0:
                erase(
                    vault,
                    plan_erasure(vault, [vault.record(number) for number in self.chosen(vault)]),
                    reason="a test",
                )
            packs = [place for place in vault.objects.places() if place.startswith("packs/")]
            return [] if vault.count("Item") == 1 and not packs else ["it was not erased"]


# --- keys ---------------------------------------------------------------------------------------------------


class RemoveMember(Scenario):
    """A new vault key, database key and log key."""

    def act(self, folder: Path, say: Say) -> None:
        with self.opened(folder) as vault:
            remove_member(vault, find_member(vault, "second"))
            say({"removed": True, **state_of(vault)})

    def check(self, vault: Vault, said: list[dict[str, Any]]) -> list[str]:
        removed = any(member.status == "removed" for member in list_members(vault))
        if said and not removed:
            return ["an acknowledged removal is not there"]
        if removed == _opens(vault, OTHER_WORDS):
            return [
                f"the second member is {'removed and still opens' if removed else 'locked out and not removed'}"
            ]
        expected = (2, 2) if removed else (1, 1)
        found = (vault.header.generation, vault.header.epoch)
        return [] if found == expected else [f"generation and epoch are {found} and not {expected}"]

    def again(self, folder: Path) -> list[str]:
        with self.opened(folder) as vault:
            if any(member.status == "active" and member.name == "second" for member in list_members(vault)):
                remove_member(vault, find_member(vault, "second"))
            return ["the second member still opens it"] if _opens(vault, OTHER_WORDS) else []


class ChangePassphrase(Scenario):
    """By the member who is removed afterwards: whatever opened it for them must not any more."""

    def act(self, folder: Path, say: Say) -> None:
        with open_vault(folder / "v", OTHER_WORDS, settings(folder), writable=True) as vault:
            change_passphrase(vault, NEW_WORDS)
            say({"changed": True, **state_of(vault)})

    def check(self, vault: Vault, said: list[dict[str, Any]]) -> list[str]:
        old, new = _opens(vault, OTHER_WORDS), _opens(vault, NEW_WORDS)
        if said and (old or not new):
            return ["an acknowledged change of passphrase is not there"]
        return [] if old != new else ["neither or both passphrases open it"]

    def again(self, folder: Path) -> list[str]:
        with self.opened(folder) as vault:
            remove_member(vault, find_member(vault, "second"))
            opens = [words for words in (OTHER_WORDS, NEW_WORDS) if _opens(vault, words)]
        return ["the removed member still opens it"] if opens else []


class AddMember(Scenario):
    """By the first member; removed afterwards."""

    def act(self, folder: Path, say: Say) -> None:
        with self.opened(folder) as vault:
            add_member(vault, "third", "member", NEW_WORDS)
            say({"added": True, **state_of(vault)})

    def check(self, vault: Vault, said: list[dict[str, Any]]) -> list[str]:
        known = any(member.name == "third" for member in list_members(vault))
        if said and not (known and _opens(vault, NEW_WORDS)):
            return ["an acknowledged member is not there"]
        return [] if known or not _opens(vault, NEW_WORDS) else ["somebody opens it whom no record names"]

    def again(self, folder: Path) -> list[str]:
        with self.opened(folder) as vault:
            if any(member.name == "third" for member in list_members(vault)):
                remove_member(vault, find_member(vault, "third"))
            add_member(vault, "third", "member", Passphrase("a fourth one"))
            problems = ["the removed member still opens it"] if _opens(vault, NEW_WORDS) else []
            return (
                problems
                if _opens(vault, Passphrase("a fourth one"))
                else [*problems, "the new member does not"]
            )


def _opens(vault: Vault, words: Passphrase) -> bool:
    from amanet.vault.header import read_header, unlock_any

    try:
        unlock_any(read_header(vault.path)[0], words)
    except WrongKey:
        return False
    return True


# --- copies -------------------------------------------------------------------------------------------------


class BackUp(Scenario):
    """To a place that holds an older backup already."""

    def prepare(self, folder: Path) -> None:
        super().prepare(folder)
        with self.opened(folder) as vault:
            back_up(vault, folder / "backup", name="old")
            take_in(vault, [folder / "new"], Provenance(source=SOURCE))

    def act(self, folder: Path, say: Say) -> None:
        with self.opened(folder) as vault:
            back_up(vault, folder / "backup", name="night")
            say({"backed up": "night", **state_of(vault)})

    def check(self, vault: Vault, said: list[dict[str, Any]]) -> list[str]:
        return self._brought_back(vault, "night") if said else []

    def again(self, folder: Path) -> list[str]:
        with self.opened(folder) as vault:
            if not (folder / "backup" / "keys" / "night").exists():
                back_up(vault, folder / "backup", name="night")
            problems = self._brought_back(vault, "night") + self._brought_back(vault, "old")
        left = [path.name for path in (folder / "backup").rglob(".new-*")]
        return problems + [f"{name} is left in the backup" for name in left]

    def _brought_back(self, vault: Vault, name: str) -> list[str]:
        backup = vault.path.parent / "backup"
        destination = vault.path.parent / f"back from {name}"
        shutil.rmtree(destination, ignore_errors=True)
        with restore(
            backup, destination, WORDS, settings(vault.path.parent / "other"), keys=backup / "keys" / name
        ) as copy:
            problems = examine(copy, whole=True)
            digests = {record.body["sha256"] for record in copy.records("Item")}
        shutil.rmtree(destination)
        expected = {record.body["sha256"] for record in vault.records("Item")}
        if name == "night" and digests != expected:
            problems.append("the backup does not hold all items")
        return [f"the backup {name}: {problem}" for problem in problems]


class Restore(Scenario):
    """Beside the vault it came from, which stays as it is."""

    def prepare(self, folder: Path) -> None:
        super().prepare(folder)
        with self.opened(folder) as vault:
            back_up(vault, folder / "backup", name="night")

    def act(self, folder: Path, say: Say) -> None:
        with restore(folder / "backup", folder / "restored", WORDS, settings(folder)) as vault:
            say({"restored": state_of(vault)})

    def again(self, folder: Path) -> list[str]:
        restored = folder / "restored"
        if restored.exists():
            vault = open_vault(restored, WORDS, settings(folder), writable=True, adopt=True)
        else:
            vault = restore(folder / "backup", restored, WORDS, settings(folder))
        with vault:
            problems = examine(vault, whole=True)
            if vault.epoch.number < 2 or vault.count("Item") != 6:
                problems.append("it is not the vault in a new epoch")
        with open_vault(restored, WORDS, settings(folder), writable=True) as vault:
            problems += examine(vault, whole=True)
        with self.opened(folder) as vault:
            if vault.epoch.number != 1:
                problems.append("the vault it came from was touched")
        return problems + [f"{path.name} was left over" for path in folder.rglob(".new-*")]


class WriteToCopy(Scenario):
    """The folder was copied: the first opening for writing begins an epoch."""

    def prepare(self, folder: Path) -> None:
        super().prepare(folder)
        (folder / "v").rename(folder / "original")
        shutil.copytree(folder / "original", folder / "v")

    def act(self, folder: Path, say: Say) -> None:
        with self.opened(folder) as vault:
            say(state_of(vault))

    def check(self, vault: Vault, said: list[dict[str, Any]]) -> list[str]:
        return [] if vault.epoch.number == 2 else [f"it is in epoch {vault.epoch.number}"]

    def again(self, folder: Path) -> list[str]:
        with self.opened(folder) as vault:
            problems = [] if vault.epoch.number == 2 else ["another epoch began"]
        with open_vault(folder / "original", WORDS, settings(folder), writable=True) as vault:
            return problems if vault.epoch.number == 1 else [*problems, "the original began another epoch"]


class Adopt(Scenario):
    """An older state of the folder was put back and is accepted."""

    adopt = True

    def prepare(self, folder: Path) -> None:
        super().prepare(folder)
        shutil.copytree(folder / "v", folder / "older")
        with self.opened(folder) as vault:
            take_in(vault, [folder / "new"], Provenance(source=SOURCE))
        shutil.rmtree(folder / "v")
        (folder / "older").rename(folder / "v")

    def act(self, folder: Path, say: Say) -> None:
        with self.opened(folder, adopt=True) as vault:
            say(state_of(vault))

    def check(self, vault: Vault, said: list[dict[str, Any]]) -> list[str]:
        return [] if vault.epoch.number >= 2 else ["no new epoch began"]

    def again(self, folder: Path) -> list[str]:
        with self.opened(folder) as vault:
            take_in(vault, [folder / "new"], Provenance(source=SOURCE))
            return _all_kept_once(vault, folder)


class Create(Scenario):
    """A vault that is not there yet."""

    def prepare(self, folder: Path) -> None:
        make_material(folder)

    def act(self, folder: Path, say: Say) -> None:
        with self._create(folder) as vault:
            say(state_of(vault))

    def after_kill(self, folder: Path, baseline: dict[str, Any], said: list[dict[str, Any]]) -> list[str]:
        if said and not (folder / "v").exists():
            return ["an acknowledged vault is not there"]
        return super().after_kill(folder, baseline, said) if (folder / "v").exists() else self.again(folder)

    def again(self, folder: Path) -> list[str]:
        if (folder / "v").exists():
            vault = open_vault(folder / "v", WORDS, settings(folder), writable=True)
        else:
            try:
                vault = self._create(folder)
            except Misuse:  # it says that an interrupted `init` left a folder that is to be removed
                shutil.rmtree(folder / ".new-v")
                vault = self._create(folder)
        with vault:
            take_in(vault, [folder / "known", folder / "new"], Provenance(source=SOURCE))
            problems = examine(vault, whole=True) + _all_kept_once(vault, folder)
            if vault.epoch.number != 1:
                problems.append("it is not in its first epoch")
            left = [path.name for path in folder.rglob(".new-*") if path.parent.name != "state"]
            return problems + [f"{name} was left over" for name in left]

    def _create(self, folder: Path) -> Vault:
        return create_vault(
            folder / "v", FirstMember("first", WORDS, new_recovery_code(os.urandom)), settings(folder)
        )


class SaveInTheBrowser(Scenario):
    """Words typed, a statement and a consent talk, through the application."""

    def prepare(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        with create_vault(
            folder / "v", FirstMember("first", WORDS, new_recovery_code(os.urandom)), settings(folder)
        ) as vault:
            browser_saves.prepare(vault, folder)

    def act(self, folder: Path, say: Say) -> None:
        browser_saves.save_all(folder / "v", "one and only", settings(folder), say)

    def check(self, vault: Vault, said: list[dict[str, Any]]) -> list[str]:
        there = browser_saves.saved(vault)
        told = [one["saved"] for one in said if "saved" in one]
        lost = [f"acknowledged {kind} {each} is gone" for kind, each in told if [kind, each] not in there]
        return lost + browser_saves.half_saved(vault)

    def again(self, folder: Path) -> list[str]:
        said: list[dict[str, Any]] = []
        browser_saves.save_all(folder / "v", "one and only", settings(folder), said.append)
        with self.opened(folder) as vault:
            return self.check(vault, said)


class GoOut(Scenario):
    """A proposal by the first member, the second's signature, and the sealed file."""

    def prepare(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        with create_vault(
            folder / "v", FirstMember("first", WORDS, new_recovery_code(os.urandom)), settings(folder)
        ) as vault:
            add_member(vault, "second", "member", OTHER_WORDS)
            going_out.prepare(vault, folder)

    def act(self, folder: Path, say: Say) -> None:
        with self.opened(folder) as vault:
            going_out.proposed(vault)
            say(state_of(vault))
        with open_vault(folder / "v", OTHER_WORDS, settings(folder), writable=True) as vault:
            release = going_out.send(vault, folder)
            say({"released": release.number, **state_of(vault)})

    def after_kill(self, folder: Path, baseline: dict[str, Any], said: list[dict[str, Any]]) -> list[str]:
        with self.opened(folder) as vault:
            found = going_out.problems(vault, folder)
        if any("released" in one for one in said) and not (folder / going_out.SEALED).exists():
            found.append("an acknowledged package is not there")
        return found + super().after_kill(folder, baseline, said)

    def again(self, folder: Path) -> list[str]:
        (folder / going_out.SEALED).unlink(missing_ok=True)
        self.act(folder, lambda _: None)
        with self.opened(folder) as vault:
            return going_out.problems(vault, folder)


SCENARIOS: dict[str, Scenario] = {
    "add small files": AddSmall(),
    "add in two processes": AddInTwoProcesses(),
    "add big files": AddBig(),
    "erase": Erase(),
    "erase a whole pack": EraseWholePack(),
    "remove a member": RemoveMember(),
    "change a passphrase": ChangePassphrase(),
    "add a member": AddMember(),
    "back up": BackUp(),
    "restore": Restore(),
    "write to a copy": WriteToCopy(),
    "adopt": Adopt(),
    "create": Create(),
    "save in the browser": SaveInTheBrowser(),
    "go out": GoOut(),
}


def copy_of(base: Path, folder: Path) -> None:
    """A copy of a prepared folder that the state folder takes for the original: it knows vaults by an inode."""
    shutil.copytree(base, folder)
    for memory in (folder / "state").glob("*.json"):
        data = json.loads(memory.read_text())
        for log in base.glob("*/log"):
            for home in data["homes"].values():
                if home["inode"] == log.stat().st_ino:
                    home["new"] = (folder / log.relative_to(base)).stat().st_ino
        for home in data["homes"].values():
            home["inode"] = home.pop("new", home["inode"])
        memory.write_text(json.dumps(data))
