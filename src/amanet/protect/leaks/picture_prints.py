"""The print of a picture as a whole: 64 signs of where it is lighter than beside it (a "difference hash"), to know a protected picture again after it
was scaled, packed anew or lightly cropped of its edges. It recognises no face and no person, and nothing that is cut out of a picture.

    >>> from PIL import Image
    >>> slope = Image.linear_gradient("L")
    >>> picture_print(slope.rotate(90)) == picture_print(slope.rotate(90).resize((50, 80)))
    True
"""

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["NO_PRINT", "alike", "all_ways_round", "picture_print"]

NO_PRINT: Final = -1
_SIDE: Final = 8
# Of what is of one colour all signs are noise.
_LEAST_CONTRAST: Final = 12
_FAR: Final = 8


def picture_print(picture: "Image") -> int:
    """64 bits, or `NO_PRINT` where there is too little to see."""
    import numpy as np

    grey: Any = np.asarray(picture.convert("L").resize((_SIDE + 1, _SIDE), resample=4), dtype=np.int16)
    if int(grey.max()) - int(grey.min()) < _LEAST_CONTRAST:
        return NO_PRINT
    signs = grey[:, 1:] > grey[:, :-1]
    return int.from_bytes(np.packbits(signs).tobytes(), "big")


def all_ways_round(picture: "Image") -> list[int]:
    """The prints of a picture turned and mirrored in all eight ways."""
    small = picture.convert("L").resize((64, 64), resample=4)
    ways = [small, *(small.transpose(number) for number in range(7))]  # type: ignore[arg-type]
    return [picture_print(way) for way in ways]


def alike(one: int, other: int) -> int | None:
    """In how many of 64 signs two prints differ, None where that is too many for one picture."""
    if NO_PRINT in (one, other):
        return None
    apart = (one ^ other).bit_count()
    return apart if apart <= _FAR else None
