"""What making a document anew gives, and how it ends where it cannot be done."""

from dataclasses import dataclass

from amanet.errors import BadData
from amanet.protect.words import Protected

__all__ = ["CannotRebuild", "Rebuilt"]


class CannotRebuild(BadData):
    """No copy of this document can be made that surely holds."""


@dataclass(frozen=True)
class Rebuilt:
    """`changed` are the stretches of words that were changed, for whoever looks it over; `notes` what was left out, and what stays to be seen."""

    ending: str
    content: bytes
    changed: tuple[tuple[str, Protected], ...] = ()
    notes: tuple[str, ...] = ()
