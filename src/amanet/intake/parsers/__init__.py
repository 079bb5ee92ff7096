"""The parsers of what people really have: a table of the formats, which module reads each, and which of them takes a file.

Importing this imports no parser. A parser runs in the confined process alone (docs/adr/0002-confinement.md): `load` imports
it there with all that it will need, because afterwards no file can be opened, not even that of a module.

A new format is a module with a `PARSER` (`parsing.Parser`) and one line here.

>>> from amanet.intake.parsers import FORMATS
>>> FORMATS["srt"].what
'SRT subtitles'
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from amanet.errors import BadData

if TYPE_CHECKING:
    from amanet.intake.parsers.parsing import Parser, Sample

__all__ = ["FORMATS", "Format", "choose", "formats_in_words", "load", "load_all"]

_TEXT_LIBRARIES = ("charset_normalizer", "_strptime")
_LANGUAGE_NAMES = ("amanet.intake.parsers.languages:load_language_names",)
_MARKUP = ("lxml.etree",)
_CAPTURES = ("lxml.etree", "warcio.statusandheaders")
_PDF = ("pypdfium2", "pypdfium2.raw", "amanet.intake.parsers.pdf_library:load_pdfium")
_SIGNATURES = (
    "cryptography.x509",
    "cryptography.hazmat.primitives.asymmetric.ec",
    "cryptography.hazmat.primitives.asymmetric.padding",
    "cryptography.hazmat.primitives.asymmetric.rsa",
    "cryptography.hazmat.primitives.asymmetric.utils",
    "cryptography.hazmat.primitives.hashes",
    "cryptography.hazmat.primitives.serialization",
    "rfc3161_client",
)


@dataclass(frozen=True)
class Format:
    """`libraries` are the modules that the parser imports when it needs them; `module:function` is called too. Of those that
    take a file, only the most particular (`rank` 0 first) are asked to read it.
    """

    name: str
    what: str
    module: str
    libraries: tuple[str, ...] = ()
    rank: int = 0


_ALL = (
    Format("wacz", "a web archive (WACZ)", "wacz", (*_CAPTURES, *_SIGNATURES)),
    Format("warc", "a web archive (WARC)", "warc", _CAPTURES),
    Format("docx", "a Word document (DOCX)", "docx_document", ("xml.parsers.expat",)),
    Format("elan", "an ELAN annotation", "elan", ("xml.parsers.expat",)),
    Format("mbox", "a mailbox (mbox)", "mbox", _MARKUP),
    Format("mail", "a mail (EML)", "mail", _MARKUP),
    Format("whatsapp", "a WhatsApp chat", "whatsapp"),
    Format("telegram", "a Telegram chat (JSON)", "telegram"),
    Format("signal", "a Signal chat", "signal_text", ("xml.parsers.expat",)),
    Format("webvtt", "WebVTT subtitles", "webvtt"),
    Format("srt", "SRT subtitles", "srt_subtitles"),
    Format("otranscribe", "an oTranscribe transcript", "otranscribe"),
    Format("whisper", "a transcript by a machine (Whisper-style JSON)", "whisper_json"),
    Format("pdf", "a PDF document", "pdf_document", _PDF),
    Format("html", "a saved web page", "saved_page", _MARKUP, rank=1),
    Format("table", "a table (CSV, TSV, XLSX)", "table", (*_MARKUP, "openpyxl.styles.numbers"), rank=2),
    Format(
        "transcript",
        "a transcript in plain text",
        "transcript",
        _LANGUAGE_NAMES,
        rank=3,
    ),
)
FORMATS: Mapping[str, Format] = MappingProxyType({one.name: one for one in _ALL})


def formats_in_words() -> str:
    return ", ".join(f"{one.name} ({one.what})" for one in FORMATS.values())


def load(name: str) -> "Parser":
    """The parser of that format, and everything it will ever import. Raises `BadData` for a name that is none."""
    if name not in FORMATS:
        raise BadData(f"There is no format called {name!r}. There are: {formats_in_words()}.")
    _load_libraries(FORMATS[name].libraries)
    return _parser(name)


def load_all() -> None:
    """What `choose` needs, beforehand."""
    _load_libraries(_LANGUAGE_NAMES)  # a transcript is told by labels, and some labels name a language
    for name in FORMATS:
        _parser(name)


def choose(sample: "Sample") -> str:
    """The format of a file, by its first bytes, its name and the kind it was found to be.

    Raises `BadData` where none takes it, and `NeedsAnswer` where two do that are equally particular.
    """
    upset: list[Exception] = []
    for rank in sorted({one.rank for one in FORMATS.values()}):
        ranked = [one.name for one in FORMATS.values() if one.rank == rank]
        takers = [name for name in ranked if _takes(name, sample, upset)]
        if len(takers) == 1:
            return takers[0]
        if takers:
            raise _several(takers)
    if upset:
        raise upset[0]
    raise BadData(
        "No parser takes this item: neither how it begins nor its name is of a format that is read. The item is kept as it is. "
        f"If you know what it is, say so (--as). The formats: {formats_in_words()}."
    )


def _takes(name: str, sample: "Sample", upset: list[Exception]) -> bool:
    """A file that upsets one parser may well be another's; where it is nobody's, that comes out."""
    try:
        return _parser(name).takes(sample)
    except Exception as problem:  # noqa: BLE001  whatever a hostile file brings about
        upset.append(problem)
        return False


def _parser(name: str) -> "Parser":
    return cast("Parser", import_module(f"{__name__}.{FORMATS[name].module}").PARSER)


def _several(names: Iterable[str]) -> BadData:
    from amanet.intake.parsers.parsing import NeedsAnswer

    choices = tuple(names)
    told = " or ".join(f"{FORMATS[name].what} ({name})" for name in choices)
    return NeedsAnswer(
        f"This item can be read as {told}. Say which (--as {choices[0]}, for example).", "format", choices
    )


def _load_libraries(libraries: Iterable[str]) -> None:
    _load_encodings()
    for library in (*_TEXT_LIBRARIES, *libraries):
        module, _, function = library.partition(":")
        found = import_module(module)
        if function:
            getattr(found, function)()


def _load_encodings() -> None:
    """Every encoding that a file or its reader may name: Python imports them one by one when they are used."""
    import encodings
    from pkgutil import iter_modules

    for one in iter_modules(encodings.__path__):
        with suppress(ImportError):  # those of other systems
            import_module(f"encodings.{one.name}")
