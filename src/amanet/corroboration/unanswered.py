"""What somebody was asked, or would have been, and gave no value for: they do not know, would not say, were not asked.

None of these is a value, contradicts one or counts as one (values.py). They are listed because they say who was asked, and of what.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from amanet.corroboration.json_form import InJson
from amanet.corroboration.known import Weighed
from amanet.corroboration.material import Told

__all__ = ["DOES_NOT_KNOW", "NOT_ASKED", "Unanswered", "unanswered_in"]

# A polarity, and why a value is absent: both say that whoever was asked does not know.
DOES_NOT_KNOW: Final = frozenset(("does not know", "unknown"))
NOT_ASKED: Final = frozenset(("not asked",))


@dataclass(frozen=True)
class Unanswered(InJson):
    """`how` is "does not know", or why the value is absent: unknown, withheld, refused, not asked. `is_open` where nobody else
    says it either. `asked` is the value that they were asked about, where it was one: whether it was done to this one or that.
    """

    statement: str
    subject: str
    subject_label: str
    property: str
    label: str
    how: str
    said_by: str
    said_by_label: str
    is_open: bool
    asked: str | None = None


def unanswered_in(weighed: Weighed, told: Iterable[Told]) -> tuple[Unanswered, ...]:
    """Of living statements, in the order of their ids."""
    return tuple(_all(weighed, told))


def _all(weighed: Weighed, told: Iterable[Told]) -> Iterator[Unanswered]:
    for one in told:
        how = "does not know" if one.polarity == "does not know" else one.value.get("absent")
        if how is None or one.polarity == "denies":
            continue
        yield Unanswered(
            one.id,
            one.subject,
            weighed.called(one.subject),
            one.property,
            weighed.marks(weighed.material.schema_of(one.subject), one.property)[0],
            str(how),
            one.said_by,
            weighed.called(one.said_by),
            not any(known.is_said for known in weighed.known(one.subject, one.property)),
            None
            if "absent" in one.value
            else weighed.shown(weighed.schema_of(one.subject), one.property, one.value),
        )
