"""WhatsApp chats: every layout that phones write is read to the minute and the word, or asked about; never misread."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from amanet.errors import BadData
from amanet.intake.parsers.parsing import Answers, NeedsAnswer, Parsed, Sample
from amanet.intake.parsers.whatsapp import PARSER, WhatsApp
from amanet.intake.parsers.whatsapp_stamps import looks_stamped
from amanet.intake.parsers.whatsapp_words import hours_of
from amanet.record.reading import NOT_UNDERSTOOD, Reading, Segment

LRM, RLM, NNBSP, NBSP = "\u200e", "\u200f", "\u202f", "\u00a0"
# Far enough that no two-digit year of the tests is the future's.
AFTER = WhatsApp(today=lambda: date(2040, 1, 1))


def parse(content: str | bytes, name: str = "chat.txt", parser: WhatsApp = AFTER, **answers: str) -> Parsed:
    data = content.encode() if isinstance(content, str) else content
    sample = Sample(name, "text/plain", len(data), data[: 64 << 10])
    return parser.parse(io.BytesIO(data), sample, Answers(**answers))


def read(content: str | bytes, **answers: str) -> Reading:
    return parse(content, **answers).reading


def takes(content: str | bytes, name: str = "chat.txt") -> bool:
    data = content.encode() if isinstance(content, str) else content
    return PARSER.takes(Sample(name, "text/plain", len(data), data[: 64 << 10]))


def messages(reading: Reading) -> list[Segment]:
    return [segment for segment in reading.segments if segment.kind == "message"]


def told(reading: Reading) -> str:
    return "\n".join(f"{one.where}: {one.what}" for one in reading.oddities)


def packed(chat: str | bytes, files: dict[str, bytes], name: str = "_chat.txt") -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, chat)
        for member, content in files.items():
            archive.writestr(member, content)
    return whole.getvalue()


# --- the samples beside the project


@pytest.mark.needs("shared-data")
@pytest.mark.parametrize(
    ("sample", "order"), [("whatsapp_ddmmyy_24hrs", "dmy"), ("whatsapp_mmddyyyy_12hrs", "mdy")]
)
def test_samples_give_what_their_expected_file_says(sample: str, order: str, shared_data: Path) -> None:
    content = (shared_data / "chats" / f"{sample}.txt").read_bytes()
    expected = json.loads((shared_data / "chats" / "whatsapp_expected.json").read_text())
    reading = parse(content, parser=PARSER).reading
    found = [
        {
            "timestamp": segment.said_at,
            "author": segment.speaker,
            "message": " ".join(reading.said(segment).split()),
        }
        for segment in messages(reading)
    ]
    assert takes(content)
    assert found == expected[::-1]  # newest first there
    assert reading.details["date_order"] == order
    kinds = [segment.kind for segment in reading.segments if segment.kind != "frame"]
    assert kinds.count("system") == 2
    assert kinds.count(NOT_UNDERSTOOD) == 1  # "John Doe:.", which that file leaves out
    assert "line 2: has a name and a colon without a space" in told(reading)


# --- layouts

LAYOUTS = {
    # id: (the stamps as written, what they mean)
    "es-android-12h": ("31/1/2019, 11:25 p.\u00a0m. - ", "2019-01-31T23:25:00"),
    "es-android-midnight": ("31/1/2019, 00:08 a. m. - ", "2019-01-31T00:08:00"),
    "en-us": ("1/31/19, 11:25 PM - ", "2019-01-31T23:25:00"),
    "en-us-narrow-space": (f"1/31/19, 11:25{NNBSP}PM - ", "2019-01-31T23:25:00"),
    "en-us-noon": ("1/31/19, 12:05 PM - ", "2019-01-31T12:05:00"),
    "en-us-midnight": ("1/31/19, 12:05 AM - ", "2019-01-31T00:05:00"),
    "en-gb": ("31/01/2019, 23:25 - ", "2019-01-31T23:25:00"),
    "en-ca": ("2019-01-31, 11:25 p.m. - ", "2019-01-31T23:25:00"),
    "en-za": ("2019/01/31, 11:25 pm - ", "2019-01-31T23:25:00"),
    "de": ("31.01.19, 23:25 - ", "2019-01-31T23:25:00"),
    "de-um": ("31.01.2019 um 23:25 - ", "2019-01-31T23:25:00"),
    "nl": ("31-01-19 23:25 - ", "2019-01-31T23:25:00"),
    "cs-no-comma": ("31.01.19 23:25 - ", "2019-01-31T23:25:00"),
    "fr": ("31/01/2019 à 23:25 - ", "2019-01-31T23:25:00"),
    "fr-ca": ("2019-01-31 23 h 25 - ", "2019-01-31T23:25:00"),
    "bg": ("31.01.19 г., 23:25 ч. - ", "2019-01-31T23:25:00"),
    "fi-ios": ("[31.1.2019 klo 23.25.07] ", "2019-01-31T23:25:07"),
    "da": ("31.01.2019 23.25 - ", "2019-01-31T23:25:00"),
    "id": ("31/01/19 23.25 - ", "2019-01-31T23:25:00"),
    "hr": ("31. 01. 2019. 23:25 - ", "2019-01-31T23:25:00"),
    "hu": ("2019. 01. 31. 23:25 - ", "2019-01-31T23:25:00"),
    "lt": ("2019-01-31 23:25 - ", "2019-01-31T23:25:00"),
    "tr-12h": ("31.01.2019 ÖS 11:25 - ", "2019-01-31T23:25:00"),
    "tr-12h-after": ("31.1.2019 11:25 ÖS - ", "2019-01-31T23:25:00"),
    "el": ("31/1/19, 11:25 μ.μ. - ", "2019-01-31T23:25:00"),
    "ru": ("31.01.2019, 23:25 - ", "2019-01-31T23:25:00"),
    "kk": ("31.01.19, 23:25 - ", "2019-01-31T23:25:00"),
    "uz-12h": ("31/01/19 11:25 TK - ", "2019-01-31T23:25:00"),
    "ug": ("2019-01-31، 23:25 - ", "2019-01-31T23:25:00"),
    "ug-12h": ("2019-1-31، چ.ك 11:25 - ", "2019-01-31T23:25:00"),
    "hi": ("31/1/19, 11:25 अपराह्न - ", "2019-01-31T23:25:00"),
    "ar": ("٣١‏/١‏/٢٠١٩, ١١:٢٥ م - ", "2019-01-31T23:25:00"),
    "ar-comma": ("٣١/١/٢٠١٩، ١١:٢٥ ص - ", "2019-01-31T11:25:00"),
    "ar-latin-digits": ("31/1/2019، 11:25 م - ", "2019-01-31T23:25:00"),
    "he": ("31.1.2019, 23:25 - ", "2019-01-31T23:25:00"),
    "he-12h": ('[31.1.2019, 11:25:07 אחה"צ] ', "2019-01-31T23:25:07"),
    "fa-gregorian": ("۲۰۱۹/۱/۳۱،‏ ۲۳:۲۵ - ", "2019-01-31T23:25:00"),
    "zh-hans": ("2019/1/31 上午10:30 - ", "2019-01-31T10:30:00"),
    "zh-hans-pm": ("2019/1/31 下午10:30 - ", "2019-01-31T22:30:00"),
    "zh-hant-night": ("2019/1/31 凌晨3:30 - ", "2019-01-31T03:30:00"),
    "zh-hant-noon": ("2019/1/31 中午12:30 - ", "2019-01-31T12:30:00"),
    "zh-hant-evening": ("2019/1/31 晚上8:30 - ", "2019-01-31T20:30:00"),
    "zh-years": ("2019年1月31日 下午10:30 - ", "2019-01-31T22:30:00"),
    "ko": ("2019. 1. 31. 오후 11:25 - ", "2019-01-31T23:25:00"),
    "ko-years": ("2019년 1월 31일 오전 11:25 - ", "2019-01-31T11:25:00"),
    "ja": ("2019/01/31 23:25 - ", "2019-01-31T23:25:00"),
    "ja-12h-noon": ("2019/01/31 午後0:08 - ", "2019-01-31T12:08:00"),
    "vi": ("23:25, 31/01/2019 - ", "2019-01-31T23:25:00"),
    "ios": ("[31/01/2019, 23:25:07] ", "2019-01-31T23:25:07"),
    "ios-marks": (f"{LRM}[31/01/2019, 23:25:07] {LRM}", "2019-01-31T23:25:07"),
    "ios-us": (f"[1/31/19, 11:25:07{NNBSP}PM] ", "2019-01-31T23:25:07"),
    "ios-ar": (f"{RLM}[٣١/١/٢٠١٩، ١١:٢٥:٠٧ م] ", "2019-01-31T23:25:07"),
    "ios-sv": ("[2019-01-31 23:25:07] ", "2019-01-31T23:25:07"),
    "ios-old": ("31/01/19 23:25:07: ", "2019-01-31T23:25:07"),
    "eu-brackets": ("31/01/19 (23:25) - ", "2019-01-31T23:25:00"),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_gives_name_words_and_minute(layout: str) -> None:
    stamp, meaning = LAYOUTS[layout]
    text = f"{stamp}Aygul: They took him.\n{stamp}Li left\n{stamp}+90 555 01: \u200fقالوا\nلا أحد: يعرف\n"
    reading = read(text, date_order="ymd" if "19" in stamp[:8] and _year_first(stamp) else _order_of(stamp))
    first, second = messages(reading)
    assert (first.speaker, reading.text_of(first), first.said_at) == ("Aygul", "They took him.", meaning)
    assert (second.speaker, reading.text_of(second)) == ("+90 555 01", "\u200fقالوا\nلا أحد: يعرف")
    [system] = [segment for segment in reading.segments if segment.kind == "system"]
    assert (reading.text_of(system), system.said_at) == ("Li left", meaning)
    assert reading.text == text
    assert takes(text)


def _year_first(stamp: str) -> bool:
    return stamp.lstrip("[\u200e\u200f")[:4] in ("2019", "۲۰۱۹")


def _order_of(stamp: str) -> str:
    return "ymd" if _year_first(stamp) else "mdy" if stamp.lstrip("[").startswith("1/31") else "dmy"


def _chat(stamps: list[str]) -> str:
    return "".join(f"{stamp}Aygul: words\n" for stamp in stamps)


_OF_PHONES = (
    "af am ar az be bg bn bo bs ca ckb cs cy da de el en es et eu fa fi fil fr ga gl gu he hi hr hu hy id is it ja ka kk km kn ko ku "
    "ky lo lt lv mk ml mn mr ms my nb ne nl nn no or pa pl ps pt ro ru rw si sk sl so sq sr sv sw ta te tg th ti tk tr ug uk ur uz "
    "vi yue zh zu"
)
LANGUAGES_OF_PHONES = tuple(_OF_PHONES.split())
_ZEROS = {"arab": 0x660, "arabext": 0x6F0, "beng": 0x9E6, "deva": 0x966, "mymr": 0x1040, "tibt": 0xF20}


@pytest.mark.parametrize("language", LANGUAGES_OF_PHONES)
def test_stamps_as_cldr_writes_them_for_a_language_are_read_exactly(language: str) -> None:
    """What Android and iPhones write comes from CLDR; babel has its patterns, and is the oracle here."""
    from babel import Locale, localedata
    from babel.dates import format_date, format_time

    moments = [
        datetime(2018, 11, 28, 0, 5, 9) + timedelta(days=9 * step, hours=7 * step) for step in range(14)
    ]
    seen: set[tuple[str, ...]] = set()
    for identifier in localedata.locale_identifiers():
        locale = Locale.parse(identifier)
        if locale.language != language:
            continue
        join = str(locale.datetime_formats["short"])
        am = locale.day_periods["format"]["abbreviated"]["am"]
        key = (locale.date_formats["short"].pattern, locale.time_formats["short"].pattern, join, am)
        if key in seen or (" a" in f" {key[1]}" and hours_of(am) is None):
            continue
        seen.add(key)
        zero = _ZEROS.get(locale.default_numbering_system, ord("0"))
        digits = str.maketrans("0123456789", "".join(chr(zero + digit) for digit in range(10)))
        for opened, kind, closed in (("", "short", " - "), ("[", "medium", "] ")):
            stamps = [
                opened
                + join.replace("{1}", format_date(one, "short", locale))
                .replace("{0}", format_time(one, kind, locale=locale))
                .translate(digits)
                + closed
                for one in moments
            ]
            reading = read(_chat(stamps))
            wanted = [
                one.replace(second=one.second if kind == "medium" else 0).isoformat() for one in moments
            ]
            assert [segment.said_at for segment in messages(reading)] == wanted, (identifier, stamps[0])
    assert seen


def test_no_language_of_cldr_writes_the_month_first_with_dots() -> None:
    from babel import Locale, localedata

    patterns = {
        str(Locale.parse(identifier).date_formats["short"].pattern)
        for identifier in localedata.locale_identifiers()
    }
    assert not [one for one in patterns if "." in one and one.lstrip("'").startswith("M")]
    assert len(patterns) > 20


def test_words_for_halves_of_the_day_mean_in_cldr_what_they_mean_here() -> None:
    from babel import Locale, localedata

    known = 0
    for identifier in localedata.locale_identifiers():
        locale = Locale.parse(identifier)
        if locale.language == "smn":  # whose word for before noon is the Finnish one for after
            continue
        for width in ("abbreviated", "wide"):
            for half, hours in (("am", range(12)), ("pm", range(12, 24))):
                word = locale.day_periods["format"].get(width, {}).get(half, "")
                allowed = hours_of(word)
                if allowed is not None:
                    known += 1
                    assert allowed <= set(hours), (identifier, word)
    assert known > 2000


# --- which number is the day


def test_a_number_over_twelve_decides_for_the_whole_file() -> None:
    reading = read(_chat(["01/02/2019, 10:00 - ", "03/02/2019, 10:00 - ", "13/02/2019, 10:00 - "]))
    assert messages(reading)[0].said_at == "2019-02-01T10:00:00"
    assert reading.details["date_order_from"] == "the numbers"


def test_an_ambiguous_order_is_asked_for_and_an_answer_is_obeyed() -> None:
    chat = _chat(["01/02/2019, 10:00 - ", "03/02/2019, 10:00 - "])
    with pytest.raises(NeedsAnswer, match="--date-order dmy") as asked:
        read(chat)
    assert asked.value.question == "date_order"
    assert asked.value.choices == ("dmy", "mdy")
    assert messages(read(chat, date_order="dmy"))[0].said_at == "2019-02-01T10:00:00"
    assert messages(read(chat, date_order="mdy"))[0].said_at == "2019-01-02T10:00:00"
    with pytest.raises(BadData, match="No date of this chat can be ymd, beginning with line 1"):
        read(chat, date_order="ymd")
    with pytest.raises(BadData, match="no date order"):
        read(chat, date_order="day first")


def test_the_order_of_the_messages_decides_where_time_would_run_back() -> None:
    reading = read(_chat(["12/03/2019, 10:00 - ", "01/04/2019, 10:00 - ", "02/04/2019, 10:00 - "]))
    assert messages(reading)[0].said_at == "2019-03-12T10:00:00"
    assert "is not told by their numbers, but by the order of the messages" in told(reading)


def test_notices_stamped_anew_do_not_decide_the_order() -> None:
    stamps = "05/06/2019, 10:00 - Messages and calls are end-to-end encrypted.\n"
    with pytest.raises(NeedsAnswer):
        read(stamps + _chat(["06/05/2019, 10:00 - ", "06/06/2019, 10:00 - "]))


def test_dots_are_never_written_month_first() -> None:
    reading = read(_chat(["01.02.2019, 10:00 - "]))
    assert messages(reading)[0].said_at == "2019-02-01T10:00:00"
    assert "dots" in told(reading)


def test_dates_in_the_names_of_files_decide() -> None:
    chat = "01/02/2019, 10:00 - Li: IMG-20190102-WA0001.jpg (file attached)\n"
    reading = read(chat)
    assert messages(reading)[0].said_at == "2019-01-02T10:00:00"
    assert "names of attached files" in told(reading)


def test_a_day_that_has_not_come_decides() -> None:
    chat = _chat(["20/01/31, 10:00 - "])
    early, late = WhatsApp(lambda: date(2026, 5, 1)), WhatsApp(lambda: date(2032, 5, 1))
    assert messages(parse(chat, parser=early).reading)[0].said_at == "2020-01-31T10:00:00"
    with pytest.raises(NeedsAnswer):
        parse(chat, parser=late)


def test_dates_that_contradict_each_other_are_named_by_line() -> None:
    chat = _chat(["13/01/2019, 10:00 - ", "01/02/2019, 10:00 - ", "01/13/2019, 10:00 - "])
    with pytest.raises(NeedsAnswer, match="line 3 cannot be dmy; line 1 cannot be mdy"):
        read(chat)
    reading = read(chat, date_order="dmy")
    assert [segment.said_at for segment in messages(reading)] == [
        "2019-01-13T10:00:00",
        "2019-02-01T10:00:00",
    ]
    assert "01/13/2019" in reading.text_of(messages(reading)[1])
    assert "line 3: has a date that cannot be dmy" in told(reading)


@pytest.mark.parametrize(
    "stamp",
    ["۱۳۹۸/۱۱/۱۱،‏ ۱۱:۲۵ - ", "١٤٤٠/٥/٢٥، ١١:٢٥ ص - ", "31/1/2562 11:25 - ", "31/1/62, 11:25 - ", "01/01/00, 11:25 - "],
)  # fmt: skip
def test_years_of_other_calendars_are_kept_as_written_and_not_read(stamp: str) -> None:
    reading = read(_chat([stamp, stamp]))
    first = messages(reading)[0]
    assert first.said_at is None
    assert str(first.details["written"]).startswith(stamp[:4])
    assert "lines 1, 2: has a year of another calendar" in told(reading)


def test_time_that_runs_back_by_days_is_told() -> None:
    reading = read(_chat(["13/02/2019, 10:00 - ", "11/02/2019, 10:00 - ", "10/02/2019, 10:00 - "]))
    assert "line 2: is more than a day earlier" in told(reading)


# --- lines


def test_a_pasted_chat_of_another_layout_stays_words_of_its_message() -> None:
    chat = "31/01/19, 11:25 - Li: look:\n[31/01/2019, 10:00:00] Osman: hello\n1/31/19, 9:00 AM - X: y\n01/02/19, 10:00 - Li: bye\n"
    reading = read(chat)
    assert [segment.speaker for segment in messages(reading)] == ["Li", "Li"]
    assert reading.text_of(messages(reading)[0]).endswith("X: y")
    assert "lines 2, 3: looks like a stamp of another layout" in told(reading)


@pytest.mark.parametrize(
    "stamp", ["31/01/2019, 23:75 - ", "31/01/2019, 24:00 - ", "45/13/2019, 23:05 - ", "[31/01/2019, 23:05 - "]
)
def test_what_can_be_no_date_or_time_is_no_stamp(stamp: str) -> None:
    reading = read(f"31/01/2019, 23:05 - Li: x\n{stamp}Osman: y\n")
    assert [reading.text_of(one) for one in messages(reading)] == [f"x\n{stamp}Osman: y"]


def test_labels_that_look_alike_stay_apart() -> None:
    chat = "".join(
        f"31/01/19, 11:25 - {name}: a\n" for name in ("John Doe", "Jahn Doe", "John Doe 🤓", "🤓", "john doe")
    )
    assert len(read(chat, date_order="dmy").speakers()) == 5


def test_a_colon_in_a_quotation_makes_no_name() -> None:
    chat = '31/01/19, 11:25 - Li changed the subject from "Gate: now" to "Door"\n31/01/19, 11:25 - Li changed to “A: b”\n'
    reading = read(chat, date_order="dmy")
    assert not messages(reading)


def test_a_quotation_mark_inside_a_word_is_part_of_a_name() -> None:
    assert read('31/01/19, 11:25 - מפק"צ 2: שלום\n', date_order="dmy").speakers() == {'מפק"צ 2': 1}


def test_a_notice_of_encryption_is_said_by_nobody() -> None:
    chat = (
        f"[31/01/19, 11:25:00] The gate: {LRM}Messages and calls are end-to-end encrypted. Nobody reads them.\n"
        "[31/01/19, 11:25:00] ‏الرسائل والمكالمات مشفّرة بالكامل: لا أحد خارج هذه الدردشة يستطيع قراءتها.\n"
    )
    reading = read(chat, date_order="dmy")
    assert [segment.kind for segment in reading.segments] == ["frame", "system", "frame", "system", "frame"]


def test_an_empty_message_keeps_its_place_and_its_sender() -> None:
    reading = read("31/01/19, 11:25 - Li: \n31/01/19, 11:26 - Li:\n31/01/19, 11:27 - Li: x", date_order="dmy")
    assert [segment.speaker for segment in messages(reading)] == ["Li", "Li", "Li"]
    assert [reading.said(segment) for segment in messages(reading)] == ["", "", "x"]
    assert messages(reading)[0].details == {"empty": True}


def test_a_chat_cut_at_its_start_or_end_is_read_and_told() -> None:
    reading = read("of the gate.\n31/01/19, 11:25 - Li: x\n31/01/19, 11:26 - Li: and th", date_order="dmy")
    assert reading.segments[0].kind == NOT_UNDERSTOOD
    assert "line 1: stands before the first stamp" in told(reading)
    assert "line 3: ends without a line end" in told(reading)


def test_windows_line_ends_stay_outside_of_words() -> None:
    reading = read("31/01/19, 11:25 - Li: a\r\nb\r\n31/01/19, 11:26 - Li left\r\n", date_order="dmy")
    assert [reading.text_of(one) for one in reading.segments if one.kind != "frame"] == ["a\r\nb", "Li left"]


def test_a_name_with_a_colon_is_told() -> None:
    chat = "".join(f"31/01/19, 11:2{number} - Dr: Osman: hello {number}\n" for number in range(4))
    reading = read(chat, date_order="dmy")
    assert "may be a part of the name" in told(reading)


def test_no_oddity_and_no_error_repeats_words_or_names() -> None:
    secret = "Zulaykha"
    chat = f"{secret}\n13/01/2019, 1:00 - {secret}:{secret}\n01/13/2019, 1:00 - {secret}: {secret}\n"
    with pytest.raises(NeedsAnswer) as problem:
        read(chat)
    assert secret not in str(problem.value)
    assert secret not in told(read(chat, date_order="dmy"))


# --- what WhatsApp wrote into messages

BODIES = [
    ("This message was deleted", {"deleted": True}, ""),
    ("You deleted this message.", {"deleted": True}, ""),
    ("Du hast diese Nachricht gelöscht.", {"deleted": True}, ""),
    ("Eliminaste este mensaje.", {"deleted": True}, ""),
    ("Ce message a été\u00a0supprimé.", {"deleted": True}, ""),
    ("Данное сообщение удалено", {"deleted": True}, ""),
    ("Bu mesaj silindi.", {"deleted": True}, ""),
    (f"{RLM}تم حذف هذه الرسالة.", {"deleted": True}, ""),
    ("این پیام حذف شد", {"deleted": True}, ""),
    ("这条消息已被删除。", {"deleted": True}, ""),
    ("Бұл хат жойылды", {"deleted": True}, ""),
    ("Ushbu xabar o‘chirildi", {"deleted": True}, ""),
    ("This message was deleted by mistake", {}, "This message was deleted by mistake"),
    ("This message was deleted\nreally", {}, "This message was deleted\nreally"),
    ("see you <This message was edited>", {"edited": True}, "see you"),
    (f"see you {LRM}<Diese Nachricht wurde bearbeitet.>", {"edited": True}, "see you"),
    ("до завтра <Сообщение изменено>", {"edited": True}, "до завтра"),
    ("<Media omitted>", {"omitted": "media"}, ""),
    ("<Media omitted>\nthe gate", {"omitted": "media"}, "the gate"),
    ("<Без медиафайлов>", {"omitted": "media"}, ""),
    ("<Medya dahil edilmedi>", {"omitted": "media"}, ""),
    ("<Médias omis> la porte", {"omitted": "media"}, "la porte"),
    (f"{LRM}image omitted", {"omitted": "image"}, ""),
    (f"{LRM}Audio weggelassen", {"omitted": "audio"}, ""),
    (f"{RLM}لم يتم إدراج الصورة", {"omitted": "image"}, ""),
    (f"Report.pdf • {LRM}2 pages {LRM}document omitted", {"omitted": "document"}, f"Report.pdf • {LRM}2 pages"),
    ("<Media omitted> <This message was edited>", {"omitted": "media", "edited": True}, ""),
    (f"{LRM}POLL:\nWhen?", {"app_mark": True}, f"{LRM}POLL:\nWhen?"),
    ("I <3 you (really)", {}, "I <3 you (really)"),
    ("a < b > c", {}, "a < b > c"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "details", "said"), BODIES)
def test_what_whatsapp_wrote_is_marked_and_kept(words: str, details: dict[str, object], said: str) -> None:
    reading = read(f"31/01/2019, 11:25 - Li: {words}\n")
    [message] = messages(reading)
    assert reading.text_of(message) == words
    assert dict(message.details) == details
    assert reading.said(message) == said


ATTACHMENTS = [
    (f"{LRM}IMG-20190131-WA0001.jpg (file attached)\nthe gate", "IMG-20190131-WA0001.jpg", "the gate"),
    ("IMG-20190131-WA0001.jpg (Datei angehängt)", "IMG-20190131-WA0001.jpg", ""),
    ("PTT-20190131-WA0002.opus (archivo adjunto)", "PTT-20190131-WA0002.opus", ""),
    ("IMG-20190131-WA0001.jpg (файл добавлен)", "IMG-20190131-WA0001.jpg", ""),
    ("报告.pdf (附件)", "报告.pdf", ""),
    ("IMG-20190131-WA0001.jpg （ファイル添付）", "IMG-20190131-WA0001.jpg", ""),
    ("IMG-20190131-WA0001.jpg (words of a language nobody knows)", "IMG-20190131-WA0001.jpg", ""),
    (f"Rapport.pdf • {LRM}3 pages {LRM}(fichier joint)", "Rapport.pdf", ""),
    (f"{LRM}<attached: 00000012-AUDIO-2019-01-31-10-11-12.opus>", "00000012-AUDIO-2019-01-31-10-11-12.opus", ""),
    (f"{LRM}<Anhang: 00000013-gate.jpg>", "00000013-gate.jpg", ""),
    (f"{LRM}<المُرفق: 00000013-gate.jpg>", "00000013-gate.jpg", ""),
    (f"the gate {LRM}<прикреплено: {LRM}00000013-gate.jpg>", "00000013-gate.jpg", "the gate"),
    (f"{LRM}<words nobody knows: 00000013-PHOTO-2019-01-31-10-11-12.jpg>", "00000013-PHOTO-2019-01-31-10-11-12.jpg", ""),
    ("old.jpg <attached>", "old.jpg", ""),
    (f"{LRM}<attached: 00000013-gate.jpg> <This message was edited>", "00000013-gate.jpg", ""),
]  # fmt: skip


@pytest.mark.parametrize(("words", "name", "said"), ATTACHMENTS)
def test_a_file_is_tied_to_the_message_that_names_it(words: str, name: str, said: str) -> None:
    parsed = parse(packed(f"31/01/2019, 11:25 - Li: {words}\n", {name: b"bytes"}), "WhatsApp.zip")
    [message] = messages(parsed.reading)
    [attached] = [parsed.attached[place] for place in message.attached]
    assert attached.name == name
    assert not attached.missing
    assert parsed.reading.said(message) == said
    assert parsed.inside[0].open().read() == b"bytes"
    voice = name.endswith(".opus")
    assert attached.details == ({"voice": True} if voice else {})
    assert message.details.get("voice", False) is voice


def test_a_file_that_is_not_there_is_missing() -> None:
    reading = read("31/01/2019, 11:25 - Li: IMG-20190131-WA0001.jpg (file attached)\n")
    [message] = messages(reading)
    assert reading.attached[0].missing
    assert message.details["missing"] == ["IMG-20190131-WA0001.jpg"]


def test_two_messages_may_name_one_file_and_one_name_may_be_two_files() -> None:
    line = "31/01/2019, 11:25 - Li: a.jpg (file attached)\n"
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("_chat.txt", line * 2)
        archive.writestr("a.jpg", b"one")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.jpg", b"two")
    parsed = parse(whole.getvalue(), "WhatsApp.zip")
    assert [segment.attached for segment in messages(parsed.reading)] == [(0, 1), (0, 1)]
    assert sorted(one.open().read() for one in parsed.inside) == [b"one", b"two"]
    assert "more than once" in told(parsed.reading)


def test_files_that_no_message_names_are_kept_and_told() -> None:
    chat = "31/01/2019, 11:25 - Li: x\n"
    parsed = parse(packed(chat, {"PTT-20190131-WA0009.opus": b"v", "__MACOSX/._x": b""}), "WhatsApp.zip")
    assert [one.name for one in parsed.attached] == ["PTT-20190131-WA0009.opus"]
    assert parsed.attached[0].details == {"voice": True}
    assert "1 files of the archive are named by no message" in told(parsed.reading)


@pytest.mark.parametrize("name", ["../a.jpg", "/etc/passwd", "sub/../a.jpg", "A.JPG"])
def test_names_are_no_paths(name: str) -> None:
    parsed = parse(packed(f"31/01/2019, 11:25 - Li: {name} (file attached)\n", {"a.jpg": b"x"}), "W.zip")
    [message] = messages(parsed.reading)
    assert [parsed.attached[place].missing for place in message.attached] == [True]


def test_a_member_without_a_name_is_a_file_all_the_same() -> None:
    data = packed("31/01/2019, 11:25 - Li: x\n", {"QQQQ": b"x"}).replace(b"QQQQ", b"\0QQQ")
    assert parse(data, "x.zip").attached[0].name == "(no name)"


def test_decomposed_and_unmarked_names_of_members_are_found() -> None:
    chat = "31/01/2019, 11:25 - Li: Tür.pdf (Datei angehängt)\n31/01/2019, 11:25 - Li: 门.pdf (Datei angehängt)\n"
    data = packed(chat, {"Tu\u0308r.pdf": b"1", "门.pdf": b"2"})
    unmarked = data.replace(b"\x00\x08\x00\x00", b"\x00\x00\x00\x00").replace(
        b"\x00\x08\x08\x00", b"\x00\x00\x08\x00"
    )
    for content in (data, unmarked):
        parsed = parse(content, "W.zip")
        assert not any(one.missing for one in parsed.attached)


def test_the_chat_among_texts_that_were_sent_is_found() -> None:
    chat = "31/01/2019, 11:25 - Li: notes.txt (file attached)\n"
    other = "31/01/2018, 11:25 - X: y\n"
    files = {"notes.txt": other.encode(), "plain.txt": b"no chat"}
    name = "WhatsApp Chat with The gate"
    parsed = parse(packed(chat, files, f"{name}.txt"), f"{name}.zip")
    assert parsed.reading.text == chat
    assert parsed.reading.details["file"] == f"{name}.txt"
    with pytest.raises(BadData, match="2 texts that are WhatsApp chats"):
        parse(packed(chat, files, "x.txt"), "renamed.zip")
    folder = parse(packed(chat, {"chat/notes.txt": b"x"}, "chat/_chat.txt"), "renamed.zip")
    assert not folder.attached[0].missing


# --- what is and what is no chat of WhatsApp


def test_chats_are_known_by_how_they_begin() -> None:
    assert takes("\n\ufeff\u200e[31/01/2019, 23:25:07] Li: x")
    assert takes("31/01/2019, 23:25 - Li: x".encode("utf-16"))
    assert not takes("Once upon a time\n31/01/2019, 23:25 - Li: x")
    assert not takes("31/01/2019, 23:25 is when they came - all of them: x")
    assert not takes("")
    assert not takes(b"\x89PNG\r\n\x1a\n\x00")
    assert not takes("00:00:01.000 --> 00:00:02.000\nx")


def test_archives_are_known_by_what_lies_at_their_beginning() -> None:
    chat = "31/01/2019, 11:25 - Li: x\n"
    assert takes(packed(chat, {}, "WhatsApp Chat with Li.txt"), "x.zip")
    assert takes(packed(chat, {}, "Чат.txt"), "x.zip")
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as archive:
        archive.writestr("00000002-PHOTO-2019-01-31-10-11-12.jpg", bytes(100_000))
        archive.writestr("_chat.txt", chat)
    assert takes(stored.getvalue(), "x.zip")
    assert not takes(packed("no chat", {}, "a.txt"), "x.zip")
    assert not takes(packed("<xml/>", {}, "word/document.xml"), "x.docx")


# --- bad input


def test_what_is_no_chat_is_refused() -> None:
    with pytest.raises(BadData, match="No line of this text begins with a date"):
        read("hello")
    with pytest.raises(BadData, match="0 texts that are WhatsApp chats"):
        parse(packed("hello", {}, "a.txt"), "x.zip")


def test_a_chat_cut_within_a_character_says_so() -> None:
    data = "31/01/2019, 11:25 - Li: ok\n31/01/2019, 11:26 - Li: 门".encode()
    with pytest.raises(BadData, match="cut in the middle of a character, in line 2"):
        read(data[:-1])


def test_mixed_encodings_are_asked_about_or_named() -> None:
    data = b"31/01/2019, 11:25 - Li: ok\n" + "31/01/2019, 11:26 - Li: ждали\n".encode("cp1251")
    with pytest.raises(NeedsAnswer) as asked:
        read(data + b"31/01/2019, 11:27 - Li: ok\n")
    assert asked.value.question == "encoding"


def test_a_cut_archive_is_refused_whole() -> None:
    data = packed("31/01/2019, 11:25 - Li: x\n" * 500, {"a.jpg": bytes(5000)})
    for length in (100, len(data) // 2, len(data) - 30):
        with pytest.raises(BadData):
            parse(data[:length], "x.zip")


def test_damage_within_an_archive_is_refused() -> None:
    data = bytearray(packed("31/01/2019, 11:25 - Li: x\n" * 500, {}))
    data[60] ^= 0xFF
    with pytest.raises(BadData):
        parse(bytes(data), "x.zip")
    renamed = bytearray(packed("31/01/2019, 11:25 - Li: x\n" * 500, {}))
    renamed[renamed.index(b"_chat")] = ord("X")  # the name in front differs from the one in the directory
    with pytest.raises(BadData):
        parse(bytes(renamed), "x.zip")


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(BadData, match="bomb"):
        parse(packed(bytes(30 << 20), {}), "x.zip")


def test_more_messages_than_are_read_at_once_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amanet.intake.parsers.whatsapp_stamps.MOST_MESSAGES", 10)
    assert len(messages(read("31/01/2019, 1:00 - a: b\n" * 10))) == 10
    with pytest.raises(BadData, match="over 10 messages"):
        read("31/01/2019, 1:00 - a: b\n" * 11)


@pytest.mark.parametrize(
    "tail",
    ["\n", LRM, " ", ":", "<", "<a: ", "<a:" + " " * 300, "1/1/1 ", "1/1/1\n", "1", f"1{LRM}", "[", f"[{LRM}", "(", "x (y) ", '"', "/"],
)  # fmt: skip
def test_hostile_lines_take_no_longer_than_they_are_long(tail: str, matches_as_it_is_long: Any) -> None:
    head = "31/01/2019, 11:25 - Li: "
    for before, after in ((f"{head}x\n", ""), (head, "\n"), (f"{head}{LRM}", "b)\n"), (head[:-4], ": x\n")):
        matches_as_it_is_long(
            lambda length, before=before, after=after: read(before + tail * (length // len(tail)) + after),
            100_000,
        )


# --- properties

_NAMES = ("Aygul", "Li Wei", "+90 555 000 00 01", "🤓", "Dr. O'Neil (gate)", "محمد", "a:b")
_WORDS = st.text(
    st.one_of(
        st.sampled_from("\n: -[]<>()\u200e\u200f,./\"'\t\u00a0"),
        st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028"),
    ),
    min_size=1,
    max_size=60,
)
_WRITERS = {
    "dmy": ("%d/%m/%Y, %H:%M - ", "[%d.%m.%y, %H:%M:%S] ", "\u200e[%d/%m/%y, %I:%M:%S %p] ", "%d-%m-%y %H.%M - ", "%H:%M, %d/%m/%Y - "),
    "mdy": ("%m/%d/%y, %I:%M\u202f%p - ", "[%m/%d/%Y, %H:%M:%S] ", "%m/%d/%y, %H:%M - "),
    "ymd": ("%Y-%m-%d, %H:%M - ", "[%Y/%m/%d %H:%M:%S] ", "%y/%m/%d %H:%M - ", "%Y年%m月%d日 %H:%M - "),
}  # fmt: skip


@st.composite
def chats(draw: st.DrawFn) -> tuple[str, str, list[tuple[str, str, str]]]:
    """Its order, its text and (name, words, time) of its messages, in the order in which they were said."""
    order = draw(st.sampled_from(sorted(_WRITERS)))
    pattern = draw(st.sampled_from(_WRITERS[order]))
    times = sorted(
        draw(st.lists(st.datetimes(datetime(2009, 2, 1), datetime(2030, 1, 1)), min_size=1, max_size=8))
    )
    line_end = draw(st.sampled_from(("\n", "\r\n")))
    text, told_of = "", []
    for at in times:
        words = draw(_WORDS)
        assume(not any(looks_stamped(line) for line in words.split("\n")))
        name = draw(st.sampled_from(_NAMES))
        said_at = at.replace(microsecond=0, second=at.second if "%S" in pattern else 0)
        told_of.append((name, words, said_at.isoformat()))
        text += f"{at.strftime(pattern)}{name}: {words}{line_end}"
    return order, text, told_of


@given(chats())
@settings(max_examples=300)
def test_what_was_said_is_recovered_exactly(chat: tuple[str, str, list[tuple[str, str, str]]]) -> None:
    order, text, wanted = chat
    reading = read(text, date_order=order)
    found = [(one.speaker, reading.text_of(one), one.said_at) for one in messages(reading)]
    assert found == wanted
    assert reading.text == text
    assert "".join(map(reading.text_of, reading.segments)) == text
    assert Reading.from_json(text, json.loads(json.dumps(reading.to_json()))).segments == reading.segments


@given(chats())
@settings(max_examples=300)
def test_times_are_right_or_asked_for_and_never_guessed(
    chat: tuple[str, str, list[tuple[str, str, str]]],
) -> None:
    _, text, wanted = chat
    try:
        reading = read(text)
    except NeedsAnswer as asked:
        question = asked.question
    else:
        question = "date_order"
        assert [one.said_at for one in messages(reading)] == [said_at for _, _, said_at in wanted]
    assert question == "date_order"


def _attempt(data: bytes, **answers: str) -> Iterator[Parsed]:
    try:
        yield parse(data, "x.zip", **answers)
    except BadData:
        return


_PIECES = st.sampled_from(
    ("31/01/2019, 11:25 - ", "[31/01/19, 11:25:00] ", "Li: ", "\n", "\r\n", "\u200e", "<attached: ", ">", " (file attached)", "IMG-1.jpg",
     ":", " ", "99/99/99", "上午", "١", "'", '"', "\ud7ff", "Messages and calls are end-to-end encrypted", "<Media omitted>")
)  # fmt: skip


@given(
    st.one_of(
        st.binary(max_size=300), st.lists(_PIECES, max_size=30).map(lambda parts: "".join(parts).encode())
    )
)
@settings(max_examples=400)
def test_any_bytes_are_read_without_a_gap_or_refused(data: bytes) -> None:
    takes(data)
    for parsed in _attempt(data, date_order="dmy"):
        assert "".join(map(parsed.reading.text_of, parsed.reading.segments)) == parsed.reading.text


@given(st.integers(0, 10_000), st.integers(0, 255))
@settings(max_examples=200)
def test_an_archive_with_any_byte_changed_is_read_or_refused(place: int, value: int) -> None:
    data = bytearray(packed("31/01/2019, 11:25 - Li: a.jpg (file attached)\n", {"a.jpg": b"x" * 50}))
    data[place % len(data)] = value
    takes(bytes(data), "x.zip")
    for parsed in _attempt(bytes(data)):
        for one in parsed.inside:
            try:
                one.open().read()
            except BadData:
                continue
