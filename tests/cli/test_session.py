"""What all commands share: where vault and passphrase come from, one JSON document, and how errors end."""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click
import pytest

from amanet.cli.program import amanet
from amanet.vault.header import FILE_NAME

if TYPE_CHECKING:
    from conftest import Terminal


NAMED = ("person", "group", "organization", "place", "facility", "event")
NAMELESS = ("act", "involvement", "intervention", "sign", "agreed", "claim", "relation")
COMMANDS: dict[str, str | None] = {
    "init": "init New.vault",
    "open": None,  # tests/web/test_serving.py
    "demo": None,  # tests/cli/test_demo.py
    "add": "add card --no-describe",
    "list": "list",
    "show": "show 3",
    "get": "get 3 -o out",
    "cat": "cat 3",
    "describe": "describe",
    "receipt make": "receipt make 4",
    "receipt open": "receipt open receipt.txt",
    "verify": "verify --quick",
    "prove": "prove 3 -o bundle",
    "check": "check bundle",
    **dict.fromkeys(  # tests/cli/test_disclosing.py
        (
            "disclose plan",
            "disclose propose",
            "disclose show",
            "disclose sign",
            "disclose refuse",
            "disclose seal",
        )
    ),
    "disclose list": "disclose list",
    "check-leaks": None,  # tests/cli/test_check_leaks.py
    "redact": "redact card/note.txt -o redacted.txt --name Nursel",
    "keys": "keys",
    "stamp request": "stamp request -o request.tsq",
    "stamp import": None,  # tests/cli/test_stamp.py
    "stamp list": "stamp list",
    "stamp online": None,  # tests/cli/test_stamp.py
    "cosign export": "cosign export -o request",
    "cosign sign": "cosign sign request -o answer --log-key {log_key} --vault B.vault",
    "cosign import": None,  # tests/cli/test_cosign.py
    "member add": "member add Dauren --new-passphrase-file other",
    "member list": "member list",
    "member remove": "member remove Dauren --yes",
    "key add": "key add --new-passphrase-file other",
    "key list": "key list",
    "key change": "key change --recovery",
    "key remove": None,  # tests/cli/test_people.py
    "key rotate": "key rotate --yes",
    "erase": "erase 3 --reason withdrawn --yes",
    "certificate": None,  # tests/cli/test_erase.py
    "backup make": "backup make disk --name first",
    "backup list": "backup list",
    "backup forget": "backup forget first",
    "restore": "restore disk R.vault",
    "adopt": "adopt --vault R.vault",
    "log": "log",
    # Recording: more of it in tests/cli/test_stating.py.
    "source add": "source add Nursel",
    "source edit": "source edit Nursel --set notes=n",
    "source list": "source list",
    "source show": "source show Nursel",
    **{f"{group} add": f"{group} add Lada --by Nursel" for group in NAMED},
    **{f"{group} {verb}": None for group in NAMED for verb in ("edit", "show")},
    **{f"{group} {verb}": None for group in NAMELESS for verb in ("add", "edit", "show")},
    **{f"{group} list": f"{group} list" for group in (*NAMED, *NAMELESS)},
    "say": "say Nursel notes n --by Nursel",
    "retract": None,
    "review": "review",
    "ask": "ask Nursel",
    "name propose": "name propose Nursel",
    "name alike": "name alike Nursel",
    "account": "account Lada",
    "timeline": "timeline Lada",
    "contested": "contested",
    "silent": "silent --longer-than 1y",
    "estimate": None,  # tests/cli/test_estimate.py
    "readback": "readback Nursel",
    "warn-list": "warn-list -o warn --yes",
    "assess": None,  # tests/cli/test_assessing.py
    "gloss add": None,
    "gloss list": "gloss list",
    "undo": "undo",
    "read": "read --list",
    "passage add": None,
    "passage show": None,
    "speaker": None,
    "translate": None,
    "recording": None,
    "import": None,
    "consent contact": "consent contact Nursel --channel letter --rule never",
    "consent grant": None,  # tests/cli/test_consent.py
    "consent interview": None,
    "consent list": "consent list",
    "consent readback": None,
    "consent refuse": None,
    "consent reviewed": None,
    "consent sheet": "consent sheet --language en -o sheet.pdf",
    "consent withdraw": None,
    "merge": None,  # tests/cli/test_merge.py
}


def leaves(group: click.Group, before: tuple[str, ...] = ()) -> Iterator[str]:
    """Every command that does something."""
    context = click.Context(group, help_option_names=["-h", "--help"])
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from leaves(command, (*before, name))
        else:
            yield " ".join((*before, name))


def test_the_table_names_every_command() -> None:
    assert set(leaves(amanet)) == set(COMMANDS)


def test_with_json_every_command_prints_exactly_one_document(run: "Terminal") -> None:
    run.write("card/note.txt")
    run.write("other", "tide salt harbour ferry coat lantern")
    run("amanet init B.vault")
    run.add("card")
    run("amanet receipt make 4 -o receipt")
    log_key = run.keys()["log_key"]
    for words in COMMANDS.values():
        if words is not None:
            ran = run(f"amanet {words.format(log_key=log_key)} --json", code=None)
            assert ran.code in {0, 3}, f"{words}: {ran.err}"
            assert isinstance(ran.json, dict | list), words


@pytest.mark.parametrize("command", COMMANDS)
def test_with_json_errors_are_one_document_too(terminal: "Terminal", command: str) -> None:
    ran = terminal("amanet", *command.split(), "--json", "--no-such-option", code=2)
    assert (ran.json["error"]["family"], ran.json["error"]["exit_code"]) == ("Misuse", 2)
    assert "Traceback" not in ran.err


def test_errors_say_their_family_and_end_with_its_code(run: "Terminal") -> None:
    expected = {
        "list --vault gone.vault": ("Misuse", 2),
        "receipt open passphrase": ("BadData", 3),
        "list --passphrase-file gone": ("WorldFailed", 6),
        "list --passphrase-file wrong": ("WrongKey", 7),
        "cat 1 --json": ("Misuse", 2),
    }
    run.write("wrong", "quite another passphrase")
    for words, (family, code) in expected.items():
        ran = run(f"amanet {words} --json", code=code)
        assert ran.json["error"]["family"] == family
        assert ran.json["error"]["message"] in ran.err


def test_the_passphrase_comes_from_a_file_a_descriptor_or_the_environment_in_this_order(
    run: "Terminal", monkeypatch: pytest.MonkeyPatch
) -> None:
    run("amanet list")  # AMANET_PASSPHRASE_FILE
    run.write("wrong", "quite another passphrase")
    run("amanet list --passphrase-file wrong", code=7)
    monkeypatch.setenv("AMANET_PASSPHRASE_FILE", "wrong")
    run("amanet list", code=7)
    run("amanet list --passphrase-file passphrase")
    reading, writing = os.pipe()
    os.write(writing, (run.folder / "passphrase").read_bytes())
    os.close(writing)
    run(f"amanet list --passphrase-fd {reading}")
    os.close(reading)
    assert "file descriptor 987" in run("amanet list --passphrase-fd 987", code=6).err
    monkeypatch.delenv("AMANET_PASSPHRASE_FILE")
    assert "no terminal to ask" in run("amanet list", code=2).err


def test_no_command_takes_a_passphrase_as_an_argument() -> None:
    def options(group: click.Group) -> Iterator[click.Parameter]:
        context = click.Context(group, help_option_names=["-h", "--help"])
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            if isinstance(command, click.Group):
                yield from options(command)
            else:
                yield from (parameter for parameter in command.params if "passphrase" in parameter.name)

    assert {parameter.name for parameter in options(amanet)} == {
        "passphrase_file", "passphrase_fd", "new_passphrase_file", "other_passphrase_file",
    }  # fmt: skip


def test_without_a_vault_it_is_said_how_to_name_or_make_one(
    terminal: "Terminal", monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "There is no vault at V.vault" in terminal("amanet list", code=2).err
    monkeypatch.delenv("AMANET_VAULT")
    assert "--vault NAME.vault, or set AMANET_VAULT" in terminal("amanet list", code=2).err


def test_what_is_not_a_vault_damaged_or_newer_is_told_apart(run: "Terminal") -> None:
    (run.folder / "empty.vault").mkdir()
    assert "vault.toml" in run("amanet list --vault empty.vault", code=2).err
    header = run.folder / "V.vault" / FILE_NAME
    whole = header.read_text()
    header.write_text(whole.replace("amanet-vault/1", "amanet-vault/2"))
    assert "newer" in run("amanet list", code=3).err
    header.write_text(whole.replace("generation = 1", "generation = 7"))
    run("amanet list", code=4)
    header.write_text("not even TOML [")
    run("amanet list", code=4)
    header.write_text(whole)
    run("amanet list")


def test_a_damaged_slot_is_told_from_a_wrong_passphrase(run: "Terminal") -> None:
    header = run.folder / "V.vault" / FILE_NAME
    whole = header.read_text()
    sealed = next(line for line in whole.splitlines() if line.startswith("sealed"))
    header.write_text(whole.replace(sealed, sealed.replace(sealed[20:24], sealed[20:24].swapcase(), 1)))
    ran = run("amanet list", code=None)
    assert ran.code == 4
    assert "slot" in ran.err


def test_one_writer_at_a_time_and_readers_beside_it(run: "Terminal") -> None:
    run.write("note.txt")
    holding = (
        "import sys; from amanet.app import open_vault\n"
        "with open_vault('V.vault', open('passphrase').readline().strip()): print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holding], cwd=run.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        ran = run("amanet add note.txt", code=6)
        assert f"process {holder.pid}" in ran.err
        run("amanet list")
        run("amanet verify")
        holder.communicate(b"")
    run("amanet add note.txt --no-describe")


def test_messages_go_to_standard_error_and_hold_no_secret(run: "Terminal") -> None:
    ran = run("amanet member list --passphrase-file passphrase")
    assert "lantern" not in ran.text + ran.err
    ran = run("amanet list --passphrase-file /dev/null", code=2)
    assert "empty" in ran.err


def test_help_is_quick_and_names_every_command(terminal: "Terminal") -> None:
    ran = terminal("amanet --help")
    for name in amanet.list_commands(click.Context(amanet, help_option_names=["-h", "--help"])):
        assert f"\n  {name} " in ran.text
    assert terminal("amanet --version").text.startswith("amanet, version ")
    assert "No such command" in terminal("amanet lists", code=2).err
