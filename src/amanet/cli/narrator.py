"""How the demonstration speaks on a terminal: calm, 80 columns at most, readable without colours and in a pipe.

Colours are the terminal's own sixteen, so that they fit its background; rich leaves them out where nobody
would see them (no terminal, `NO_COLOR`). Everything is printed as text, never as markup: names of files stand
in it.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

WIDTH = 80
_SET_IN = 4
_ACCENT, _QUIET, _GOOD, _BAD, _STRONG = "cyan", "dim", "green", "yellow", "bold"
Step = Callable[[int], None]


class Narrator:
    """Says nothing: what `--json` uses. `Aloud` says everything."""

    def title(self, title: str, text: str) -> None: ...

    def step(self, number: int, title: str, text: str) -> None: ...

    def command(self, lines: Sequence[str]) -> None: ...

    def good(self, text: str) -> None: ...

    def bad(self, text: str) -> None: ...

    def plain(self, text: str) -> None: ...

    def output(self, lines: Sequence[str]) -> None: ...

    def table(self, rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset()) -> None: ...

    def places(self, title: str, rows: Sequence[tuple[str, str]]) -> None: ...

    @contextmanager
    def working(self, what: str, total: int | None, unit: str = "bytes") -> Iterator[Step]:
        """Something that takes a moment."""
        del what, total, unit
        yield lambda _step: None


class Aloud(Narrator):
    """Speaks on standard output, or on the console that is given."""

    def __init__(self, console: Console | None = None) -> None:
        if console is None:
            console = Console(highlight=False, emoji=False, markup=False)
            wide = console.width if console.is_terminal else WIDTH
            console.width = min(wide, WIDTH)
        self.console = console

    def title(self, title: str, text: str) -> None:
        self._print(Text(title, style=_STRONG), Text(""), *_paragraphs(text))

    def step(self, number: int, title: str, text: str) -> None:
        heading = Text.assemble((f"{number}", f"{_STRONG} {_ACCENT}"), "  ", (title, _STRONG))
        self.console.print()
        self.console.print(Rule(heading, align="left", style=_QUIET, characters="─"))
        self._print(Text(""), *_paragraphs(text))

    def command(self, lines: Sequence[str]) -> None:
        shown = [
            Text.assemble(("$ " if first else "  ", _QUIET), (line, _ACCENT)) for first, line in _first(lines)
        ]
        self._print(Text(""), *shown)

    def good(self, text: str) -> None:
        self._marked("✓", _GOOD, text)

    def bad(self, text: str) -> None:
        self._marked("✗", _BAD, text)

    def plain(self, text: str) -> None:
        self._print(Text(""), *_paragraphs(text))

    def output(self, lines: Sequence[str]) -> None:
        """What a command answers. What goes on over the end of a line is set in, so that the next answer is seen to begin."""
        for line in lines:
            words = line.lstrip(" ")
            left = 4 + len(line) - len(words)
            first, *more = self._wrapped(words, left) or [Text("")]
            self._print(first, left=left)
            if more:
                rest = words[len(first.plain.rstrip()) :].lstrip(" ")
                self._print(*self._wrapped(rest, left + _SET_IN), left=left + _SET_IN)

    def table(self, rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset()) -> None:
        grid = Table.grid(padding=(0, 2))
        for column in range(len(rows[0])):
            grid.add_column(justify="right" if column in right else "left", no_wrap=column in right)
        for row in rows:
            grid.add_row(*(Text(cell, style=_QUIET) for cell in row))
        self._print(grid, left=4)

    def places(self, title: str, rows: Sequence[tuple[str, str]]) -> None:
        grid = Table.grid(padding=(0, 2))
        grid.add_column(no_wrap=True)
        grid.add_column()
        for path, what in rows:
            grid.add_row(Text(path, style=_ACCENT), Text(what))
        self._print(Text(""), Text(title, style=_STRONG), Text(""), grid)

    @contextmanager
    def working(self, what: str, total: int | None, unit: str = "bytes") -> Iterator[Step]:
        if not sys.stderr.isatty() or not self.console.is_terminal:
            yield lambda _step: None
            return
        from amanet.cli.bars import bar

        with bar(f"  {what}", total, unit) as step:
            yield step

    def _wrapped(self, words: str, left: int) -> list[Text]:
        return list(Text(words, style=_QUIET).wrap(self.console, self.console.width - left - 2))

    def _marked(self, mark: str, style: str, text: str) -> None:
        grid = Table.grid(padding=(0, 1))
        grid.add_row(Text(mark, style=style), Text(text))
        self._print(grid)

    def _print(self, *parts: RenderableType, left: int = 2) -> None:
        """Prints line by line, so that no line ends in spaces: in a pipe they would be there."""
        options = self.console.options.update(width=self.console.width - left - 2)
        for part in parts:
            for segments in self.console.render_lines(part, options, pad=False):
                line = Text.assemble(*((segment.text, segment.style or "") for segment in segments))
                line.rstrip()
                self.console.print(Text(" " * left if line else "") + line, soft_wrap=True)


def _paragraphs(text: str) -> Iterator[Text]:
    for number, paragraph in enumerate(text.strip().split("\n\n")):
        if number:
            yield Text("")
        yield Text(" ".join(paragraph.split()))


def _first(lines: Sequence[str]) -> Iterator[tuple[bool, str]]:
    for number, line in enumerate(lines):
        yield number == 0, line
