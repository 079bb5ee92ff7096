"""Names of files as a report may show them: whatever in them is protected is hidden, and nothing in them can turn or control a terminal."""

from collections.abc import Iterable, Sequence
from typing import Final

from amanet.canonical import readable_name
from amanet.protect.leaks.found import Entry
from amanet.protect.leaks.opening.written_otherwise import decoded_texts
from amanet.protect.leaks.searching import Searching

__all__ = ["HIDDEN", "Hiding"]

HIDDEN: Final = "‹hidden›"
_LONGEST: Final = 120
# Stands between names that do not belong together, so that nothing is read across them.
_APART: Final = Entry(-1, "", "wwwwwwww", False)


class Hiding:
    """All paths that will be shown are told at once: looking for a thousand names costs hardly more than for one."""

    def __init__(self, searching: Searching, paths: Iterable[Sequence[str]]) -> None:
        texts = dict.fromkeys(text for path in paths for text in (*path, "\n".join(path)) if text)
        entries: list[Entry] = []
        self._hidden: set[str] = set()
        for number, text in enumerate(texts):
            ways = (text, *(other for _, other in decoded_texts(text) if isinstance(other, str)))
            for way in ways:
                entries += [Entry(number, "", way, True), _APART]
            if searching.in_bytes(text.encode("utf-8", "replace")):
                self._hidden.add(text)
        numbered = list(texts)
        self._hidden |= {numbered[entry.part] for entry, _ in searching.in_texts(entries) if entry.part >= 0}

    def path(self, parts: Sequence[str]) -> tuple[str, ...]:
        """Each part as it may be shown; all of them hidden where they give something away together."""
        shown = tuple(HIDDEN if part in self._hidden else _safe(part) for part in parts)
        if HIDDEN not in shown and "\n".join(parts) in self._hidden:
            return tuple(HIDDEN for _ in parts)
        return shown


def _safe(text: str) -> str:
    safe = readable_name(text.encode("utf-8", "replace").decode())
    return safe if len(safe) <= _LONGEST else safe[: _LONGEST - 1] + "…"
