"""Documents as tests: their shell sessions are run, and what they show is compared with what comes."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from amanet.demonstration.broadcast import BROADCAST
from amanet.demonstration.story import INTERVIEW

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_ENDS_WITH = re.compile(r"\s+# ends with (\d+)$")
_MARK = "@@ ended with"


@dataclass(frozen=True)
class Said:
    """One command of a document, the exit code and the lines that it is said to give ("…" stands for anything)."""

    command: str
    code: int
    lines: tuple[str, ...]


def _sessions(text: str) -> Iterator[Said]:
    """The commands of all ```console fences of a document, in order."""
    for fence in _FENCE.findall(text):
        lines = fence.splitlines()
        starts = [number for number, line in enumerate(lines) if line.startswith("$ ")] + [len(lines)]
        assert starts[0] == 0, f"a session starts with a command: {lines[0]}"
        for start, stop in pairwise(starts):
            command = lines[start].removeprefix("$ ")
            found = _ENDS_WITH.search(command)
            code = int(found[1]) if found else 0
            yield Said(_ENDS_WITH.sub("", command), code, tuple(lines[start + 1 : stop]))


def _pattern_of(lines: tuple[str, ...]) -> re.Pattern[str]:
    """A line that is only "…" is any number of lines; elsewhere "…" is anything on that line; spaces are as they come."""
    parts = []
    for line in lines:
        if line.strip() == "…":
            parts.append(r"(?:[^\n]*\n)*?")
        else:
            pieces = [r"\s+".join(map(re.escape, piece.split(" "))) for piece in line.rstrip().split("…")]
            parts.append(r"[^\n]*".join(pieces) + r"[^\S\n]*\n")
    return re.compile("".join(parts))


class Shell:
    """One bash for a whole document, in a folder with a small `card/`, and in `coat/` two texts of the demo."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "card").mkdir()
        (folder / "card/interview.txt").write_text("INTERVIEW 07\nWITNESS: I think it was he.\n")
        (folder / "card/voice.txt").write_text("voice")
        (folder / "coat").mkdir()
        (folder / "coat/broadcast.txt").write_text(BROADCAST, "utf-8")
        (folder / "coat/interview.txt").write_text(INTERVIEW, "utf-8")
        (folder / "passphrase").write_text("lantern ferry coat tide harbour salt\n")
        programs = folder / "programs"
        programs.mkdir()
        for name, code in {"amanet": '-c "from amanet.cli import main; main()"', "python3": ""}.items():
            (programs / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {code} "$@"\n')
            (programs / name).chmod(0o755)
        self._environment = {
            **os.environ,
            "PATH": f"{programs}:{os.environ['PATH']}",
            "AMANET_PASSPHRASE_FILE": str(folder / "passphrase"),
            "AMANET_STATE_DIR": str(folder / "state"),
            "AMANET_TEST_CHEAP_KDF": "1",
            "COLUMNS": "80",
        }

    def follow(self, document: str) -> int:
        """Runs every command of a document, holds it to what is shown, and says how many there were."""
        said = list(_sessions(document))
        script = "".join(f"{{ {one.command}\n}} 2>&1 </dev/null\necho '{_MARK}' $?\n" for one in said)
        done = subprocess.run(
            ["bash"],
            input=script.encode(),
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            timeout=240,
        )
        answers = re.split(rf"{_MARK} (\d+)\n", done.stdout.decode())
        assert len(answers) == 2 * len(said) + 1, done.stderr.decode()
        for one, output, code in zip(said, answers[::2], answers[1::2], strict=False):
            assert int(code) == one.code, f"$ {one.command}\n{output}"
            if one.lines:
                whole = output if output.endswith("\n") else output + "\n"
                assert _pattern_of(one.lines).fullmatch(whole), f"$ {one.command}\n{output}"
        return len(said)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)
