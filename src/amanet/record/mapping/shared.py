"""What was said so far of entities that several rows share, so that ten rows in one place do not name it ten times."""

from amanet.record.mapping.planned import PlannedStatement

__all__ = ["Shared"]

_Group = tuple[str, str, str]


class Shared:
    """A row's statements count once `keep` is called: what stands in a row with problems was not said."""

    def __init__(self) -> None:
        self._said: set[object] = set()
        self._counts: dict[_Group, int] = {}
        self._new: set[object] = set()
        self._new_counts: dict[_Group, int] = {}

    def begin(self) -> None:
        self._new.clear()
        self._new_counts.clear()

    def repeats(self, statement: PlannedStatement) -> bool:
        """Whether this was said already; otherwise it is remembered as new in this row."""
        # One column means one thing by the same words: the short way round, most of the time.
        if "entity" not in statement.value and self._is_said(
            (*_group(statement), statement.words, statement.said)
        ):
            return True
        return self._is_said(statement.content())

    def ordinal(self, statement: PlannedStatement) -> int:
        """The next one of its group, for a statement that repeats nothing."""
        group = _group(statement)
        new = self._new_counts.get(group, 0)
        self._new_counts[group] = new + 1
        return self._counts.get(group, 0) + new

    def keep(self) -> None:
        self._said |= self._new
        for group, count in self._new_counts.items():
            self._counts[group] = self._counts.get(group, 0) + count

    def _is_said(self, what: object) -> bool:
        if what in self._said or what in self._new:
            return True
        self._new.add(what)
        return False


def _group(statement: PlannedStatement) -> _Group:
    return statement.entity_key, statement.property, statement.column
