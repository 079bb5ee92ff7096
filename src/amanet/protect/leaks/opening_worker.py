"""The worker whose children open one file of a package each (`amanet.intake.forking` is how it lives and forks).

A child knows nothing of what is looked for. Everything is imported, and used once on something of our own, before the first is forked: a confined
process opens no file.
"""

import io
import sys
from collections.abc import Mapping
from typing import BinaryIO, Final, cast

from amanet.canonical import JSON, decode_any_json
from amanet.intake.channel import ChildChannel, RemoteFile
from amanet.intake.forking import serve_forks, what_happened
from amanet.protect.leaks.opening.blob import Blob
from amanet.protect.leaks.opening.opener import Bounds, Opener, TooMuch
from amanet.protect.leaks.opening.telling import Telling

__all__ = ["OpeningFiles"]

_BUFFER: Final = 128 << 10


class OpeningFiles:
    """The work of this worker."""

    def start(self) -> dict[str, JSON]:
        try:
            _load()
        except Exception as problem:  # noqa: BLE001  no file was seen yet: this is about what is installed here
            return {"missing": what_happened(problem)}
        return {"missing": ""}

    def load(self, name: str) -> dict[str, JSON]:
        return {}

    def do(self, channel: ChildChannel) -> None:
        order = decode_any_json(channel.receive())
        assert isinstance(order, Mapping)
        size, name, bounds = order["size"], order["name"], order["bounds"]
        assert isinstance(size, int)
        assert isinstance(name, str)
        assert isinstance(bounds, Mapping)
        telling = Telling(channel)

        def opened() -> BinaryIO:
            return cast(BinaryIO, io.BufferedReader(RemoteFile(channel.ask, size), _BUFFER))

        try:
            Opener(telling, Bounds(**bounds)).open_file(Blob(name, opened, size))  # type: ignore[arg-type]
        except TooMuch:
            telling.problem(0, "", "made to harm")
        telling.end()


class _Nobody:
    def send(self, kind: bytes, message: bytes) -> None:
        pass


def _load() -> None:
    """Imports what opens files and opens one of each family, so that nothing is left to be loaded."""
    import email.parser
    import encodings.idna
    import html.entities  # noqa: F401

    import av
    import fontTools.ttLib  # type: ignore[import-untyped]
    import mutagen
    import mutagen.flac
    import mutagen.id3
    import mutagen.mp3
    import mutagen.mp4
    import mutagen.oggopus
    import mutagen.oggvorbis
    import numpy.fft  # noqa: F401
    import olefile  # type: ignore[import-untyped]
    import pikepdf
    import PIL.AvifImagePlugin
    import PIL.Image
    import zxingcpp  # noqa: F401

    from amanet.intake.heif_pixels import load_heif
    from amanet.intake.parsers.pdf_library import load_pdfium
    from amanet.protect.leaks.opening import samples

    load_heif()
    load_pdfium()
    PIL.AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # a confined process starts no thread
    PIL.Image.init()
    PIL.Image.MAX_IMAGE_PIXELS = None  # the bounds are ours
    with_nobody = Opener(Telling(_Nobody()), Bounds(8, 10_000, 1 << 30, True, True, True))
    for name, data in samples.all_samples():
        with_nobody.open_file(Blob.of(name, data))
    assert all((av, fontTools, mutagen, olefile, pikepdf, encodings, email))


if __name__ == "__main__":
    serve_forks(sys.argv[1:], OpeningFiles())
