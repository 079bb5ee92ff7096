"""The program `amanet`: which commands there are, and the one place where errors become exit codes.

Commands are loaded when they are called, so that `amanet --help` answers at once.
"""

import json
import sys
from importlib import import_module

import click

from amanet.errors import AmanetError
from amanet.version import VERSION

# Command, the module and name it is in, and its one line of help.
COMMANDS: dict[str, tuple[str, str, str]] = {
    "init": ("making", "init", "Make a vault, its first member and the recovery sheet."),
    "demo": ("demo", "demo", "Make an invented vault and walk through what amanet does."),
    "add": ("keeping", "add", "Take in files and folders."),
    "list": ("keeping", "list_items", "List the items of the vault."),
    "show": ("keeping", "show", "Show everything about one record."),
    "get": ("keeping", "get", "Write an item into a file, verified."),
    "cat": ("keeping", "cat", "Write an item, or a range of it, to standard output."),
    "describe": ("keeping", "describe", "Find out what items are, in a confined process."),
    "receipt": ("receipts", "receipt", "Receipts for those who handed something over."),
    "verify": ("proving", "verify", "Re-read everything from bytes and say what is wrong."),
    "prove": ("proving", "prove", "Write an evidence bundle that a stranger can check."),
    "check": ("proving", "check", "Check an evidence bundle. Needs no vault."),
    "keys": ("proving", "keys", "Show this vault's public keys, for partners and experts."),
    "stamp": ("outside", "stamp", "Time-stamps by outside authorities (RFC 3161)."),
    "cosign": ("outside", "cosign", "Sign a partner's checkpoints, and have yours signed."),
    "member": ("people", "member", "Who can open the vault."),
    "key": ("people", "key", "Passphrases and the recovery code."),
    "erase": ("erasing", "erase", "Destroy records for good."),
    "backup": ("erasing", "backup", "Make and list backups."),
    "restore": ("erasing", "restore", "Bring a vault back from a backup."),
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
    as_json = "--json" in sys.argv
    try:
        code = amanet.main(standalone_mode=False)
    except click.exceptions.Exit as ended:
        code = ended.exit_code
    except click.Abort:
        message = "Stopped. What was acknowledged is safe; run the same command again to carry on."
        code = 130
        if as_json:
            _print_problem("Stopped", message, code)
        print(message, file=sys.stderr)
    except click.ClickException as problem:
        code = problem.exit_code
        if as_json:
            _print_problem("Misuse", problem.format_message(), code)
        problem.show(sys.stderr)
    except AmanetError as problem:
        code = problem.exit_code
        if as_json:
            _print_problem(type(problem).__name__, str(problem), code)
        print(f"amanet: {problem}", file=sys.stderr)
    except BrokenPipeError:
        sys.stderr.close()
        code = 0
    sys.exit(code if isinstance(code, int) else 0)


def _print_problem(family: str, message: str, code: int) -> None:
    print(
        json.dumps({"error": {"family": family, "message": message, "exit_code": code}}, ensure_ascii=False)
    )


def _speak_utf8() -> None:
    """Names come in five scripts, whatever the terminal was set to."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
