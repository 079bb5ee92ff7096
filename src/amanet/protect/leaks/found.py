"""What a search found in one entry of a text: of which secret, as which kind of finding. The words themselves are not kept."""

from dataclasses import dataclass

__all__ = ["Entry", "Found"]


@dataclass(frozen=True)
class Entry:
    """A piece of text from one place of one part (a file, or a file inside it). `is_prose` is false where letters stand that
    nobody wrote to be read; likeness means nothing there.
    """

    part: int
    place: str
    text: str
    is_prose: bool


@dataclass(frozen=True)
class Found:
    """`how` is "exact", "folded" or "fuzzy"; `note` is ours, in words, without the secret."""

    kind: str
    secret_id: str
    how: str
    note: str = ""
