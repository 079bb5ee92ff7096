"""The search through the bytes of one file as they come, piece by piece, each with the end of the one before."""

import hashlib
from typing import Final

from amanet.protect.leaks.byte_search import runs_of_text
from amanet.protect.leaks.searching import Searching

__all__ = ["RawSearch"]

_AT_ONCE: Final = 4 << 20
_OVERLAP: Final = 4096


class RawSearch:
    """`is_plain`: its text was told by itself, so that only forms in bytes are looked for. `feed` and `end` give what was found, kinds and
    ids, and the stretches that read as text.
    """

    def __init__(self, searching: Searching, *, is_plain: bool) -> None:
        self._searching, self._is_plain = searching, is_plain
        self._hash = hashlib.sha256()
        self._kept = bytearray()
        self._fresh = 0

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def feed(self, data: bytes) -> tuple[set[tuple[str, str]], str]:
        self._hash.update(data)
        self._kept += data
        self._fresh += len(data)
        return self._search() if self._fresh >= _AT_ONCE else (set(), "")

    def end(self) -> tuple[set[tuple[str, str]], str]:
        return self._search() if self._fresh else (set(), "")

    def _search(self) -> tuple[set[tuple[str, str]], str]:
        data = bytes(self._kept)
        del self._kept[: -max(_OVERLAP, self._searching.longest_in_bytes)]
        self._fresh = 0
        return self._searching.in_bytes(data), "" if self._is_plain else runs_of_text(data)
