"""The templates as byte code, made once: in memory for all languages of this process, and in `__pycache__` for the next one.

To translate all of them takes Jinja a second. Nothing of a vault is in a template. The files stand where Python puts its own byte code, and only
where Python may write it; one that does not fit the text of its template, or this Jinja and this Python, counts as none.

>>> Environment(loader=…, bytecode_cache=TemplateCode())  # doctest: +SKIP
"""

import os
import sys
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from pickle import UnpicklingError
from typing import ClassVar

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

__all__ = ["TemplateCode"]


class TemplateCode(BytecodeCache):
    """`get_bucket` finds what was kept for a text, `set_bucket` keeps it."""

    _kept: ClassVar[dict[tuple[str, str], bytes]] = {}

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return f"{filename or name}|jinja-{jinja2.__version__}"

    def load_bytecode(self, bucket: Bucket) -> None:
        kept = self._kept.get((bucket.key, bucket.checksum))
        if kept is not None:
            bucket.bytecode_from_string(kept)
            return
        try:
            with _file(bucket).open("rb") as file:
                bucket.load_bytecode(file)
        except (OSError, EOFError, ValueError, TypeError, UnpicklingError):  # it is not there, or not whole
            bucket.reset()
        if bucket.code is not None:
            self._kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()

    def dump_bytecode(self, bucket: Bucket) -> None:
        code = self._kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()
        if not sys.dont_write_bytecode:
            with suppress(
                OSError
            ):  # a program that is installed for everybody: its users may not write there
                _write(_file(bucket), code)


def _file(bucket: Bucket) -> Path:
    """Beside the template, or in the folder that Python was told to keep byte code in; of the version of Jinja, too."""
    template, _, version = bucket.key.rpartition("|")
    return Path(cache_from_source(f"{template}.{version}.py"))


def _write(path: Path, code: bytes) -> None:
    """In one step, as Python does: another process may read it meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}")
    part.write_bytes(code)
    part.replace(path)
