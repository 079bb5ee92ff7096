"""Looks for secrets in bytes as they are: in every encoding in which somebody may have written them, and in what is left of text in bytes
of no known structure.

`forms_in_bytes` are a secret's written forms in UTF-8, both UTF-16, the older code pages, and in UTF-8 that was taken for another encoding.
`runs_of_text` are the stretches of a binary file that read as text; the searches for text look through them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np

__all__ = ["ByteSearch", "forms_in_bytes", "runs_of_text"]

# Fewer stand by chance in any film.
_LEAST_BYTES: Final = 7
_ENCODINGS: Final = (
    "utf-8",
    "utf-16-le",
    "utf-16-be",
    "cp1251",
    "cp1254",
    "cp1256",
    "koi8-r",
    "gb18030",
    "big5",
)
_LEAST_RUN: Final = 6
_LEAST_PAIRS: Final = 5
_LONGEST_FORM: Final = 512


class ByteSearch:
    """`forms` is (text, kind, secret id)."""

    def __init__(self, forms: Iterable[tuple[str, str, str]]) -> None:
        found: dict[bytes, set[tuple[str, str]]] = defaultdict(set)
        for text, kind, secret_id in forms:
            for form in forms_in_bytes(text):
                found[form].add((kind, secret_id))
        self._found = list(found.values())
        self.longest = max(map(len, found), default=0)
        self._automaton: Any = None
        if found:
            import ahocorasick_rs

            self._automaton = ahocorasick_rs.BytesAhoCorasick(list(found))

    def find(self, data: bytes) -> set[tuple[str, str]]:
        """Kind and id of every secret in `data`."""
        if self._automaton is None:
            return set()
        numbers = {number for number, _, _ in self._automaton.find_matches_as_indexes(data, overlapping=True)}
        return {what for number in numbers for what in self._found[number]}


def forms_in_bytes(text: str) -> set[bytes]:
    """Encodings of a text in four cases, each of seven bytes or more."""
    text = text[:_LONGEST_FORM]
    cased = {text, text.lower(), text.upper(), text.title()}
    found = {each.encode(name, "ignore") for each in cased for name in _encodings_for(each)}
    found |= {_misread(each) for each in cased if not each.isascii()}
    return {form for form in found if len(form) >= _LEAST_BYTES}


def _encodings_for(text: str) -> Iterator[str]:
    for name in _ENCODINGS[:3] if text.isascii() else _ENCODINGS:
        try:
            text.encode(name)
        except UnicodeEncodeError:
            continue
        yield name


def _misread(text: str) -> bytes:
    """UTF-8 that was taken for Latin-1 and written as UTF-8 again."""
    return text.encode("utf-8", "ignore").decode("latin-1").encode("utf-8")


def runs_of_text(data: bytes) -> str:
    """What reads as text in `data`, a line for each stretch: in ASCII, in UTF-8, in UTF-16 of Latin, Cyrillic or Arabic letters."""
    import numpy as np

    ink = np.frombuffer(data.translate(_ASCII), np.bool_)
    return "\n".join((*_one_byte_runs(data, ink), *_two_byte_runs(data, ink)))


def _one_byte_runs(data: bytes, ink: "np.ndarray") -> Iterator[str]:
    """Stretches of ASCII letters, and of letters of two or three bytes in UTF-8 with what stands around them."""
    import numpy as np

    for start, end in _stretches(_repeated(ink, 1, _LEAST_RUN), 1, _LEAST_RUN):
        yield data[start:end].decode("ascii")
    lead, trail, wide = (
        np.frombuffer(data.translate(each), np.bool_) for each in (_LEAD_OF_TWO, _TRAIL, _LEAD_OF_THREE)
    )
    pairs = _repeated(lead[:-1] & trail[1:], 2, 3)
    triples = _repeated(wide[:-2] & trail[1:-1] & trail[2:], 3, 2)
    for start, end in _around(data.translate(_READABLE), sorted({*pairs.tolist(), *triples.tolist()})):
        yield data[start:end].decode("utf-8", "ignore")


def _around(readable: bytes, seeds: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The whole stretch of what is readable around each seed."""
    end = 0
    for seed in seeds:
        if seed >= end:
            start, end = readable.rfind(b"\0", 0, seed) + 1, readable.find(b"\0", seed)
            end = end if end >= 0 else len(readable)
            yield start, end


def _two_byte_runs(data: bytes, ink: "np.ndarray") -> Iterator[str]:
    import numpy as np

    nul, high, full = (np.frombuffer(data.translate(each), np.bool_) for each in (_NUL, _HIGH, _NOT_NUL))
    for encoding, letters in (
        ("utf-16-le", (ink[:-1] & nul[1:]) | (full[:-1] & high[1:])),
        ("utf-16-be", (nul[:-1] & ink[1:]) | (high[:-1] & full[1:])),
    ):
        seeds = _repeated(letters, 2, _LEAST_PAIRS)
        for parity in (0, 1):
            for start, end in _stretches(seeds[seeds % 2 == parity], 2, _LEAST_PAIRS):
                yield data[start:end].decode(encoding, "ignore")


def _repeated(flags: "np.ndarray", step: int, times: int) -> "np.ndarray":
    """Where `times` flags stand, each `step` after the other."""
    import numpy as np

    length = len(flags) - step * (times - 1)
    if length <= 0:
        return np.zeros(0, dtype=np.int64)
    found = flags[:length] & flags[step : step + length]
    for index in range(2, times):
        found &= flags[index * step : index * step + length]
    return np.flatnonzero(found)


def _stretches(seeds: "np.ndarray", step: int, times: int) -> Iterator[tuple[int, int]]:
    """Seeds that follow each other at every step belong to one stretch, the last of them with what it was found by."""
    import numpy as np

    if not len(seeds):
        return
    breaks = np.flatnonzero(np.diff(seeds) != step)
    starts = seeds[np.concatenate(([0], breaks + 1))]
    ends = seeds[np.concatenate((breaks, [len(seeds) - 1]))] + step * times
    yield from zip(starts.tolist(), ends.tolist(), strict=True)


def _table(wanted: Iterable[int]) -> bytes:
    chosen = set(wanted)
    return bytes(1 if code in chosen else 0 for code in range(256))


_ASCII: Final = _table((9, *range(0x20, 0x7F)))
_NUL, _NOT_NUL = _table((0,)), _table(range(1, 256))
# The upper halves of the code points of Cyrillic, Arabic and its presentation forms.
_HIGH: Final = _table((0x04, 0x05, 0x06, 0xFB, 0xFC, 0xFD, 0xFE))
_LEAD_OF_TWO: Final = _table(range(0xC3, 0xDC))
_LEAD_OF_THREE: Final = _table(range(0xE3, 0xF0))
_TRAIL: Final = _table(range(0x80, 0xC0))
_READABLE: Final = _table((9, *range(0x20, 0x7F), *range(0x80, 0xF8)))
