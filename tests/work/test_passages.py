"""Passages: exact, and with a way back from a translation to the seconds of the recording."""

from collections.abc import Callable
from pathlib import Path

import pytest

from amanet.errors import BadData, Misuse
from amanet.intake.parsers.parsing import Answers
from amanet.vault import StoredRecord, Vault
from amanet.work.erase import erase, plan_erasure
from amanet.work.kept_readings import find_reading
from amanet.work.passages import find_quote, mark_fragment, mark_text, resolve
from amanet.work.read_item import read_item
from amanet.work.speakers import judge_speaker, speakers
from amanet.work.statements import add_source, undo
from amanet.work.take_in import TakenIn
from amanet.work.translations import align_translation, link_recording

ORIGINAL = """WEBVTT
Language: ug

00:00:01.000 --> 00:00:04.000
<v Nursel>ئۇ قايتىپ كەلمىدى.

00:00:05.000 --> 00:00:09.500
<v Mirel>قەغەز كۆرسەتتىمۇ؟
"""
TRANSLATION = """WEBVTT
Language: en

00:00:01.000 --> 00:00:04.000
<v Nursel>He did not come back.

00:00:05.000 --> 00:00:09.500
<v Mirel>Did they show a paper?
"""
HandOver = Callable[..., Path]
Take = Callable[..., TakenIn]


@pytest.fixture
def items(vault: Vault, hand_over: HandOver, take: Take) -> dict[str, StoredRecord]:
    files = {"a.vtt": ORIGINAL.encode(), "b.vtt": TRANSLATION.encode(), "c.opus": b"not really sound"}
    taken = take(vault, hand_over(files))
    records = {vault.record(number).body["name"]: vault.record(number) for number in taken.added}
    for name in ("a.vtt", "b.vtt"):
        read_item(vault, records[name].number, Answers())
    return records


@pytest.fixture
def readings(vault: Vault, items: dict[str, StoredRecord]) -> tuple[StoredRecord, StoredRecord]:
    original, translation = (find_reading(vault, str(items[name].number)) for name in ("a.vtt", "b.vtt"))
    return original, translation


def test_a_quote_is_found_to_the_letter_or_not_at_all(
    vault: Vault, readings: tuple[StoredRecord, StoredRecord]
) -> None:
    translation = readings[1]
    start, end = find_quote(vault, translation, "come back")
    passage = mark_text(vault, translation, start, end)
    assert passage.body["quote"] == "come back"
    assert passage.body["language"] == "en"
    with pytest.raises(Misuse, match="do not stand"):
        find_quote(vault, translation, "Come back")
    with pytest.raises(Misuse, match="--nth"):
        find_quote(vault, translation, "e")
    assert find_quote(vault, translation, "e", nth=2) == (14, 15)
    with pytest.raises(BadData):
        mark_text(vault, translation, 5, 5000)


def test_a_citation_of_a_translation_leads_to_the_original_and_the_seconds(
    vault: Vault, items: dict[str, StoredRecord], readings: tuple[StoredRecord, StoredRecord]
) -> None:
    original, translation = readings
    align_translation(vault, translation, original)
    link_recording(vault, original, items["c.opus"])
    passage = mark_text(vault, translation, *find_quote(vault, translation, "a paper"))
    stations = resolve(vault, passage)
    assert [one.item for one in stations] == [items[name].number for name in ("b.vtt", "a.vtt", "c.opus")]
    assert stations[0].quote == "a paper"
    assert stations[1].quote.strip() == "قەغەز كۆرسەتتىمۇ؟"
    assert stations[1].speaker == "Mirel"
    assert (stations[2].from_ms, stations[2].to_ms) == (5000, 9500)


def test_a_stretch_a_page_and_a_region(vault: Vault, items: dict[str, StoredRecord]) -> None:
    passage = mark_fragment(vault, items["c.opus"], time=(12_500, 20_000), quote="heard")
    assert resolve(vault, passage)[0].from_ms == 12_500
    assert mark_fragment(vault, items["c.opus"], page=3, region="10,20,30,5").body["selectors"] == [
        {
            "type": "FragmentSelector",
            "conformsTo": "http://tools.ietf.org/rfc/rfc8118",
            "value": "page=3",
        },
        {
            "type": "FragmentSelector",
            "conformsTo": "http://www.w3.org/TR/media-frags/",
            "value": "xywh=percent:10,20,30,5",
        },
    ]
    with pytest.raises(Misuse, match="where"):
        mark_fragment(vault, items["c.opus"])


def test_a_label_is_nobody_until_a_person_says_who(
    vault: Vault, readings: tuple[StoredRecord, StoredRecord]
) -> None:
    source = add_source(vault, "Nursel")
    original = str(readings[0].number)
    first = speakers(vault, original)[0]
    assert (first.label, first.judged, first.proposed) == ("Nursel", (), (f"Nursel (#{source.number})",))
    with pytest.raises(Misuse, match="Nobody is labelled"):
        judge_speaker(vault, original, "NURSEL", str(source.number), "same")
    judge_speaker(vault, original, "Nursel", str(source.number), "same", reason="her voice, says Mirel")
    assert speakers(vault, original)[0].judged[0]["verdict"] == "same"
    undo(vault)
    assert speakers(vault, original)[0].judged == ()


def test_erasing_the_item_takes_reading_passage_and_alignment_along(
    vault: Vault, items: dict[str, StoredRecord], readings: tuple[StoredRecord, StoredRecord]
) -> None:
    original, translation = readings
    align_translation(vault, translation, original)
    passage = mark_text(vault, translation, *find_quote(vault, translation, "a paper"))
    plan = plan_erasure(vault, [items["b.vtt"]])
    assert {items["b.vtt"].number, translation.number, passage.number} <= set(plan.numbers)
    assert original.number not in plan.numbers
    erase(vault, plan, reason="a test")
