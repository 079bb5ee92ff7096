"""What a file says of itself, line by line, in words that a person reads. Anybody can have written it; that is said where it is shown.

Moments are shown as the file has them, to the second, with the clock that they are told in where the file says so; nothing is
converted from one clock to another, and what is no moment as we know them stands as it is.

>>> moment("2024:09:14 19:14:02"), moment("D:20240922090000+02'00'"), moment("2024-09-14T19:12:30.000000Z")
('2024-09-14 19:14:02', '2024-09-22 09:00:00 +02:00', '2024-09-14 19:12:30 UTC')
>>> moment("last winter")
'last winter'
"""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from amanet.web.screens.item_text import clock
from amanet.web.screens.item_words import Words

__all__ = ["file_facts", "kind_of_file", "moment"]

_ISO: Final = re.compile(
    r"(\d{4})[-:](\d\d)[-:](\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)? ?(Z|[+-]\d\d:?\d\d)?)?"
)
_PDF: Final = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(Z|[+-]\d\d'?\d\d)?(?:'|Z00'00'?)?")
_ISO6709: Final = re.compile(
    r"([+-]\d{1,2}(?:\.\d+)?)([+-]\d{1,3}(?:\.\d+)?)([+-]\d+(?:\.\d+)?)?(?:CRS\w+)?/?"
)
_HERTZ: Final = 1000
_FEW_CHANNELS: Final = 2

# What people call these; nothing to translate. A type that is not here is shown as it stands.
_FILES: Final = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/gif": "GIF",
    "image/webp": "WebP",
    "image/tiff": "TIFF",
    "image/bmp": "BMP",
    "image/heic": "HEIC",
    "image/heif": "HEIF",
    "image/avif": "AVIF",
    "image/svg+xml": "SVG",
    "video/mp4": "MP4",
    "video/quicktime": "QuickTime",
    "video/webm": "WebM",
    "video/x-matroska": "Matroska",
    "video/3gpp": "3GP",
    "video/x-msvideo": "AVI",
    "audio/ogg": "Ogg",
    "audio/mpeg": "MP3",
    "audio/mp4": "M4A",
    "audio/x-m4a": "M4A",
    "audio/x-wav": "WAV",
    "audio/wav": "WAV",
    "audio/amr": "AMR",
    "audio/aac": "AAC",
    "audio/flac": "FLAC",
    "application/pdf": "PDF",
    "application/zip": "ZIP",
    "application/json": "JSON",
    "application/msword": "Word",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word (DOCX)",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel (XLSX)",
    "application/vnd.ms-excel": "Excel",
    "text/html": "HTML",
    "text/csv": "CSV",
}
_CONTAINERS: Final = {
    "mov,mp4,m4a,3gp,3g2,mj2": "MP4 / QuickTime",
    "matroska,webm": "Matroska / WebM",
    "ogg": "Ogg",
    "mp3": "MP3",
    "wav": "WAV",
    "flac": "FLAC",
    "avi": "AVI",
    "mpegts": "MPEG",
    "mpeg": "MPEG",
    "asf": "Windows Media",
    "amr": "AMR",
    "aac": "AAC",
}
_CODECS: Final = {
    "h264": "H.264",
    "hevc": "H.265",
    "av1": "AV1",
    "vp8": "VP8",
    "vp9": "VP9",
    "mpeg4": "MPEG-4",
    "mjpeg": "Motion JPEG",
    "aac": "AAC",
    "opus": "Opus",
    "libopus": "Opus",
    "vorbis": "Vorbis",
    "mp3": "MP3",
    "mp3float": "MP3",
    "flac": "FLAC",
    "amrnb": "AMR",
    "amrwb": "AMR",
    "amr_nb": "AMR",
    "amr_wb": "AMR",
}


def kind_of_file(media_type: str | None) -> str:
    """What people call that kind of file; empty where only its type is known."""
    return _FILES.get(media_type or "", "")


def moment(text: str) -> str:
    """Day, time, and the clock it is told in, as far as they are said."""
    if found := _ISO.fullmatch(text.strip()):
        return _said_moment([part or "" for part in found.groups()])
    if found := _PDF.fullmatch(text.strip()):
        return _said_moment([part or "" for part in found.groups()])
    return text


def file_facts(_: Words, description: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Label and value of all that is said."""
    return [(label, value) for label, value in _all(_, description) if value]


def _all(_: Words, description: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from _image(_, description.get("image", {}))
    yield from _media(_, description.get("media", {}))
    yield from _pdf(_, description.get("pdf", {}))
    yield from _provenance(_, description.get("provenance", {}))


def _image(_: Words, said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("Pixels"), _joined(" × ", said, "width", "height")
    yield _("Camera or telephone"), _device(said)
    yield _("Program"), _joined("", said, "software")
    yield _("Taken at, by its own clock"), moment(_joined(" ", said, "taken_at", "taken_at_offset"))
    yield _("Place"), _place(_, _joined("", said, "latitude"), _joined("", said, "longitude"))
    yield _("Height in metres"), _joined("", said, "altitude")
    yield _("Time by satellite (UTC)"), moment(_joined("", said, "gps_time"))


def _media(_: Words, said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("Length"), clock(said["duration_ms"]) if said.get("duration_ms") is not None else ""
    yield _("Title"), _joined("", said, "title")
    yield _("Made at"), moment(_joined("", said, "created_at"))
    yield _("Camera or telephone"), _device(said)
    yield _("Program"), _joined("", said, "software")
    yield _("Place"), _place_of_recording(_, _joined("", said, "location"))
    container = _joined("", said, "container")
    yield _("Kind of recording"), _CONTAINERS.get(container, container)
    for stream in said.get("streams", ()):
        yield _stream_words(_, str(stream.get("kind", ""))), ", ".join(filter(None, _stream(_, stream)))


def _stream(_: Words, stream: Mapping[str, Any]) -> Iterator[str]:
    codec = _joined("", stream, "codec")
    yield "PCM" if codec.startswith("pcm_") else _CODECS.get(codec, codec)
    yield _joined(" × ", stream, "width", "height")
    yield _rate(_, stream)
    channels = stream.get("channels") or 0
    yield {1: _("mono"), 2: _("stereo")}.get(channels, "")
    if channels > _FEW_CHANNELS:
        yield _("%(number)d channels") % {"number": channels}
    language = _joined("", stream, "language")
    yield _("in the language “%(tag)s”") % {"tag": language} if language not in ("", "und") else ""


def _rate(_: Words, stream: Mapping[str, Any]) -> str:
    """Pictures a second, or samples; a file may say anything here."""
    try:
        rate = Fraction(_joined("", stream, "rate") or 0)
    except (ValueError, ZeroDivisionError):
        return ""
    if not rate:
        return ""
    if stream.get("kind") == "video":
        return _("%(number)s pictures a second") % {"number": f"{float(rate):.4g}"}
    return f"{float(rate) / _HERTZ:.4g} kHz"


def _stream_words(_: Words, kind: str) -> str:
    return {
        "video": _("Moving picture"),
        "audio": _("Sound"),
        "subtitle": _("Subtitles"),
        "data": _("Other data"),
    }.get(kind, kind)


def _pdf(_: Words, said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("Pages"), _joined("", said, "pages")
    yield _("Title"), _joined("", said, "title")
    yield _("Author"), _joined("", said, "author")
    yield _("Program"), _joined(" · ", said, "creator", "producer")
    yield _("Made at"), moment(_joined("", said, "created_at"))
    yield _("Encrypted"), _("yes") if said.get("encrypted") else ""


def _provenance(_: Words, said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if not said.get("present"):
        return
    state = _joined("", said, "state")
    states = {
        "valid": _("valid"),
        "trusted": _("valid, and the signer is on a list of trust"),
        "invalid": _("not valid"),
    }
    yield _("Content Credentials (C2PA)"), states.get(state.lower(), state) or _("present")
    yield _("Signed by"), _joined("", said, "issuer")
    yield _("Signed at"), moment(_joined("", said, "signed_at"))
    yield _("Made with"), _joined("", said, "claim_generator")


def _device(said: Mapping[str, Any]) -> str:
    """Many write the maker into the model once more."""
    make, model = _joined("", said, "make").strip(), _joined("", said, "model").strip()
    return model if model.casefold().startswith(make.casefold()) else f"{make} {model}".strip()


def _place(_: Words, latitude: str, longitude: str) -> str:
    if not latitude or not longitude:
        return ""
    north = _("%(degrees)s° south") if latitude.startswith("-") else _("%(degrees)s° north")
    east = _("%(degrees)s° west") if longitude.startswith("-") else _("%(degrees)s° east")
    return f"{north % {'degrees': latitude.lstrip('+-')}}, {east % {'degrees': longitude.lstrip('+-')}}"


def _place_of_recording(_: Words, location: str) -> str:
    """ISO 6709, as telephones write it."""
    found = _ISO6709.fullmatch(location.strip())
    return _place(_, _plain(found[1]), _plain(found[2])) if found else location


def _plain(degrees: str) -> str:
    """Without the zeros before it: "-005.50" is -5.50."""
    digits = degrees[1:].lstrip("0")
    whole = digits if digits and not digits.startswith(".") else f"0{digits}"
    return f"-{whole}" if degrees.startswith("-") else whole


def _said_moment(parts: list[str]) -> str:
    year, month, day, hours, minutes, seconds, zone = parts
    date = "-".join(filter(None, (year, month, day)))
    time = ":".join(filter(None, (hours, minutes, seconds)))
    return " ".join(filter(None, (date, time, _zone(zone))))


def _zone(zone: str) -> str:
    digits = zone.replace("'", "").replace(":", "")
    if not digits or digits == "Z":
        return "UTC" if digits else ""
    return f"{digits[:3]}:{digits[3:]}"


def _joined(between: str, said: Mapping[str, Any], *names: str) -> str:
    return between.join(str(said[name]) for name in names if said.get(name) is not None)
