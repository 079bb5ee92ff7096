"""What becomes of each record of another vault when it is merged: it comes, is here already, or stays out.

Whether a record comes depends on the two sets of records and of erasures alone, not on which vault is merged into which; so both
ways lead to the same living records. What ends up erased takes with it what was derived from it, on whichever side.

Nothing that comes may break what is here: an id of another record, a word about what is entered later, or a value that is not of
the kind that its field has, is refused before anything is taken.
"""

from collections.abc import Iterable, Mapping
from enum import Enum, auto
from typing import Any

from amanet.errors import BadData
from amanet.record import record_reference
from amanet.record.types import derived_ids
from amanet.vault import Vault
from amanet.vault.examination import LoggedRecord
from amanet.vault.merging import entry_of_id
from amanet.vault.vouching import is_of_one_vault
from amanet.work.erase import goes_with_the_last

__all__ = ["Fate", "Sorting"]

Body = Mapping[str, Any]

_TEXTS = (
    "id",
    "type",
    "entered_at",
    "entered_by",
    "schema",
    "subject",
    "property",
    "polarity",
    "said_by",
    "heard_from",
    "state",
    "replaces",
    "by",
    "retracts",
    "of",
    "item",
    "inside",
    "source",
    "person",
    "action",
    "credibility",
    "basis",
    "words",
    "sealed",
)
# What a vault relies on without looking: what it must be.
_SHAPES: Mapping[str, type] = {
    **dict.fromkeys(_TEXTS, str),
    **dict.fromkeys(("records", "erased", "passages", "withdraws", "readers"), list),
    **dict.fromkeys(("value", "details"), dict),
}


class Fate(Enum):
    """What becomes of a record. `OF_ONE_VAULT`: it speaks of the other vault itself and stays there."""

    OF_ONE_VAULT = auto()
    KNOWN = auto()
    KEPT_OUT = auto()
    COMING = auto()


class Sorting:
    """Decides over the records of `other` as they are met in their order. `gone` are the references that were erased on either side
    or are about to be.
    """

    def __init__(self, vault: Vault, other: Vault, gone: Iterable[str]) -> None:
        self._vault = vault
        self._other = other
        self._gone = set(gone)
        self._gone_ids: set[str] = set()

    def fate(self, row: LoggedRecord, body: Body) -> Fate:
        """Raises `BadData` for what cannot be merged."""
        _verify_shape(row.number, body)
        if is_of_one_vault(body):
            return Fate.OF_ONE_VAULT
        reference = record_reference(row.entry)
        if reference not in self._gone:
            here = entry_of_id(self._vault, str(body["id"]))
            if here is not None:
                return _known(row, here)
            if not self._speaks_of_what_is_gone(body):
                self._verify_order(row, body)
                return Fate.COMING
        self._gone.add(reference)
        self._gone_ids.add(str(body["id"]))
        return Fate.KEPT_OUT

    def _speaks_of_what_is_gone(self, body: Body) -> bool:
        if not self._gone_ids.isdisjoint(derived_ids(body)):
            return True
        if body["type"] != "Custody" or not body["records"] or not self._gone.issuperset(body["records"]):
            return False
        return goes_with_the_last(body)

    def _verify_order(self, row: LoggedRecord, body: Body) -> None:
        """What speaks of another stands behind it, in every vault: views and erasures rely on it."""
        numbers = map(self._other.views.number_of, derived_ids(body))
        if not all(0 < number < row.number for number in numbers):
            raise _refused(row.number, "speaks of one that was entered later, or never")


def _known(row: LoggedRecord, here: bytes) -> Fate:
    if here != row.entry:
        # Ids are drawn at random.
        raise _refused(row.number, "has the id of another record here: one was made to look like the other")
    return Fate.KNOWN


def _verify_shape(number: int, body: Body) -> None:
    for name, kind in _SHAPES.items():
        value = body.get(name, _ABSENT)
        if value is not _ABSENT and not _fits(value, kind):
            raise _refused(number, f"holds in `{name}` what does not belong there")


def _fits(value: object, kind: type) -> bool:
    return type(value) is kind and not (isinstance(value, list) and {type(each) for each in value} - {str})


def _refused(number: int, why: str) -> BadData:
    return BadData(
        f"Record {number} of the other vault {why}. Nobody enters such a record with amanet. Nothing was merged from here on: "
        "find out who made that vault."
    )


_ABSENT = object()
