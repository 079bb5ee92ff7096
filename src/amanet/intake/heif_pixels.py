"""The pixels of a HEIC picture (ISO/IEC 23008-12), as telephones take them, without starting a thread.

libheif's decoder starts one, and a confined process cannot; so libheif says how the picture is laid out and libavcodec unpacks it:
one stream, or one for each tile of a grid, row by row. Where it is told to be turned, how stands in its EXIF too; where that does
not lead to the size that libheif promises, it stays as it lies.
"""

import io
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from amanet.errors import BadData

__all__ = ["load_heif", "unpack_heif"]

_OPTIONS: Final = {"format_whitelist": "mov,mp4,m4a,3gp,3g2,mj2", "protocol_whitelist": "none"}
_MOST_TILES: Final = 4096
_HEAD: Final = 64 << 10
_FIRST_ON_ITS_SIDE: Final = 5
# EXIF 3.0, orientation: what has to be done to the pixels, as Pillow's names have it.
_TURNS: Final = {
    2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE", 6: "ROTATE_270", 7: "TRANSVERSE", 8: "ROTATE_90",
}  # fmt: skip


def load_heif() -> None:
    """Imports what is needed, and unpacks a picture of our own."""
    import PIL.Image
    import pillow_heif

    kept = io.BytesIO()
    pillow_heif.register_heif_opener()
    PIL.Image.new("RGB", (64, 64), "red").save(kept, "HEIF")
    kept.seek(0)
    unpack_heif(kept, PIL.Image.open(kept))


def unpack_heif(file: BinaryIO, laid_out: Any) -> Any:
    """A picture of Pillow's; `laid_out` is the same file opened by pillow-heif. Raises `BadData`."""
    import PIL.Image

    tiling = laid_out.info.get("tiling") or {}
    columns, rows = int(tiling.get("num_columns", 1)), int(tiling.get("num_rows", 1))
    seen = (int(tiling.get("image_width", 0)), int(tiling.get("image_height", 0)))
    turn = _turn(file, laid_out)
    if turn >= _FIRST_ON_ITS_SIDE:
        columns, rows, seen = rows, columns, (seen[1], seen[0])  # libheif tells it as it will be seen
    if not 1 <= columns * rows <= _MOST_TILES:
        raise BadData(f"This picture claims {columns} × {rows} tiles, a number made to harm.")
    frames = list(_frames(file, columns * rows))
    size = frames[0].size
    if len(frames) != columns * rows or any(one.size != size for one in frames):
        raise BadData(
            "This picture lacks some of its tiles, or is laid out in a way that is not unpacked here."
        )
    if columns * rows == 1:
        return _turned(frames[0], turn, laid_out)
    whole = PIL.Image.new("RGB", (columns * size[0], rows * size[1]))
    for place, one in enumerate(frames):
        whole.paste(one, (place % columns * size[0], place // columns * size[1]))
    return _turned(whole.crop((0, 0, *seen)), turn, laid_out)


def _frames(file: BinaryIO, wanted: int) -> Iterator[Any]:
    """One of each of the first streams; what comes after them is thumbnails and maps of depth."""
    import av

    file.seek(0)
    with av.open(file, "r", options=_OPTIONS) as container:
        streams = container.streams.video[:wanted]
        found: dict[int, Any] = {}
        for stream in streams:
            stream.codec_context.thread_count = 1
            stream.codec_context.thread_type = "NONE"
        for packet in container.demux(streams):
            for frame in packet.decode():
                found.setdefault(packet.stream.index, frame.to_image(threads=1))  # type: ignore[no-untyped-call]
        yield from (found[stream.index] for stream in streams if stream.index in found)


def _turn(file: BinaryIO, laid_out: Any) -> int:
    """EXIF's number for how the picture is turned. It counts only where the picture itself is told to be turned (irot, imir)."""
    file.seek(0)
    head = file.read(_HEAD)
    is_told = any(box in head for box in (b"\0\0\0\x09irot", b"\0\0\0\x09imir"))
    return int(laid_out.info.get("original_orientation") or 1) if is_told else 1


def _turned(picture: Any, turn: int, laid_out: Any) -> Any:
    import PIL.Image

    turned = picture.transpose(PIL.Image.Transpose[_TURNS[turn]]) if turn in _TURNS else picture
    return turned if turned.size == laid_out.size else picture
