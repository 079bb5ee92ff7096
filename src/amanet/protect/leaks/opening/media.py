"""Sound and film: their tags in every form that is in use, what players call streams and chapters, covers, subtitles, and positions.

FFmpeg (`av`) and mutagen each read the tags; what neither knows is found in the bytes. What is said or seen in a recording is not: a person has
to listen.
"""

import re
import struct
from contextlib import suppress
from typing import Any, Final

from amanet.protect.leaks.opening.opener import Opener, Part
from amanet.protect.leaks.opening.pictures import tell_metadata

__all__ = ["open_media"]

_OPTIONS: Final = {"protocol_whitelist": "none"}
_FORMATS: Final = "aac,ac3,aiff,amr,asf,avi,flac,flv,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,mp3,mpeg,mpegts,ogg,wav,w64,caf,mpegvideo"
_LOCI: Final = re.compile(rb"loci\0\0\0\0", re.DOTALL)
_SEARCHED: Final = 64 << 20
_LONGEST_SOUND: Final = 600.0
_PICTURE_CODECS: Final = {"mjpeg": ".jpg", "png": ".png", "gif": ".gif", "bmp": ".bmp", "webp": ".webp"}


def open_media(opener: Opener, part: Part) -> None:
    _tell_tags(opener, part)
    _tell_streams(opener, part)
    with part.blob.stream() as stream:
        data = stream.read(_SEARCHED)
    tell_metadata(opener, part, data)
    _tell_loci(opener, part, data)


def _tell_tags(opener: Opener, part: Part) -> None:
    """What mutagen knows, value by value."""
    import mutagen

    with part.blob.stream() as stream, suppress(mutagen.MutagenError):
        file = mutagen.File(stream)
        if file is None or file.tags is None:
            return
        values = (
            list(file.tags.values()) if hasattr(file.tags, "values") else [value for _, value in file.tags]
        )
        names = list(file.tags.keys()) if hasattr(file.tags, "keys") else []
        opener.words(part, "names of tags", "\n".join(map(str, names)))
        for value in values:
            _tell_value(opener, part, value)
        for picture in getattr(file, "pictures", ()):
            _tell_cover(opener, part, picture)


def _tell_value(opener: Opener, part: Part, value: Any) -> None:
    if isinstance(value, list | tuple):
        for each in value:
            _tell_value(opener, part, each)
    elif isinstance(value, bytes):
        opener.inside(part, "tag", bytes(value))
    elif isinstance(getattr(value, "data", None), bytes):
        _tell_cover(opener, part, value)
    else:
        opener.words(part, "tags", str(value))
        for name in ("desc", "url", "owner", "filename"):
            if isinstance(getattr(value, name, None), str):
                opener.words(part, "tags", getattr(value, name))


def _tell_cover(opener: Opener, part: Part, picture: Any) -> None:
    for name in ("desc", "description", "mime", "owner", "filename"):
        if isinstance(getattr(picture, name, None), str):
            opener.words(part, "tags", getattr(picture, name))
    opener.inside(part, "cover", bytes(picture.data))


def _tell_streams(opener: Opener, part: Part) -> None:
    import av

    with (
        part.blob.stream() as file,
        av.open(file, "r", options=_OPTIONS | {"format_whitelist": _FORMATS}) as container,
    ):
        told = [*container.metadata.items()]
        for stream in container.streams:
            told += stream.metadata.items()
        for chapter in container.chapters():
            told += chapter.get("metadata", {}).items()
        opener.words(part, "tags", "\n".join(f"{name}: {value}" for name, value in told))
        _tell_what_is_shown(opener, part, container)


def _tell_what_is_shown(opener: Opener, part: Part, container: Any) -> None:
    written = [stream for stream in container.streams if stream.type in ("subtitle", "data", "attachment")]
    covers = [stream for stream in container.streams.video if stream.codec_context.name in _PICTURE_CODECS]
    _tell_attachments(opener, part, written)
    if [stream for stream in written if stream.type != "attachment"] or covers:
        _tell_packets(
            opener, part, container, [each for each in (*written, *covers) if each.type != "attachment"]
        )
    if container.streams.audio or [each for each in container.streams.video if each not in covers]:
        prints = _prints(container) if opener.bounds.wants_sounds and container.streams.audio else []
        opener.telling.sound(part.number, prints)


def _tell_attachments(opener: Opener, part: Part, streams: list[Any]) -> None:
    for stream in streams:
        if stream.type == "attachment":
            data = getattr(stream, "data", None)
            opener.words(part, "attachment", str(getattr(stream, "name", "") or ""))
            if data:
                opener.inside(part, "attachment", bytes(data))


def _tell_packets(opener: Opener, part: Part, container: Any, streams: list[Any]) -> None:
    texts: dict[int, list[str]] = {}
    for packet in container.demux(streams):
        data = bytes(packet)
        opener.counted(len(data))
        ending = _PICTURE_CODECS.get(getattr(packet.stream.codec_context, "name", "") or "")
        if ending and data:
            opener.inside(part, "cover" + ending, data)
        elif data:
            texts.setdefault(packet.stream.index, []).append(data.decode("utf-8", "ignore"))
    for found in texts.values():
        opener.words(part, "subtitles", "\n".join(found))
    container.seek(0)


def _prints(container: Any) -> list[int]:
    """Of the first ten minutes of the first sound."""
    import av
    import numpy as np

    from amanet.protect.leaks.sound_prints import RATE, sound_print

    stream = container.streams.audio[0]
    stream.codec_context.thread_count = 1
    stream.codec_context.thread_type = "NONE"
    sampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    found, count = [], 0
    for frame in container.decode(stream):
        for piece in sampler.resample(frame):
            found.append(piece.to_ndarray().ravel())
            count += len(found[-1])
        if count > _LONGEST_SOUND * RATE:
            break
    return sound_print(np.concatenate(found)) if found else []


def _tell_loci(opener: Opener, part: Part, data: bytes) -> None:
    """3GPP TS 26.244, 8.2: a name, then longitude and latitude in 65,536ths of a degree."""
    for match in _LOCI.finditer(data):
        rest = data[match.end() + 2 : match.end() + 600]
        wide = rest.startswith((b"\xfe\xff", b"\xff\xfe"))
        name, _, numbers = rest.partition(b"\0\0" if wide else b"\0")
        opener.words(part, "tags", name.decode("utf-16" if wide else "utf-8", "replace"))
        if len(numbers) >= 9:
            longitude, latitude = struct.unpack(">ii", numbers[1:9])
            opener.words(part, "position", f"{latitude / 65536:.6f}, {longitude / 65536:.6f}")
