"""amanet prove, amanet check, and the verifier of one file that needs no amanet."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from amanet import exports

if TYPE_CHECKING:
    from conftest import Terminal


@pytest.fixture
def items(run: "Terminal") -> list[str]:
    run.write("card/film.mp4", b"film" * 300_000)
    run.write("card/note.txt", "a note")
    numbers = run.add("card", source="Tamsin Hollowreed")["added"]
    return [str(number) for number in numbers]


def standalone(run: "Terminal", bundle: str, *options: str) -> tuple[int, dict[str, Any]]:
    """The verifier in a Python that sees nothing of ours; from outside the bundle."""
    program = run.folder / "verify_bundle.py"
    program.write_bytes(exports.verifier_source())
    done = subprocess.run(
        [sys.executable, "-I", str(program), bundle, *options, "--json"], cwd=run.folder, capture_output=True
    )
    return done.returncode, json.loads(done.stdout or "{}")


def test_a_bundle_is_proved_and_checked_with_the_key_got_elsewhere(run: "Terminal", items: list[str]) -> None:
    ran = run("amanet", "prove", *items, "-o", "bundle", "--for", "a court", "--purpose", "the hearing")
    key = run.keys()["log_key"]
    assert key in ran.err
    checked = run("amanet", "check", "bundle", "--log-key", key)
    assert checked.text.rstrip().endswith("VERIFIED")
    assert "proven: signed into the log by the log key you gave" in checked.text
    assert standalone(run, "bundle", "--log-key", key)[1]["verdict"] == "verified"
    assert "proved, 2 records, for a court" in run("amanet log").text.replace("record(s)", "records")


def test_only_what_was_asked_for_is_opened(run: "Terminal", items: list[str]) -> None:
    run("amanet", "prove", items[0], "-o", "plain")
    run("amanet", "prove", items[0], "-o", "named", "--open", "name", "--open", "source")
    plain, named = ((run.folder / name / "data/bundle.json").read_text() for name in ("plain", "named"))
    assert "Tamsin" not in plain
    assert "film.mp4" not in plain
    assert "Tamsin Hollowreed" in named
    assert "film.mp4" in named
    ran = run("amanet", "prove", items[0], "-o", "wrong", "--open", "no such field", code=2)
    assert "no such field" in ran.err
    assert not (run.folder / "wrong").exists()


def test_without_a_key_it_is_only_consistent_in_itself(run: "Terminal", items: list[str]) -> None:
    run("amanet", "prove", items[0], "-o", "bundle")
    ran = run("amanet check bundle", code=3)
    assert "INTERNALLY CONSISTENT" in ran.text
    assert run.keys()["log_key"].split("+")[1] in ran.text, "the fingerprint to ask about"
    code, verdict = standalone(run, "bundle")
    assert (code, verdict["verdict"]) == (3, "internally consistent")


def test_both_verifiers_say_what_does_not_hold(
    run: "Terminal", items: list[str], flip: Callable[[Path, int], None]
) -> None:
    run("amanet", "prove", *items, "-o", "bundle")
    key = run.keys()["log_key"]
    flip(run.folder / "bundle/data/items/0002.bin", 0)
    ran = run("amanet", "check", "bundle", "--log-key", key, code=1)
    assert "items/0002.bin" in ran.text
    assert ran.text.rstrip().endswith("FAILED")
    code, verdict = standalone(run, "bundle", "--log-key", key)
    assert code == 1
    assert verdict["problems"][0]["category"] == "digest"


def test_a_foreign_key_verifies_nothing(run: "Terminal", items: list[str]) -> None:
    run("amanet", "prove", items[0], "-o", "bundle")
    run("amanet init B.vault")
    foreign = run.keys("--vault", "B.vault")["log_key"]
    run("amanet", "check", "bundle", "--log-key", foreign, code=1)
    assert standalone(run, "bundle", "--log-key", foreign)[0] == 1
    assert run("amanet check bundle --log-key nonsense", code=3).err
    assert "gone" in run("amanet check gone", code=None).err


def test_nothing_is_overwritten(run: "Terminal", items: list[str]) -> None:
    run.write("bundle/mine.txt")
    assert "exists already" in run("amanet", "prove", items[0], "-o", "bundle", code=2).err


def test_a_bundle_before_an_erasure_of_something_else_and_after_is_the_same_evidence(
    run: "Terminal", items: list[str]
) -> None:
    run("amanet", "prove", items[0], "-o", "bundle")
    run("amanet", "erase", items[1], "--reason", "withdrawn", "--yes")
    run("amanet", "prove", items[0], "-o", "later")
    for bundle in ("bundle", "later"):
        run("amanet", "check", bundle, "--log-key", run.keys()["log_key"])
    assert "was erased" in run("amanet", "prove", items[1], "-o", "gone", code=2).err


@pytest.mark.needs("age")
def test_sealed_to_a_recipient_it_is_one_file_that_age_opens(run: "Terminal", items: list[str]) -> None:
    key_file = subprocess.run(["age-keygen"], capture_output=True, text=True, check=True).stdout
    run.write("key.txt", key_file)
    recipient = key_file.split("public key: ")[1].split("\n")[0]
    run("amanet", "prove", *items, "-o", "bundle.tar.age", "--to", recipient)
    assert [path.name for path in run.folder.glob("bundle*")] == ["bundle.tar.age"], "nothing in the clear"
    subprocess.run("age -d -i key.txt bundle.tar.age | tar x", shell=True, cwd=run.folder, check=True)
    (bundle,) = (path.parent for path in run.folder.glob("*/bagit.txt"))
    key = run.keys()["log_key"]
    run("amanet", "check", bundle, "--log-key", key)
    assert standalone(run, str(bundle), "--log-key", key)[0] == 0
    assert run("amanet", "prove", items[0], "-o", "b.age", "--to", "age1nonsense", code=3).err
    assert not (run.folder / "b.age").exists()
