"""WARC: what was recorded is read, every digest is checked, and no damage goes unsaid."""

import base64
import contextlib
import functools
import gzip
import hashlib
import io
import warnings
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from amanet.canonical import encode
from amanet.errors import BadData
from amanet.intake.parsers.http_body import Dechunked, Unpacked
from amanet.intake.parsers.parsing import Answers, Parsed, Sample
from amanet.intake.parsers.warc import PARSER
from amanet.intake.parsers.warc_digests import Check

PAGE = b"<html lang=ky><title>Lists</title><h1>Missing</h1><p>Aygul was <b>not</b> there.<script>x()</script></html>"


def read(data: bytes, answers: Answers | None = None, name: str = "a.warc") -> Parsed:
    parsed = PARSER.parse(io.BytesIO(data), sample(data, name), answers or Answers())
    encode(parsed.reading.to_json())
    return parsed


def sample(data: bytes, name: str = "a.warc") -> Sample:
    return Sample(name, "application/warc", len(data), data[: 64 << 10])


@functools.cache
def written(*pages: tuple[str, bytes, str], packed: bool = False, kind: str = "response") -> bytes:
    """A WARC by warcio, with a warcinfo, and for each page a request and an answer: (address, body, content type)."""
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # warcio leaves its temporary files open
        _write(WARCWriter(file, gzip=packed), pages, kind)
    return file.getvalue()


def _write(writer: WARCWriter, pages: tuple[tuple[str, bytes, str], ...], kind: str) -> None:
    writer.write_record(writer.create_warcinfo_record("a.warc", {"software": "an invented recorder"}))
    for address, body, content_type in pages:
        head = StatusAndHeaders("200 OK", [("Content-Type", content_type)], protocol="HTTP/1.1")
        dated = {"WARC-Date": "2018-01-02T03:04:05Z"}
        body_file = io.BytesIO(body)
        answered = writer.create_warc_record(
            address, kind, payload=body_file, http_headers=head, warc_headers_dict=dated
        )
        asked = StatusAndHeaders("GET / HTTP/1.1", [], is_http_request=True)
        request = writer.create_warc_record(address, "request", http_headers=asked)
        writer.write_request_response_pair(request, answered)


def record(body: bytes, *fields: str, kind: str = "resource", length: int | None = None) -> bytes:
    """One record by hand."""
    told = [
        f"WARC-Type: {kind}",
        "WARC-Record-ID: <urn:uuid:1>",
        f"Content-Length: {len(body) if length is None else length}",
    ]
    return ("WARC/1.0\r\n" + "\r\n".join([*told, *fields]) + "\r\n\r\n").encode() + body + b"\r\n\r\n"


def answer(body: bytes, *headers: str, **more: Any) -> bytes:
    head = "\r\n".join(["HTTP/1.1 200 OK", *headers]) + "\r\n\r\n"
    fields = ("Content-Type: application/http; msgtype=response", "WARC-Target-URI: https://example.org/x")
    return record(head.encode() + body, *fields, kind="response", **more)


def oddities(parsed: Parsed) -> str:
    return "\n".join(f"{one.where}: {one.what}" for one in parsed.reading.oddities)


HTML = ("https://example.org/lists.html", PAGE, "text/html; charset=utf-8")
PICTURE = ("https://example.org/a%20b.png?size=1", b"\x89PNG picture", "image/png")


@pytest.mark.parametrize("packed", [False, True])
def test_answers_become_headings_with_the_words_of_their_page(packed: bool) -> None:
    data = written(HTML, PICTURE, packed=packed)
    assert PARSER.takes(sample(data))
    parsed = read(data)
    reading = parsed.reading
    assert [(one.kind, reading.said(one)) for one in reading.segments] == [
        ("heading", HTML[0]),
        ("heading", "Lists"),
        ("heading", "Missing"),
        ("paragraph", "Aygul was not there."),
        ("heading", PICTURE[0]),
    ]
    first, last = reading.segments[0], reading.segments[-1]
    assert first.said_at == "2018-01-02T03:04:05Z"
    assert first.details["status"] == 200
    assert first.details["block_digest"] == first.details["payload_digest"] == "holds"
    assert reading.segments[3].language == "ky"
    assert last.attached == (0,)
    assert reading.attached[0].name == "a b.png"
    assert parsed.inside[0].open().read() == PICTURE[1]
    assert not reading.oddities
    assert reading.details["records"] == {"request": 2, "response": 2, "warcinfo": 1}
    assert reading.details["digests"]["payload"] == {"holds": 2}
    assert ["software", "an invented recorder"] in reading.details["written_by"][0]


def test_each_attached_file_is_its_own_in_a_compressed_file_of_many() -> None:
    files = [
        (f"https://example.org/{n}.bin", bytes([n]) * 1000, "application/octet-stream") for n in range(20)
    ]
    for data in (written(*files), written(*files, packed=True), gzip.compress(written(*files))):
        parsed = read(data)
        assert [one.open().read() for one in parsed.inside] == [body for _, body, _ in files]


@pytest.mark.needs("shared-data")
def test_the_real_sample_holds(shared_data: Path) -> None:
    data = (shared_data / "webarchives" / "example-collection.warc").read_bytes()
    assert PARSER.takes(sample(data))
    reading = read(data).reading
    assert reading.details["digests"] == {"block": {"holds": 2, "not stated": 2}, "payload": {"holds": 1}}
    assert reading.text.startswith("http://www.example.com/\nExample Domain\n")
    assert not reading.oddities


@pytest.mark.parametrize("packed", [False, True])
def test_a_changed_byte_is_told_with_record_place_and_name(packed: bool) -> None:
    data = written(HTML, PICTURE)
    at = data.index(b"Aygul was")
    changed = data[:at] + b"Aisha" + data[at + 5 :]
    if packed:
        changed = b"".join(gzip.compress(b"WARC/1.0" + one) for one in changed.split(b"WARC/1.0")[1:])
    parsed = read(changed)
    first = parsed.reading.segments[0]
    assert (first.details["block_digest"], first.details["payload_digest"]) == ("fails", "fails")
    told = oddities(parsed)
    assert (
        f"record 2 at byte {first.details['offset']}, {first.details['record_id']}: its block digest" in told
    )
    assert "its payload digest" in told
    assert "Aisha" not in told
    failed = parsed.reading.details["failed"]
    assert [(one["record"], one["digest"]) for one in failed] == [(2, "block"), (2, "payload")]
    assert "Aisha was not there." in parsed.reading.text


@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha256", "sha512", "SHA-256"])
def test_digests_are_read_in_every_spelling(algorithm: str) -> None:
    digest = hashlib.new(algorithm.lower().replace("-", ""), b"content").digest()
    spellings = [
        digest.hex(),
        digest.hex().upper(),
        base64.b32encode(digest).decode(),
        base64.b32encode(digest).decode().rstrip("=").lower(),
        base64.b64encode(digest).decode(),
        base64.urlsafe_b64encode(digest).decode().rstrip("="),
    ]
    for spelling in spellings:
        right, wrong = Check(f"{algorithm}:{spelling}"), Check(f"{algorithm}:{spelling}")
        right.update(b"content")
        wrong.update(b"contenT")
        assert (right.result, wrong.result) == ("holds", "fails")


@pytest.mark.parametrize("stated", ["whirlpool:aa", "sha1:xyz", "sha1:", ":", "md5:" + "g" * 32, "sha1:é"])
def test_a_digest_that_cannot_be_read_is_never_taken_for_right(stated: str) -> None:
    assert Check(stated).result == "not checked"


def test_no_digest_is_not_a_digest_that_holds() -> None:
    assert Check(None).result == Check("").result == "not stated"


def test_a_payload_digest_may_be_over_the_body_with_its_chunks_or_without() -> None:
    chunks = b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    for over in (chunks, b"abcde"):
        stated = f"WARC-Payload-Digest: sha1:{hashlib.sha1(over).hexdigest()}"
        body = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks
        data = record(body, "Content-Type: application/http", stated, kind="response")
        parsed = read(data)
        assert parsed.reading.segments[0].details["payload_digest"] == "holds"
        assert parsed.inside[0].open().read() == b"abcde"


def test_a_part_of_a_segmented_record_is_not_checked_against_the_whole() -> None:
    stated = f"WARC-Payload-Digest: sha1:{hashlib.sha1(b'all of it').hexdigest()}"
    parsed = read(record(b"all", stated, "WARC-Segment-Number: 1"))
    assert parsed.reading.segments[0].details["payload_digest"] == "not checked"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "x-gzip"])
def test_packed_pages_are_read(encoding: str) -> None:
    packed = zlib.compress(PAGE) if encoding == "deflate" else gzip.compress(PAGE)
    data = answer(packed, "Content-Type: text/html", f"Content-Encoding: {encoding}")
    assert "Aygul was not there." in read(data).reading.text


def test_a_body_that_its_recorder_unpacked_already_is_read_as_it_stands() -> None:
    data = answer(PAGE, "Content-Type: text/html", "Content-Encoding: gzip", "Transfer-Encoding: chunked")
    parsed = read(data)
    assert "Aygul was not there." in parsed.reading.text
    assert not parsed.reading.oddities


@pytest.mark.parametrize("packed", [False, True])
def test_a_packed_answer_is_attached_unpacked(packed: bool) -> None:
    data = answer(gzip.compress(b"picture" * 99), "Content-Type: image/png", "Content-Encoding: gzip")
    parsed = read(gzip.compress(data) if packed else data)
    assert parsed.inside[0].open().read() == b"picture" * 99


def test_a_gzip_file_that_was_answered_stays_one() -> None:
    body = gzip.compress(b"a file")
    assert read(answer(body, "Content-Type: application/gzip")).inside[0].open().read() == body


def test_what_cannot_be_unpacked_is_kept_and_told() -> None:
    parsed = read(answer(b"\x8b\x01brotli", "Content-Type: image/png", "Content-Encoding: br"))
    assert parsed.inside[0].open().read() == b"\x8b\x01brotli"


def test_a_page_of_unknown_encoding_is_kept_and_told_and_read_once_it_is_said() -> None:
    data = answer("<p>Айгүл</p>".encode("cp1251", "ignore"), "Content-Type: text/html")
    parsed = read(data)
    assert "--encoding" in oddities(parsed)
    assert len(parsed.inside) == 1
    assert "Айгл" in read(data, Answers(encoding="cp1251")).reading.text


def test_a_file_that_was_cut_tells_what_is_missing() -> None:
    data = written(HTML, PICTURE)
    cut = data[: data.index(b"Aygul was") + 5]
    parsed = read(cut)
    assert "bytes are there" in oddities(parsed)
    assert parsed.reading.segments[0].details["block_digest"] == "fails"
    packed = written(HTML, PICTURE, packed=True)
    told = oddities(read(packed[: len(packed) - 30]))
    assert "its compressed data ends too early: it was cut" in told


def test_a_damaged_gzip_member_costs_one_record() -> None:
    records = [gzip.compress(answer(b"<p>%d</p>" % n * 300, "Content-Type: text/html")) for n in range(3)]
    damaged = bytearray(records[1])
    damaged[40] ^= 0xFF
    parsed = read(records[0] + bytes(damaged) + records[2])
    assert "damaged" in oddities(parsed) or "cut" in oddities(parsed)
    assert "0" in parsed.reading.text
    assert "2" in parsed.reading.text


def test_plain_and_compressed_records_may_follow_each_other() -> None:
    one, two = (answer(b"<p>%s</p>" % word, "Content-Type: text/html") for word in (b"one", b"two"))
    for data in (
        one + gzip.compress(two),
        gzip.compress(one) + two,
        gzip.compress(one) + b"\0" * 700 + gzip.compress(two),
    ):
        assert [word for word in read(data).reading.text.split() if not word.startswith("http")] == [
            "one",
            "two",
        ]


@pytest.mark.parametrize("wrong", [5, 60, 200, 10**6, 10**17])
def test_a_wrong_length_is_told_and_the_next_record_is_found(wrong: int) -> None:
    first = answer(b"<p>one</p>", "Content-Type: text/html", length=wrong)
    second = answer(b"<p>two</p>", "Content-Type: text/html")
    parsed = read(first + second + second)
    told = oddities(parsed)
    assert "length" in told
    assert parsed.reading.text.count("two") >= 2
    assert parsed.reading.details["records"] == {"response": 3}


@pytest.mark.parametrize(
    "length", ["", "Content-Length: -1", "Content-Length: 1e3", "Content-Length: 10\u0660"]
)
def test_a_record_without_a_length_is_told(length: str) -> None:
    broken = f"WARC/1.0\r\nWARC-Type: resource\r\n{length}\r\n\r\nxx\r\n\r\n".encode()
    told = oddities(read(broken + answer(b"<p>two</p>", "Content-Type: text/html")))
    assert "does not say how long it is" in told


def test_bytes_between_records_are_told() -> None:
    told = oddities(read(written(HTML) + b"junk\n" * 3 + written(HTML)))
    assert "15 bytes are no record" in told


def test_a_header_line_without_end_is_bounded() -> None:
    bomb = gzip.compress(b"WARC/1.0\r\nWARC-Type: " + b"a" * (9 << 20))
    with pytest.raises(BadData, match="No record"):
        read(bomb)


def test_a_bomb_is_refused_quickly() -> None:
    bomb = gzip.compress(
        b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: 99999999999\r\n\r\n" + b"\0" * (64 << 20)
    )
    with pytest.raises(BadData, match="bomb"):
        read(bomb)


def test_a_bomb_inside_an_answer_is_bounded() -> None:
    packed = gzip.compress(b"\0" * (64 << 20))
    parsed = read(answer(packed, "Content-Type: text/html", "Content-Encoding: gzip"))
    assert "over 16 MiB" in oddities(parsed)
    with pytest.raises(BadData, match="bomb"):
        parsed.inside[0].open().read()


def test_many_records_with_wrong_lengths_take_linear_time(grows_as_it_is_long: Any) -> None:
    one = record(b"x", length=10**5)
    grows_as_it_is_long(lambda count: read(one * count), 640)


@pytest.mark.parametrize("data", [b"", b"hello", gzip.compress(b"hello", mtime=0), b"\x1f\x8b\x08"])
def test_what_is_no_web_archive_is_refused(data: bytes) -> None:
    assert not PARSER.takes(sample(data, "a.txt"))
    with pytest.raises(BadData, match="The item is kept"):
        read(data)


@given(st.lists(st.binary(max_size=40), max_size=8), st.integers(1, 30))
def test_chunks_are_joined_wherever_they_are_cut(parts: list[bytes], step: int) -> None:
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts if part) + b"0\r\n\r\n"
    pieces = (chunked[at : at + step] for at in range(0, len(chunked), step))
    assert b"".join(Dechunked(pieces)) == b"".join(parts)


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "br", ""]), st.booleans())
def test_any_body_gives_bytes(body: bytes, encoding: str, chunked: bool) -> None:
    raw = iter(Dechunked(iter([body]))) if chunked else iter([body])
    b"".join(Unpacked(raw, encoding))


FRAGMENTS = [
    b"WARC/1.0\r\n", b"WARC/1.1\r\n", b"\r\n", b"\r\n\r\n", b"WARC-Type: response\r\n", b"WARC-Type: warcinfo\r\n",
    b"Content-Length: 10\r\n", b"Content-Length: 0\r\n", b"Content-Type: application/http\r\n", b"WARC-Block-Digest: sha1:AAAA\r\n",
    b"HTTP/1.1 200 OK\r\n", b"Content-Type: text/html\r\n", b"Transfer-Encoding: chunked\r\n", b"<p>x</p>", b"\x1f\x8b\x08",
]  # fmt: skip


@given(st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.binary(max_size=20)), max_size=30), st.booleans())
def test_arbitrary_bytes_are_read_or_refused(parts: list[bytes], packed: bool) -> None:
    data = b"".join(gzip.compress(part) for part in parts) if packed else b"".join(parts)
    PARSER.takes(sample(data))
    try:
        parsed = read(data)
    except BadData:
        return
    for one in parsed.inside:
        one.open().read()


@given(st.data())
def test_a_real_file_with_changed_bytes_is_read_or_refused(choose: st.DataObject) -> None:
    data = bytearray(written(HTML, PICTURE, packed=choose.draw(st.booleans())))
    for _ in range(choose.draw(st.integers(1, 4))):
        data[choose.draw(st.integers(0, len(data) - 1))] = choose.draw(st.integers(0, 255))
    with contextlib.suppress(BadData):
        read(bytes(data[: choose.draw(st.integers(1, len(data)))]))
