"""One captured answer of a web server, read out of its WARC record: status, media type, digests, and its text or its bytes.

The words come from HTML alone, through `markup`; everything else is a file. A digest that does not match is told, and the
content is given all the same: what was recorded is what there is.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import BinaryIO, Final

from amanet.errors import BadData
from amanet.intake.parsers.charsets import Decoded, decode_page
from amanet.intake.parsers.http_body import Dechunked, Unpacked
from amanet.intake.parsers.markup import Page, read_markup
from amanet.intake.parsers.mime_headers import parse_parameters
from amanet.intake.parsers.parsing import Answers
from amanet.intake.parsers.spans import gather, opener
from amanet.intake.parsers.warc_digests import FAILS, HOLDS, Check, tee
from amanet.intake.parsers.warc_flow import Place, pieces_from
from amanet.intake.parsers.warc_records import Record

__all__ = ["Answer", "read_answer"]

LARGEST_PAGE = 16 << 20
_LONGEST_HEADER = 256 << 10
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(r"([0-9]{3})(?:\s|$)")
_PAGES: Final = ("text/html", "application/xhtml+xml")
_ALWAYS_ALLOWED = 10 << 20
_HIGHEST_RATIO = 200


@dataclass(frozen=True)
class _Http:
    """What stands before the body: its length in bytes, and what it says."""

    length: int
    status: int | None
    fields: tuple[tuple[str, str], ...] = field(repr=False)

    def get(self, name: str) -> str:
        return next((value for each, value in self.fields if each.lower() == name), "")


@dataclass
class Answer:
    """`page` is there for HTML that could be read; otherwise `why_no_page` may say why not. `open` gives the body's bytes."""

    http: _Http | None
    media_type: str | None
    block: Check
    payload: Check
    payload_result: str
    size: int
    page: Page | None = None
    decoded: Decoded | None = None
    why_no_page: str | None = None
    problems: list[str] = field(default_factory=list)
    open: Callable[[], BinaryIO] | None = field(default=None, repr=False)

    @property
    def is_page(self) -> bool:
        return self.media_type in _PAGES


def read_answer(file: BinaryIO, size: int, record: Record, answers: Answers) -> Answer:
    """Reads the record to its end. `file` and `size` are the WARC, for reading the body again."""
    block, payload = Check(record.get("WARC-Block-Digest")), Check(record.get("WARC-Payload-Digest"))
    chunks = Check(record.get("WARC-Payload-Digest"))
    pieces = tee(record.pieces(), block)
    http, rest = _take_http(pieces) if _is_http(record) else (None, pieces)
    sent = (http.get("content-type") if http else record.get("Content-Type")) or ""
    media_type, parameters = parse_parameters(sent.encode("utf-8", "replace"))
    raw = tee(rest, payload)
    # Writers disagree on whether the digest is of the body with its chunks or without (warcio, Heritrix, wget).
    whole = Dechunked(raw) if _is_chunked(http) else raw
    body = tee(whole, chunks)
    answer = Answer(http, media_type.lower() or None, block, payload, "", 0)
    unpacked = Unpacked(iter(body), http.get("content-encoding").strip().lower() if http else "")
    if answer.is_page:
        _read_page(answer, gather(unpacked, LARGEST_PAGE), parameters.get("charset"), answers)
    for each in (body, raw, pieces):
        for _ in each:
            pass
    answer.size = record.read - (http.length if http else 0)
    answer.payload_result = _either(payload, chunks, record)
    answer.problems += [
        one.problem for one in (whole, unpacked) if isinstance(one, Dechunked | Unpacked) and one.problem
    ]
    answer.open = _reopener(file, size, record, http, answer.size)
    return answer


def _is_http(record: Record) -> bool:
    return (record.get("Content-Type") or "").lower().replace(" ", "").startswith("application/http")


def _is_chunked(http: _Http | None) -> bool:
    return http is not None and "chunked" in http.get("transfer-encoding").lower()


def _either(payload: Check, chunks: Check, record: Record) -> str:
    """A part of a segmented record has the digest of the whole, which is not here."""
    if payload.stated and (record.get("WARC-Segment-Number") or "").strip():
        return "not checked"
    return HOLDS if chunks.result == HOLDS else payload.result


def _take_http(pieces: Iterator[bytes]) -> tuple[_Http | None, Iterator[bytes]]:
    """The head of an HTTP message, and what follows it. Without a head that can be read, everything follows."""
    held = b""
    for piece in pieces:
        held += piece
        found = _HEADER_END.search(held, 0, _LONGEST_HEADER)
        if found:
            return _parse_http(held[: found.end()]), _chain(held[found.end() :], pieces)
        if len(held) > _LONGEST_HEADER:
            break
    return None, _chain(held, pieces)


def _chain(first: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    if first:
        yield first
    yield from pieces


def _parse_http(head: bytes) -> _Http:
    from warcio.statusandheaders import StatusAndHeadersParser  # type: ignore[import-untyped]

    parsed = StatusAndHeadersParser([], verify=False).parse(BytesIO(head))
    found = _STATUS.match(parsed.statusline)
    fields = tuple((str(name), str(value)) for name, value in parsed.headers)
    return _Http(len(head), int(found[1]) if found else None, fields)


def _read_page(answer: Answer, data: bytes | None, charset: str | None, answers: Answers) -> None:
    """Of many pages one without an encoding is no question to ask: it is kept as a file, and told."""
    if data is None:
        answer.why_no_page = f"its page is over {LARGEST_PAGE >> 20} MiB; it was kept as a file"
        return
    try:
        answer.decoded = decode_page(data, charset, answers)
    except BadData:
        answer.why_no_page = "nobody says in which encoding its page is; it was kept as a file (--encoding)"
        return
    answer.page = read_markup(answer.decoded.text)


def _reopener(
    file: BinaryIO, size: int, record: Record, http: _Http | None, length: int
) -> Callable[[], BinaryIO]:
    """The body once more, without chunks and unpacked."""
    head = http.length if http else 0
    place = Place(record.place.member, record.place.skip + head, True)
    if not record.place.compressed:
        place = Place(record.place.member + head, 0, False)
    encoding = http.get("content-encoding").strip().lower() if http else ""
    chunked = _is_chunked(http)

    def pieces() -> Iterator[bytes]:
        raw = pieces_from(file, size, place, length)
        return iter(Unpacked(iter(Dechunked(raw)) if chunked else raw, encoding))

    return opener(pieces, max(_ALWAYS_ALLOWED, length * _HIGHEST_RATIO))


def failed(answer: Answer) -> list[str]:
    """Which digests are not those of the bytes."""
    results = (("block", answer.block.result), ("payload", answer.payload_result))
    return [name for name, result in results if result == FAILS]
