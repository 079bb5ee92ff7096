#!/usr/bin/env python3
"""Makes the pictures of the README: an excerpt of a real run of `amanet demo`, as SVG.

    .venv/bin/python docs/pictures/make_pictures.py

The demo runs in a temporary folder. Keys and hashes are drawn anew each time, so the pictures differ in those.
Nothing in them is fetched from anywhere: the picture names fonts, and the reader's own are used.
"""

import io
import os
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme

from amanet.cli.demo import DEFAULT_FOLDER, walk
from amanet.cli.narrator import WIDTH, Aloud

HERE = Path(__file__).parent
# Which steps stand in which picture: the first of it, and the first that is not in it any more.
PICTURES = {"check.svg": ("The stranger checks it", "Destroy, when a witness withdraws")}
THEME = TerminalTheme(
    (27, 31, 38),
    (214, 219, 226),
    [
        (27, 31, 38), (214, 112, 104), (138, 188, 140), (222, 182, 112),
        (120, 160, 210), (190, 150, 200), (126, 190, 200), (214, 219, 226),
    ],
)  # fmt: skip
FORMAT = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="A terminal with two steps of amanet demo">
<style>
.{unique_id}-matrix {{
  font-family: "DejaVu Sans Mono", "Noto Sans Mono", Menlo, Consolas, monospace;
  font-size: {char_height}px; line-height: {line_height}px;
}}
.{unique_id}-title {{ font-size: 18px; font-family: sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


class Painter(Aloud):
    """Speaks as always, and keeps the text of each step apart."""

    def __init__(self) -> None:
        console = Console(
            file=io.StringIO(), record=True, width=WIDTH, height=50, force_terminal=True, color_system="standard",
            highlight=False, emoji=False, markup=False, legacy_windows=False,
        )  # fmt: skip
        super().__init__(console)

    def step(self, number: int, title: str, text: str) -> None:
        for name, (first, after) in PICTURES.items():
            if title == first:
                self.console.export_text(clear=True)
            elif title == after:
                svg = self.console.export_svg(
                    title="amanet demo", theme=THEME, code_format=FORMAT, clear=False, unique_id="amanet"
                )
                (HERE / name).write_text(svg, "utf-8")
        super().step(number, title, text)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.environ["AMANET_STATE_DIR"] = str(Path(folder) / "state")
        room = Path(DEFAULT_FOLDER)
        room.mkdir()
        holds, _ = walk(room, Painter())
        os.chdir("/")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
