"""Check 5: complete accounting: every leaf is opened by a living record or named by an Erasure
(docs/spec/log-v1.md, section 7).

What stands beside a body in the database (its id, its type, the row of its object, the index of what was
derived from what) is held against the body, which alone is bound to the log.
"""

from collections.abc import Callable

from amanet.errors import BadData, Misuse
from amanet.fsck.examined import Examined
from amanet.fsck.opened import Body, verified_body
from amanet.record import record_reference
from amanet.record.types import derived_ids
from amanet.vault.examination import LoggedRecord

_WHERE = "records"
_TOLD_EVERY = 1024
_ASKED_AT_ONCE = 500


def check_records(examined: Examined) -> None:
    accounting = _Accounting(examined)
    for row in examined.database.records(accounting.unreadable):
        accounting.take(row)
    accounting.finish()


class _Accounting:
    def __init__(self, examined: Examined) -> None:
        self.examined = examined
        self.damage = examined.findings.damage
        self.last = examined.database.last_number()
        self.firsts = {epoch.first for epoch in examined.database.epochs()}
        self.erased = _erased(examined)
        self.next = 1
        self.derived: list[tuple[int, str]] = []

    def take(self, row: LoggedRecord) -> None:
        self._close_gap(row.number)
        self.examined.counts["leaves"] += 1
        if row.number % _TOLD_EVERY == 0:
            self.examined.tell("records", row.number, self.last)
        if row.body is None:
            if record_reference(row.entry) not in self.erased:
                self.damage(
                    _WHERE,
                    "These have an entry in the log, but no record, and no Erasure names them: they are gone.",
                    row.number,
                )
            return
        self.examined.counts["records"] += 1
        try:
            self._compare(row, verified_body(row))
        except (BadData, Misuse) as problem:
            self.damage(_WHERE, f"These do not hold: {problem}.", row.number)

    def unreadable(self, number: int) -> None:
        self._close_gap(number)
        self.damage(_WHERE, "These cannot be read from the database, whose pages are damaged.", number)

    def finish(self) -> None:
        self._close_gap(self.last + 1)
        self._ask_for_origins()

    def _close_gap(self, number: int) -> None:
        if number > self.next:
            self.damage(_WHERE, "These numbers have no log entry in the database.", *range(self.next, number))
        self.next = number + 1

    def _compare(self, row: LoggedRecord, body: Body) -> None:
        number = row.number
        if body["id"] != row.id or body["type"] != row.type:
            self.damage(_WHERE, "Their id or type in the database is not the one in the record.", number)
        if (body["type"] == "Epoch") != (number in self.firsts):
            self.damage(_WHERE, "An Epoch record stands elsewhere than at the beginning of an epoch.", number)
        if self.erased and record_reference(row.entry) in self.erased:
            self.damage(_WHERE, "These were erased and are still there. Run the erasure again.", number)
        _OBJECT_OF.get(str(body["type"]), _has_none)(row, body)
        self.derived += [(number, origin) for origin in derived_ids(body)]
        if len(self.derived) >= _ASKED_AT_ONCE:
            self._ask_for_origins()

    def _ask_for_origins(self) -> None:
        asked, self.derived = self.derived, []
        for number, gone in self.examined.database.unrooted(asked) if asked else ():
            self.damage(
                _WHERE,
                "These were derived from a record that is gone and are still there."
                if gone
                else "These are not in the index of what was derived from what: an erasure would pass over them.",
                number,
            )


def _erased(examined: Examined) -> frozenset[str]:
    """The references in all Erasure records that hold."""
    found: set[str] = set()
    with examined.going_on(_WHERE):
        for row in examined.database.records_of("Erasure"):
            try:
                references = verified_body(row)["erased"]
            except (BadData, Misuse):
                continue  # `take` meets it again and says so
            found.update(map(str, references) if isinstance(references, list) else ())
    return frozenset(found)


def _has_object(row: LoggedRecord, body: Body) -> None:
    if row.sha256 is None:
        raise BadData("its object is not in the database, so its bytes cannot be found or opened")
    source = body.get("source", "")
    if (row.sha256.hex(), row.size) != (body.get("sha256"), body.get("size")):
        raise BadData("the hash or size of its object in the database is not the one in the record")
    if row.source != (source if isinstance(source, str) else ""):
        raise BadData("the source of its object in the database is not the one in the record")


def _may_have_object(row: LoggedRecord, body: Body) -> None:
    if row.sha256 is not None or ("sha256" in body and "content" not in body):
        _has_object(row, body)


def _has_none(row: LoggedRecord, _body: Body) -> None:
    if row.sha256 is not None:
        raise BadData("it has an object, and records of its type have none")


_OBJECT_OF: dict[str, Callable[[LoggedRecord, Body], None]] = {
    "Item": _has_object,
    "Rendition": _may_have_object,
}
