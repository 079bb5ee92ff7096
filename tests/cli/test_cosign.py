"""amanet cosign: two organisations sign each other's checkpoints."""

import re
import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Ran, Terminal


@pytest.fixture
def partner(run: "Terminal") -> str:
    """A second vault, of the partner; gives its cosigner key."""
    run("amanet init B.vault --member Dauren")
    return run.keys("--vault", "B.vault")["cosigner_key"]


@pytest.fixture
def ask(run: "Terminal") -> Callable[..., str]:
    """Exports a request from V.vault, under this name."""

    def export(name: str, *options: str) -> str:
        run("amanet", "cosign", "export", "-o", name, *options)
        return name

    return export


def sign(run: "Terminal", request: str, *options: str, code: int = 0) -> "Ran":
    (run.folder / "answer").unlink(missing_ok=True)
    return run("amanet", "cosign", "sign", request, "-o", "answer", "--vault", "B.vault", *options, code=code)


def test_a_partner_signs_and_the_bundle_shows_it(
    run: "Terminal", partner: str, ask: Callable[..., str]
) -> None:
    run.write("note.txt")
    (number,) = run.add("note.txt")["added"]
    log_key = run.keys()["log_key"]
    sign(run, ask("request", "--sheet", "request.pdf"), "--log-key", log_key, "--sheet", "answer.pdf")
    ran = run("amanet", "cosign", "import", "answer", "--cosigner-key", partner)
    assert "entries are cosigned" in ran.text
    assert (run.folder / "request.pdf").read_bytes().startswith(b"%PDF")
    assert (run.folder / "answer.pdf").read_bytes().startswith(b"%PDF")
    run("amanet", "prove", str(number), "-o", "bundle")
    checked = run("amanet", "check", "bundle", "--cosigner-key", partner)
    assert "cosigned by" in checked.text
    run("amanet verify")
    run("amanet verify B.vault")


def test_the_second_time_the_consistency_is_proved(
    run: "Terminal", partner: str, ask: Callable[..., str]
) -> None:
    sign(run, ask("first"), "--log-key", run.keys()["log_key"])
    run("amanet", "cosign", "import", "answer", "--cosigner-key", partner)
    run.write("note.txt")
    run.add("note.txt")
    assert "Cosigned" in sign(run, ask("second", "--cosigner-key", partner)).text
    run("amanet", "cosign", "import", "answer", "--cosigner-key", partner)


def test_a_log_that_was_rolled_back_is_refused(
    run: "Terminal", partner: str, ask: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(run.folder / "V.vault", run.folder / "old.vault")
    sign(run, ask("early"), "--log-key", run.keys()["log_key"])
    run("amanet", "cosign", "import", "answer", "--cosigner-key", partner)
    run.write("note.txt")
    run.add("note.txt")
    assert "starts from size 0" in sign(run, ask("unproved"), code=3).err
    sign(run, ask("proved", "--cosigner-key", partner))
    monkeypatch.setenv("AMANET_STATE_DIR", str(run.folder / "forgetful"))
    shutil.rmtree(run.folder / "V.vault")
    (run.folder / "old.vault").rename(run.folder / "V.vault")
    assert "were already seen" in sign(run, ask("rolled back"), code=3).err
    assert not (run.folder / "answer").exists()


def test_who_asks_the_first_time_must_be_known_otherwise(
    run: "Terminal", partner: str, ask: Callable[..., str]
) -> None:
    assert "--log-key" in sign(run, ask("request"), code=2).err
    run("amanet init C.vault")
    foreign = run.keys("--vault", "C.vault")["log_key"]
    sign(run, "request", "--log-key", foreign, code=3)
    assert "very vault" in run("amanet cosign sign request -o answer", code=2).err
    run.write("nonsense", b"\x00\xff")
    sign(run, "nonsense", "--log-key", foreign, code=3)
    sign(run, "request", "--log-key", run.keys()["log_key"])
    assert run(
        "amanet", "cosign", "import", "answer", "--cosigner-key", run.keys()["cosigner_key"], code=3
    ).err


def test_a_lost_answer_is_no_dead_end(run: "Terminal", partner: str, ask: Callable[..., str]) -> None:
    sign(run, ask("first"), "--log-key", run.keys()["log_key"])
    run.write("note.txt")
    run.add("note.txt")
    refused = sign(run, ask("from nothing"), code=3).err
    (size,) = re.findall(r"the last one seen here is (\d+)", refused)
    sign(run, ask("from there", "--from-size", size))
    run("amanet", "cosign", "import", "answer", "--cosigner-key", partner)
