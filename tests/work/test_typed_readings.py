"""Words typed and corrected by members: versions, what they keep of one another, and what two of them lose (nothing)."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amanet.errors import ChangedMeanwhile, Misuse
from amanet.fsck import verify_vault
from amanet.intake.parsers.parsing import Answers
from amanet.record.reading import Mark, Reading, Segment
from amanet.record.selectors import text_range
from amanet.vault import Vault
from amanet.work.carried_translations import carry_over, relay
from amanet.work.kept_readings import living_readings, load_reading
from amanet.work.line_blocks import blocks
from amanet.work.line_differences import differences
from amanet.work.looking import load_side_by_side, look
from amanet.work.merged_lines import merged
from amanet.work.passages import find_quote, mark_text, resolve
from amanet.work.read_item import read_item
from amanet.work.searching import search
from amanet.work.take_in import TakenIn
from amanet.work.translations import align_translation
from amanet.work.typed_lines import TypedLine, can_be_typed, compose, lines_of
from amanet.work.typed_readings import type_reading
from amanet.work.typed_translations import type_translation

HandOver = Callable[..., Path]
Take = Callable[..., TakenIn]
BROADCAST = b"AYGUL:\n[Speaking Uyghur] They took him at night. [Crying]\n\nLI:\nWhen was that?\n\nAYGUL:\nIn winter.\n"
SAID = [
    TypedLine("Ular keldi.", "Nursel", 0, 1900),
    TypedLine("Ikki mashina toxtidi.", "Nursel", 2000, 3900),
    TypedLine("Qachan?", "Li", 4000, 5000),
]

a_line = st.builds(
    TypedLine,
    st.text("ab [cry]\nئۇ是🐎", min_size=1, max_size=12).filter(str.strip),
    st.sampled_from([None, "A", "لى"]),
    st.none() | st.integers(0, 10**6),
    st.none(),
    st.sampled_from([None, "ug", "zh-Hans"]),
)
some_lines = st.lists(a_line, min_size=1, max_size=8)


@pytest.fixture
def item(vault: Vault, hand_over: HandOver, take: Take) -> Callable[..., int]:
    def one(content: bytes = b"sound", name: str = "a.wav") -> int:
        return take(vault, hand_over({name: content}), source="a cousin").added[0]

    return one


def placed(reading: Reading) -> list[TypedLine]:
    return lines_of(reading)


# Lines


@settings(max_examples=60)
@given(some_lines)
def test_lines_come_back_as_they_were_typed(lines: list[TypedLine]) -> None:
    reading = compose(lines)
    back = lines_of(reading)
    assert [(one.words, one.speaker, one.from_ms) for one in back] == [
        (one.words.strip(), one.speaker, one.from_ms) for one in lines
    ]
    assert lines_of(compose(back, before=reading)) == back


def test_what_is_in_brackets_is_marked_as_transcripts_have_it() -> None:
    reading = compose([TypedLine("[Speaking Kazakh] Oni [my son] took. [crying]", "A")], language="ug")
    (one,) = reading.segments
    assert [(mark.kind, mark.value) for mark in one.marks] == [("language", "kk"), ("action", "crying")]
    assert one.language == "kk"
    assert reading.said(one) == "Oni [my son] took."


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], "no words"),
        ([TypedLine(" \n")], "no words"),
        ([TypedLine("a"), TypedLine("b", from_ms=5, to_ms=2)], "[Ll]ine 2"),
        ([TypedLine("a", from_ms=-1)], "[Ll]ine 1"),
        ([TypedLine("a", language="Uyghur language")], "[Ll]ine 1"),
        ([TypedLine("a", "x" * 300)], "[Ll]ine 1"),
        ([TypedLine("\ud800")], "half a character"),
        ([TypedLine("a")] * 20_001, "at most"),
    ],
)
def test_what_cannot_be_a_transcript_is_refused(lines: list[TypedLine], said: str) -> None:
    with pytest.raises(Misuse, match=said):
        compose(lines)


def test_times_of_words_stay_with_the_words_that_stayed() -> None:
    words = [
        {"start": 0, "end": 4, "from_ms": 100},
        {"start": 5, "end": 9, "from_ms": 300},
        {"start": 10, "end": 13, "from_ms": 500},
    ]
    before = Reading("whisper", "They took him", (Segment("turn", 0, 13, details={"words": words}),))
    (line,) = lines_of(before)
    assert compose([line], before=before).segments[0].details["words"] == words
    corrected = compose([replace(line, words="So they took him.")], before=before)
    assert [(one["start"], one["from_ms"]) for one in corrected.segments[0].details["words"]] == [(8, 300)]  # type: ignore[union-attr,index,call-overload]


def test_labels_stand_beside_the_words_and_frames_are_no_lines() -> None:
    text = "DANA MUR, writer: They came.\n-- \n"
    turn = Segment("turn", 0, 29, "DANA MUR", marks=(Mark("label", 0, 9), Mark("description", 10, 16)))
    reading = Reading("transcript", text, (turn, Segment("frame", 29, 33)))
    assert [(one.words, one.speaker) for one in lines_of(reading)] == [("They came.", "DANA MUR")]
    assert not can_be_typed(Reading("whatsapp", "a", (Segment("message", 0, 1),)))


# Versions


def test_a_correction_is_a_version_and_the_older_one_stays(vault: Vault, item: Callable[..., int]) -> None:
    number = item(BROADCAST, "a.txt")
    first = read_item(vault, number, Answers()).rendition
    reading, _ = load_reading(vault, first)
    lines = placed(reading)
    assert [one.words for one in lines] == [
        "[Speaking Uyghur] They took him at night. [Crying]",
        "When was that?",
        "In winter.",
    ]
    made = type_reading(
        vault,
        number,
        [*lines[:2], replace(lines[2], words="In autumn.")],
        based_on=first,
        reason="heard again",
    )
    body = vault.record(made.number).body
    assert (body["kind"], body["tool"]) == ("reading", "typed by a member")
    assert body["parameters"] == {"heard_by": vault.member, "corrects": vault.record(first).body["id"]}
    assert [one.number for one in living_readings(vault, vault.record(number))] == [made.number]
    assert load_reading(vault, first)[0] == reading
    assert made.reading.segments[0].marks[0].value == "ug"
    assert search(vault, "autumn").hits[0].number == made.number
    assert not search(vault, "winter").hits
    assert verify_vault(vault).holds
    again = type_reading(vault, number, placed(made.reading), based_on=made.number)
    assert (again.number, again.again) == (made.number, True)


def test_who_saw_an_older_one_changes_nothing(vault: Vault, item: Callable[..., int]) -> None:
    number = item()
    first = type_reading(vault, number, SAID, based_on=None)
    size = vault.last_number
    for based_on in (None, 1, first.number + 1):
        with pytest.raises(ChangedMeanwhile, match=f"reading {first.number}") as refused:
            type_reading(vault, number, SAID[:1], based_on=based_on)
        assert refused.value.newest == first.number
        assert "keldi" not in str(refused.value)
    assert vault.last_number == size


def test_a_program_does_not_replace_what_was_typed_unless_told_to(
    vault: Vault, item: Callable[..., int]
) -> None:
    number = item(BROADCAST, "a.txt")
    first = read_item(vault, number, Answers()).rendition
    lines = placed(load_reading(vault, first)[0])
    typed = type_reading(vault, number, lines[:1], based_on=first).number
    assert read_item(vault, number, Answers()).rendition == typed
    assert read_item(vault, number, Answers(), as_format="transcript").replaced == (typed,)


def test_passages_of_an_older_version_still_lead_to_it(vault: Vault, item: Callable[..., int]) -> None:
    number = item()
    first = type_reading(vault, number, SAID, based_on=None)
    reading = vault.record(first.number)
    passage = mark_text(vault, reading, *find_quote(vault, reading, "Ikki mashina"))
    type_reading(vault, number, [replace(SAID[0], words="Ular ketti."), *SAID[1:]], based_on=first.number)
    stations = resolve(vault, passage)
    assert (stations[0].rendition, stations[0].quote, stations[0].from_ms) == (
        first.number,
        "Ikki mashina",
        2000,
    )
    assert [one.number for one in look(vault, number).passages] == [passage.number]
    assert look(vault, number).earlier == [first.number]


# Translations


def test_a_translation_stands_beside_its_lines_and_leads_back(vault: Vault, item: Callable[..., int]) -> None:
    number = item()
    reading = type_reading(vault, number, SAID, based_on=None).number
    lines = [TypedLine("They came.", place=0), TypedLine(" ", place=1), TypedLine("When?", place=2)]
    made = type_translation(vault, number, lines, of=reading, language="en", based_on=None)
    looked = look(vault, number)
    assert looked.translation is not None
    sides = load_side_by_side(vault, reading, looked.translation.reading, looked.alignment)
    assert [row.second for row in sides.rows] == [(0,), (), (1,)]
    assert search(vault, "came").hits[0].number == made.number
    record = vault.record(made.number)
    passage = mark_text(vault, record, *find_quote(vault, record, "When?"))
    assert [(one.rendition, one.quote, one.from_ms) for one in resolve(vault, passage)][:2] == [
        (made.number, "When?", 4000),
        (reading, "Qachan?", 4000),
    ]
    assert text_range(passage.body["selectors"]) == (11, 16)
    assert verify_vault(vault).holds
    with pytest.raises(ChangedMeanwhile):
        type_translation(vault, number, lines[:1], of=reading, language="en", based_on=None)
    assert type_translation(vault, number, lines, of=reading, language="en", based_on=made.number).again
    assert (
        type_translation(vault, number, lines, of=reading, language="tr", based_on=None).number > made.number
    )


def test_lines_that_did_not_change_keep_their_translation(vault: Vault, item: Callable[..., int]) -> None:
    number = item()
    reading = type_reading(vault, number, SAID, based_on=None)
    english = [TypedLine("They came.", place=0), TypedLine("Two cars.", place=1), TypedLine("When?", place=2)]
    made = type_translation(vault, number, english, of=reading.number, language="en", based_on=None)
    lines = placed(reading.reading)
    corrected = [TypedLine("Bir gep."), replace(lines[0], words="Ular ketti."), *lines[1:]]
    newest = type_reading(vault, number, corrected, based_on=reading.number)
    looked = look(vault, number)
    assert looked.translation is None
    assert looked.outdated is not None
    assert looked.outdated.reading == made.number
    carried = carry_over(vault, vault.record(made.number), vault.record(newest.number))
    assert {place: one.words for place, one in carried.kept.items()} == {2: "Two cars.", 3: "When?"}
    with pytest.raises(ChangedMeanwhile):
        type_translation(vault, number, english, of=reading.number, language="en", based_on=made.number)


def test_a_translation_from_a_file_is_laid_beside_the_corrected_words(
    vault: Vault, item: Callable[..., int]
) -> None:
    there = item(BROADCAST, "a.txt")
    here = item(BROADCAST.replace(b"In winter", b"Im Winter"), "b.txt")
    first = read_item(vault, there, Answers()).rendition
    theirs = vault.record(read_item(vault, here, Answers()).rendition)
    align_translation(vault, theirs, vault.record(first))
    lines = placed(load_reading(vault, first)[0])
    newest = type_reading(
        vault, there, [lines[0], replace(lines[1], words="When?"), lines[2]], based_on=first
    )
    assert look(vault, there).translation is None
    assert relay(vault, theirs, vault.record(newest.number)) == 2
    assert look(vault, there).translation is not None
    passage = mark_text(vault, theirs, *find_quote(vault, theirs, "Im Winter"))
    assert resolve(vault, passage)[1].quote == "In winter."


def test_a_translation_that_is_corrected_stays_beside_its_original(
    vault: Vault, item: Callable[..., int]
) -> None:
    there, here = item(BROADCAST, "a.txt"), item(BROADCAST.replace(b"In winter", b"Im Wnter"), "b.txt")
    original = vault.record(read_item(vault, there, Answers()).rendition)
    theirs = vault.record(read_item(vault, here, Answers()).rendition)
    align_translation(vault, theirs, original)
    lines = placed(load_reading(vault, theirs.number)[0])
    newest = type_reading(
        vault, here, [*lines[:2], replace(lines[2], words="Im Winter.")], based_on=theirs.number
    )
    looked = look(vault, here)
    assert looked.original is not None
    assert looked.alignment is not None
    sides = load_side_by_side(vault, original.number, newest.number, looked.alignment)
    assert [row.second for row in sides.rows] == [(0,), (1,), (2,)]


# What differs


@settings(max_examples=100)
@given(st.lists(st.sampled_from("abcdefgh"), max_size=12), st.lists(st.sampled_from("abcdefgh"), max_size=12))
def test_blocks_lead_from_the_one_list_to_the_other(old: list[str], new: list[str]) -> None:
    found = list(blocks(old, new))
    at = other_at = 0
    for how, start, end, other_start, other_end in found:
        assert (start, other_start) == (at, other_at)
        assert (old[start:end] == new[other_start:other_end]) == (how == "equal")
        at, other_at = end, other_end
    assert (at, other_at) == (len(old), len(new))
    assert all(one[0] != other[0] for one, other in pairwise(found))


@settings(max_examples=60)
@given(some_lines, some_lines)
def test_differences_lead_from_the_one_to_the_other(old: list[TypedLine], new: list[TypedLine]) -> None:
    found = differences(old, new)
    for change in found.changes:
        for how, lines in (("out", change.before), ("in", change.after)):
            words = "".join(one.text for one in change.pieces if one.how in ("same", how))
            assert words == "\n".join(one.words for one in lines)
    together, at = list(old), 0
    for change in found.changes:
        at = change.at
        together[at : at + len(change.before)] = change.after
    assert [one.says() for one in together] == [one.says() for one in new]


@settings(max_examples=60)
@given(some_lines, st.data())
def test_two_corrections_of_different_lines_are_both_in_the_end(
    base: list[TypedLine], data: st.DataObject
) -> None:
    base = [replace(one, place=at, words=f"{at} {one.words}") for at, one in enumerate(base)]
    changed = data.draw(
        st.lists(st.sampled_from(["theirs", "mine", "both", ""]), min_size=len(base), max_size=len(base))
    )

    def corrected(who: str) -> list[TypedLine]:
        return [
            replace(one, words=f"{who} {one.words}") if how in (who, "both") else one
            for one, how in zip(base, changed, strict=True)
        ]

    found = merged(base, corrected("theirs"), corrected("mine"))
    expected = [
        f"{'mine' if how in ('mine', 'both') else 'theirs'} {one.words}" if how else one.words
        for one, how in zip(base, changed, strict=True)
    ]
    assert [one.words for one in found.lines] == expected
    assert [at for at, how in enumerate(changed) if how == "both"] == list(found.both)


def test_lines_cut_and_put_in_by_both_are_all_there() -> None:
    base = [TypedLine(str(at), place=at) for at in range(5)]
    theirs = [
        replace(one, place=at)
        for at, one in enumerate([TypedLine("new"), *base[:2], TypedLine("2a"), TypedLine("2b"), *base[3:]])
    ]
    mine = [base[0], TypedLine("one"), base[2], base[3], TypedLine("end")]
    found = merged(base, theirs, mine)
    assert [one.words for one in found.lines] == ["new", "0", "one", "2a", "2b", "3", "end"]
    assert [one.place for one in found.lines] == [0, 1, None, 3, 4, 5, None]


def test_one_corrects_the_words_and_the_other_says_who_speaks() -> None:
    base = [replace(one, place=at) for at, one in enumerate(SAID)]
    theirs = [replace(base[0], words="Ular ketti.", language="ug"), *base[1:]]
    mine = [replace(base[0], speaker="Ayshe", language="ug"), base[1], replace(base[2], from_ms=4100)]
    found = merged(base, theirs, mine)
    assert found.lines[0] == replace(base[0], words="Ular ketti.", speaker="Ayshe", language="ug")
    assert (found.lines[2].from_ms, found.both) == (4100, ())
    # The same of it, or a line that was cut: a person looks at it.
    assert merged(base, theirs, [replace(mine[0], words="Ular keldimu?"), *base[1:]]).both == (0,)
    cut = [replace(base[0], words="Ular"), TypedLine("keldi."), *base[1:]]
    assert merged(base, [replace(base[0], speaker="Ayshe"), *base[1:]], cut).both == (0,)


def test_three_hours_are_compared_in_bounded_work() -> None:
    old = [TypedLine(f"line {at} " + "word " * 12) for at in range(3000)]
    new = [replace(one, words=one.words + "!") if at % 2 else one for at, one in enumerate(old)]
    assert len(differences(old, new).changes) == 1500
    assert (
        differences([TypedLine("x " * 20_000)], [TypedLine("y " * 20_000)]).changes[0].pieces[0].how == "out"
    )


# A crash


def test_killed_in_the_middle_of_a_save_there_is_all_of_it_or_nothing(
    vault: Vault, item: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files are there, the commit is not: the reading that counted still does, and nothing is left after the next opening."""
    number = item()
    first = type_reading(vault, number, SAID, based_on=None)
    places = set(vault.objects.places())

    def killed(*_args: object, **_more: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Vault, "commit", killed)
        with pytest.raises(KeyboardInterrupt):
            type_reading(vault, number, SAID[:1], based_on=first.number)
    assert [one.number for one in living_readings(vault, vault.record(number))] == [first.number]
    assert set(vault.objects.places()) >= places
    made = type_reading(vault, number, SAID[:1], based_on=first.number)
    assert [one.words for one in placed(load_reading(vault, made.number)[0])] == ["Ular keldi."]
    assert verify_vault(vault).holds
