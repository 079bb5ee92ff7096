"""Plain text written anew from its words, each changed as it has to be.

>>> from amanet.consent.levels import Level
>>> from amanet.protect.words import WordProtector
>>> rebuilt_text("Call +7 700 123 45 67", WordProtector([]), Level("pseudonym", words=True, place="exact", date="day"))[0]
b'Call [number]'
"""

from amanet.consent.levels import Level
from amanet.protect.words import Protected, WordProtector

__all__ = ["UNSEEN_LETTERS", "rebuilt_text"]

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
