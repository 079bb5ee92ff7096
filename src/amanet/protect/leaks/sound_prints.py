"""The prints of a recording as a whole: how strong the bands of its sound grow and fade against each other (Haitsma and Kalker,
"A highly robust audio fingerprinting system", ISMIR 2002), to know a protected recording again after it was packed anew or
cut. It recognises no voice and no speaker.

A print is 32 bits for each quarter of a second or so; two recordings are compared at every shift against each other.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np

__all__ = ["RATE", "resembles", "sound_print"]

RATE: Final = 5512
_FRAME, _STEP = 2048, 256
_BANDS: Final = 33
_LOWEST, _HIGHEST = 300.0, 2000.0
_LEAST: Final = 64  # prints, about three seconds
_MOST: Final = 1 << 16
# By chance half of the bits differ; ISMIR 2002, section 5: below .35 it is the same recording.
_ALIKE: Final = 0.33


def sound_print(samples: "np.ndarray") -> list[int]:
    """Of one channel at `RATE` samples a second, as floats."""
    import numpy as np

    count = min(_MOST, (len(samples) - _FRAME) // _STEP + 1)
    if count < 2:
        return []
    edges = np.geomspace(_LOWEST, _HIGHEST, _BANDS + 1) * _FRAME / RATE
    cuts = np.round(edges).astype(int)
    window = np.hanning(_FRAME).astype(np.float32)
    energies = np.empty((count, _BANDS), dtype=np.float32)
    for index in range(count):
        spectrum = np.abs(np.fft.rfft(samples[index * _STEP : index * _STEP + _FRAME] * window)) ** 2
        energies[index] = np.add.reduceat(spectrum, cuts[:-1])[:_BANDS]
    signs = np.diff(energies[:, :-1] - energies[:, 1:], axis=0) > 0
    loud = energies[1:].sum(axis=1) > 1e-6
    packed: Any = np.packbits(signs[loud], axis=1).view(">u4").ravel()
    return [int(each) for each in packed]


def resembles(one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether a stretch of one recording, three seconds long or longer, is in the other."""
    import numpy as np

    if min(len(one), len(other)) < _LEAST:
        return False
    short, long = sorted((one, other), key=len)
    a, b = (_bits(each) for each in (short, long))
    for begin in range(0, len(a) - _LEAST + 1, _LEAST):
        block = a[begin : begin + _LEAST]
        windows = np.lib.stride_tricks.sliding_window_view(b, (_LEAST, 32))[:, 0]
        apart = np.array([np.count_nonzero(window != block) for window in windows])
        if apart.min() < _ALIKE * _LEAST * 32:
            return True
    return False


def _bits(prints: Sequence[int]) -> "np.ndarray":
    import numpy as np

    whole = np.array(prints, dtype=">u4").view(np.uint8).reshape(-1, 4)
    return np.unpackbits(whole, axis=1)
