"""Quantities as far as they are known: numbers with bounds and the words they came from (docs/dates.md)."""

from amanet.record.quantities.quantity import Quantity
from amanet.record.quantities.words import parse_quantity_words

__all__ = ["Quantity", "parse_quantity_words"]
