"""Items read by the real confined worker: every format, hostile files, and children that crash, hang and lie."""

import io
import json
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amanet.errors import BadData, Misuse, VaultDamaged, WorldFailed
from amanet.intake import Limits, confined_worker
from amanet.intake.item_reader import ItemReader, Known
from amanet.intake.parsers import FORMATS, choose, load
from amanet.intake.parsers.parsing import Answers, NeedsAnswer, Parsed, Sample
from amanet.intake.reading_answers import Gathered, failure_from
from amanet.intake.reading_frames import send_parsed
from amanet.record.reading import KINDS, Attached, Mark, Oddity, Reading, Segment

NOTHING = Answers()


def zipped(files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


CHAT = (
    "31/01/19, 11:25 - Aygul: PTT-20190131-WA0001.opus (file attached)\n31/01/19, 11:26 - Li: When?\n"
    "01/02/19, 09:00 - Aygul: IMG-20190201-WA0002.jpg (file attached)\n"
)
CHAT_ZIP = zipped(
    {"WhatsApp Chat with Li.txt": CHAT.encode(), "PTT-20190131-WA0001.opus": b"voice" * 100_000}
)
HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=gb18030\r\n\r\n<title>Lists</title><p>Aygul</p>"
WARC = (
    b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:7>\r\nWARC-Date: 2026-03-04T05:06:07Z\r\n"
    b"WARC-Target-URI: https://example.org/\r\nContent-Type: application/http; msgtype=response\r\n"
    b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (len(HTTP), HTTP)
)
ELAN = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<ANNOTATION_DOCUMENT AUTHOR="M" DATE="2020-01-02T03:04:05+00:00" VERSION="3.0">'
    '<HEADER MEDIA_FILE="" TIME_UNITS="milliseconds"/><TIME_ORDER><TIME_SLOT TIME_SLOT_ID="a" TIME_VALUE="0"/>'
    '<TIME_SLOT TIME_SLOT_ID="b" TIME_VALUE="900"/></TIME_ORDER><TIER TIER_ID="Aygul" LINGUISTIC_TYPE_REF="speech"><ANNOTATION>'
    '<ALIGNABLE_ANNOTATION ANNOTATION_ID="c" TIME_SLOT_REF1="a" TIME_SLOT_REF2="b"><ANNOTATION_VALUE>They took him.'
    "</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER></ANNOTATION_DOCUMENT>"
)
MAIL = (
    "From: Aygul <a@example.org>\r\nTo: Li <l@example.org>\r\nDate: Mon, 5 Mar 2018 06:07:08 +0600\r\nSubject: =?koi8-r?B?8NLJ18XU?=\r\n"
    'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\nContent-Type: text/plain; charset=windows-1251\r\n\r\n'
    "They took him.\r\n--x\r\nContent-Type: text/html; charset=iso-2022-jp\r\n\r\n<p>They took him.</p>\r\n--x\r\n"
    'Content-Type: image/jpeg\r\nContent-Disposition: attachment; filename="a.jpg"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    "/9j/4AAQ\r\n--x--\r\n"
)
TELEGRAM = {
    "name": "Li",
    "type": "personal_chat",
    "id": 7,
    "messages": [
        {"id": 1, "type": "message", "date": "2020-01-02T03:04:05", "date_unixtime": "1577934245", "from": "Li",
         "from_id": "user7", "text": "When?", "text_entities": [{"type": "plain", "text": "When?"}]}
    ],
}  # fmt: skip
BROADCAST = (
    "AYGUL:\n[Speaking Uyghur] They took him at night.\n\nLI:\nWhen was that?\n\nAYGUL:\n[По-казахски] In winter.\n\n"
    "LI:\nAnd where?\n"
)


def workbook() -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Name", "Arrested"])
    book.active.append(["Aygul", 43_131])
    book.active["B2"].number_format = "dd/mm/yyyy"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def page() -> bytes:
    from fpdf import FPDF

    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=12)
    pdf.cell(text="He did not come back.")
    return bytes(pdf.output())


def document() -> bytes:
    import docx

    made, paper = io.BytesIO(), docx.Document()
    paper.add_paragraph("Aygul: They took him.")
    paper.save(made)
    return made.getvalue()


SAMPLES: dict[str, tuple[str, bytes | Callable[[], bytes]]] = {
    "wacz": (
        "a.wacz",
        zipped(
            {
                "archive/data.warc": WARC,
                "pages/pages.jsonl": b'{"format":"json-pages-1.0"}\n{"url":"https://example.org/"}\n',
                "datapackage.json": b'{"profile":"data-package","wacz_version":"1.1.1","resources":[]}',
            }
        ),
    ),
    "warc": ("a.warc", WARC),
    "docx": ("a.docx", document),
    "pdf": ("a.pdf", page),
    "elan": ("a.eaf", ELAN.encode()),
    "mbox": (
        "all.mbox",
        b"From a@example.org Mon Mar  5 06:07:08 2018\n" + MAIL.encode().replace(b"\r\n", b"\n"),
    ),
    "mail": ("a.eml", MAIL.encode()),
    "whatsapp": ("WhatsApp Chat with Li.zip", CHAT_ZIP),
    "telegram": ("result.json", json.dumps(TELEGRAM).encode()),
    "signal": ("chat.md", b"[2021-03-04 12:00] Aygul: They took him.  \n[2021-03-04 12:01] Me: When?  \n"),
    "webvtt": ("a.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Aygul><lang ug>They took him.\n"),
    "srt": ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\nAYGUL: They took him.\n".encode("utf-16")),
    "otranscribe": (
        "a.otr",
        b'{"text":"<p><span class=\\"timestamp\\" data-timestamp=\\"1.5\\">0:01</span> Aygul: no</p>","media":"a.mp3"}',
    ),
    "whisper": (
        "a.json",
        b'{"text":" No.","segments":[{"id":0,"start":0.0,"end":1.5,"text":" No."}],"language":"en"}',
    ),
    "html": ("a.html", "<!doctype html><meta charset=big5><title>Lists</title><p>\u4e2d".encode("big5")),
    "table": ("a.xlsx", workbook),
    "transcript": ("a.txt", BROADCAST.encode()),
}


def sample_of(name: str) -> tuple[str, bytes]:
    called, content = SAMPLES[name]
    return called, content if isinstance(content, bytes) else content()


def reader_of(data: bytes, name: str = "a.txt", **more: Any) -> ItemReader:
    return ItemReader(lambda offset, length: data[offset : offset + length], Known(name, len(data)), **more)


def read(
    data: bytes, name: str = "a.txt", format_name: str | None = None, answers: Answers = NOTHING, **more: Any
) -> tuple[Reading, dict[int, bytes]]:
    with reader_of(data, name, **more) as reader:
        reader.prepare(format_name or reader.choose())
        reading = reader.read(answers)
        return reading, {place: b"".join(pieces(file)) for place, file in reader.files()}


def pieces(file: Any) -> Any:
    while piece := bytes(file.read_piece(70_000)):
        yield piece


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_chosen_and_read_confined_as_it_is_unconfined(name: str) -> None:
    called, data = sample_of(name)
    parser = load(name)
    known = Sample(called, "", len(data), data[: 64 << 10])
    assert choose(known) == name
    expected = parser.parse(io.BytesIO(data), known, NOTHING)
    reading, files = read(data, called)
    assert (reading.format, reading) == (name, expected.reading)
    assert files == {one.place: one.open().read() for one in expected.inside}
    assert reading.text or reading.attached


def test_a_transcript_knows_its_languages_there_too() -> None:
    reading, _ = read(BROADCAST.encode())
    assert [segment.language for segment in reading.segments if segment.kind == "turn"] == [
        "ug",
        None,
        "kk",
        None,
    ]


def test_files_inside_come_whole_and_what_is_missing_does_not() -> None:
    reading, files = read(CHAT_ZIP, "chat.zip")
    assert [(one.name, one.missing) for one in reading.attached] == [
        ("PTT-20190131-WA0001.opus", False),
        ("IMG-20190201-WA0002.jpg", True),
    ]
    assert files == {0: b"voice" * 100_000}


IMPORTED_LATER = """
import ast, sys
from amanet.intake.parsers import load
load(sys.argv[1])
for name, module in list(sys.modules.items()):
    if name.startswith("amanet.intake.parsers."):
        tree = ast.parse(open(module.__file__, encoding="utf-8").read())
        for function in [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)]:
            for one in ast.walk(function):
                wanted = [one.module] if isinstance(one, ast.ImportFrom) else []
                wanted += [alias.name for alias in one.names] if isinstance(one, ast.Import) else []
                for missing in set(wanted) - set(sys.modules):
                    print(f"{name}: {missing}")
"""


@pytest.mark.parametrize("name", FORMATS)
def test_all_that_a_parser_imports_later_is_there_before_it_is_confined(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED_LATER, name], capture_output=True, text=True, check=True
    )
    assert done.stdout == ""


def test_importing_the_reader_imports_no_parser() -> None:
    script = (
        "import sys, amanet.intake.item_reader\n"
        "print({'lxml', 'babel', 'openpyxl', 'charset_normalizer', 'amanet.intake.parsers.whatsapp'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_what_is_of_no_format_is_told_the_formats() -> None:
    with pytest.raises(BadData, match=r"No parser takes this item.*--as.*whatsapp \(a WhatsApp chat\)"):
        read(random.Random(1).randbytes(5000), "a.bin")


def test_what_is_of_two_formats_is_asked_for() -> None:
    both = b"WEBVTT\n\n1\n00:00:01,000 --> 00:00:02,000\nNo.\n"
    with pytest.raises(NeedsAnswer, match="--as webvtt") as asked:
        read(both, "a.srt")
    assert (asked.value.question, asked.value.choices) == ("format", ("webvtt", "srt"))
    assert read(both, "a.srt", "webvtt")[0].format == "webvtt"


def test_a_question_comes_through_and_its_answer_goes_back() -> None:
    chat = b"03/04/19, 11:25 - Aygul: They took him.\n04/04/19, 11:26 - Li: When?\n"
    with pytest.raises(NeedsAnswer, match="line 1 is the first") as asked:
        read(chat)
    assert (asked.value.question, set(asked.value.choices)) == ("date_order", {"dmy", "mdy"})
    for order, said_at in (("dmy", "2019-04-03T11:25:00"), ("mdy", "2019-03-04T11:25:00")):
        reading, _ = read(chat, answers=Answers(order))
        assert reading.segments[1].said_at == said_at


def test_encoding_and_speakers_go_there() -> None:
    reading, _ = read(
        "БАБУШКА:\nНет.\nДЕД:\nДа.\n".encode("koi8-r"), "a.txt", "transcript", Answers(encoding="koi8-r")
    )
    assert reading.text.startswith("БАБУШКА")
    with pytest.raises(NeedsAnswer, match="not UTF-8") as asked:
        read("БАБУШКА:\nНет, я не видела.\n".encode("cp1251"), "a.txt", "transcript")
    assert asked.value.question == "encoding"


def test_a_zip_bomb_is_refused_at_once() -> None:
    bomb = zipped({"_chat.txt": bytes(64 << 20)})
    with pytest.raises(BadData, match="zip bomb"):
        read(bomb, "chat.zip", "whatsapp")


def test_a_file_of_two_gigabytes_that_is_no_text_is_refused_at_once() -> None:
    served: list[int] = []

    def endless(offset: int, length: int) -> bytes:
        served.append(length)
        return (b"AYGUL: no\n" * (length // 10 + 2))[offset % 10 :][:length]

    with ItemReader(endless, Known("a.txt", 2 << 30)) as reader:
        reader.prepare(reader.choose())
        with pytest.raises(BadData, match="over 64 MiB"):
            reader.read(NOTHING)
    assert sum(served) < 80 << 20


def test_what_reading_the_vault_raises_passes_through() -> None:
    for reason in (VaultDamaged("a chunk does not decrypt"), BadData("x"), EOFError(), TimeoutError()):

        def damaged(offset: int, length: int, reason: Exception = reason) -> bytes:
            raise reason

        with ItemReader(damaged, Known("a.txt", 10)) as reader, pytest.raises(type(reason)) as raised:
            reader.choose()
        assert raised.value is reason
    with (
        ItemReader(lambda offset, length: b"abc", Known("a.txt", 10)) as reader,
        pytest.raises(WorldFailed, match="10 bytes of an item were to be read and 3 came"),
    ):
        reader.choose()


def test_it_is_used_in_order_and_leaves_no_process() -> None:
    reader = reader_of(b"")
    with pytest.raises(Misuse):
        reader.choose()
    with reader:
        with pytest.raises(Misuse, match="no format called 'xls'"):
            reader.prepare("xls")
        with pytest.raises(Misuse):
            reader.files()
        assert reader._worker is not None
        process = reader._worker.process
    assert process.returncode == 0


@pytest.mark.needs("landlock")
def test_nothing_is_read_where_confinement_cannot_be_armed() -> None:
    asked: list[int] = []

    def never(offset: int, length: int) -> bytes:
        asked.append(offset)
        return b""

    with (
        ItemReader(never, Known("a", 9), limits=Limits(open_files=0)) as reader,
        pytest.raises(WorldFailed, match="could not be confined"),
    ):
        reader.choose()
    assert asked == []


# Parsers that are hostile, or were taken over

HOSTILE = """
import os, struct, sys, time
from amanet.errors import BadData
from amanet.intake import parsers, reading_worker
from amanet.intake.forking import serve_forks
from amanet.intake.parsers.parsing import *
from amanet.record.reading import *

def say(kind, message=b""):
    data = struct.pack(">cI", kind, len(message)) + message
    while data:
        data = data[os.write(0, data):]

def fine(*attached):
    for one in ((b"T", b"ab"), (b"G", b'[{"kind":"turn","start":0,"end":2}]'), *[(b"A", a) for a in attached], (b"V", b"")):
        say(*one)

class Hostile:
    name, version = "transcript", "1"
    def takes(self, sample):
        return True
    def parse(self, file, sample, answers):
{body}

parsers._load_libraries = lambda libraries: None
parsers._parser = lambda name: Hostile()
serve_forks(sys.argv[1:], reading_worker.Reading())
"""


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Reads with a parser whose `parse` is this; in a confined child as any other."""

    def run(body: str, **more: Any) -> tuple[Reading, dict[int, bytes]]:
        program = tmp_path / "hostile.py"
        program.write_text(
            HOSTILE.replace("{body}", "\n".join(f"        {line}" for line in body.split("\n")))
        )
        popen = subprocess.Popen

        def instead(command: list[str], **options: Any) -> Any:
            return popen([sys.executable, "-I", str(program), command[-1]], **options)

        with monkeypatch.context() as patch:
            patch.setattr(confined_worker.subprocess, "Popen", instead)
            return read(b"words", format_name="transcript", **more)

    return run


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("os.abort()", r"crashed \(SIG"),
        ("os._exit(3)", r"ended without an answer \(exit code 3\)"),
        ("raise ValueError('Aygul said so')", r"upset its parser \(ValueError\)"),
        ("open('/etc/passwd')", r"upset its parser \(PermissionError\)"),
        ("import antigravity", "upset its parser"),
        ("os.fork()", r"upset its parser \(PermissionError\)"),
        ("bytearray(4 << 30)", "needed more memory.*Cut a copy into parts"),
        ("f = lambda: f()\nf()", "is nested too deeply"),
        ("raise BadData('Line 3 is\\n\\x1b[31m odd\\u202e')", r"^Line 3 is \\x1b\[31m odd\\u202e$"),
        ("raise BadData('x' * 10000)", "^x{3000} …$"),
        ("return None", "upset its parser"),
    ],
)
@pytest.mark.needs("landlock")
def test_a_parser_that_fails_costs_its_reading_and_quotes_nothing(
    hostile: Callable[..., Any], body: str, message: str
) -> None:
    with pytest.raises(BadData, match=message) as raised:
        hostile(body)
    assert "Aygul" not in str(raised.value)


@pytest.mark.parametrize(
    "body", ["time.sleep(6000)", "while True: time.sleep(0.05); say(b'T', b'a')", "while True: pass"]
)
def test_a_parser_that_hangs_is_ended(hostile: Callable[..., Any], body: str) -> None:
    """Who waits for it to end by itself does not come back within the time that a test has."""
    with pytest.raises(BadData, match="took longer than the 1 s it is waited for"):
        hostile(body, wall_seconds=1.0)


@pytest.mark.needs("linux")
def test_processor_time_is_limited(hostile: Callable[..., Any]) -> None:
    with pytest.raises(BadData, match="used too much processor time"):
        hostile("while True: pass", limits=Limits(cpu_seconds=1))


def test_who_reads_the_same_bytes_over_and_over_is_ended(
    hostile: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("amanet.intake.reading_talk._MOST_ASKED_AT_LEAST", 1000)
    body = "while True:\n    file.seek(0)\n    file.raw._blocks.clear()\n    file.raw.seek(0)\n    file.raw.read(5)"
    with pytest.raises(BadData, match="asks for the same bytes over and over"):
        hostile(body)


@pytest.mark.parametrize(
    "body",
    [
        "say(b'V'); say(b'V')",
        "say(b'T', b'abc'); say(b'V')",
        "say(b'T', b'ab'); say(b'G', b'[{\"kind\":\"turn\",\"start\":0,\"end\":1}]'); say(b'V')",
        "say(b'T', b'ab'); say(b'G', b'[{\"kind\":\"gossip\",\"start\":0,\"end\":2}]'); say(b'V')",
        "say(b'T', b'ab'); say(b'G', b'[{\"kind\":\"turn\",\"start\":0,\"end\":2,\"attached\":[0]}]'); say(b'V')",
        "say(b'T', b'ab'); say(b'G', b'[{\"kind\":\"turn\",\"start\":false,\"end\":2}]'); say(b'V')",
        'say(b\'G\', b\'[{"kind":"turn","start":0}]\')',
        'say(b\'G\', b\'[{"kind":"turn","start":0,"end":2,"colour":1}]\')',
        'say(b\'G\', b\'[{"kind":"turn","start":0,"end":2,"speaker":[]}]\')',
        'say(b\'G\', b\'[{"kind":"turn","start":0,"end":2,"from_ms":1.5}]\')',
        'say(b\'G\', b\'[{"kind":"turn","start":0,"end":2,"from_ms":\' + b\'9\' * 30 + b\'}]\')',
        'say(b\'G\', b\'[{"kind":"turn","start":0,"end":2,"marks":[["label",0]]}]\')',
        "say(b'G', b'{}')",
        "say(b'G', b'[' * 100000)",
        "say(b'G', b'\\xff')",
        "say(b'D', b'[]')",
        "say(b'O', b'[[\"a\"]]')",
        "say(b'A', b'[{\"name\":1}]')",
        "say(b'A', b'[' + b'{\"name\":\"\"},' * 100000 + b'{\"name\":\"\"}]')",
        "say(b'T', b'\\xff')",
        "say(b'C', b'transcript')",
        "say(b'?')",
        "say(b'T', bytes((8 << 20) + 1))",
        "os.write(0, struct.pack('>cI', b'T', 1 << 31)); time.sleep(9)",
        "say(b'R', struct.pack('>QI', 3, 3))",
        "say(b'R', b'')",
        "say(b'X', b'{\"kind\":\"bad\"}')",
        'say(b\'X\', b\'{"kind":"bad","message":"m","question":"password","choices":[]}\')',
        'say(b\'X\', b\'{"kind":"bad","message":"m","question":"encoding","choices":["\\\\u001b"]}\')',
        "fine(); say(b'I', struct.pack('>I', 0))",
        "fine(b'[{\"name\":\"a\",\"missing\":true}]'); say(b'I', struct.pack('>I', 0))",
        "fine(b'[{\"name\":\"a\"}]'); [(say(b'I', struct.pack('>I', 0)), say(b'Z')) for _ in '12']",
        "fine(b'[{\"name\":\"a\"}]'); say(b'I', struct.pack('>I', 0)); say(b'E')",
        "fine(b'[{\"name\":\"a\"}]'); say(b'I', struct.pack('>I', 0)); say(b'B')",
        "fine(); say(b'T', b'more')",
        "fine(); say(b'B', b'more')",
    ],
)
def test_a_process_that_lies_is_found_out(hostile: Callable[..., Any], body: str) -> None:
    with pytest.raises(BadData, match="gave an answer that is none"):
        hostile(f"{body}\ntime.sleep(60)")


def test_a_process_that_stops_in_the_middle_has_not_read(hostile: Callable[..., Any]) -> None:
    for body in ("fine()", "fine(b'[{\"name\":\"a\"}]'); say(b'I', bytes(4)); say(b'B', b'half')"):
        with pytest.raises(BadData, match="exit code 0"):
            hostile(f"{body}\nos._exit(0)")
    assert hostile("fine()\nsay(b'E')\nos._exit(0)")[0].text == "ab"


def test_more_inside_than_is_kept_ends_it(
    hostile: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("amanet.intake.reading_talk._MOST_INSIDE", 1 << 20)
    body = "fine(b'[{\"name\":\"a\"}]'); say(b'I', bytes(4))\nwhile True: say(b'B', bytes(1 << 18))"
    with pytest.raises(BadData, match="gave an answer that is none: it found more than"):
        hostile(body)


# What is said, without a process

texts = st.text(st.characters(codec="utf-8"), max_size=20)
details = st.dictionaries(
    st.text("abc", min_size=1), st.none() | st.integers(-9, 9) | texts | st.lists(texts), max_size=2
)


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    attached = draw(
        st.lists(
            st.builds(Attached, texts.filter(bool), st.none() | texts.filter(bool), st.booleans(), details),
            max_size=3,
        )
    )
    text, segments = "", []
    for words in draw(st.lists(st.text(st.characters(codec="utf-8"), min_size=1), max_size=6)):
        start, end = len(text), len(text) + len(words)
        marks = draw(
            st.sampled_from([(), (Mark("label", start, end),), (Mark("place", start, end, "there"),)])
        )
        places = draw(st.lists(st.integers(0, len(attached) - 1), max_size=2)) if attached else []
        one = st.builds(
            Segment, st.sampled_from(sorted(KINDS)), st.just(start), st.just(end), st.none() | texts, st.none() | texts,
            st.none() | st.integers(0, 9), st.none() | st.integers(0, 9), st.none() | texts, st.just(marks),
            st.just(tuple(places)), details,
        )  # fmt: skip
        segments.append(draw(one))
        text += words
    oddities = draw(st.lists(st.builds(Oddity, texts, texts), max_size=3))
    return Reading("srt", text, tuple(segments), tuple(attached), draw(details), tuple(oddities))


class Heard:
    """A channel that keeps what is sent."""

    def __init__(self) -> None:
        self.said: list[tuple[bytes, bytes]] = []

    def send(self, kind: bytes, message: bytes) -> None:
        self.said.append((kind, message))


@settings(max_examples=50)
@given(readings())
def test_a_reading_comes_out_as_it_went_in(reading: Reading) -> None:
    heard, found = Heard(), Gathered("srt")
    send_parsed(heard, Parsed(reading))  # type: ignore[arg-type]
    for kind, message in heard.said[: heard.said.index((b"V", b""))]:
        found.take(kind, message)
    assert found.reading() == reading


def test_large_readings_are_sent_in_small_pieces() -> None:
    words = "🐎" * 1_000_000
    many = tuple(Segment("row", at, at + 100, details={"a": "b" * 3000}) for at in range(0, len(words), 100))
    heard = Heard()
    send_parsed(heard, Parsed(Reading("table", words, many)))  # type: ignore[arg-type]
    assert max(len(message) for _, message in heard.said) < 2 << 20


def test_one_segment_that_says_too_much_of_itself_is_refused() -> None:
    loud = Segment("row", 0, 1, details={"a": "b" * (9 << 20)})
    with pytest.raises(BadData, match="One piece of this item says more"):
        send_parsed(Heard(), Parsed(Reading("table", "x", (loud,))))  # type: ignore[arg-type]


@settings(max_examples=300)
@given(st.sampled_from([b"T", b"G", b"A", b"O", b"D", b"?"]), st.binary(max_size=60))
def test_no_piece_raises_anything_unexpected(kind: bytes, message: bytes) -> None:
    found = Gathered("srt")
    for data in (message, b"[" + message + b"]", b'[{"kind":"turn","start":0,' + message + b"}]"):
        for act in (lambda data=data: found.take(kind, data), lambda data=data: failure_from(data, "This")):
            try:
                act()
            except BadData:
                continue
