"""What kind of file it is, from its content, by libmagic and the database that `pylibmagic` ships.

The name of the file plays no part. Libmagic itself parses hostile bytes, so it too runs confined.
"""

from typing import Any

from amanet.intake.channel import RemoteFile
from amanet.intake.readers.reader import Findings

__all__ = ["KindReader"]

_ENOUGH = 64 << 10


class KindReader:
    """The media type; the only fact is `media_type`."""

    name = "kind"
    UNKNOWN = "application/octet-stream"

    def load(self) -> dict[str, str]:
        import pylibmagic  # first: it makes python-magic load the library that it ships
        import magic  # isort: skip

        database = str(pylibmagic.data.joinpath("magic.mgc"))
        self._magic: Any = magic.Magic(mime=True, magic_file=database)
        self._magic.from_buffer(b"%PDF-1.4\n")
        version = magic.libmagic.magic_version()
        return {
            "libmagic": f"{version // 100}.{version % 100:02}",
            "pylibmagic": pylibmagic.__version__,
        }

    def takes(self, media_type: str) -> bool:
        return not media_type

    def read(self, file: RemoteFile, media_type: str, findings: Findings) -> None:
        findings.facts["media_type"] = self.UNKNOWN
        findings.text("media_type", self._magic.from_buffer(file.read(_ENOUGH)))
