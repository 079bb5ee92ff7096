"""A translation leads to its original and to the recording where that is plain, and asks a person where it is not."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.canonical import decode, encode
from amanet.errors import BadData, Misuse
from amanet.record.alignment import Alignment, CannotAlign, Link, Span, align
from amanet.record.reading import Reading, Segment

Turn = tuple[str, str | None, int | None, int | None]


def reading(*turns: Turn | tuple[str, str | None], kind: str = "turn") -> Reading:
    """Segments of these words, speakers and times; words in square brackets are a note."""
    text, segments = "", []
    for number, (words, speaker, *times) in enumerate(turns):
        whole = words + ("\n" if number < len(turns) - 1 else "")
        begin, end = times or (None, None)
        what = "note" if words.startswith("[") else kind
        segments.append(Segment(what, len(text), len(text) + len(whole), speaker, from_ms=begin, to_ms=end))
        text += whole
    return Reading("test", text, tuple(segments))


def found(alignment: Alignment, original: Reading, translation: Reading, words: str) -> list[str]:
    """What of the original those words of the translation lead to."""
    start = translation.text.index(words)
    spans = alignment.original_of(start, start + len(words))
    return [original.text[one.start : one.end] for one in spans]


ORIGINAL = reading(
    ("Ular uni elip ketti.", "Aygul", 1000, 2500), ("[she weeps]", None), ("Qachan?", "Li", 3000, 4000)
)


def test_a_citation_of_the_translation_leads_to_the_words_and_the_seconds() -> None:
    translation = reading(("They took him.", "AYGUL"), ("When?", "LI"), ("[unclear]", None))
    alignment = align(ORIGINAL, translation)
    assert alignment.how == "order"
    assert found(alignment, ORIGINAL, translation, "took") == ["Ular uni elip ketti."]
    assert alignment.original_of(0, 4) == (Span(0, 20, 1000, 2500),)
    assert [one.from_ms for one in alignment.original_of(0, 4)] == [1000]
    assert found(alignment, ORIGINAL, translation, "him.\nWhen") == ["Ular uni elip ketti.", "Qachan?"]
    assert found(alignment, ORIGINAL, translation, "unclear") == []


@pytest.mark.parametrize(
    ("translation", "at"),
    [
        (reading(("They took him.", "AYGUL")), 2),
        (reading(("They took him.", "A"), ("When?", "L"), ("Then?", "A")), 3),
        (reading(("They took him.", "A"), ("When?", "A")), 2),
        (reading(("They took him.", None), ("When?", "L")), 1),
        (reading(("[nothing]", None)), 1),
        (reading(), 1),
    ],
)
def test_where_the_two_disagree_a_person_is_asked(translation: Reading, at: int) -> None:
    with pytest.raises(CannotAlign, match=f"Turn {at} of the translation") as refused:
        align(ORIGINAL, translation)
    assert refused.value.at == at
    assert "Ular" not in str(refused.value)
    assert "Aygul" not in str(refused.value)


def test_one_label_stands_for_one_throughout() -> None:
    original = reading(("a", "X"), ("b", "Y"), ("c", "X"))
    assert align(original, reading(("1", "P"), ("2", "Q"), ("3", "P"))).how == "order"
    for speakers in ("PPP", "PQQ", "PQR"):
        with pytest.raises(CannotAlign):
            align(original, reading(*((str(number), one) for number, one in enumerate(speakers))))


def test_paragraphs_count_where_both_have_them_and_not_where_only_one_has() -> None:
    plain = reading(("a", None), ("b", None), kind="paragraph")
    assert align(plain, plain).how == "order"
    titled = Reading("docx", "T\nx", (Segment("paragraph", 0, 2), Segment("turn", 2, 3, "X")))
    alignment = align(reading(("a", "A")), titled)
    assert alignment.original_of(2, 3) == (Span(0, 1),)
    assert alignment.original_of(0, 1) == ()


def test_as_many_turns_whose_times_lie_apart_are_not_linked_in_order() -> None:
    original = reading(("a", None, 0, 1000), ("b", None, 1000, 2000))
    translation = reading(("1", None, 1000, 2000), ("2", None, 2500, 3000))
    with pytest.raises(CannotAlign, match="Turn 2"):
        align(original, translation)


def test_subtitles_cut_otherwise_are_linked_by_time() -> None:
    original = reading(("a", None, 0, 4000), ("b", None, 4000, 6000), ("c", None, 6000, 9000))
    translation = reading(
        ("1", None, 0, 2000), ("2", None, 2000, 4100), ("3", None, 4100, 9000), ("4", None, 8000, 9000)
    )
    alignment = align(original, translation)
    assert alignment.how == "times"
    assert [found(alignment, original, translation, one) for one in "1234"] == [
        ["a"],
        ["a"],
        ["b", "c"],
        ["c"],
    ]


def test_two_voices_in_one_cue_are_linked_one_to_one() -> None:
    original = reading(("a", "A", 0, 1000), ("b", "B", 0, 1000), ("c", "A", 2000, 3000))
    translation = reading(
        ("1", None, 0, 1000), ("2", None, 0, 1000), ("3", None, 2000, 2500), ("4", None, 2500, 3000)
    )
    alignment = align(original, translation)
    assert [found(alignment, original, translation, one) for one in "1234"] == [["a"], ["b"], ["c"], ["c"]]


def test_pairs_are_a_persons_word_and_may_be_many_to_many() -> None:
    translation = reading(("All of it.", None), ("[note]", None))
    alignment = align(ORIGINAL, translation, [(2, 0), (0, 0), (0, 0), (1, 1)])
    assert alignment.how == "pairs"
    assert found(alignment, ORIGINAL, translation, "All") == ["Ular uni elip ketti.", "Qachan?"]
    assert found(alignment, ORIGINAL, translation, "note") == ["[she weeps]"]
    for wrong in [(3, 0), (0, 2), (-1, 0)]:
        with pytest.raises(Misuse, match="Pair 2"):
            align(ORIGINAL, translation, [(0, 0), wrong])


@pytest.mark.parametrize("place", [(-1, 2), (0, 0), (3, 2), (0, 10_000), (10_000, 10_001)])
def test_outside_the_translation_there_is_nothing_to_ask_for(place: tuple[int, int]) -> None:
    with pytest.raises(Misuse):
        align(ORIGINAL, ORIGINAL).original_of(*place)


@pytest.mark.parametrize(
    "links",
    [
        [[0, 2, 0, 3, None, None], [0, 2, 0, 3, None, None]],
        [[2, 4, 0, 3, None, None], [0, 2, 0, 3, None, None]],
        [[0, 2, 0, 3, None, None], [1, 3, 0, 3, None, None]],
        [[0, 9, 0, 3, None, None]],
        [[0, 2, 0, 9, None, None]],
        [[1, 1, 0, 3, None, None]],
        [["0", 2, 0, 3, None, None]],
        [[0.5, 2, 0, 3, None, None]],
        [[0, 2, 0, 3, "1", None]],
        [[0, 2, 0]],
        [[0, 2, 0, 3, 1, 2, 3]],
        [3],
        3,
    ],
)
def test_what_is_no_alignment_is_refused(links: object) -> None:
    with pytest.raises(BadData):
        Alignment.from_json({"how": "order", "original_length": 5, "translation_length": 5, "links": links})


def test_an_unknown_way_is_refused() -> None:
    with pytest.raises(BadData):
        Alignment("guessed", 5, 5, (Link(0, 1, Span(0, 1)),))


def test_everyone_speaking_all_the_time_is_no_recording() -> None:
    original = reading(*((str(number), None, 0, 10**9 + number) for number in range(2_000)))
    translation = reading(*((str(number), None, number, 10**8) for number in range(3_000)))
    with pytest.raises(CannotAlign, match="at the same time"):
        align(original, translation)


_SPEAKERS = st.lists(st.sampled_from(["A", "B", "C", None]), min_size=1, max_size=30)


@given(_SPEAKERS)
def test_every_turn_of_a_translation_leads_to_its_own(speakers: list[str | None]) -> None:
    original = reading(*((f"o{number}", one) for number, one in enumerate(speakers)))
    translation = reading(*((f"translated {number}", one and one * 2) for number, one in enumerate(speakers)))
    alignment = align(original, translation)
    for number, segment in enumerate(translation.segments):
        for place in range(segment.start, segment.end):
            (span,) = alignment.original_of(place, place + 1)
            assert original.text[span.start : span.end] == f"o{number}"
    spans = alignment.original_of(0, len(translation.text))
    assert [original.text[one.start : one.end] for one in spans] == [f"o{n}" for n in range(len(speakers))]


@given(_SPEAKERS, st.data())
def test_one_turn_too_few_or_too_many_is_always_noticed(
    speakers: list[str | None], data: st.DataObject
) -> None:
    original = reading(*((f"o{number}", one) for number, one in enumerate(speakers)))
    gone = data.draw(st.integers(0, len(speakers) - 1))
    fewer = reading(*((f"t{number}", one) for number, one in enumerate(speakers) if number != gone))
    for one, other in [(original, fewer), (fewer, original)]:
        with pytest.raises(CannotAlign):
            align(one, other)


_CUTS = st.lists(st.integers(1, 5000), min_size=1, max_size=20)


@given(_CUTS, _CUTS)
def test_by_time_every_turn_leads_to_what_was_said_then(ours: list[int], theirs: list[int]) -> None:
    """Two ways to cut one recording: each turn leads to turns that share its time, and to the one that shares most."""
    original, translation = _cut(ours, sum(ours)), _cut(theirs, sum(ours))
    alignment = align(original, translation)
    for segment in translation.segments:
        spans = alignment.original_of(segment.start, segment.end)
        shared = {one.start: _shared(one, segment) for one in original.segments}
        assert spans
        assert all(shared[one.start] > 0 for one in spans)
        if alignment.how == "times":
            assert max(shared.values()) in {shared[one.start] for one in spans}


def _cut(lengths: list[int], total: int) -> Reading:
    ends, at = [], 0
    for length in lengths:
        if at + length < total:
            at += length
            ends.append(at)
    begins = [0, *ends]
    return reading(
        *((f"w{begin}", None, begin, end) for begin, end in zip(begins, [*ends, total], strict=True))
    )


def _shared(one: Segment, other: Segment) -> int:
    assert None not in (one.from_ms, one.to_ms, other.from_ms, other.to_ms)
    return min(one.to_ms or 0, other.to_ms or 0) - max(one.from_ms or 0, other.from_ms or 0)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=20))
def test_what_is_kept_comes_back_the_same(pairs: list[tuple[int, int]]) -> None:
    original = reading(*((f"o{n}", None, n, n + 1) for n in range(6)))
    translation = reading(*((f"t{n}", None) for n in range(6)))
    alignment = align(original, translation, pairs)
    kept = decode(encode(alignment.to_json()))
    assert Alignment.from_json(json.loads(json.dumps(kept))) == alignment
    for ours, theirs in pairs:
        segment = translation.segments[theirs]
        spans = alignment.original_of(segment.start, segment.end)
        assert f"o{ours}" in {original.text[one.start : one.end] for one in spans}
        assert {(one.from_ms, one.to_ms) for one in spans} >= {(ours, ours + 1)}
