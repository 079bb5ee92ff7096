"""Words in pictures, read by Debian's tesseract where it is installed: from grey pixels that were unpacked in a confined process and packed anew
here, so that no file of a stranger reaches the program.

Where it is missing nothing reads them, and every picture waits for a person.
"""

import io
import shutil
import subprocess
from collections.abc import Sequence
from typing import Final

__all__ = ["PictureReader"]

_SECONDS: Final = 120
_MISSING: Final = "No program here reads words in pictures (tesseract is not installed): each picture waits for a member to look at it."


class PictureReader:
    """`languages` as tesseract calls them ("uig", "kaz", "rus", "chi_sim"); without any, what its default is."""

    def __init__(self, languages: Sequence[str] = ()) -> None:
        self._program = shutil.which("tesseract")
        self._languages = ("-l", "+".join(languages)) if languages else ()

    @property
    def is_there(self) -> bool:
        return self._program is not None

    @property
    def notes(self) -> tuple[str, ...]:
        return () if self.is_there else (_MISSING,)

    def read(self, width: int, height: int, grey: bytes) -> str:
        """Raises `subprocess.SubprocessError` where the program fails: then nobody read the picture."""
        import PIL.Image

        assert self._program is not None
        packed = io.BytesIO()
        PIL.Image.frombytes("L", (width, height), grey).save(packed, "PNG", compress_level=1)
        done = subprocess.run(
            [self._program, "stdin", "stdout", *self._languages, "--psm", "11"],
            input=packed.getvalue(),
            capture_output=True,
            timeout=_SECONDS,
            check=True,
        )
        return done.stdout.decode("utf-8", "replace")
