"""ELAN: every annotation of every tier, with its speaker, language, times and what it hangs on."""

import contextlib
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.canonical import encode
from amanet.errors import BadData
from amanet.intake.parsers.elan import PARSER
from amanet.intake.parsers.parsing import Answers, Sample
from amanet.record.reading import NOT_UNDERSTOOD, Reading


def read(data: str | bytes, answers: Answers | None = None) -> Reading:
    data = data.encode() if isinstance(data, str) else data
    sample = Sample("a.eaf", "text/xml", len(data), data[: 64 << 10])
    PARSER.takes(sample)
    return PARSER.parse(io.BytesIO(data), sample, answers or Answers()).reading


def rows(reading: Reading) -> list[tuple[str, str | None, int | None, int | None, str]]:
    return [(one.kind, one.speaker, one.from_ms, one.to_ms, reading.said(one)) for one in reading.segments]


def document(tiers: str, slots: dict[str, int | None], units: str = "milliseconds", media: str = "") -> str:
    order = "".join(
        f'<TIME_SLOT TIME_SLOT_ID="{id}"' + (f' TIME_VALUE="{ms}"/>' if ms is not None else "/>")
        for id, ms in slots.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<ANNOTATION_DOCUMENT AUTHOR="M" DATE="2020-01-02T03:04:05+00:00" VERSION="3.0">'
        f'<HEADER MEDIA_FILE="" TIME_UNITS="{units}">{media}</HEADER><TIME_ORDER>{order}</TIME_ORDER>{tiers}'
        '<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="translation" CONSTRAINTS="Symbolic_Association"/></ANNOTATION_DOCUMENT>'
    )


def tier(id: str, *annotations: str, **attributes: str) -> str:
    told = "".join(f' {name}="{value}"' for name, value in attributes.items())
    inside = "".join(f"<ANNOTATION>{one}</ANNOTATION>" for one in annotations)
    return (
        f'<TIER TIER_ID="{id}" LINGUISTIC_TYPE_REF="{attributes.pop("type", "speech")}"{told}>{inside}</TIER>'
    )


def aligned(id: str, begin: str, end: str, words: str) -> str:
    return (
        f'<ALIGNABLE_ANNOTATION ANNOTATION_ID="{id}" TIME_SLOT_REF1="{begin}" TIME_SLOT_REF2="{end}">'
        f"<ANNOTATION_VALUE>{words}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION>"
    )


def hanging(id: str, above: str, words: str) -> str:
    return (
        f'<REF_ANNOTATION ANNOTATION_ID="{id}" ANNOTATION_REF="{above}">'
        f"<ANNOTATION_VALUE>{words}</ANNOTATION_VALUE></REF_ANNOTATION>"
    )


SLOTS = {"s1": 100, "s2": 780, "s3": 1590, "s4": None}
MEDIA = '<MEDIA_DESCRIPTOR MEDIA_URL="file:///C:/tapes/one.wav" MIME_TYPE="audio/x-wav" RELATIVE_MEDIA_URL="./one.wav"/>'


def test_an_interview_with_a_translation() -> None:
    reading = read(
        document(
            tier("Ay", aligned("a1", "s2", "s3", "keldi &amp; ketti"), PARTICIPANT="Aygul", LANG_REF="uig")
            + tier("Li", aligned("a2", "s1", "s2", "Kim?"), aligned("a3", "s3", "s3", ""))
            + tier(
                "Ay-en",
                hanging("a4", "a1", "came and went"),
                PARENT_REF="Ay",
                LANG_REF="English",
                type="translation",
            ),
            SLOTS,
            media=MEDIA,
        )
    )
    assert rows(reading) == [
        ("turn", "Li", 100, 780, "Kim?"),
        ("turn", "Aygul", 780, 1590, "keldi & ketti"),
        ("note", "Aygul", 780, 1590, "came and went"),
    ]
    assert [one.language for one in reading.segments] == [None, "uig", None]
    assert reading.segments[1].details == {"annotation": "a1", "tier": "Ay", "type": "speech"}
    assert reading.segments[2].details["parent"] == "a1"
    assert reading.segments[2].details["language"] == "English"
    assert reading.details["media"] == [
        {"url": "file:///C:/tapes/one.wav", "relative_url": "./one.wav", "media_type": "audio/x-wav"}
    ]
    assert [one.what for one in reading.oddities] == ["1 places without words were left out"]


def test_a_slot_without_a_time_has_none_and_stays_in_its_place() -> None:
    reading = read(
        document(
            tier("A", aligned("a1", "s2", "s4", "one"), aligned("a2", "s4", "s3", "two"))
            + tier("B", aligned("a3", "s3", "s3", "three")),
            SLOTS,
        )
    )
    assert rows(reading) == [
        ("turn", "A", 780, None, "one"),
        ("turn", "A", None, 1590, "two"),
        ("turn", "B", 1590, 1590, "three"),
    ]


def test_times_come_from_however_far_above() -> None:
    reading = read(
        document(
            tier("A", aligned("a1", "s1", "s2", "one"))
            + tier("B", hanging("b1", "a1", "two"), PARENT_REF="A")
            + tier("C", hanging("c1", "b1", "three"), PARENT_REF="B"),
            SLOTS,
        )
    )
    assert rows(reading)[2] == ("note", "A", 100, 780, "three")


def test_what_runs_backwards_is_kept_and_told() -> None:
    reading = read(document(tier("A", aligned("a1", "s3", "s1", "back")), SLOTS))
    assert rows(reading) == [(NOT_UNDERSTOOD, "A", None, None, "back")]
    assert reading.segments[0].details["times"] == [1590, 100]
    assert [one.where for one in reading.oddities] == ["annotation 1"]


def test_what_refers_to_nothing_or_in_a_circle_is_kept_without_times() -> None:
    annotations = [hanging("b1", "gone", "lost"), hanging("b2", "b3", "x"), hanging("b3", "b2", "y")]
    reading = read(document(tier("A", PARENT_REF="B") + tier("B", *annotations, PARENT_REF="A"), {}))
    assert [row[1:4] for row in rows(reading)] == [(rows(reading)[0][1], None, None)] * 3
    assert "1 annotations refer to one that there is not" in reading.oddities[0].what


def test_two_annotations_of_one_id_keep_their_own_times() -> None:
    reading = read(
        document(tier("A", aligned("a", "s1", "s2", "one"), aligned("a", "s2", "s3", "two")), SLOTS)
    )
    assert [row[2] for row in rows(reading)] == [100, 780]
    assert len(reading.oddities) == 1


def test_frames_are_no_milliseconds() -> None:
    reading = read(document(tier("A", aligned("a", "s1", "s2", "one")), SLOTS, units="PAL-frames"))
    assert rows(reading) == [("turn", "A", None, None, "one")]
    assert len(reading.oddities) == 1


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("<a/>", "no ELAN document"),
        ("<ANNOTATION_DOCUMENT>\n<TIER>", "line 2"),
        ("", "no XML"),
        ('<!DOCTYPE a [<!ENTITY b "c">]>\n<ANNOTATION_DOCUMENT>&b;</ANNOTATION_DOCUMENT>', "document type"),
        ('<!DOCTYPE a SYSTEM "http://example.org/a.dtd"><ANNOTATION_DOCUMENT/>', "document type"),
        ('<?xml version="1.0" encoding="klingon"?><ANNOTATION_DOCUMENT/>', "no XML"),
        ('<?xml version="1.0" encoding="gb18030"?><ANNOTATION_DOCUMENT/>', "no XML"),
        ("<ANNOTATION_DOCUMENT>" + "<a>" * 5000, "nested"),
    ],
)
def test_what_is_not_of_the_format_is_refused(data: str, message: str) -> None:
    with pytest.raises(BadData, match=message):
        read(data)


def test_it_takes_its_own_and_nothing_else() -> None:
    def takes(head: bytes, name: str = "x") -> bool:
        return PARSER.takes(Sample(name, "text/xml", len(head), head))

    own = document("", {})
    assert [takes(own.encode()), takes(own.encode("utf-16")), takes(b"<a/>", "B.EAF")] == [True] * 3
    assert [takes(b"<a/>"), takes(b"PK\x03\x04", "a.eaf"), takes(b"")] == [False] * 3


def test_a_hostile_file_takes_no_longer_than_it_is_long(grows_as_it_is_long: Any) -> None:
    def hold(length: int) -> None:
        chain = "".join(
            f"<ANNOTATION>{hanging(f'a{n}', f'a{n - 1}', 'x')}</ANNOTATION>" for n in range(length, 0, -1)
        )
        tiers = "".join(f'<TIER TIER_ID="t{n}" PARENT_REF="t{n - 1}"/>' for n in range(length))
        read(document(f'<TIER TIER_ID="t">{chain}</TIER>{tiers}', {}))

    grows_as_it_is_long(hold, 2_400)


@given(
    st.binary(max_size=200)
    | st.binary(max_size=100).map(lambda junk: document("%", {}).encode().replace(b"%", junk))
)
def test_no_bytes_do_more_than_be_refused(data: bytes) -> None:
    with contextlib.suppress(BadData):
        encode(read(data).to_json())


_WORDS = st.text(st.sampled_from("aбئ字 1"), min_size=1, max_size=20).map(str.strip).filter(bool)


@given(
    st.lists(
        st.tuples(st.integers(0, 10**9), st.integers(0, 10**6), st.sampled_from("ABC"), _WORDS), max_size=20
    )
)
def test_times_speakers_and_words_come_back(spoken: list[tuple[int, int, str, str]]) -> None:
    slots: dict[str, int | None] = {}
    tiers: dict[str, list[str]] = {name: [] for name in "ABC"}
    for number, (begin, length, who, words) in enumerate(spoken):
        slots |= {f"b{number}": begin, f"e{number}": begin + length}
        tiers[who].append(aligned(f"a{number}", f"b{number}", f"e{number}", words))
    reading = read(document("".join(tier(name, *inside) for name, inside in tiers.items()), slots))
    expected = sorted(
        ((begin, who, begin + length, words) for begin, length, who, words in spoken), key=lambda row: row[:2]
    )
    assert [(begin, who, end, words) for _, who, begin, end, words in rows(reading)] == expected
