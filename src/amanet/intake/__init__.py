"""Taking in: what the user handed over, and what each thing is.

`walk` finds files without trusting the disk; `Inspector` says what an item is, from its content, in a
confined process. What a file says of itself is untrusted here from the first byte to the last: it is never
followed, fetched, executed or believed.

>>> from pathlib import Path
>>> from amanet.intake import count
>>> count([], never=Path("V.vault"))
Count(files=0, bytes=0, complete=True)
"""

from amanet.intake.confinement import Limits, confinement_report
from amanet.intake.inspection import Inspection, Problem, parse_inspection
from amanet.intake.inspector import Inspector, ReadAt
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
