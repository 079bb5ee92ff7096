"""Signal chats as the programs around it write them: signal-export, signalbackup-tools, sigtop, and the old plaintext backup."""

import io
import zipfile

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from amanet.errors import BadData
from amanet.intake.parsers.parsing import Answers, Parsed, Sample
from amanet.intake.parsers.signal_text import PARSER, is_signal_text
from amanet.intake.parsers.whatsapp import PARSER as WHATSAPP
from amanet.record.reading import Reading, Segment


def sample_of(content: str | bytes, name: str) -> tuple[bytes, Sample]:
    data = content.encode() if isinstance(content, str) else content
    return data, Sample(name, "text/plain", len(data), data[: 64 << 10])


def parse(content: str | bytes, name: str = "chat.md") -> Parsed:
    data, sample = sample_of(content, name)
    return PARSER.parse(io.BytesIO(data), sample, Answers())


def takes(content: str | bytes, name: str = "chat.md") -> bool:
    return PARSER.takes(sample_of(content, name)[1])


def messages(reading: Reading) -> list[Segment]:
    return [segment for segment in reading.segments if segment.kind == "message"]


def kinds(reading: Reading) -> list[tuple[str, str]]:
    return [
        (segment.kind, reading.text_of(segment)) for segment in reading.segments if segment.kind != "frame"
    ]


SIGEXPORT = (
    "[2021-03-04 12:00:59] Aygul: They took him.  \n"
    "[2021-03-04 12:01:00] Me: When?\nAnd where: say  \n"
    "[2021-03-04, 12:02] Aygul: \n\n> When?\n> And where: say\n\nAt night  \n(- Me: 👍, Li: ❤ -)\n"
    "[2021-03-04 12:03] Aygul:   \n(( 🙂 ))\n"
    "[2021-03-04 12:04:00] Aygul: the gate  ![gate one.jpg](./media/gate%20one.jpg)  [voice.m4a](./media/2021_PTT.opus)  \n"
    "[2021-03-04 12:05:00] Me: (This message was deleted)\n"
    "[2021-03-04 12:06:00] Me:   \n"
    "[2021-99-04 12:06:00] Me: x\n"
)


def test_signal_export_is_read() -> None:
    reading = parse(SIGEXPORT).reading
    found = [(one.speaker, reading.said(one), one.said_at) for one in messages(reading)]
    assert found == [
        ("Aygul", "They took him.", "2021-03-04T12:00:59"),
        ("Me", "When?\nAnd where: say", "2021-03-04T12:01:00"),
        ("Aygul", "At night", "2021-03-04T12:02:00"),
        ("Aygul", "", "2021-03-04T12:03:00"),
        ("Aygul", "the gate", "2021-03-04T12:04:00"),
        ("Me", "", "2021-03-04T12:05:00"),
        ("Me", "", "2021-03-04T12:06:00"),
        ("Me", "x", None),
    ]
    assert ("note", "> When?\n> And where: say") in kinds(reading)
    assert reading.text == SIGEXPORT
    assert [one.name for one in reading.attached] == ["media/gate one.jpg", "media/2021_PTT.opus"]
    assert reading.attached[1].details == {"voice": True}
    assert messages(reading)[5].details == {"deleted": True}
    assert messages(reading)[6].details == {"empty": True}
    assert reading.details == {"program": "signal-export"}


def test_an_archive_of_a_chat_has_its_media() -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("Aygul/chat.md", SIGEXPORT)
        archive.writestr("Aygul/media/gate one.jpg", b"picture")
        archive.writestr("Aygul/media/other.jpg", b"other")
    parsed = parse(whole.getvalue(), "Aygul.zip")
    assert takes(whole.getvalue(), "Aygul.zip")
    assert [one.missing for one in parsed.attached] == [False, True, False]
    assert [inside.open().read() for inside in parsed.inside] == [b"picture", b"other"]
    assert "1 files of the archive" in parsed.reading.oddities[0].what
    with zipfile.ZipFile(whole, "a") as archive:
        archive.writestr("Li/chat.md", SIGEXPORT)
    with pytest.raises(BadData, match="2 texts that are Signal chats"):
        parse(whole.getvalue(), "Aygul.zip")


BACKUP_TOOLS = (
    "[Mar 04, 2021 12:00:59] *** Aygul is now using disappearing messages: 1 day\n"
    "[Mar 04, 2021 12:01:00] <Aygul> They took him.\nAt night\n"
    '[Mar 04, 2021 12:02:00] *** <Li> sent file "gate.jpg"\n'
    "[Mar 04, 2021 12:02:00] *** <Li> sent file of type audio/aac\n"
    "[Mar 04, 2021 12:02:01] <Li> the gate > here\n"
)


def test_signalbackup_tools_is_read() -> None:
    assert takes(BACKUP_TOOLS, "Aygul (_id2).txt")
    reading = parse(BACKUP_TOOLS, "Aygul (_id2).txt").reading
    assert [(one.speaker, reading.said(one), one.said_at) for one in messages(reading)] == [
        ("Aygul", "They took him.\nAt night", "2021-03-04T12:01:00"),
        ("Li", "", "2021-03-04T12:02:00"),
        ("Li", "", "2021-03-04T12:02:00"),
        ("Li", "the gate > here", "2021-03-04T12:02:01"),
    ]
    assert kinds(reading)[0] == ("system", "Aygul is now using disappearing messages: 1 day")
    assert [one.name for one in reading.attached] == ["gate.jpg", "audio/aac"]


SIGTOP_SHORT = (
    "2021-03-04 12:00 Aygul: They took him.\n"
    "2021-03-04 12:01 You: [reply to Aygul on 2021-03-04 12:00, edited, 2 attachments] When?\nAnd where?\n"
    "2021-03-04 12:02 Aygul: [group-v2-change message]\n"
    "2021-03-04 12:03 Aygul: [really] yes\n"
)


def test_sigtop_short_is_read() -> None:
    assert takes(SIGTOP_SHORT, "Aygul.txt")
    reading = parse(SIGTOP_SHORT, "Aygul.txt").reading
    assert [(one.speaker, reading.said(one), one.said_at) for one in messages(reading)] == [
        ("Aygul", "They took him.", "2021-03-04T12:00:00"),
        ("You", "When?\nAnd where?", "2021-03-04T12:01:00"),
        ("Aygul", "[really] yes", "2021-03-04T12:03:00"),
    ]
    assert messages(reading)[1].details["told"] == "reply to Aygul on 2021-03-04 12:00, edited, 2 attachments"
    assert ("system", "[group-v2-change message]") in kinds(reading)


SIGTOP = """Conversation: Aygul (+90 555)

From: Aygul (+90 555)
Type: incoming
Sent: Thu, 4 Mar 2021 12:00:59 +0100
Received: Thu, 4 Mar 2021 12:01:00 +0100
Attachment: gate (1).jpg (image/jpeg, 1234 bytes)
Attachment: no filename (audio/aac, 99 bytes)
Reaction: 👍 from You

They took him.

Type: he never told

From: You
Type: outgoing
Sent: Thu, 4 Mar 2021 12:02:00 +0100

> From: Aygul (+90 555)
> Sent: Thu, 4 Mar 2021 12:00:59 +0100
>
> They took him.

When?

Type: keychange
Sent: Thu, 4 Mar 2021 12:03:00 +0100
Received: Thu, 4 Mar 2021 12:03:00 +0100

From: You
Type: outgoing
Sent: Thu, 4 Foo 2021 12:04:00 +0100
Edited: 2 versions

| Version: 2
| Sent: Thu, 4 Mar 2021 12:05:00 +0100
|
| where
|
| Version: 1
| Sent: Thu, 4 Mar 2021 12:04:00 +0100
|
| were

"""


def test_sigtop_blocks_are_read() -> None:
    assert takes(SIGTOP, "Aygul.txt")
    reading = parse(SIGTOP, "Aygul.txt").reading
    first, second, third = messages(reading)
    assert (first.speaker, first.said_at) == ("Aygul (+90 555)", "2021-03-04T12:00:59+01:00")
    assert reading.text_of(first) == "They took him.\n\nType: he never told"
    assert [reading.attached[place].name for place in first.attached] == ["gate (1).jpg", "no filename"]
    assert first.details["reactions"] == ["👍 from You"]
    assert (second.speaker, reading.said(second)) == ("You", "When?")
    assert any(kind == "note" and words.startswith("> From: Aygul") for kind, words in kinds(reading))
    assert (third.details["edited"], third.said_at) == (True, None)
    assert ("system", "keychange") in kinds(reading)
    assert reading.text == SIGTOP


BACKUP = """<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>
<!-- File Created By Signal -->
<smses count="4">
 <sms protocol="0" address="+90 555" contact_name="Aygul" date="1614859259123" readable_date="Thu" type="1" \
subject="null" body="They took him &#55357;&#56832;&#55357;&#56320;&#10;at night" toa="null" read="1" />
 <sms protocol="0" address="+90 555" contact_name="Aygul" date="1614859260000" type="2" subject="null" body="When? &#1;" />
 <sms protocol="0" address="+90 556" contact_name="null" date="x" type="1" body="&amp;&lt;" />
 <sms protocol="0" address="+90 556" contact_name="null" date="1614859260000" type="1" body="" />
</smses>
"""


def test_the_plaintext_backup_is_read() -> None:
    assert takes(BACKUP, "SignalPlaintextBackup.xml")
    reading = parse(BACKUP, "SignalPlaintextBackup.xml").reading
    found = [(one.speaker, reading.text_of(one).removesuffix("\n"), one.said_at) for one in messages(reading)]
    assert found == [
        ("Aygul", "They took him 😀🐀\nat night", "2021-03-04T12:00:59Z"),
        (None, "When? \ufffd", "2021-03-04T12:01:00Z"),
        ("+90 556", "&<", None),
    ]
    assert reading.segments[1].details == {"address": "+90 555", "sent": True, "to": "Aygul"}
    whats = " ".join(odd.what for odd in reading.oddities)
    assert "1 characters that XML does not know" in whats
    assert "no words here" in whats


@pytest.mark.parametrize(
    "content",
    [
        BACKUP[:-12],
        BACKUP.replace("<smses", "<!DOCTYPE smses [<!ENTITY a 'b'>]><smses"),
        BACKUP.replace("<!-- File", "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><!-- File"),
    ],
)
def test_a_damaged_or_dangerous_backup_is_refused(content: str) -> None:
    with pytest.raises(BadData):
        parse(content, "SignalPlaintextBackup.xml")


def test_chats_of_whatsapp_and_logs_are_not_taken() -> None:
    ios = "[2021-03-04, 12:00:59] Aygul: x\n[2021-03-04, 12:00:59] Li: y\n"
    assert not takes(ios, "_chat.txt")
    assert WHATSAPP.takes(sample_of(ios, "_chat.txt")[1])
    for content in (SIGEXPORT, BACKUP_TOOLS, SIGTOP_SHORT, SIGTOP, BACKUP):
        assert not WHATSAPP.takes(sample_of(content, "chat.txt")[1])
    assert not takes("2021-03-04 12:00 ERROR: x\n2021-03-04 12:00 INFO: y\n", "server.log")
    assert not takes("Conversation: about: nothing\n\nhello", "a.txt")
    assert not takes("", "chat.md")
    with pytest.raises(BadData, match="no layout of a Signal chat"):
        parse("hello")


def test_more_messages_than_are_read_at_once_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("signal_lines", "signal_backup"):
        monkeypatch.setattr(f"amanet.intake.parsers.{module}.MOST_MESSAGES", 2)
    for content in (SIGEXPORT, SIGTOP, BACKUP):
        with pytest.raises(BadData, match="over 2 messages"):
            parse(content)


_WORDS = st.text(
    st.one_of(st.sampled_from("\n :-<>!?"), st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp"))),
    min_size=1,
    max_size=50,
).map(lambda words: f"x{words}y")


@given(
    st.lists(
        st.tuples(st.sampled_from(("Aygul", "Me", "Li: gate", "+90 555")), _WORDS), min_size=1, max_size=6
    )
)
@settings(max_examples=200)
def test_what_was_said_is_recovered_exactly(said: list[tuple[str, str]]) -> None:
    text = "".join(f"[2021-03-04 12:00:00] {name}: {words}  \n" for name, words in said)
    assume(not any(is_signal_text("chat.md", line) for _, words in said for line in words.split("\n")))
    reading = parse(text).reading
    wanted = [
        (name.partition(": ")[0], f"{name.partition(': ')[2]}: {words}" if ": " in name else words)
        for name, words in said
    ]
    assert [(one.speaker, reading.text_of(one)) for one in messages(reading)] == wanted
    assert reading.text == text


_PIECES = st.sampled_from(
    ("[2021-03-04 12:00] Me: ", "[Mar 04, 2021 12:00:59] <a> ", "[Mar 04, 2021 12:00:59] *** ", "2021-03-04 12:00 You: ", "\n", "\n\n", "> a\n",
     "Conversation: a\n\n", "From: b\n", "Type: incoming\n", "Sent: Thu, 4 Mar 2021 12:00:59 +0100\n", "Attachment: a (b, 1 bytes)\n", "(- a -)",
     "![a](./media/b)", "(( a ))", "[edited]", "\r", "  ", "x")
)  # fmt: skip


@given(
    st.one_of(
        st.binary(max_size=200), st.lists(_PIECES, max_size=30).map(lambda parts: "".join(parts).encode())
    )
)
@settings(max_examples=500)
def test_any_bytes_are_read_without_a_gap_or_refused(data: bytes) -> None:
    takes(data)
    try:
        reading = parse(data).reading
    except BadData:
        return
    assert "".join(map(reading.text_of, reading.segments)) == reading.text


@pytest.mark.parametrize(
    "tail",
    [
        "> ",
        "\n> ",
        "[a](",
        "(- ",
        "\n(( ",
        "a (",
        "\n\n",
        "Type: incoming\n",
        "&#55357;",
        ":",
        "[x](./media/",
    ],
)
def test_hostile_lines_take_no_longer_than_they_are_long(tail: str) -> None:
    many = tail * (300_000 // len(tail))
    for head in (
        "[2021-03-04 12:00] Me: \n\n",
        "[Mar 04, 2021 12:00:59] <a> ",
        "2021-03-04 12:00 You: ",
        SIGTOP,
    ):
        parse(f"{head}{many}")
