"""Taking in: what the user handed over, and what each thing is.

`walk` finds files without trusting the disk; `Inspector` says what an item is, from its content, in a
confined process. What a file says of itself is untrusted here from the first byte to the last: it is never
followed, fetched, executed or believed.

>>> from pathlib import Path
>>> from amanet.intake import count
>>> count([], never=Path("V.vault"))
Count(files=0, bytes=0, complete=True)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from amanet.intake.walk import (
    Count,
    Found,
    FoundFile,
    FoundLink,
    OpenedFile,
    Skipped,
    count,
    open_found,
    walk,
)

if TYPE_CHECKING:
    from amanet.intake.confinement import Limits, confinement_report
    from amanet.intake.inspection import Inspection, Problem, parse_inspection
    from amanet.intake.inspector import Inspector
    from amanet.intake.ranges import ReadAt

__all__ = [
    "Count",
    "Found",
    "FoundFile",
    "FoundLink",
    "Inspection",
    "Inspector",
    "Limits",
    "OpenedFile",
    "Problem",
    "ReadAt",
    "Skipped",
    "confinement_report",
    "count",
    "open_found",
    "parse_inspection",
    "walk",
]

# Imported when first asked for: who only walks does not pay for sockets, ctypes and processes.
_LATER = {
    "Inspection": "inspection",
    "Inspector": "inspector",
    "Limits": "confinement",
    "Problem": "inspection",
    "ReadAt": "ranges",
    "confinement_report": "confinement",
    "parse_inspection": "inspection",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
