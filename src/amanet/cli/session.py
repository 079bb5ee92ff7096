"""What all commands share: which vault, which passphrase, whether to speak JSON, and opening it."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

import click

from amanet.app import OpenVault, default_settings, open_vault
from amanet.cli.process import keep_memory_private
from amanet.errors import Misuse, WorldFailed
from amanet.vault import Settings
from amanet.vault.durable import explain

P = ParamSpec("P")
_LARGEST_FILE = 4 << 20


class Session:
    """One run of a command on one vault."""

    def __init__(
        self, vault: Path | None, passphrase_file: Path | None, passphrase_fd: int | None, as_json: bool
    ) -> None:
        self._vault = vault
        self._passphrase_file = passphrase_file
        self._passphrase_fd = passphrase_fd
        self.as_json = as_json

    @property
    def path(self) -> Path:
        if self._vault is None:
            raise Misuse(
                "Say which vault: --vault NAME.vault, or set AMANET_VAULT. `amanet init NAME.vault` makes one."
            )
        return self._vault

    def choose(self, path: Path) -> None:
        """A vault named as an argument of the command goes before --vault."""
        self._vault = path

    def outside(self, *paths: Path | None) -> None:
        """Before anything is done, that nothing will be written into the vault's own folder. Raises `Misuse`."""
        from amanet.work.destinations import must_be_outside

        must_be_outside(self.path, *(path for path in paths if path is not None))

    def files_outside(self, *paths: Path | None) -> None:
        """The same, and that each can be the name of a file."""
        self.outside(*paths)
        for path in paths:
            if path is not None and path.is_dir():
                raise Misuse(f"{path} is a folder. Name the file to write.")

    @contextmanager
    def vault(self, *, writable: bool = True, adopt: bool = False) -> Iterator[OpenVault]:
        """The vault, open; closed at the end whatever happens."""
        path = self.path
        try:
            path.stat()
        except (FileNotFoundError, NotADirectoryError) as problem:
            raise Misuse(
                f"There is no vault at {path}. Make one with `amanet init {path}`, or check the path."
            ) from problem
        except OSError as problem:
            raise explain(problem, path, "open") from problem
        opened = open_vault(path, self.passphrase(), writable=writable, adopt=adopt, settings=settings())
        try:
            yield opened
        finally:
            opened.close()

    def passphrase(self, prompt: str = "Passphrase or recovery code: ", *, twice: bool = False) -> str:
        """From the file descriptor, the file or the prompt, in this order."""
        keep_memory_private()
        if self._passphrase_fd is not None:
            if not 0 <= self._passphrase_fd < 1 << 31:
                raise Misuse(
                    "What --passphrase-fd names is no file descriptor: it is a small number, as 3 for `3<FILE`."
                )
            return _read_passphrase(self._passphrase_fd, f"file descriptor {self._passphrase_fd}")
        if self._passphrase_file is not None:
            return read_passphrase_file(self._passphrase_file)
        return ask(prompt, twice=twice)

    def show(self, value: Any, text: str | Callable[[], str] = "") -> None:
        """Prints the JSON document, or the text for people."""
        if self.as_json:
            click.echo(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True))
        else:
            shown = text() if callable(text) else text
            if shown:
                click.echo(shown)

    @contextmanager
    def progress(
        self, what: str, total: int | None, *, unit: str = "bytes"
    ) -> Iterator[Callable[[int], None]]:
        """A bar on standard error with rate and time left; nothing where nobody would see it."""
        if not sys.stderr.isatty():
            yield lambda _step: None
            return
        from amanet.cli.bars import bar

        with bar(what, total, unit) as step:
            yield step


def say(text: str) -> None:
    """A message to the person at the keyboard; that nobody is there to read it stops nothing."""
    with suppress(OSError):
        click.echo(text, err=True)


def settings() -> Settings:
    return default_settings(notice=lambda text: say(f"note: {text}"))


def with_session(
    *, vault: bool = True, passphrase: bool | None = None
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Gives a command the common options and, as its first argument, the `Session`. A command that names its
    vault in its arguments takes the passphrase but no --vault.
    """

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def run(
            *args: Any,
            vault_path: Path | None = None,
            passphrase_file: Path | None = None,
            passphrase_fd: int | None = None,
            as_json: bool = False,
            **kwargs: Any,
        ) -> None:
            _must_be_text(kwargs)
            command(Session(vault_path, passphrase_file, passphrase_fd, as_json), *args, **kwargs)

        options = [
            click.option(
                "--json", "as_json", is_flag=True, help="Print one JSON document on standard output."
            )
        ]
        if vault if passphrase is None else passphrase:
            options += [
                click.option(
                    "--passphrase-fd",
                    type=int,
                    metavar="N",
                    help="Read the passphrase from this file descriptor.",
                ),
                click.option(
                    "--passphrase-file",
                    type=click.Path(path_type=Path),
                    envvar="AMANET_PASSPHRASE_FILE",
                    help="Read the passphrase from this file.  [env: AMANET_PASSPHRASE_FILE]",
                ),
            ]
        if vault:
            options += [
                click.option(
                    "--vault",
                    "vault_path",
                    type=click.Path(path_type=Path),
                    envvar="AMANET_VAULT",
                    help="The folder of the vault.  [env: AMANET_VAULT]",
                ),
            ]
        for option in options:
            run = option(run)
        return run

    return decorate


def _must_be_text(given: Mapping[str, object]) -> None:
    """What becomes a part of a record is text; only names of files may be any bytes."""
    context = click.get_current_context()
    for parameter in context.command.params:
        value = given.get(parameter.name or "")
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str) and _has_no_utf8(text):
                raise Misuse(
                    f"What was given for {parameter.get_error_hint(context)} is not text in UTF-8. Check the terminal's settings."
                )


def _has_no_utf8(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def ask(prompt: str, *, twice: bool = False) -> str:
    """Asks at the terminal without showing what is typed. Raises `Misuse` where there is no terminal."""
    if not sys.stdin.isatty():
        raise Misuse(
            "There is no terminal to ask for the passphrase. Use --passphrase-file or --passphrase-fd."
        )
    import getpass

    given = getpass.getpass(prompt)
    if twice and getpass.getpass("The same again: ") != given:
        raise Misuse("The two were not the same. Nothing was changed; try again.")
    return given


def read_passphrase_file(path: Path) -> str:
    return _read_passphrase(path, f"the passphrase file {path}")


def _read_passphrase(source: Path | int, what: str) -> str:
    try:
        # Some editors put a byte order mark before the text; nobody ever typed one.
        with open(source, encoding="utf-8-sig", closefd=not isinstance(source, int)) as file:
            return _first_line(file.read(4096), what)
    except OSError as problem:
        raise WorldFailed(
            f"Could not read the passphrase from {what}: {problem.strerror}. Name another one."
        ) from problem
    except UnicodeDecodeError as problem:
        raise Misuse(f"What stands in {what} is not text in UTF-8.") from problem


def read(path: Path) -> bytes:
    """A small file that the user named."""
    try:
        with open(path, "rb") as file:
            data = file.read(_LARGEST_FILE + 1)
    except OSError as problem:
        raise WorldFailed(f"{path} cannot be read: {problem.strerror}.") from problem
    if len(data) > _LARGEST_FILE:
        raise Misuse(f"{path} is far too large for this.")
    return data


def new_secret(session: Session, given: Path | None, what: str) -> str:
    """A new passphrase: from its file, or asked for twice."""
    return read_passphrase_file(given) if given is not None else ask(f"{what}: ", twice=True)


def confirm(question: str, *, yes: bool) -> None:
    """Goes on only after a clear yes. Raises `Misuse` where nobody can be asked."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise Misuse("This asks for a yes and there is no terminal. Say --yes if you mean it.")
    if not click.confirm(question, default=False, err=True):
        raise Misuse("Nothing was done.")


def count_of(count: int, thing: str, things: str | None = None) -> str:
    """`1 item`, `17 items`."""
    return f"{count} {thing if count == 1 else things or thing + 's'}"


def readable_size(size: int) -> str:
    amount = float(size)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= 1000
    raise AssertionError


def _first_line(text: str, where: str) -> str:
    line = text.split("\n", 1)[0].rstrip("\r")
    if not line:
        raise Misuse(f"The first line of {where} is empty; the passphrase should stand there.")
    return line
