"""The program `amanet`: which commands there are, and the one place where errors become exit codes.

Commands are loaded when they are called, so that `amanet --help` answers at once.
"""

import json
import os
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from amanet.cli.output import OutputClosed, watched_output
from amanet.errors import AmanetError, WorldFailed
from amanet.version import VERSION

_STOPPED = "Stopped. What was acknowledged is safe; run the same command again to carry on."

# Command, the module and name it is in, and its one line of help.
COMMANDS: dict[str, tuple[str, str, str]] = {
    "init": ("making", "init", "Make a vault, its first member and the recovery sheet."),
    "open": ("opening", "open_in_browser", "Open a vault in the browser, or make one there."),
    "demo": ("demo", "demo", "Make an invented vault and walk through what amanet does."),
    "add": ("keeping", "add", "Take in files and folders."),
    "list": ("keeping", "list_items", "List the items of the vault."),
    "show": ("keeping", "show", "Show everything about one record."),
    "get": ("keeping", "get", "Write an item into a file, verified."),
    "cat": ("keeping", "cat", "Write an item, or a range of it, to standard output."),
    "describe": ("keeping", "describe", "Find out what items are, in a confined process."),
    "source": ("stating", "source", "Who or what says something."),
    "person": ("stating", "person", "The people in the vault."),
    "group": ("stating", "group", "Groups of people."),
    "organization": ("stating", "organization", "Organizations, authorities and companies."),
    "place": ("stating", "place", "Places."),
    "facility": ("stating", "facility", "Prisons, camps, police stations, factories."),
    "event": ("stating", "event", "What happened, as a whole."),
    "act": ("stating", "act", "An arrest, a detention, a transfer, a release, a death …"),
    "involvement": ("stating", "involvement", "Who was part of an act or event, and as what."),
    "intervention": ("stating", "intervention", "What was done for somebody, and the answer."),
    "sign": ("stating", "sign", "Signs of life."),
    "agreed": ("stating", "agreed", "Signs that were agreed on, and how often."),
    "claim": ("stating", "claim", "What officials say or deny."),
    "relation": ("stating", "relation", "Kinship and other ties."),
    "say": ("stating", "say", "Enter who says what of whom."),
    "passage": ("citing", "passage", "The exact passages that statements rest on."),
    "speaker": ("citing", "speaker", "Who speaks in a reading."),
    "translate": ("citing", "translate", "Link a translation to its original, turn by turn."),
    "recording": ("citing", "recording", "Link a transcript to its recording."),
    "import": ("importing", "import_table", "Import a table by a mapping of its columns."),
    "retract": ("stating", "retract", "Say that a record no longer counts."),
    "review": ("stating", "review", "Look at what another member entered."),
    "assess": ("assessing", "assess", "Say how credible what a statement says is."),
    "gloss": ("assessing", "gloss", "What coded words mean, for some members only."),
    "undo": ("stating", "undo", "Take back your last step."),
    "ask": ("knowing", "ask", "Search words, names, dates and places in everything."),
    "account": ("knowing", "account", "What is known of a person, who says so, how well it rests."),
    "timeline": ("knowing", "timeline", "What is known of a person, in the order of time."),
    "contested": ("knowing", "contested", "Who contradicts whom, and what officials deny."),
    "name": ("naming", "name", "A name in other scripts; who may be here already."),
    "silent": ("knowing", "silent", "Who gave no sign of life for how long."),
    "estimate": ("estimate", "estimate", "How many people no list has, from overlapping lists."),
    "read": ("reading", "read", "Read a transcript, chat, table, document, page or mail."),
    "consent": ("consent", "consent", "What people allow, refuse and take back; how to reach them."),
    "disclose": ("disclosing", "disclose", "The only way out: plan, check, sign and seal what may leave."),
    "warn-list": ("warning", "warn_list", "Print whom to warn if this vault is seized."),
    "readback": ("caring", "readback", "Read back to somebody what is held from and about them."),
    "receipt": ("receipts", "receipt", "Receipts for those who handed something over."),
    "verify": ("proving", "verify", "Re-read everything from bytes and say what is wrong."),
    "prove": ("proving", "prove", "Write an evidence bundle that a stranger can check."),
    "check": ("proving", "check", "Check an evidence bundle. Needs no vault."),
    "check-leaks": ("check_leaks", "check_leaks", "Look for what gives somebody away in a finished package."),
    "redact": ("redacting", "redact", "Make a copy of one document in which what you name cannot be read."),
    "keys": ("proving", "keys", "Show this vault's public keys, for partners and experts."),
    "stamp": ("outside", "stamp", "Time-stamps by outside authorities (RFC 3161)."),
    "cosign": ("outside", "cosign", "Sign a partner's checkpoints, and have yours signed."),
    "member": ("people", "member", "Who can open the vault."),
    "key": ("people", "key", "Passphrases and the recovery code."),
    "erase": ("erasing", "erase", "Destroy records for good."),
    "certificate": ("certificates", "certificate", "Make the certificate of an erasure again."),
    "backup": ("erasing", "backup", "Make and list backups."),
    "restore": ("erasing", "restore", "Bring a vault back from a backup."),
    "merge": ("merging", "merge", "Merge another vault into this one."),
    "adopt": ("erasing", "adopt", "Accept an older or copied vault folder; begins a new epoch."),
    "log": ("history", "log", "Who did what when."),
}


class _Commands(click.Group):
    """Loads a command when it is called; the list of commands needs none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(f"amanet.cli.{module}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, _, line) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """click would end in silence where any pipe broke, one between processes of ours too."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as problem:
            raise WorldFailed(
                "A process that worked for this one ended too early. What was acknowledged is safe; run the same command again to carry on."
            ) from problem


@click.group(
    cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(VERSION, prog_name="amanet")
def amanet() -> None:
    """Keep testimony and evidence safe, and provable to a stranger.

    The vault comes from --vault or AMANET_VAULT; the passphrase from the prompt, --passphrase-file,
    AMANET_PASSPHRASE_FILE or --passphrase-fd, never from an argument. The first thing to try: amanet demo.
    """


def main() -> None:
    """Runs the program and ends it with the exit code of what happened."""
    _speak_utf8()
    with watched_output():
        try:
            code = _run()
        except OutputClosed:
            code = 0
    sys.exit(code)


def _run() -> int:
    try:
        ended = amanet.main(standalone_mode=False)
        sys.stdout.flush()
    except click.Abort:
        return _tell("Stopped", _STOPPED, 130, _STOPPED)
    except click.ClickException as problem:
        return _tell("Misuse", problem.format_message(), problem.exit_code, problem)
    except AmanetError as problem:
        return _tell(type(problem).__name__, str(problem), problem.exit_code, f"amanet: {problem}")
    except OutputClosed:
        raise
    except (OSError, ValueError, ArithmeticError) as problem:
        return _unforeseen(problem)
    except SystemExit as problem:
        sys.stdout.flush()
        return problem.code if isinstance(problem.code, int) else 0
    return ended if isinstance(ended, int) else 0


def _tell(family: str, message: str, code: int, shown: str | click.ClickException) -> int:
    """Says what went wrong: the document first, then the words for people. Gives the exit code."""
    if "--json" in sys.argv:
        error = {"family": family, "message": message, "exit_code": code}
        with suppress(OSError):
            print(json.dumps({"error": error}, ensure_ascii=False), flush=True)
    with suppress(OSError):
        if isinstance(shown, str):
            print(shown, file=sys.stderr, flush=True)
        else:
            shown.show(sys.stderr)
    return code


def _unforeseen(problem: Exception) -> int:
    """What no edge caught. Its own words may quote what was read, so they are not repeated unless asked for."""
    if os.environ.get("AMANET_TRACEBACK") == "1":
        import traceback

        traceback.print_exception(problem)
    if isinstance(problem, OSError):
        from amanet.vault.durable import explain

        message = str(explain(problem, Path(os.fsdecode(problem.filename or "a file")), "use"))
    else:
        message = (
            f"Something here is not as amanet expects it ({type(problem).__name__}). What was acknowledged is safe. "
            "Run `amanet verify`; to see where it happened, run this again with AMANET_TRACEBACK=1, and report it."
        )
    return _tell("WorldFailed", message, WorldFailed.exit_code, f"amanet: {message}")


def _speak_utf8() -> None:
    """Names come in five scripts, whatever the terminal was set to."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
