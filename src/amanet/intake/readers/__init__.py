"""The readers: one small class each, in one table, in the order in which they run. All of them run confined.

A new kind of file is a new class here and a new class of facts in `amanet.intake.inspection`; nothing else
grows. Importing this is cheap: a reader's libraries are imported by its `load`, in the worker, once.
"""

from amanet.intake.readers.image import ImageReader
from amanet.intake.readers.kind import KindReader
from amanet.intake.readers.media import MediaReader
from amanet.intake.readers.pdf import PdfReader
from amanet.intake.readers.provenance import ProvenanceReader
from amanet.intake.readers.reader import Findings, Reader

__all__ = ["READERS", "UNKNOWN_TYPE", "Findings", "Reader"]

UNKNOWN_TYPE = KindReader.UNKNOWN
# The kind comes first: the others are chosen by it.
READERS: tuple[Reader, ...] = (KindReader(), ImageReader(), MediaReader(), PdfReader(), ProvenanceReader())
