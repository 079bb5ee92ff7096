"""What stays the same when a corrected table is imported again: a row's key and the keys of the entities it makes.

A key is a tagged hash over canonical JSON of the table's name and the words in the key columns, never joined strings. It does
not leave the vault: who knows the table's name can find short words by trying.

>>> from amanet.record.mapping import row_key
>>> row_key("List of the harbour", ("7",)) == row_key("List of the harbour", ("7",))
True
>>> row_key("List of the harbour", ("7", "1")) == row_key("List of the harbour", ("71",))
False
"""

from collections.abc import Sequence

from amanet.canonical import JSON, encode, tagged_hash

__all__ = ["Keys", "content_key", "entity_key", "row_key"]


def row_key(table: str, values: Sequence[str]) -> str:
    """64 hexadecimal digits for the row of `table` with these words in its key columns."""
    return tagged_hash("amanet/table-row/v1", encode([table, list(values)])).hex()


def entity_key(table: str, identity: str, values: Sequence[str]) -> str:
    """64 hexadecimal digits for the entity of `identity` with these words in its key columns."""
    return tagged_hash("amanet/table-entity/v1", encode([table, identity, list(values)])).hex()


def content_key(content: JSON) -> str:
    """What two statements share that say the same in the same words."""
    return tagged_hash("amanet/table-content/v1", encode(content)).hex()


class Keys:
    """The keys of one row, whose words are encoded once: the canonical form of a list is made of that of its members."""

    def __init__(self, table: str) -> None:
        self._table = encode(table)
        self._identities: dict[str, bytes] = {}

    @staticmethod
    def listed(words: Sequence[str]) -> bytes:
        """The canonical form of the list of `words`."""
        return b"[%b]" % b",".join(map(encode, words))

    def row(self, words: bytes) -> str:
        """`row_key` of the words whose canonical list is `words`."""
        return tagged_hash("amanet/table-row/v1", b"[%b,%b]" % (self._table, words)).hex()

    def entity(self, identity: str, words: bytes) -> str:
        """`entity_key` of the words whose canonical list is `words`."""
        encoded = self._identities.get(identity)
        if encoded is None:
            encoded = self._identities[identity] = encode(identity)
        return tagged_hash("amanet/table-entity/v1", b"[%b,%b,%b]" % (self._table, encoded, words)).hex()
