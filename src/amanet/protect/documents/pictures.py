"""A picture made anew from its pixels: none of what was written into it beside them is left.

It is drawn in the confined process, the right way up, and packed anew here. Faces, and whatever else can be seen in it, stay: nothing is hidden.

>>> rebuilt_picture(photograph, "image/heic").ending  # doctest: +SKIP
'jpg'
"""

from contextlib import closing
from typing import Final

from amanet.errors import BadData
from amanet.intake.confinement import Limits
from amanet.intake.page_pictures import PagePictures
from amanet.intake.picture_formats import DRAWN
from amanet.protect.documents.rebuilt import CannotRebuild, Rebuilt

__all__ = ["rebuilt_picture"]

_LONGEST: Final = 8000
_DRAWINGS: Final = ("image/png", "image/gif", "image/bmp", "image/x-ms-bmp", "image/apng")
_LIMITS: Final = Limits(2560 << 20, 60)
_NOTES: Final = (
    "what was written into the file beside the picture is gone: place, time, device, thumbnails, comments",
    "nothing that can be SEEN was hidden: faces, number plates, signs, words and the room itself are as they were",
    "the pixels still tell which camera took it, to an expert who has other pictures of the same camera",
)


def rebuilt_picture(content: bytes, media_type: str) -> Rebuilt:
    """PNG for drawings, JPEG for photographs; of something that moves, the first picture. Raises `CannotRebuild`."""
    if media_type not in DRAWN:
        raise CannotRebuild("A copy that holds cannot be made of this kind of picture.")
    try:
        with closing(PagePictures(limits=_LIMITS, wall_seconds=120.0)) as pictures:
            drawn = pictures.draw(
                lambda offset, length: content[offset : offset + length],
                len(content),
                media_type,
                longest=_LONGEST,
            )
    except BadData as problem:
        raise CannotRebuild(str(problem)) from problem
    if media_type in _DRAWINGS:
        return Rebuilt("png", drawn.png(), (), _NOTES)
    return Rebuilt("jpg", drawn.jpeg(), (), _NOTES)
