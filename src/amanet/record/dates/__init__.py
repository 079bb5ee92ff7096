"""Dates as far as they are known: EDTF with the words they came from, never a guess of a day (docs/dates.md)."""

from amanet.record.dates.ambiguity import Ambiguous
from amanet.record.dates.partial import PartialDate, may_overlap, parse_edtf, surely_before
from amanet.record.dates.words import parse_date_words

__all__ = [
    "Ambiguous",
    "PartialDate",
    "may_overlap",
    "parse_date_words",
    "parse_edtf",
    "surely_before",
]
