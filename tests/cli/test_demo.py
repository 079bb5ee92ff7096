"""amanet demo: does what it says, checks itself, and touches nothing else."""

import io
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pyrage
import pytest
from rich.console import Console

from amanet.app import OpenVault, open_vault
from amanet.cli import demo, walkthrough
from amanet.cli.narrator import Aloud
from amanet.cli.program import amanet
from amanet.cli.walk_disclosing import PLANTED
from amanet.work.statements import Undone

if TYPE_CHECKING:
    from conftest import Terminal


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any], str]:
    """One run of the whole demo: folder, summary, what it said on a terminal without colours."""
    folder = tmp_path_factory.mktemp("demo") / "amanet-demo"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AMANET_STATE_DIR", str(folder.parent / "state"))
        patch.setenv("AMANET_TEST_CHEAP_KDF", "1")
        demo._make_room(folder, again=False)
        console = Console(file=io.StringIO(), width=80, highlight=False, emoji=False, markup=False)
        holds, summary = demo.walk(folder, Aloud(console))
    assert holds
    return folder, summary, console.file.getvalue()


def test_every_step_holds_and_is_there_to_be_looked_at(walked: tuple[Path, dict[str, Any], str]) -> None:
    folder, summary, _ = walked
    assert len(summary["steps"]) == 24
    assert all(claim["holds"] for step in summary["steps"] for claim in step["claims"])
    for path, _what in demo._PLACES:
        assert (folder / path).exists(), path
    assert {path.name for path in folder.iterdir()} <= demo._MAKES


def test_the_commands_that_it_shows_are_commands(walked: tuple[Path, dict[str, Any], str]) -> None:
    """Each is parsed by the command that it names; nothing of it is made up."""
    for step in walked[1]["steps"]:
        for program, *words in step["commands"]:
            if program == "amanet":
                context = click.Context(amanet, help_option_names=["-h", "--help"])
                command = amanet.get_command(context, words.pop(0))
                while isinstance(command, click.Group):
                    command = command.get_command(
                        click.Context(command, help_option_names=["-h", "--help"]), words.pop(0)
                    )
                command.make_context("amanet", words)


def test_it_reads_well_in_a_pipe_eighty_columns_wide(walked: tuple[Path, dict[str, Any], str]) -> None:
    said = walked[2]
    assert "\x1b" not in said
    console = Console(width=200)
    assert all(console.measure(line).maximum <= 80 for line in said.splitlines())
    assert not [line for line in said.splitlines() if line.endswith(" ")]
    assert walkthrough.PASSPHRASE.split()[0] in said


def test_what_it_says_of_the_tampering_is_what_was_tampered_with(
    walked: tuple[Path, dict[str, Any], str],
) -> None:
    assert "[digest] data/items/0001.bin" in walked[2]
    assert "PTT-20240917-WA0003.opus" in walked[2].split("Change one single byte")[1]


def test_the_commands_that_it_shows_answer_what_it_shows(
    walked: tuple[Path, dict[str, Any], str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Those that only look, typed anew in its folder: what is last said of each is what they answer."""
    folder, summary, said = walked
    (tmp_path / "passphrase").write_text(walkthrough.PASSPHRASE + "\n")
    for name, value in {
        "AMANET_VAULT": "velmara.vault",
        "AMANET_PASSPHRASE_FILE": str(tmp_path / "passphrase"),
        "AMANET_STATE_DIR": str(folder.parent / "state"),
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(folder)
    shown = {
        tuple(command[1:]): None
        for step in summary["steps"]
        for command in step["commands"]
        if command[1:3] in (["person", "list"], ["person", "show"], ["act", "show"], ["passage", "show"])
        and "--history" not in command
    }
    assert len(shown) == 5
    for words in shown:
        with redirect_stdout(io.StringIO()) as answer:
            amanet.main(list(words), standalone_mode=False)
        assert _words(answer.getvalue()), words
        if "--as-of" not in words:
            assert _words(answer.getvalue()) in _words(said), words


def _words(text: str) -> str:
    return " ".join(text.split())


def test_a_witness_who_withdraws_is_gone_with_what_was_said(
    walked: tuple[Path, dict[str, Any], str],
) -> None:
    before, after = walked[2].split("Destroy, when a witness withdraws")
    assert "witness of interview 07 (#" in before
    assert "witness of interview 07 (#" not in after
    assert "NOT the salt house" in after


def test_it_ends_with_two_releases_of_one_case(walked: tuple[Path, dict[str, Any], str]) -> None:
    """What left is sealed; opened, the one for the public holds none of the names that the other was given."""
    folder, summary, _ = walked
    sealed = [(folder / "sent" / name).read_bytes() for name in ("working-group.age", "public.age")]
    assert all(one.startswith(b"age-encryption.org/v1\n") and b"statements.json" not in one for one in sealed)
    un = pyrage.passphrase.decrypt(sealed[0], "anchor rope seven grey gulls north").decode("latin-1")
    public = (folder / "opened/release/data/statements.json").read_text("utf-8")
    for name in ("Aytoz Qumdengiz", "Nursel Qumdengiz", "Tamsin Hollowreed", "2024-09-14"):
        assert name in un
        assert name not in public
    assert "[his name]" in public
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AMANET_STATE_DIR", str(folder.parent / "state"))
        with open_vault(folder / "velmara.vault", summary["second_passphrase"], writable=False) as vault:
            numbers = [one.number for one in vault.releases()]
            assert summary["compare"] == f"/disclose/compare?a={numbers[1]}&b={numbers[0]}"


def test_the_planted_leak_is_caught_by_file_and_kind_and_not_repeated(
    walked: tuple[Path, dict[str, Any], str],
) -> None:
    said = walked[2].split("Catch a leak")[1].split("Publish it under pseudonyms")[0]
    found = said.split("Leak check:")[1].split("✓ Caught")[0]
    assert "data/statements.json" in found
    assert "name" in found
    assert PLANTED in said.split("Leak check:")[0]
    assert PLANTED not in found


def test_where_something_does_not_do_what_it_claims_the_demo_fails(
    terminal: "Terminal", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walkthrough, "flip_a_byte", lambda _path, _offset: None)
    monkeypatch.setattr(OpenVault, "undo", lambda _vault: Undone(()))
    ran = terminal("amanet demo --json", code=1)
    broken = [claim for step in ran.json["steps"] for claim in step["claims"] if not claim["holds"]]
    assert len(broken) == 3
    assert ran.json["holds"] is False


def test_a_folder_that_is_there_is_refused_and_removed_only_where_a_demo_made_it(
    terminal: "Terminal",
) -> None:
    folder = terminal.folder / "amanet-demo"
    demo._make_room(folder, again=False)
    (folder / "papers").mkdir()
    assert "--again" in terminal("amanet demo", code=2).err
    terminal.write("mine/thesis.txt")
    assert "no demo made it" in terminal("amanet demo mine --again", code=2).err
    notes = terminal.write("amanet-demo/my notes.txt")
    assert "my notes.txt" in terminal("amanet demo --again", code=2).err
    assert notes.exists()
    notes.unlink()
    demo._make_room(folder, again=True)
    assert not (folder / "papers").exists()
    assert (terminal.folder / "mine/thesis.txt").exists()
