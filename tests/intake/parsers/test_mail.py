"""Mail and mailboxes: who wrote what when, as it is written; what is attached; and what a mail hides."""

import base64
import contextlib
import email
import email.policy
import io
import random
import socket
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.canonical import encode
from amanet.errors import BadData
from amanet.intake.parsers import mail, mbox
from amanet.intake.parsers.mime import find_parts
from amanet.intake.parsers.mime_headers import decode_words, parse_parameters
from amanet.intake.parsers.parsing import Answers, NeedsAnswer, Parsed, Parser, Sample
from amanet.record.reading import NOT_UNDERSTOOD

HEAD = b"From: Aygul <aygul@example.org>\nTo: desk@example.net\nSubject: The list\nDate: Mon, 1 Jan 2018 10:00:00 +0600\n"


def sample(data: bytes, name: str = "a.eml") -> Sample:
    return Sample(name, "", len(data), data[: 64 << 10])


def read(
    data: bytes, parser: Parser = mail.PARSER, answers: Answers | None = None, name: str = "a.eml"
) -> Parsed:
    parsed = parser.parse(io.BytesIO(data), sample(data, name), answers or Answers())
    encode(parsed.reading.to_json())
    return parsed


def read_box(data: bytes, name: str = "a.mbox", answers: Answers | None = None) -> Parsed:
    return read(data, mbox.PARSER, answers, name)


def said(parsed: Parsed) -> list[str]:
    return [parsed.reading.said(one) for one in parsed.reading.segments]


def oddities(parsed: Parsed) -> str:
    return "\n".join(f"{one.where}: {one.what}" for one in parsed.reading.oddities)


def multipart(subtype: str, *parts: bytes, boundary: bytes = b"=_B") -> bytes:
    body = b"".join(b"--" + boundary + b"\n" + part + b"\n" for part in parts)
    return (
        b'Content-Type: multipart/%s; boundary="%s"\n\n' % (subtype.encode(), boundary)
        + body
        + b"--"
        + boundary
        + b"--\n"
    )


def part(content_type: str, body: bytes, *headers: str) -> bytes:
    return "\n".join([f"Content-Type: {content_type}", *headers]).encode() + b"\n\n" + body


def test_a_mail_becomes_its_subject_and_paragraphs_said_by_its_sender() -> None:
    data = (
        HEAD
        + b"Message-ID: <1@example.org>\nIn-Reply-To: <0@example.net>\n\nHe is on it.\nI saw it.\n\n> Who?\n> When?\nIn May.\n-- \nAygul\n"
    )
    assert mail.PARSER.takes(sample(data))
    parsed = read(data)
    segments = parsed.reading.segments
    assert said(parsed) == ["The list", "He is on it.\nI saw it.", "> Who?\n> When?", "In May.\n-- \nAygul"]
    assert [one.kind for one in segments] == ["heading", "paragraph", "paragraph", "paragraph"]
    assert {one.speaker for one in segments} == {"Aygul <aygul@example.org>", None}
    assert [one.speaker is None for one in segments] == [False, False, True, False]
    assert segments[1].said_at == "2018-01-01T10:00:00+06:00"
    assert segments[2].said_at is None
    details = segments[0].details
    assert (details["message_id"], details["in_reply_to"]) == ("<1@example.org>", "<0@example.net>")
    assert not parsed.reading.oddities


def test_names_are_decoded_as_they_were_written() -> None:
    mailed = EmailMessage()
    mailed["From"] = "Айгүл Әсет <aygul@example.org>"
    mailed["Subject"] = "Тізім " * 30 + "的名单"
    mailed.set_content("Ол тізімде.\n")
    parsed = read(mailed.as_bytes())
    assert parsed.reading.segments[0].speaker == "Айгүл Әсет <aygul@example.org>"
    assert said(parsed) == [("Тізім " * 30 + "的名单"), "Ол тізімде."]


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("Mon, 1 Jan 2018 10:00:00 +0600", "2018-01-01T10:00:00+06:00"),
        ("Mon, 1 Jan 2018 10:00:00 -0000", "2018-01-01T10:00:00+00:00"),
        ("1 Jan 2018 10:00 GMT", "2018-01-01T10:00:00+00:00"),
        ("Mon, 1 Jan 2018 10:00:00", "2018-01-01T10:00:00"),
        ("Mon, 1 Jan 2018 10:00:00 CST", "2018-01-01T10:00:00"),
        ("Mon, 1 Jan 2018 10:00:00 +0800 (CST)", "2018-01-01T10:00:00+08:00"),
        ("Mon, 31 Feb 2018 10:00:00 +0600", None),
        ("last winter", None),
        ("1 Jan 99999999999 10:00:00 +0000", None),
        ("1 Jan 2018 10:00:00 +99999999", None),
    ],
)
def test_the_time_is_what_the_mail_says_with_an_offset_only_where_it_says_one(
    date: str, moment: str | None
) -> None:
    parsed = read(f"From: a@example.org\nSubject: x\nDate: {date}\n\nHello".encode())
    assert parsed.reading.segments[0].said_at == moment
    assert ("date cannot be read" in oddities(parsed)) is (moment is None)


# Parts


def test_attachments_are_attached_with_their_bytes() -> None:
    inner = b"Subject: forwarded\n\nInner text\n"
    data = HEAD + multipart(
        "mixed",
        part("text/plain", b"See there."),
        part(
            "image/png",
            base64.encodebytes(b"\x89PNG" * 300),
            "Content-Transfer-Encoding: base64",
            'Content-Disposition: attachment; filename="a.png"',
        ),
        part(
            "application/pdf; name*=utf-8''%D0%90.pdf",
            b"=25PDF=\n-",
            "Content-Transfer-Encoding: quoted-printable",
        ),
        part("message/rfc822", inner),
        part("text/plain", b"a note", "Content-Disposition: attachment; filename=note.txt"),
    )
    parsed = read(data)
    assert said(parsed) == ["The list", "See there."]
    assert [(one.name, one.media_type) for one in parsed.attached] == [
        ("a.png", "image/png"),
        ("А.pdf", "application/pdf"),
        ("part 4", "message/rfc822"),
        ("note.txt", "text/plain"),
    ]
    assert [one.open().read() for one in parsed.inside] == [
        b"\x89PNG" * 300,
        b"%PDF-",
        inner,
        b"a note",
    ]
    assert parsed.reading.segments[0].attached == (0, 1, 2, 3)


def test_the_line_end_before_a_boundary_is_no_part_of_a_file() -> None:
    data = HEAD + multipart("mixed", part("text/plain", b"t"), part("image/png", b"exact\n"))
    for one in (data, data.replace(b"\n", b"\r\n")):
        assert read(one).inside[0].open().read() in (b"exact\n", b"exact\r\n")


def test_of_the_same_text_the_plain_one_is_read_and_the_other_kept() -> None:
    page = b"<p>He is on <b>the</b> list, see <a href='https://example.org/x'>there</a>.</p><img src='https://t.example.org/1.gif'>"
    data = HEAD + multipart(
        "alternative",
        part("text/plain", b"He is on the list, see there [https://example.org/x]."),
        part("text/html", page),
    )
    parsed = read(data)
    assert said(parsed) == ["The list", "He is on the list, see there [https://example.org/x]."]
    assert parsed.inside[0].open().read() == page
    assert not parsed.reading.oddities


def test_where_plain_text_and_html_differ_both_are_read_and_that_is_told() -> None:
    data = HEAD + multipart(
        "alternative",
        part("text/plain", b"All is well here."),
        part("text/html", b"<p>He was taken on Monday, tell everybody."),
    )
    parsed = read(data)
    assert said(parsed) == ["The list", "All is well here.", "He was taken on Monday, tell everybody."]
    assert parsed.reading.segments[2].details["alternative"] == "html"
    assert "part 2: its HTML says something else" in oddities(parsed)


def test_a_mail_with_html_alone_is_read_and_nothing_of_it_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("A parser asked for the network.")

    monkeypatch.setattr(socket, "socket", refuse)
    page = "<html><body><p>Ол келді.</p><blockquote>old</blockquote><img src='https://t.example.org/1.gif'>"
    page += "<script src='//x.example.org/a.js'></script>"
    data = HEAD + part(
        "text/html; charset=utf-8", base64.b64encode(page.encode()), "Content-Transfer-Encoding: base64"
    )
    parsed = read(data)
    assert said(parsed) == ["The list", "Ол келді.", "old"]
    assert [one.speaker is None for one in parsed.reading.segments] == [False, False, True]
    assert parsed.reading.segments[1].details["external"] == {"image": 1, "script": 1}


def test_signatures_are_noted_and_not_called_verified() -> None:
    data = (
        b"DKIM-Signature: v=1; a=rsa-sha256\n"
        + HEAD
        + multipart(
            "signed",
            part("text/plain", b"Hello"),
            part("application/pgp-signature", b"-----BEGIN PGP SIGNATURE-----"),
        )
    )
    assert read(data).reading.segments[0].details["signatures"] == [
        "DKIM, not verified",
        "OpenPGP, not verified",
    ]


def test_received_lines_are_kept_as_they_stand() -> None:
    data = (
        b"Received: from a\n\tby b; Mon, 1 Jan 2018 10:00:00 +0600\nReceived: from c by a\n" + HEAD + b"\nx"
    )
    assert read(data).reading.segments[0].details["received"] == [
        "from a\tby b; Mon, 1 Jan 2018 10:00:00 +0600",
        "from c by a",
    ]


# What is broken or hostile


@pytest.mark.parametrize(
    ("data", "told", "kept"),
    [
        (HEAD + b"Content-Type: multipart/mixed\n\nHello", "not where they begin", "Hello"),
        (HEAD + b"Content-Type: multipart/mixed; boundary=B\n\nHello", "boundary never comes", "Hello"),
        (
            HEAD + b"Content-Type: multipart/mixed; boundary=B\n\n--B\n\nHello",
            "last boundary is missing",
            "Hello",
        ),
        (HEAD + b"Content-Transfer-Encoding: x-none\n\nHello", "transfer encoding is not known", "Hello"),
        (
            HEAD + multipart("mixed", part("text/plain", b"Hello")) + b"hidden " * 50,
            "after its last part",
            "Hello",
        ),
        (b"hello\nthere", "headers: there are none", "hello"),
        (HEAD + b"Subject: other\n\nHello", "subject stands there 2 times", "Hello"),
        (b"Subject: =?utf-8?Q?a=0D=0ABcc:_x?=\nFrom: a\n\nHello", "hid a line end", "Hello"),
        (b"Subject: \xcf\xf0\xe8\nFrom: a\n\nHello", "no known encoding", "Hello"),
    ],
)
def test_what_is_broken_is_told_and_kept(data: bytes, told: str, kept: str) -> None:
    parsed = read(data)
    assert told in oddities(parsed)
    assert kept in parsed.reading.text
    assert "Bcc" not in oddities(parsed)


def test_a_multipart_without_parts_is_marked_as_not_understood() -> None:
    parsed = read(HEAD + b"Content-Type: multipart/mixed; boundary=B\n\nHello")
    assert parsed.reading.segments[1].kind == NOT_UNDERSTOOD
    assert parsed.reading.segments[1].speaker is None


def test_a_header_cannot_bring_another_one_in() -> None:
    details = read(b"From: a\nSubject: =?utf-8?Q?a=0ABcc:_x?=\n\nHello").reading.segments[0].details
    assert details["subject"] == "a Bcc: x"
    assert "bcc" not in details


def test_text_of_unknown_encoding_is_asked_for_and_read_once_it_is_said() -> None:
    data = HEAD + "\nРукия\n".encode("cp1251")
    with pytest.raises(NeedsAnswer) as asked:
        read(data)
    assert asked.value.question == "encoding"
    assert said(read(data, answers=Answers(encoding="cp1251")))[1] == "Рукия"


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r", "utf-8", "gb18030", "iso-2022-jp"])
def test_text_is_read_in_the_charset_it_declares(charset: str) -> None:
    text = "日本" if charset == "iso-2022-jp" else "Рукия"
    assert said(read(HEAD + part(f"text/plain; charset={charset}", text.encode(charset))))[1] == text


def test_a_thousand_parts_are_read_and_more_than_ten_thousand_are_bounded() -> None:
    many = multipart("mixed", *[part("image/png", b"x") for _ in range(1000)])
    assert len(read(HEAD + many).inside) == 1000
    parsed = read(HEAD + multipart("mixed", *[part("image/png", b"x") for _ in range(12_000)]))
    assert len(parsed.inside) == 10_000
    assert "over 10000 parts" in oddities(parsed)


@pytest.mark.parametrize(
    ("head", "piece", "tail"),
    [
        (HEAD + b"Content-Type: multipart/mixed; boundary=B\n\n", b"--B\n", b""),
        (HEAD + b"Content-Type: multipart/mixed; boundary=B\n\n", b"\n--", b""),
        (b"From: ", b'"', b"\n\n"),
        (b"From: ", b"(", b"\n\n"),
        (b"Subject: ", b"=?utf-8?q?a", b"\n\n"),
        (b"Content-Type: text/plain", b";", b"\n\n"),
        (b"Content-Type: text/plain", b';a="', b"\n\n"),
        (HEAD, b"X: y\n", b""),
        (HEAD + b"\n", b"=", b""),
        (HEAD + b"Content-Transfer-Encoding: base64\n\n", b"=", b""),
        (HEAD + b"Content-Transfer-Encoding: quoted-printable\n\n", b"=3D", b""),
    ],
)
def test_hostile_mail_takes_linear_time(
    head: bytes, piece: bytes, tail: bytes, matches_as_it_is_long: Any
) -> None:
    def hold(length: int) -> None:
        data = head + piece * (length // len(piece)) + tail
        mail.PARSER.takes(sample(data))
        read(data)

    matches_as_it_is_long(hold, 400_000)


def test_parts_within_parts_without_end_take_linear_time(grows_as_it_is_long: Any) -> None:
    def hold(count: int) -> None:
        part = b"Content-Type: multipart/mixed; boundary=B%d\n\n--B%d"
        data = b"\n".join(part % (n, n) for n in range(count))
        mail.PARSER.takes(sample(data))
        read(data)

    grows_as_it_is_long(hold, 1_600)


def test_parts_are_those_that_the_standard_library_finds() -> None:
    chance = random.Random(7)

    def tree(depth: int) -> bytes:
        if depth < 3 and chance.random() < 0.6:
            parts = [tree(depth + 1) for _ in range(chance.randint(1, 3))]
            return multipart("mixed", *parts, boundary=b"b%d-%d" % (depth, chance.randint(0, 99)))
        lines = [
            chance.choice([b"a", b"--", b"--b0", b"", b"-- ", b"--b"]) for _ in range(chance.randint(1, 5))
        ]
        return b"Content-Type: text/plain\n\n" + b"\n".join(lines)

    for _ in range(300):
        data = tree(0)
        theirs = email.message_from_bytes(data, policy=email.policy.compat32).walk()
        ours = find_parts(io.BytesIO(data), 0, len(data)).parts
        assert [data[one.start : one.end].decode() for one in ours] == [
            one.get_payload() for one in theirs if not one.is_multipart()
        ]


@given(st.text(max_size=80))
def test_any_header_that_the_standard_library_encodes_is_decoded(text: str) -> None:
    from email.header import Header

    clean = "".join(one for one in text if one.isprintable()).strip().encode("utf-8", "ignore").decode()
    clean = " ".join(clean.split(" "))
    raw = Header(clean, "utf-8", maxlinelen=60).encode().encode().replace(b"\n ", b" ")
    assert decode_words(raw).text == clean


@given(st.binary(max_size=120))
def test_any_header_gives_text(raw: bytes) -> None:
    for one in (
        raw,
        b"=?utf-8?b?" + raw + b"?=",
        b'text/plain; name="' + raw,
        b"text/plain; name*=utf-8''" + raw,
    ):
        decode_words(one).text.encode("utf-8")
        value, parameters = parse_parameters(one)
        (value + "".join(parameters.values())).encode("utf-8")


def test_other_files_are_left_to_others() -> None:
    for head in (
        b"",
        b"hello there\n",
        b"AYGUL: Hello\nLI: Yes\n",
        b"From here to there",
        b"To: the reader\n\nx",
        b"{}",
        b"<html>",
    ):
        assert not mail.PARSER.takes(sample(head, "a.txt"))
        assert not mbox.PARSER.takes(sample(head, "a.txt"))


# Mailboxes

SEPARATOR = b"From aygul@example.org Mon Jan  1 10:00:00 2018\n"


def box(*bodies: bytes, separator: bytes = SEPARATOR) -> bytes:
    return b"".join(
        separator + b"From: a%d@example.org\nSubject: S%d\n\n" % (n, n) + one + b"\n\n"
        for n, one in enumerate(bodies)
    )


@pytest.mark.parametrize(
    "separator",
    [
        SEPARATOR,
        b"From - Mon Jan 01 10:00:00 2018\n",
        b"From \n",
        b"From -\r\n",
        b"From a@b Mon Jan  1 10:00:00 +0600 2018\r\n",
    ],
)
def test_a_mailbox_is_its_messages_in_order(separator: bytes) -> None:
    data = box(b"one", b"two", b"three", separator=separator)
    assert mbox.PARSER.takes(sample(data, "in.mbox"))
    parsed = read_box(data)
    assert said(parsed) == ["S0", "one", "S1", "two", "S2", "three"]
    assert parsed.reading.segments[3].speaker == "a1@example.org"
    assert parsed.reading.details["messages"] == 3
    assert not parsed.reading.oddities


def test_a_line_of_text_that_begins_with_from_is_text() -> None:
    parsed = read_box(box(b"I write.\n\nFrom here on we walked.\n\nFrom there too.", b"two"))
    assert parsed.reading.details["messages"] == 2
    assert "From here on we walked." in said(parsed)
    assert "2 lines begin with From and begin no message" in oddities(parsed)


def test_a_dated_from_line_within_a_paragraph_is_text() -> None:
    parsed = read_box(box(b"He wrote:\n" + SEPARATOR + b"and no more."))
    assert parsed.reading.details["messages"] == 1
    assert read_box(box(b"He wrote:").rstrip(b"\n") + b"\n" + box(b"two")).reading.details["messages"] == 2


def test_quoted_from_lines_stay_unless_the_file_is_said_to_be_mboxrd() -> None:
    data = box(b">From the start.\n>>From him.")
    assert said(read_box(data))[1] == ">From the start.\n>>From him."
    assert said(read_box(data, "in.mboxrd"))[1:] == ["From the start.", ">From him."]


def test_attachments_of_every_message_are_their_own() -> None:
    bodies = [multipart("mixed", part("text/plain", b"t"), part("image/png", b"%d" % n)) for n in range(5)]
    data = b"".join(SEPARATOR + HEAD + body + b"\n" for body in bodies)
    parsed = read_box(data)
    assert [one.open().read() for one in parsed.inside] == [b"%d" % n for n in range(5)]
    assert [one.attached for one in parsed.reading.segments if one.kind == "heading"] == [
        (n,) for n in range(5)
    ]


def test_one_message_of_unknown_encoding_does_not_stop_the_mailbox() -> None:
    data = box(b"one", "Рукия".encode("cp1251"), b"three")
    parsed = read_box(data)
    assert said(parsed) == ["S0", "one", "S1", "S2", "three"]
    assert "message 2, part 1: nobody says in which encoding" in oddities(parsed)
    assert parsed.inside[0].open().read().strip() == "Рукия".encode("cp1251")
    assert "Рукия" in said(read_box(data, answers=Answers(encoding="cp1251")))


def test_what_stands_before_the_first_message_is_told() -> None:
    assert "3 bytes before the first message" in oddities(read_box(b"xx\n" + box(b"one")))


def test_a_mailbox_of_too_much_text_is_refused_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amanet.intake.parsers.room.LARGEST_TEXT", 1000)
    with pytest.raises(BadData, match="split a copy of the mailbox"):
        read_box(box(*[b"x" * 100] * 20))


@pytest.mark.parametrize("data", [b"", b"hello", b"From nobody\n\nhello"])
def test_what_is_no_mailbox_is_refused(data: bytes) -> None:
    with pytest.raises(BadData, match="no mailbox"):
        read_box(data)


def test_a_large_mailbox_is_read_in_linear_time(grows_as_it_is_long: Any) -> None:
    one = b"A paragraph of some words.\n\nAnd another one.\n" * 3
    grows_as_it_is_long(lambda count: read_box(box(*[one] * count)), 320)


FRAGMENTS = [
    SEPARATOR, b"\n", b"\n\n", b"\r\n", b"From: a\n", b"Subject: =?utf-8?q?x?=\n", b"Content-Type: multipart/mixed; boundary=B\n",
    b"Content-Type: multipart/alternative; boundary=B\n", b"Content-Type: text/html; charset=koi8-r\n", b"--B\n", b"--B--\n",
    b"Content-Transfer-Encoding: base64\n", b"Content-Transfer-Encoding: quoted-printable\n", b"QUJD", b"=3D", b">From x\n", b"<p>x",
    b"Date: Mon, 1 Jan 2018 10:00:00 +0600\n", b"Content-Disposition: attachment; filename*0*=utf-8''%",
]  # fmt: skip


@given(
    st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.binary(max_size=10)), max_size=30),
    st.sampled_from([None, "cp1251"]),
)
def test_arbitrary_bytes_are_read_or_refused(parts: list[bytes], encoding: str | None) -> None:
    data = b"".join(parts)
    for parser, one in ((mail.PARSER, data), (mbox.PARSER, data), (mbox.PARSER, SEPARATOR + data)):
        parser.takes(sample(one))
        with contextlib.suppress(BadData):
            for inside in read(one, parser, Answers(encoding=encoding)).inside:
                inside.open().read()
