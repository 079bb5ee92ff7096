"""Records: the immutable things people enter, and the commitment each has in the log (docs/spec/log-v1.md)."""

from amanet.record.commitment import (
    Opening,
    Salt,
    commit_to,
    digest_document,
    entry_of,
    open_fields,
    record_reference,
    verify_opening,
)
from amanet.record.types import RECORD_TYPES, RecordType, type_named

__all__ = [
    "RECORD_TYPES",
    "Opening",
    "RecordType",
    "Salt",
    "commit_to",
    "digest_document",
    "entry_of",
    "open_fields",
    "record_reference",
    "type_named",
    "verify_opening",
]
