"""How much one reading may hold: words, segments, attached files. Memory stays bounded whatever a file says of itself.

What is full in a mail archive is refused with advice (`take`); what is full in a web archive is left out and told
(`has_words` asks before).
"""

from amanet.errors import BadData
from amanet.intake.parsers.decoding import LARGEST_TEXT

__all__ = ["MOST_ATTACHED", "MOST_SEGMENTS", "Room"]

MOST_SEGMENTS = 1_000_000
MOST_ATTACHED = 100_000


class Room:
    """`what` is the thing to cut into parts where it does not fit ("mailbox", "web archive")."""

    def __init__(self, what: str) -> None:
        self._what = what
        self.words = LARGEST_TEXT
        self.segments = MOST_SEGMENTS
        self.attached = MOST_ATTACHED

    def has_words(self, words: int, segments: int) -> bool:
        return words <= self.words and segments <= self.segments

    def take(self, words: int) -> None:
        """For one segment. Raises `BadData` where there is no room left."""
        self.words -= words
        self.segments -= 1
        if self.words < 0 or self.segments < 0:
            raise BadData(
                f"This {self._what} holds over {LARGEST_TEXT >> 20} million characters or {MOST_SEGMENTS} pieces of text, "
                f"more than one reading may. The item is kept as it is; split a copy of the {self._what} and add the parts."
            )

    def take_attached(self) -> None:
        self.attached -= 1
        if self.attached < 0:
            raise BadData(
                f"This {self._what} holds over {MOST_ATTACHED} files, more than one reading may. The item is kept as it is; "
                f"split a copy of the {self._what} and add the parts."
            )
