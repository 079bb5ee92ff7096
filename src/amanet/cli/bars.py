"""The progress bar, drawn by rich on standard error."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.theme import Theme

# Rich's own colours are those of an alarm; this is work going as it should.
_CALM = Theme(
    {
        "bar.back": "dim",
        "bar.complete": "cyan",
        "bar.finished": "green",
        "bar.pulse": "cyan",
        "progress.data.speed": "dim",
        "progress.download": "none",
        "progress.remaining": "dim",
    }
)


@contextmanager
def bar(what: str, total: int | None, unit: str) -> Iterator[Callable[[int], None]]:
    """Yields a function that is told each step."""
    columns: list[ProgressColumn] = [TextColumn("{task.description}"), BarColumn()]
    if unit == "bytes":
        columns += [DownloadColumn(), TransferSpeedColumn()]
    elif total is not None:
        columns += [MofNCompleteColumn()]
    if total is not None:
        columns += [TimeRemainingColumn(compact=True)]
    with Progress(*columns, console=Console(stderr=True, theme=_CALM), transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield lambda step: progress.advance(task, step)
