"""By whom, how surely and when a column's words were said, row by row."""

from collections.abc import Mapping as Map
from collections.abc import Sequence

from amanet.errors import BadData
from amanet.record.mapping.mapping import Saying, TableRule
from amanet.record.mapping.planned import Said

__all__ = ["Sayer"]

_MOST_KEPT = 1 << 12
_NO_SOURCE = (
    "no source is named here, and every statement has one. Fill it in a copy, or say in the mapping which source stands where "
    "this is empty (source = …)."
)


class Sayer:
    """What one column or link says of it, which comes before what the table says. `place` is the column that says who."""

    def __init__(self, own: Saying, table: TableRule, places: Map[str, int]) -> None:
        who = own if own.source or own.source_column else table.saying
        heard = own if own.heard_from or own.heard_from_column else table.saying
        self._otherwise = who.source, heard.heard_from
        self.place = None if who.source_column is None else places[who.source_column]
        self._heard_place = None if heard.heard_from_column is None else places[heard.heard_from_column]
        self._certainty = own.certainty or table.saying.certainty
        self._basis = own.basis or table.saying.basis
        self._polarity = own.polarity
        self._at = table.said_at
        self._kept: dict[tuple[str | None, str | None, str | None], Said] = {}

    def said(self, certainty: str | None, values: Sequence[str]) -> Said:
        """Raises `BadData` where the row names no source and the mapping none to stand in."""
        source, heard_from = self._otherwise
        if self.place is not None:
            source = _at(values, self.place) or source
            if source is None:
                raise BadData(_NO_SOURCE)
        if self._heard_place is not None:
            heard_from = _at(values, self._heard_place) or heard_from
        key = (certainty, source, heard_from)
        return self._kept.get(key) or self._made(*key)

    def _made(self, certainty: str | None, source: str | None, heard_from: str | None) -> Said:
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        said = Said(self._polarity, certainty or self._certainty, self._basis, source, heard_from, self._at)
        self._kept[certainty, source, heard_from] = said
        return said


def _at(values: Sequence[str], place: int) -> str | None:
    return (values[place].strip() or None) if place < len(values) else None
