"""What the steps of the demonstration share: saying a command, doing it, and being held to what is claimed.

A command that is `_run` is the program's own, parsed from the words that are shown and given the open vault: what a reader sees is
what typing it would answer. A claim that does not hold is kept and said, and the walk goes on.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from inspect import unwrap
from pathlib import Path
from textwrap import wrap

import click

from amanet.app import OpenVault
from amanet.canonical import readable_name
from amanet.cli.narrator import Narrator
from amanet.cli.session import Session
from amanet.demonstration import Material
from amanet.vault import Settings, StoredRecord
from amanet.vault.durable import write_file

__all__ = ["PASSPHRASE", "Command", "StepDone", "Walk"]

# Printed, because nothing in that vault is real.
PASSPHRASE = "salt harbour lantern coat ferry tide"  # noqa: S105

# The options that every command has: which vault, which passphrase, in which form.
_SHARED = frozenset(("vault_path", "passphrase_file", "passphrase_fd", "as_json"))

_LONGEST_LINE = 64


@dataclass(frozen=True)
class Command:
    """A command as one types it: its words, how a word is shown that nobody would type by hand, and those that an ellipsis stands for."""

    words: tuple[str, ...]
    shown: dict[str, str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()

    def lines(self, width: int = 74) -> list[str]:
        """Quoted for a shell, and broken before options where it is long."""
        pieces: list[str] = []
        for word in self.words:
            if word in self.left_out:
                pieces += ["…"] if pieces[-1] != "…" else []
                continue
            quoted = self.shown.get(word) or _quoted(word)
            if pieces and (not word.startswith("--") or word == "--") and pieces[-1].startswith("--"):
                pieces[-1] += f" {quoted}"
            else:
                pieces.append(quoted)
        lines = [pieces[0]]
        for piece in pieces[1:]:
            if len(lines[-1]) + len(piece) < width - 4:
                lines[-1] += f" {piece}"
            else:
                lines[-1] += " \\"
                lines += wrap(piece, width, initial_indent="    ", subsequent_indent="    ")
        return lines


@dataclass
class StepDone:
    """What became of a step: its commands and the claims it was held to."""

    title: str
    commands: list[Command] = field(default_factory=list)
    claims: list[tuple[str, bool]] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return all(held for _, held in self.claims)


class Walk:
    """A walk in `folder`, which exists and is empty."""

    def __init__(self, folder: Path, narrator: Narrator, settings: Settings) -> None:
        self.folder = folder
        self.steps: list[StepDone] = []
        self._narrator = narrator
        self._settings = settings
        self._material: Material
        self._vault: OpenVault

    @property
    def holds(self) -> bool:
        return all(step.holds for step in self.steps)

    @property
    def _done(self) -> StepDone:
        return self.steps[-1]

    def _step(self, title: str, text: str) -> None:
        self.steps.append(StepDone(title))
        self._narrator.step(len(self.steps), title, text)

    def _command(self, *words: str, shown: dict[str, str] | None = None) -> None:
        """Says a command. What it does is done by the caller."""
        command = Command(words, shown or {})
        self._done.commands.append(command)
        self._narrator.command(command.lines())

    def _run(self, *words: str) -> list[str]:
        """Says a command of amanet and does it. Gives the lines that it answers, which are not said yet."""
        self._command("amanet", *words)
        return _answer(self._vault, list(words), self.folder)

    def _run_shortened(self, words: Sequence[str], left_out: Sequence[str]) -> None:
        """The same as `_run_aloud`, where an ellipsis stands for words that only repeat others."""
        command = Command(("amanet", *words), left_out=frozenset(left_out))
        self._done.commands.append(command)
        self._narrator.command(command.lines())
        self._narrator.output(_answer(self._vault, list(words), self.folder))

    def _run_aloud(self, *words: str) -> list[str]:
        """The same, and says what it answers."""
        lines = self._run(*words)
        self._narrator.output(lines)
        return lines

    def _run_briefly(self, *words: str) -> list[str]:
        """The same, and says how the answer begins."""
        lines = self._run(*words)
        self._narrator.output([lines[0], "…"])
        return lines

    def _claim(self, holds: bool, text: str) -> None:
        self._done.claims.append((text, holds))
        if holds:
            self._narrator.good(text)
        else:
            self._narrator.bad(f"THIS DID NOT HOLD: {text}")

    def _write(self, name: str, data: bytes) -> None:
        write_file(self.folder / name, data)

    def _items(self) -> list[int]:
        return [item.number for item in self._vault.listing()]

    def _newest(self, kind: str) -> StoredRecord:
        return next(record for record in self._vault.vault.newest_first() if record.type == kind)

    def _passage(self, which: str, *how: str) -> str:
        """Marks a passage, and gives its number as one types it."""
        (line,) = self._run("passage", "add", which, *how)
        self._narrator.output([line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]} …"])
        return str(self._newest("Passage").number)

    def _number_of(self, path: Path) -> int:
        name = readable_name(path.name)
        return next(item.number for item in self._vault.listing() if item.name == name)


class _OpenSession(Session):
    """The session of a command on a vault that is open, and stays so: deriving the key for each would take a minute."""

    def __init__(self, vault: OpenVault) -> None:
        super().__init__(vault.path, None, None, as_json=False)
        self._open = vault

    @contextmanager
    def vault(self, *, writable: bool = True, adopt: bool = False) -> Iterator[OpenVault]:
        del writable, adopt
        yield self._open


def _answer(vault: OpenVault, words: list[str], folder: Path) -> list[str]:
    """What a command prints, as it would in that folder."""
    command, name = _command_of(words)
    said = io.StringIO()
    with command.make_context(name, words) as context, redirect_stdout(said), redirect_stderr(said):
        assert command.callback is not None
        given = {
            option: folder / value if isinstance(value, Path) else value
            for option, value in context.params.items()
            if option not in _SHARED
        }
        # Below `with_session`, which would open the vault anew.
        unwrap(command.callback)(_OpenSession(vault), **given)
    # As in that folder, where the files have their short names.
    return said.getvalue().replace(f"{folder}/", "").splitlines()


def _command_of(words: list[str]) -> tuple[click.Command, str]:
    """The command that words name; they are taken off."""
    from amanet.cli.program import amanet

    command: click.Command = amanet
    name = ""
    while isinstance(command, click.Group):
        name = words.pop(0)
        found = command.get_command(click.Context(command), name)
        assert found is not None, name
        command = found
    return command, name


def _quoted(word: str) -> str:
    if word and all(
        character.isascii() and (character.isalnum() or character in "-_./:=") for character in word
    ):
        return word
    escaped = "".join("\\" + character if character in '\\"$`' else character for character in word)
    return f'"{escaped}"'
