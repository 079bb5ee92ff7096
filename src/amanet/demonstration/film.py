"""A few seconds of film: the courtyard at dusk while the clouds pass, as H.264 in MP4 (MPEG-4 where x264 is
missing), with its time of making.
"""

import io
from collections.abc import Sequence

from amanet.demonstration.pictures import Cloud, courtyard

__all__ = ["FRAMES_A_SECOND", "film_of_the_courtyard"]

FRAMES_A_SECOND = 12
_WIDTH, _HEIGHT = 480, 270


def film_of_the_courtyard(clouds: Sequence[Cloud], *, seconds: int, created_at: str) -> bytes:
    """An MP4 of `seconds`; `created_at` (RFC 3339) stands in the file as a camera writes it."""
    import av
    from av.codec import codecs_available
    from av.video.stream import VideoStream

    target = io.BytesIO()
    codec = "libx264" if "libx264" in codecs_available else "mpeg4"
    with av.open(target, "w", format="mp4", options={"fflags": "+bitexact"}) as sink:
        sink.metadata["creation_time"] = created_at
        # One thread and no encoder's signature, so that the same clouds give the same bytes.
        stream = sink.add_stream(codec, rate=FRAMES_A_SECOND, options={"threads": "1", "flags": "+bitexact"})
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = _WIDTH, _HEIGHT, "yuv420p"
        stream.bit_rate = 300_000
        count = seconds * FRAMES_A_SECOND
        for number in range(count):
            picture = courtyard(_WIDTH, _HEIGHT, clouds, number / count)
            frame: av.VideoFrame = av.VideoFrame.from_image(picture)  # type: ignore[no-untyped-call]
            sink.mux(stream.encode(frame))
        sink.mux(stream.encode(None))
    return target.getvalue()
