"""Length, codecs, device and time of a recording (PyAV, that is FFmpeg's libavformat).

FFmpeg knows formats that are only lists of other files and addresses (HLS, concat, DASH). They are not in the
list of formats that it may use here, it is given no protocol to open anything with, and the process could not
open anything if it tried.
"""

from collections.abc import Mapping
from typing import Any

from amanet.intake.channel import RemoteFile
from amanet.intake.readers.reader import Findings

__all__ = ["MediaReader"]

_CONTAINERS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,ogg,flac,wav,w64,mp3,aac,ac3,amr,"
    "avi,mpeg,mpegts,flv,asf,aiff,caf,au,dv,mxf,rm"
)
_OPTIONS = {"format_whitelist": _CONTAINERS, "protocol_whitelist": "none", "probesize": str(5 << 20)}
_ALSO = {
    "application/ogg",
    "application/mp4",
    "application/mxf",
    "application/vnd.rn-realmedia",
    "application/x-matroska",
}
_TEXTS = {
    "creation_time": "created_at",
    "com.apple.quicktime.make": "make",
    "make": "make",
    "com.apple.quicktime.model": "model",
    "model": "model",
    "com.apple.quicktime.software": "software",
    "encoder": "software",
    "com.apple.quicktime.location.ISO6709": "location",
    "location": "location",
    "title": "title",
}
_MOST_STREAMS = 32


class MediaReader:
    """Facts: those of `Media`, with `Stream` inside."""

    name = "media"

    def load(self) -> dict[str, str]:
        import io
        import wave

        import av

        sample = io.BytesIO()
        with wave.open(sample, "wb") as sound:
            sound.setparams((1, 2, 8000, 0, "NONE", ""))
            sound.writeframes(bytes(1600))
        sample.seek(0)
        with av.open(sample, options=_OPTIONS) as container:
            _container(container, Findings())
        versions = {
            name: ".".join(map(str, av.library_versions[name])) for name in ("libavformat", "libavcodec")
        }
        return {"pyav": av.__version__, **versions}

    def takes(self, media_type: str) -> bool:
        return media_type.startswith(("audio/", "video/")) or media_type in _ALSO

    def read(self, file: RemoteFile, media_type: str, findings: Findings) -> None:
        import av

        with av.open(file, options=_OPTIONS, metadata_errors="backslashreplace") as container:
            _container(container, findings)


def _container(container: Any, findings: Findings) -> None:
    findings.text("container", container.format.name)
    if container.duration is not None:
        findings.number("duration_ms", container.duration // 1000)
    _metadata(container.metadata, findings)
    streams = list(container.streams)
    if len(streams) > _MOST_STREAMS:
        findings.problems.append(
            f"it has {len(streams)} streams, of which the first {_MOST_STREAMS} are described"
        )
    described = [_stream(stream, findings) for stream in streams[:_MOST_STREAMS]]
    if described:
        findings.facts["streams"] = described


def _metadata(metadata: Mapping[str, str], findings: Findings) -> None:
    lowered = {key.lower(): value for key, value in metadata.items()}
    for key, name in _TEXTS.items():
        if name not in findings.facts:
            findings.text(name, lowered.get(key.lower()))


def _stream(stream: Any, findings: Findings) -> dict[str, Any]:
    found = Findings()
    found.text("kind", stream.type or "unknown")
    found.text("language", stream.language)
    codec = stream.codec_context
    if codec is not None:
        found.text("codec", codec.name)
        _codec(stream, codec, found)
    findings.problems += found.problems
    return found.facts


def _codec(stream: Any, codec: Any, found: Findings) -> None:
    if stream.type == "video":
        found.number("width", codec.width)
        found.number("height", codec.height)
        found.text("rate", str(stream.average_rate) if stream.average_rate else None)
    if stream.type == "audio":
        found.text("rate", str(codec.sample_rate) if codec.sample_rate else None)
        found.number("channels", codec.channels)
