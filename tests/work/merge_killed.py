"""kill -9 at chosen system calls of a merge: `merge_killed.py FOLDER POINTS`. Prints one JSON document, null where this kernel
cannot ask us.

After each kill the vault is examined for reading and for writing, merged once more, and held against what an undisturbed merge
leaves.
"""

import json
import os
import random
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "crash"))
os.environ["AMANET_TEST_CHEAP_KDF"] = "1"

import supervise

import amanet.work.merge as merge_module
from amanet.fsck import verify_vault
from amanet.sealing import Passphrase, new_recovery_code
from amanet.vault import Draft, Settings, Vault
from amanet.vault.opening import FirstMember, create_vault, open_vault
from amanet.work.erase import erase, plan_erasure
from amanet.work.merge import Merged, merging
from amanet.work.signed import custody
from amanet.work.take_in import Provenance, take_in

WORDS = Passphrase("cheap, for tests only")
merge_module._AT_ONCE = 4


def opened(folder: Path, name: str = "ours", *, writable: bool = True) -> Vault:
    return open_vault(folder / name, WORDS, Settings(folder / "state"), writable=writable)


def prepare(folder: Path) -> None:
    card = folder / "card"
    card.mkdir(parents=True)
    for number in range(4):
        (card / f"{number}").write_bytes(b"voice %d" % number)
    (card / "film").write_bytes(random.Random(1).randbytes((1 << 20) + 99))
    first = FirstMember("Aygul", WORDS, new_recovery_code(os.urandom))
    with create_vault(folder / "ours", first, Settings(folder / "state")) as ours:
        person = ours.add(Draft("Entity", {"schema": "Person"}))[0]
        take_in(ours, [card / "0", card / "1"], Provenance("a cousin"))
    shutil.copytree(folder / "ours", folder / "theirs")
    with opened(folder, "theirs") as theirs:
        item = next(theirs.records("Item"))
        erase(theirs, plan_erasure(theirs, [theirs.find(person.reference), item]), reason="withdrawn")
        take_in(theirs, [card / "2", card / "3", card / "film"], Provenance("an aunt"))
        for _ in range(5):
            theirs.add(Draft("Entity", {"schema": "Place"}))
        theirs.add(custody(theirs, "read", [record.reference for record in theirs.records("Item")][:1]))


def act(folder: Path) -> None:
    with opened(folder) as ours, merging(ours, folder / "theirs", WORDS) as both:
        both.carry_out()


def held(vault: Vault) -> set[str]:
    return {record.reference for record in vault.records() if record.type in ("Item", "Entity", "Rendition")}


def examine(folder: Path, expected: set[str]) -> list[str]:
    problems = []
    for writable in (False, True):
        with opened(folder, writable=writable) as ours:
            problems += damage(ours, f"writable {writable}")
    act(folder)
    with opened(folder) as ours:
        problems += damage(ours, "at the end")
        problems += [] if held(ours) == expected else ["it holds something else"]
        actions = [record.body["action"] for record in ours.records("Custody")]
        problems += (
            [] if actions[-1] == "merged" and actions.count("merged") == 1 else [f"custody: {actions}"]
        )
        problems += [f"left over: {path}" for path in folder.rglob("ours/**/.new-*")]
        with merging(ours, folder / "theirs", WORDS) as both:
            problems += [] if both.carry_out() == Merged({}) else ["there was more to merge"]
    return problems


def damage(vault: Vault, when: str) -> list[str]:
    findings = verify_vault(vault).findings
    return [f"{when}: {one.where}: {one.what}" for one in findings if one.severity == "damage"]


def main(folder: Path, points: int) -> dict[str, object]:
    prepare(folder / "base")
    shutil.copytree(folder / "base", folder / "whole")
    total = supervise.run(lambda: act(folder / "whole"), supervise.never)
    assert total.status == 0, total
    with opened(folder / "whole", writable=False) as ours:
        expected = held(ours)
    # What comes before the merge itself is the opening of a copy, which has tests of its own.
    shutil.copytree(folder / "base", folder / "opening")
    opening = supervise.run(lambda: opened(folder / "opening").close(), supervise.never)
    calls = total.calls[len(opening.calls) :]
    failures, killed = [], 0
    for at in supervise.choose(calls, points, random.Random(7)):
        shutil.copytree(folder / "base", folder / f"{at}")
        number = len(opening.calls) + at
        outcome = supervise.run(lambda at=at: act(folder / f"{at}"), supervise.kill_at(number))
        killed += outcome.status != 0
        failures += [f"call {at} ({calls[at - 1]}): {one}" for one in examine(folder / f"{at}", expected)]
    return {"calls": len(calls), "killed": killed, "failures": failures}


if __name__ == "__main__":
    told = main(Path(sys.argv[1]), int(sys.argv[2])) if supervise.available() else None
    print(json.dumps(told))
