"""Tables as text (CSV, TSV and their kin), row by row in bounded memory, at any size up to `LARGEST_TABLE`.

Before the first row is given out the whole file was gone through: every byte decodes, one delimiter cuts all rows alike
(`table_delimiter`; a first line `sep=;`, as Excel writes and reads it, or an ending .tsv decides it), all quotes close. What
does not decode is named by cell: a table put together from several of different encodings is the usual cause.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO, Final

from amanet.errors import BadData
from amanet.intake.parsers.decoding import decode_text
from amanet.intake.parsers.decoding import marked_encoding as marked_encoding
from amanet.intake.parsers.parsing import Answers, NeedsAnswer, Sample
from amanet.intake.parsers.table_delimiter import find_delimiter, likeliest_delimiter, listed
from amanet.intake.parsers.table_records import DELIMITERS, KEPT, Source
from amanet.record.mapping.row import Row, cell_name

__all__ = ["LARGEST_TABLE", "TextTable", "open_text_table"]

LARGEST_TABLE: Final = 1 << 30
_BLOCK: Final = 1 << 20
_NAMED: Final = 5
_MOST_LOOKED_AT: Final = 1 << 18
_ESCAPED = re.compile("[\udc80-\udcff]")  # a byte that did not decode (PEP 383)
_SAID = re.compile(r"sep=([,;\t|])(?:\r\n|\r|\n|\Z)")


@dataclass(frozen=True)
class TextTable:
    """How a file is to be read, found over all of it. `said`: its first line says the delimiter, and is no row."""

    encoding: str
    delimiter: str
    said: bool
    source: Source = field(repr=False)

    def rows(self) -> Iterator[Row]:
        """The rows in which anything stands, heading first. Can be asked for again, one at a time."""
        for number, values in self.source.records(self.delimiter):
            if any(values):
                yield Row("", number, tuple(values))


def open_text_table(file: BinaryIO, sample: Sample, answers: Answers) -> TextTable:
    """Reads all of it, several times, and keeps nothing. Raises `BadData` and `NeedsAnswer` naming rows."""
    if sample.size > LARGEST_TABLE:
        raise BadData(
            f"This table is over {LARGEST_TABLE >> 20} MiB, more than is read in one piece. {KEPT} "
            "Cut a copy into parts, each with the heading row, and add those."
        )
    encoding, is_told = _encoding(file, answers)
    first, decodes = _decode_all(file, encoding)
    said = _SAID.match(first)
    candidates = said[1] if said else _candidates(sample)
    source = Source(file, encoding, said is not None)
    if not decodes:
        raise _undecodable(replace(source, errors="surrogateescape"), candidates, is_told)
    return TextTable(encoding, find_delimiter(source, candidates), source.said, source)


def _candidates(sample: Sample) -> str:
    by_name = sample.name.lower().endswith((".tsv", ".tab"))
    return "\t" if by_name or sample.media_type == "text/tab-separated-values" else "".join(DELIMITERS)


def _encoding(file: BinaryIO, answers: Answers) -> tuple[str, bool]:
    """The name of it, and whether the file or the user told it."""
    file.seek(0)
    marked = marked_encoding(file.read(4))
    if answers.encoding is None:
        return marked or "utf-8", marked is not None
    name = _encoding_name(answers)
    # "utf-8" was answered and the file has its mark: the mark is still no part of the text.
    same = marked is not None and (marked.startswith(name) or name.startswith(marked))
    return marked if marked and same else name, True


def _encoding_name(answers: Answers) -> str:
    """Python's own name of the encoding that was said. Raises `BadData` for none, and for one of something else than text."""
    try:
        "a".encode(str(answers.encoding))
        return codecs.lookup(str(answers.encoding)).name
    except LookupError:
        decode_text(b"a", answers)  # says it
        raise


def _decode_all(file: BinaryIO, encoding: str) -> tuple[str, bool]:
    """The first characters, and whether every byte is of that encoding. Nothing is kept."""
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    first = ""
    try:
        while block := file.read(_BLOCK):
            text = decoder.decode(block)
            first = first or text[:16]
            if "\0" in text:
                raise _not_text()
        decoder.decode(b"", True)
    except UnicodeError:
        return first, False
    return first, True


def _not_text() -> BadData:
    return NeedsAnswer(
        f"This table holds characters of the value 0, which no text has: it is UTF-16 that does not say so, or no text. {KEPT} "
        "Say its encoding (--encoding).",
        "encoding",
        ("utf-16-le", "utf-16-be"),
    )


def _undecodable(source: Source, candidates: str, is_told: bool) -> BadData:
    """Which cells are not of that encoding, and of which they may be."""
    names, rows, data = _undecodable_cells(source, candidates)
    where = f" in {rows} row{'s' if rows > 1 else ''} (cells {listed(names, rows)})" if names else ""
    message = (
        f"This table is not {source.encoding}{where}. {KEPT} If it is these rows alone, the table was put together from "
        "several: repair them in a copy. If it is all of them, "
    )
    if is_told:
        return BadData(f"{message}say another encoding (--encoding).")
    try:
        decode_text(data, Answers())
    except BadData as asked:
        choices = asked.choices if isinstance(asked, NeedsAnswer) else ()
        likely = f"; likely ones are {', '.join(choices)}" if choices else ", for example cp1251 or gb18030"
        return NeedsAnswer(f"{message}say its encoding (--encoding){likely}.", "encoding", choices)
    return BadData(f"{message}say its encoding (--encoding).")


def _undecodable_cells(source: Source, candidates: str) -> tuple[list[str], int, bytes]:
    """The first cells by name, the number of rows that have such, and some of the bytes."""
    names: list[str] = []
    rows, data = 0, b""
    try:
        for number, values in source.records(likeliest_delimiter(source, candidates)):
            wrong = [column for column, value in enumerate(values) if _ESCAPED.search(value)]
            rows += bool(wrong)
            if wrong and len(names) < _NAMED:
                names.append(cell_name(wrong[0], number))
            if wrong and len(data) < _MOST_LOOKED_AT:
                data += values[wrong[0]].encode(source.encoding, "surrogateescape") + b"\n"
    except (BadData, UnicodeError):
        pass  # quotes that do not close, or an encoding that cannot be read past the fault: what was found is told
    return names, rows, data
