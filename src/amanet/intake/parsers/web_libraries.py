"""The libraries that web captures and mail are read with, loaded at once.

The parsers import them where they use them, so that importing a parser costs nothing. A confined process cannot open files, so
it cannot import either: it calls `load_web_libraries` before it is confined. Python's encodings are such files too, one each.

>>> load_web_libraries()
"""

import codecs
from importlib import import_module
from typing import Final

from amanet.intake.parsers.charsets import CODECS

__all__ = ["load_web_libraries"]

_LIBRARIES: Final = (
    "charset_normalizer",
    "cryptography.exceptions",
    "cryptography.hazmat.primitives.asymmetric.ec",
    "cryptography.hazmat.primitives.asymmetric.padding",
    "cryptography.hazmat.primitives.asymmetric.rsa",
    "cryptography.hazmat.primitives.asymmetric.utils",
    "cryptography.hazmat.primitives.hashes",
    "cryptography.hazmat.primitives.serialization",
    "cryptography.x509",
    "lxml.etree",
    "rfc3161_client",
    "unicodedata",
    "warcio.statusandheaders",
)


def load_web_libraries() -> None:
    for name in _LIBRARIES:
        import_module(name)
    for codec in CODECS:
        codecs.lookup(codec)
