"""Passages of an earlier version of the words, in the version that counts: at the words they quote, if those stand there once.

Nothing is entered and no passage is changed; it stays where it was marked, and is shown where its words are now. Words that stand
there twice, or not any more, are nowhere: somebody has to look.
"""

from amanet.record.reading import Reading

__all__ = ["where_now"]


def where_now(reading: Reading, quote: str) -> tuple[int, int] | None:
    """Where the words of a passage stand in another reading: `[start, end)`, or None."""
    words = quote.strip()
    start = reading.text.find(words) if words else -1
    if start < 0 or reading.text.find(words, start + 1) >= 0:
        return None
    return start, start + len(words)
