"""A terminal for the tests: commands run in this process by the program's own `main`, in a folder of their own."""

import io
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from amanet.cli import main

PASSPHRASE = "lantern ferry coat tide harbour salt"


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode()

    @property
    def json(self) -> Any:
        """The one document on standard output; anything before or after it is an error."""
        return json.loads(self.text)


class Terminal:
    """`run("amanet list")` or `run("amanet", "list")`, in `folder`. The vault is V.vault unless told otherwise."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.recovery_code = ""
        self._monkeypatch = monkeypatch
        (folder / "passphrase").write_text(PASSPHRASE + "\n")
        monkeypatch.chdir(folder)
        monkeypatch.setenv("AMANET_VAULT", "V.vault")
        monkeypatch.setenv("AMANET_PASSPHRASE_FILE", "passphrase")
        monkeypatch.setenv("COLUMNS", "80")

    def __call__(self, *words: str | Path, code: int | None = 0) -> Ran:
        if len(words) == 1 and isinstance(words[0], str):
            words = tuple(words[0].split())
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
        with self._monkeypatch.context() as patch:
            patch.setattr(sys, "argv", [str(word) for word in words])
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            patch.setattr(sys, "stdin", io.StringIO(""))
            with pytest.raises(SystemExit) as ended:
                main()
            out.flush()
            err.flush()
        ran = Ran(int(ended.value.code or 0), out.buffer.getvalue(), err.buffer.getvalue().decode())
        if code is not None:
            assert ran.code == code, f"{words} ended with {ran.code}:\n{ran.text}\n{ran.err}"
        return ran

    def outside(self, *words: str, **options: Any) -> subprocess.Popen[bytes]:
        """The same in a process of its own."""
        command = [sys.executable, "-c", "from amanet.cli import main; main()", *words]
        return subprocess.Popen(command, cwd=self.folder, **options)

    def write(self, name: str, content: bytes | str = b"content") -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def add(self, *names: str, source: str = "a cousin", code: int = 0) -> Any:
        """Takes files in and gives the JSON of it."""
        return self("amanet", "add", *names, "--from", source, "--no-describe", "--json", code=code).json

    def keys(self, *options: str) -> dict[str, str]:
        found: dict[str, str] = self("amanet", "keys", "--json", *options).json
        return found

    def numbers(self) -> list[int]:
        return [item["number"] for item in self("amanet", "list", "--json").json]


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal in an empty folder, with a passphrase file."""
    return Terminal(tmp_path, monkeypatch)


@pytest.fixture
def run(terminal: Terminal) -> Terminal:
    """A terminal in a folder with the new vault V.vault."""
    made = terminal("amanet init V.vault --member Mirel --json")
    terminal.recovery_code = made.json["recovery_code"]
    return terminal


@pytest.fixture
def flip(run: Terminal) -> Callable[[Path, int], None]:
    """Changes one bit of one byte of a file."""

    def change(path: Path, offset: int) -> None:
        data = bytearray(path.read_bytes())
        data[offset] ^= 1
        path.write_bytes(bytes(data))

    return change
