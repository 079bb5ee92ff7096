"""Telegram exports: words, times, files and everything else that the export tells; damage is refused whole."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amanet.errors import BadData
from amanet.intake.parsers.parsing import Answers, Parsed, Sample
from amanet.intake.parsers.telegram import PARSER
from amanet.record.reading import NOT_UNDERSTOOD, Reading, Segment

AT = {"date": "2021-03-04T13:00:59", "date_unixtime": "1614859259"}


def parse(content: str | bytes, name: str = "result.json") -> Parsed:
    data = content.encode() if isinstance(content, str) else content
    sample = Sample(name, "application/json", len(data), data[: 64 << 10])
    return PARSER.parse(io.BytesIO(data), sample, Answers())


def takes(content: str | bytes) -> bool:
    data = content.encode() if isinstance(content, str) else content
    return PARSER.takes(Sample("result.json", "application/json", len(data), data[: 64 << 10]))


def export(*messages: dict[str, Any], **about: Any) -> str:
    told = {"name": "The gate", "type": "private_group", "id": 9_000_000_001, **about}
    return json.dumps({**told, "messages": list(messages)}, ensure_ascii=False)


def said(words: Any = "They took him.", **more: Any) -> dict[str, Any]:
    return {"id": 7, "type": "message", **AT, "from": "Aygul", "from_id": "user1", "text": words, **more}


def one(message: dict[str, Any]) -> tuple[Reading, Segment]:
    reading = parse(export(message)).reading
    [segment] = reading.segments
    return reading, segment


def packed(content: str, files: dict[str, bytes], folder: str = "ChatExport_2021-03-04/") -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for member, data in files.items():
            archive.writestr(folder + member, data)
        archive.writestr(f"{folder}result.json", content)
    return whole.getvalue()


def told(reading: Reading) -> str:
    return "\n".join(f"{odd.where}: {odd.what}" for odd in reading.oddities)


@pytest.mark.needs("shared-data")
def test_the_sample_gives_what_its_expected_file_says(shared_data: Path) -> None:
    content = (shared_data / "chats" / "telegram_single_export.json").read_bytes()
    expected = json.loads((shared_data / "chats" / "telegram_expected.json").read_text())
    reading = parse(content).reading
    found = [
        {
            "timestamp": (segment.said_at or "").removesuffix("Z"),
            "author": segment.speaker,
            "message": reading.said(segment),
        }
        for segment in reading.segments
    ]
    assert takes(content)
    assert found == expected


def test_a_message_keeps_who_when_and_what() -> None:
    message = said(
        "They took\nhim.", reply_to_message_id=5, forwarded_from="Osman", edited="2021-03-04T14:00:00"
    )
    reading, segment = one({**message, "edited_unixtime": "1614862800"})
    assert (segment.kind, segment.speaker, segment.said_at) == ("message", "Aygul", "2021-03-04T12:00:59Z")
    assert reading.text == "They took\nhim."
    assert segment.details == {
        "id": 7,
        "from_id": "user1",
        "reply_to_message_id": 5,
        "forwarded_from": "Osman",
        "edited": True,
        "edited_at": "2021-03-04T13:00:00Z",
        "date": "2021-03-04T13:00:59",
    }
    assert reading.details == {"name": "The gate", "type": "private_group", "id": 9_000_000_001}


def test_without_seconds_since_1970_the_time_is_as_the_clock_showed_it() -> None:
    message = said()
    del message["date_unixtime"]
    assert one(message)[1].said_at == "2021-03-04T13:00:59"
    message["date"] = "yesterday"
    assert one(message)[1].said_at is None


@pytest.mark.parametrize("seconds", ["-1", "99999999999999", "1e9", "", None, "١"])
def test_seconds_that_are_none_are_no_time(seconds: Any) -> None:
    assert one(said(date_unixtime=seconds, date=""))[1].said_at is None


def test_parts_are_put_together_with_nothing_between() -> None:
    parts = ["see ", {"type": "bold", "text": "Ka"}, {"type": "italic", "text": "shgar"}, " now"]
    reading, segment = one(said(parts, text_entities=[]))
    assert reading.said(segment) == "see Kashgar now"
    parts = [{"type": "bold", "text": "Now:"}, {"type": "link", "text": "https://example.org"}]
    assert one(said(parts, text_entities=parts))[0].text == "Now:https://example.org"


def test_a_space_that_other_programs_lost_is_set_and_told() -> None:
    parts = [{"type": "bold", "text": "Now:"}, {"type": "link", "text": "https://example.org"}]
    reading, segment = one(said(parts))
    assert reading.text == "Now: https://example.org"
    assert segment.details["spaced"] == [4]
    assert "at 1 places a space was set" in told(reading)


def test_what_stands_behind_a_part_is_kept() -> None:
    parts = ["see ", {"type": "text_link", "text": "here", "href": "https://example.org/a"}]
    reading, segment = one(said(parts))
    assert reading.text == "see here"
    assert segment.details["parts"] == [[4, 8, "text_link", {"href": "https://example.org/a"}]]


def test_polls_contacts_places_and_stickers_have_their_words() -> None:
    poll = {
        "question": "When?",
        "closed": False,
        "total_voters": 2,
        "answers": [{"text": "now", "voters": 2}, {"text": "never"}],
    }
    reading, segment = one(said("", poll=poll))
    assert reading.said(segment) == "When?\nnow\nnever"
    assert segment.details["poll"]["total_voters"] == 2  # type: ignore[index,call-overload]
    contact = {"first_name": "Li", "last_name": "", "phone_number": "+90 555"}
    reading, segment = one(said("my brother", contact_information=contact))
    assert reading.text == "my brother\nLi +90 555"
    assert reading.said(segment) == "my brother"
    place = {"latitude": 43.80, "longitude": 87.6}
    reading, segment = one(said("", location_information=place, place_name="Gate", address="Street 1"))
    assert reading.text == "Gate\nStreet 1\n43.8, 87.6"
    assert reading.said(segment) == ""
    assert segment.details["location_information"] == {"latitude": "43.8", "longitude": "87.6"}
    reading, segment = one(
        said("", sticker_emoji="👍", file="(File not included. Change data exporting settings to download.)")
    )
    assert (reading.text, reading.said(segment)) == ("👍", "")


def test_services_are_said_by_nobody() -> None:
    call = {
        "type": "service",
        **AT,
        "actor": "Li",
        "actor_id": "user2",
        "action": "phone_call",
        "duration_seconds": 9,
    }
    group = {
        "type": "service",
        **AT,
        "actor": "Li",
        "action": "create_group",
        "title": "Gate",
        "members": ["A", "B"],
        "text": "",
    }
    reading = parse(export({**call, "text": ""}, group)).reading
    assert [(segment.kind, segment.speaker, reading.said(segment)) for segment in reading.segments] == [
        ("system", None, "phone_call"),
        ("system", None, "create_group: Gate, A, B"),
    ]
    assert reading.segments[0].details["actor"] == "Li"
    assert reading.segments[0].details["duration_seconds"] == 9


def test_what_is_not_known_is_kept_as_not_understood() -> None:
    reading = parse(
        export({"id": 3, "type": "unsupported"}, said("", giveaway_information={"ключ": [1.5]}))
    ).reading
    assert [segment.kind for segment in reading.segments] == [NOT_UNDERSTOOD, NOT_UNDERSTOOD]
    assert reading.segments[0].details == {"id": 3}
    assert reading.segments[1].details["giveaway_information"] == [["ключ", ["1.5"]]]
    assert "message 1: holds nothing that is known here" in told(reading)


def test_accounts_without_a_name_have_their_number_and_accounts_of_one_name_are_told() -> None:
    deleted = {**said(), "from": None, "from_id": "user5"}
    reading = parse(export(said(), said(from_id="user9"), deleted)).reading
    assert reading.speakers() == {"Aygul": 2, "user5": 1}
    assert "1 names are each of several accounts" in told(reading)


def test_files_are_found_by_their_path_and_voice_is_told() -> None:
    voice = said(
        "",
        file="voice_messages/audio_1@04-03-2021_13-00-59.ogg",
        media_type="voice_message",
        mime_type="audio/ogg",
        duration_seconds=3,
    )
    photo = said("the gate", photo="photos/photo_1@04-03-2021_13-00-59.jpg", width=1, height=2)
    gone = said("", photo="(File not included. Change data exporting settings to download.)")
    lost = said("", photo="photos/photo_2.jpg")
    evil = said("", photo="../photos/photo_1@04-03-2021_13-00-59.jpg")
    files = {voice["file"]: b"v", photo["photo"]: b"p", "photos/other.jpg": b"o"}
    data = packed(export(voice, photo, gone, gone, lost, evil), files)
    parsed = parse(data, "export.zip")
    reading = parsed.reading
    assert takes(data)
    named = [[reading.attached[place].name for place in segment.attached] for segment in reading.segments]
    assert named == [
        [voice["file"]],
        [photo["photo"]],
        ["photo"],
        ["photo"],
        ["photos/photo_2.jpg"],
        [evil["photo"]],
    ]
    assert [one.missing for one in reading.attached] == [False, False, True, True, True, True, False]
    assert reading.attached[0].details == {
        "voice": True,
        "media_type": "voice_message",
        "duration_seconds": 3,
    }
    assert reading.attached[0].media_type == "audio/ogg"
    assert reading.segments[0].details["voice"] is True
    assert reading.said(reading.segments[0]) == ""
    assert reading.segments[2].details["missing"] == ["photo"]
    assert [inside.open().read() for inside in parsed.inside] == [b"v", b"p", b"o"]
    assert "1 files of the archive are named by no message" in told(reading)


def test_the_chats_of_an_account_stand_under_headings() -> None:
    chats = [
        json.loads(export(said("a"), name="One")),
        json.loads(export(said("b"), name=None, type="saved_messages")),
    ]
    account = {
        "about": "Here is the data you requested from Telegram.",
        "personal_information": {"user_id": 1},
        "contacts": {"list": []},
        "chats": {"about": "", "list": chats},
        "left_chats": {"about": "", "list": [json.loads(export(said("c"), name="Left"))]},
    }
    content = json.dumps(account)
    reading = parse(content).reading
    assert takes(content)
    assert reading.text == "One\na\nsaved_messages\nb\nLeft\nc"
    assert [segment.kind for segment in reading.segments] == ["heading", "message"] * 3
    assert "was not read: personal_information, contacts" in told(reading)


def test_what_telegram_writes_beside_json_is_read_as_meant() -> None:
    reading = parse(export(said("a§b")).replace("§", "\\x0B\\\\x0B")).reading
    assert reading.text == "a\x0bb".replace("b", "\\x0Bb")
    assert "1 control characters" in told(reading)
    doubled = export({"type": "service", **AT, "action": "send_webview_data", "text": "§"}).replace(
        '"§"', '"button", "text": ""'
    )
    reading = parse(doubled).reading
    assert reading.text == "send_webview_data: button"
    assert "1 objects have a key twice" in told(reading)


def test_other_json_is_not_taken() -> None:
    assert not takes('{"segments": [{"start": 0.0, "text": "a"}]}')
    assert not takes('{"messages": [{"role": "user", "content": "a"}]}')
    assert not takes('[{"type": "message"}]')
    assert not takes("")
    assert takes("\ufeff  " + export(said()))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"messages": [', "was cut: it ends in line 1"),
        ('{"messages": [\n{]}', "Line 2 is no JSON"),
        ('{"messages": [NaN]}', "NaN"),
        ('{"messages": [-Infinity]}', "NaN"),
        (f'{{"messages": [{"9" * 5000}]}}', "over 100 digits"),
        ('{"messages": "none"}', "neither messages nor chats"),
        ('{"chats": {}}', "has no 'list'"),
        ('{"chats": {"list": [3]}}', "no object"),
        ('{"chats": {"list": [{"name": "x"}]}}', "Chat 1 of this export has no 'messages'"),
        ('{"messages": [3]}', "message 1 is no object"),
        ("[]", "neither messages nor chats"),
        (f'{{"messages": {"[" * 100_000}', "nested too deeply"),
        ('{"messages": [{"type": "message", "text": "\\ud800"}]}', "half of a surrogate pair"),
        ('{"messages": [{"type": "message", "text": "\\q"}]}', "Line 1 is no JSON"),
        ('{"messages": [{"type": "message", "text": "\\xZZ"}]}', "Line 1 is no JSON"),
    ],
)
def test_damage_is_refused_whole(content: str, message: str) -> None:
    with pytest.raises(BadData, match=message):
        parse(content)


def test_archives_without_the_one_file_are_refused() -> None:
    with pytest.raises(BadData, match=r"0 files called result\.json"):
        parse(packed("", {"messages.html": b""}).replace(b"result.json", b"result.html"), "x.zip")
    with pytest.raises(BadData, match=r"2 files called result\.json"):
        parse(packed(export(said()), {"other/result.json": b"{}"}), "x.zip")
    data = packed(export(said()), {})
    with pytest.raises(BadData):
        parse(data[: len(data) // 2], "x.zip")


def test_more_messages_than_are_read_at_once_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amanet.intake.parsers.telegram.MOST_MESSAGES", 3)
    with pytest.raises(BadData, match="over 3 messages"):
        parse(export(*[said()] * 4))


def test_numbers_and_depth_of_details_are_what_a_record_may_hold() -> None:
    nested: Any = "end"
    for _ in range(40):
        nested = {"in": [nested]}
    _, segment = one(said(large=2**60, small=1.25, deep=nested, ключ="x"))
    assert segment.details["large"] == str(2**60)
    assert segment.details["small"] == "1.25"
    assert segment.details["other"] == [["ключ", "x"]]
    from amanet.canonical import encode

    encode(dict(segment.details))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=("Cs",)), max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(
        ("text", "type", "from", "from_id", "date", "date_unixtime", "photo", "file", "poll", "question", "answers", "edited", "members",
         "title", "contact_information", "location_information", "text_entities", "href", "mime_type", "ключ")), inner, max_size=6),
    max_leaves=20,
)  # fmt: skip


@given(st.lists(_JSON, max_size=4))
@settings(max_examples=300)
def test_any_export_is_read_without_a_gap_or_refused(messages: list[Any]) -> None:
    from amanet.canonical import encode

    try:
        reading = parse(json.dumps({"messages": messages})).reading
    except BadData:
        return
    assert "".join(map(reading.text_of, reading.segments)) == reading.text
    encode(reading.to_json())


@given(
    st.lists(
        st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30).filter(str.strip),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=200)
def test_what_was_said_is_recovered_exactly(texts: list[str]) -> None:
    reading = parse(export(*map(said, texts))).reading
    words = [reading.text_of(segment) for segment in reading.segments]
    assert words == [*(f"{text}\n" for text in texts[:-1]), texts[-1]]


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_read(data: bytes) -> None:
    takes(data)
    for content in (data, b'{"messages": [' + data):
        try:
            parse(content)
        except BadData:
            continue
