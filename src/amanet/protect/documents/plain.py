"""Plain text and tables written anew from their words, each changed as it has to be.

>>> from amanet.consent.levels import Level
>>> from amanet.protect.words import WordProtector
>>> rebuilt_table("name,phone\\nx,+7 700 123 45 67\\n", WordProtector([]), Level("pseudonym", words=True, place="exact", date="day"))[0]
b'name,phone\\r\\nx,[number]\\r\\n'
"""

import csv
import io

from amanet.consent.levels import Level
from amanet.protect.words import Protected, WordProtector

__all__ = ["UNSEEN_LETTERS", "rebuilt_table", "rebuilt_text"]

# Characters that no reader sees and that may carry a mark, or turn what stands beside them.
UNSEEN_LETTERS = dict.fromkeys(
    [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, *range(0x80, 0xA0), 0xAD, 0x200B, *range(0x202A, 0x202F), *range(0x2060, 0x206A),
     0xFEFF, *range(0xFFF0, 0xFFFC), *range(0xE0000, 0xE0080)]
)  # fmt: skip


def rebuilt_text(
    text: str, protector: WordProtector, level: Level
) -> tuple[bytes, tuple[tuple[str, Protected], ...]]:
    """All of it as one stretch of words, so that a name across the end of a line is found."""
    seen = text.translate(UNSEEN_LETTERS)
    done = protector.protect(seen, level)
    changed = ((seen, done),) if done.replacements else ()
    return done.text.encode("utf-8", "replace"), changed


def rebuilt_table(
    text: str, protector: WordProtector, level: Level
) -> tuple[bytes, tuple[tuple[str, Protected], ...]]:
    """Cell by cell; a name in two cells of a row is found by its parts."""
    seen = text.translate(UNSEEN_LETTERS)
    rows = csv.reader(io.StringIO(seen, newline=""))
    changed: list[tuple[str, Protected]] = []
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    for row in rows:
        cells = []
        for cell in row:
            done = protector.protect(cell, level)
            if done.replacements:
                changed.append((cell, done))
            cells.append(done.text)
        writer.writerow(cells)
    return written.getvalue().encode("utf-8", "replace"), tuple(changed)
