"""Transcripts as people write them: every character stands once, labels are what the file uses as labels, nothing is guessed."""

import contextlib
import io
import re
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.canonical import encode
from amanet.errors import BadData
from amanet.intake.parsers import transcript, transcript_lines, transcript_segments
from amanet.intake.parsers.parsing import Answers, NeedsAnswer, Sample
from amanet.intake.parsers.transcript import PARSER
from amanet.record.reading import NOT_UNDERSTOOD, Reading, Segment

INVENTED = Path(__file__).with_name("invented_broadcast.txt")
Row = tuple[str, str | None, str | None, str]


def sample_of(data: bytes, name: str = "a.txt", media_type: str = "text/plain") -> Sample:
    return Sample(name, media_type, len(data), data[: 64 << 10])


def read(data: str | bytes, answers: Answers | None = None) -> Reading:
    data = data.encode() if isinstance(data, str) else data
    return PARSER.parse(io.BytesIO(data), sample_of(data), answers or Answers()).reading


def takes(text: str | bytes, name: str = "a.txt", media_type: str = "text/plain") -> bool:
    return PARSER.takes(sample_of(text.encode() if isinstance(text, str) else text, name, media_type))


def rows(reading: Reading) -> list[Row]:
    """Kind, speaker, language and words, those of a place or a caption in its mark."""
    return [(one.kind, one.speaker, one.language, words(reading, one)) for one in reading.segments]


def words(reading: Reading, segment: Segment) -> str:
    if segment.kind in ("heading", "note"):
        return reading.text_of(segment).strip()
    return reading.said(segment)


def said(reading: Reading) -> list[tuple[str | None, str]]:
    return [(one.speaker, reading.said(one)) for one in reading.segments if one.kind == "turn"]


def marks(reading: Reading) -> list[tuple[str, str, str | None]]:
    return [(m.kind, reading.text[m.start : m.end], m.value) for one in reading.segments for m in one.marks]


def lines_told(reading: Reading) -> list[str]:
    return [one.where for one in reading.oddities]


def turn(speaker: str | None, language: str | None, text: str) -> Row:
    return ("turn", speaker, language, text)


# The invented broadcast, whole.

EXPECTED: list[Row] = [
    ("heading", None, None, "The Salt Road | LANTERN REPORTS"),
    ("note", None, None, "October 2031 · 14 minute read"),
    (
        "note",
        None,
        None,
        "This invented program contains descriptions of violence. Viewer discretion is advised.",
    ),
    ("heading", None, None, "ORMAN–TAVAN BORDER"),
    turn("ILDA", "ka", "I am standing where the road ends. I cannot go further."),
    turn("NARRATOR", None, "A message from a baker to her brother, recorded in a place that no map shows."),
    turn("ILDA", "ka", "If the shop is closed on Monday, ask nobody."),
    turn(
        "BERO",
        "ka",
        "I have played it a hundred times.\n\nShe never closed the shop. Not once in eleven years.",
    ),
    turn(
        "NARRATOR",
        None,
        "This is Bero. Three years ago his sister Ilda crossed into the Tavan salt district. She never came back.\n\n"
        "At 10:30 that morning she bought thread. He said it himself: she was making a coat.\n\n"
        "He has looked for her ever since.",
    ),
    ("heading", None, None, "TAVAN, NORTHERN SALT DISTRICT"),
    turn("NARRATOR", None, 'We cannot go there. A driver who can agreed to film. We call him "Mur."'),
    turn("MUR", "tt", "They look at your hands first."),
    turn("MUR", "ru", "Then at the papers. They do not like old papers."),
    turn("MALE GUARD AT CHECKPOINT", "tt", "Open it."),
    turn("MUR", "tt", "It is only thread."),
    turn("MALE GUARD AT CHECKPOINT", "tt", "Thread. For whom?"),
    turn("NARRATOR", None, "He is waved through."),
    turn(
        "OLEN MARSH",
        None,
        "The salt works were closed in 2009. Officially. Our photographs show smoke in every year since.",
    ),
    turn("NARRATOR", None, "The ministry did not answer our questions; it sent a film instead."),
    turn("MINISTRY FILM", "ru", "In the north, everybody works. Everybody sings."),
    turn("WORKERS IN HALL", "ru", "We thank the north. We thank the north."),
    turn("MINISTRY FILM", "ru", "Beautiful salt."),
    turn("OLEN MARSH", None, "Look at the doors. They have no handles inside."),
    ("note", None, None, "Ministry of Labor film, Tavan"),
    turn("NARRATOR", None, "The film was made in one day. Two people who were there told us how."),
    ("heading", None, None, "SEPTEMBER 2031"),
    turn("NARRATOR", None, "They live in another country now. They asked us to use only their first names."),
    ("note", None, None, "KETA\n\nHeld for nine months"),
    turn("KETA", "ka", "We were given white coats at six in the morning. At seven they took them back."),
    ("note", None, None, "TOSO\n\nFormer clerk of the salt works"),
    turn("TOSO", "kk", "I wrote the names. I wrote four hundred and twelve names."),
    turn("KETA", "ka", "Nobody asked us to smile. They asked us not to cry."),
    ("note", None, None, "[Silence]"),
    turn("KETA", None, "I cried."),
    turn("TOSO", "kk", "There was a baker. She sewed at night, without light."),
    turn("INTERVIEWER", None, "What was her name?"),
    turn("TOSO", None, "I wrote only numbers by then."),
    turn("INTERVIEWER", None, "Do you remember the number?"),
    turn("TOSO", None, "Yes. Yes."),
    ("heading", None, None, "HALVA, TAVAN – OCTOBER 2031"),
    turn(None, None, "The snow came early that year."),
    turn("NARRATOR", None, "We showed Bero the coat that Toso described."),
    turn("BERO", "ka", "The buttons. Those are our mother's buttons."),
    turn("MUR", "tt", "I saw a coat like that on the road. I did not stop. I am sorry."),
    turn("BERO", "ka", "Tell him he could not have stopped."),
    turn("NARRATOR", None, "The Tavan embassy says there is no such person as Ilda."),
    turn(
        "BERO'S DAUGHTERS",
        "ka",
        "Salt on the window, salt on the bread, who keeps the oven, who makes the bed?",
    ),
    turn("OLEN MARSH", None, "A state that says a woman does not exist has told you that it knows her name."),
    turn("ILDA", "ka", "Take care of the oven. It is older than both of us."),
    turn("NARRATOR", None, "Bero opens the shop at five, every morning."),
    (
        NOT_UNDERSTOOD,
        None,
        None,
        "bG9yZW1JcHN1bTIwMzE3aW52ZW50ZWRKdW5rT2ZOb01lYW5pbmc%2BxQ9Zr1Kt4Vw8Lm2Np6Bs0Hd3Gy7",
    ),
]


def test_the_invented_broadcast_is_read_as_it_is_meant() -> None:
    data = INVENTED.read_bytes()
    assert PARSER.takes(sample_of(data))
    reading = read(data)
    assert reading.text == data.decode()
    assert rows(reading) == EXPECTED
    assert reading.details == {"title": "The Salt Road | LANTERN REPORTS"}
    assert lines_told(reading) == ["line 85", "line 145"]  # the caption of the film, and words of nobody


def test_the_invented_broadcast_has_its_marks() -> None:
    reading = read(INVENTED.read_bytes())
    found = marks(reading)
    book = 'Ph.D., Author, "Salt: A History of the Tavan Roads"'
    assert ("label", "OLEN MARSH, ", "OLEN MARSH") in found
    assert ("description", book + ":", book) in found
    assert ("action", "[chanting together]:", "chanting together") in found
    assert [value for kind, _, value in found if kind == "action"] == [
        "Crying", "Laughs", "chanting together", "Silence", "Whispers", "Nodding",
    ]  # fmt: skip
    assert [text for kind, text, _ in found if kind == "place"] == [
        "ORMAN–TAVAN BORDER", "TAVAN, NORTHERN SALT DISTRICT", "HALVA, TAVAN",
    ]  # fmt: skip
    assert [text for kind, text, _ in found if kind == "caption"] == [
        "Ministry of Labor film, Tavan",
        "KETA",
        "TOSO",
    ]
    assert [one.details for one in reading.segments if one.details] == [
        {"date": "SEPTEMBER 2031"}, {"caption_of": "KETA"}, {"caption_of": "TOSO"}, {"date": "OCTOBER 2031"},
    ]  # fmt: skip


@pytest.mark.needs("shared-data")
def test_the_real_broadcast_is_read_without_loss(shared_data: Path) -> None:
    data = (shared_data / "transcripts" / "broadcast-transcript.txt").read_bytes()
    reading = read(data)
    assert PARSER.takes(sample_of(data))
    assert "".join(map(reading.text_of, reading.segments)) == data.decode()
    last = reading.segments[-1]
    assert (last.kind, reading.text_of(last).strip()) == (NOT_UNDERSTOOD, data.decode().split()[-1])
    assert {one.kind for one in reading.segments} == {"turn", "heading", "note", NOT_UNDERSTOOD}
    assert all(one.speaker for one in reading.segments if one.kind == "turn")


@pytest.mark.needs("shared-data")
def test_the_real_broadcast_has_the_labels_and_languages_that_grep_finds(shared_data: Path) -> None:
    text = (shared_data / "transcripts" / "broadcast-transcript.txt").read_text()
    reading = read(text)
    labels = re.findall(r"^([A-Z][A-Z' 0-9]+?)(?:,.*| \[.*\])?:$", text, re.MULTILINE)
    turns = [one for one in reading.segments if one.kind == "turn"]
    assert [one.speaker for one in turns] == labels
    assert sum(one.language is not None for one in turns) == len(
        re.findall(r"\[(?:Speaking|Sings in|Singing in) ", text)
    )
    by_name = {"Uyghur": "ug", "Mandarin": "cmn", "Kazakh": "kk", "Russian": "ru"}
    for name, tag in by_name.items():
        written = len(re.findall(rf"\[(?:Speaking|Sings in|Singing in) {name}\]", text))
        assert sum(one.language == tag for one in turns) == written > 0


# Labels.


@pytest.mark.parametrize(
    "text",
    [
        "DANA MUR: Where?\nLI: There.\n",
        "DANA MUR:\n\nWhere?\n\nLI:\n\nThere.\n",
        "DANA MUR:\nWhere?\nLI:\nThere.\n",
        "DANA MUR : Where?\nLI\t:\tThere.",
        "**DANA MUR:** Where?\n\n**LI:** There.",
        ">> DANA MUR: Where?\n>> LI: There.",
        "[DANA MUR]: Where?\n[LI]: There.",
        "DANA MUR：Where?\nLI：There.",
        "\ufeff\u200eDANA MUR\u200e: Where?\r\n\u200eLI\u200f: There.\r\n",
        "  DANA MUR: Where?\r\r\tLI: There.\r",
    ],
)
def test_labels_alone_and_before_words(text: str) -> None:
    assert takes(text)
    assert said(read(text)) == [("DANA MUR", "Where?"), ("LI", "There.")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Aygul Bekova", "Interviewer"),
        ("Q", "A"),
        ("ВОПРОС", "ОТВЕТ"),
        ("Вопрос", "Айгүл Беков қызы"),
        ("ئايگۈل", "مۇخبىر"),
        ("المحاور", "الشاهد"),
        ("记者", "证人"),
        ("სალომე", "ბერო"),
        ("SPEAKER_00", "SPEAKER_01"),
        ("Speaker 1", "Speaker 2"),
        ("B-14", "D.K."),
        ("2ND OFFICER", "WOMAN #2"),
        ("McKAY", "OLEN de MARSH"),
        ("interviewer", "respondent"),
    ],
)
def test_labels_of_interviews_in_many_scripts(first: str, second: str) -> None:
    text = f"{first}: a b c.\n{second}: d.\n{first}: e?\n\nf.\n{second}: g.\n"
    assert takes(text)
    assert said(read(text)) == [(first, "a b c."), (second, "d."), (first, "e?\n\nf."), (second, "g.")]


def test_questions_and_answers_of_a_court() -> None:
    text = "Q.  Were you there?\nA.  Yes. A. Marsh was too.\nQ.  When?\nA.  At night.\n"
    assert said(read(text)) == [
        ("Q", "Were you there?"),
        ("A", "Yes. A. Marsh was too."),
        ("Q", "When?"),
        ("A", "At night."),
    ]


def test_a_sign_of_another_speaker_without_a_name_is_nobody() -> None:
    assert said(read(">> DANA: One.\n>> Two.\n>> Three.\n")) == [
        ("DANA", "One."),
        (None, "Two."),
        (None, "Three."),
    ]


def test_a_description_comes_with_a_label_and_labels_are_never_merged() -> None:
    text = (
        'OLEN MARSH, Ph.D., "Salt: a History":\n\nOne.\n\nMARSH (voice-over):\n\nTwo.\n\nOLEN MARSH:\n\nThree.\n\n'
        "LI – a driver, said to be from Halva:\n\nFour.\n\nDANA (in Kazakh):\n\nFive.\n\nKETA, clerk [crying]: Six.\n\nKETA: Seven.\n"
    )
    reading = read(text)
    assert reading.speakers() == {"OLEN MARSH": 2, "MARSH": 1, "LI": 1, "DANA": 1, "KETA": 2}
    assert [(kind, value) for kind, _, value in marks(reading) if kind != "label"] == [
        ("description", 'Ph.D., "Salt: a History"'),
        ("description", "voice-over"),
        ("description", "a driver, said to be from Halva"),
        ("language", "kk"),
        ("description", "clerk"),
        ("action", "crying"),
    ]
    assert " ".join(map(reading.said, reading.segments)) == "One. Two. Three. Four. Five. Six. Seven."


@pytest.mark.parametrize(
    "line",
    [
        "He said: go home.",
        "At 10:30 they came.",
        "https://example.org/a: a page",
        "Then she told me this:",
        "We saw three things: a coat, a shoe, salt.",
        '"Dana": that is what they called her.',
        "10:30 was when it was.",
        "Surah:2 it was.",
        "And I asked, who are you: nobody answered.",
    ],
)
def test_a_colon_inside_a_sentence_makes_no_label(line: str) -> None:
    text = f"DANA: One.\n\n{line}\n\nLI: Two.\n\nDANA: Three.\n\n{line}\n"
    reading = read(text)
    assert said(reading) == [("DANA", f"One.\n\n{line}"), ("LI", "Two."), ("DANA", f"Three.\n\n{line}")]
    assert reading.oddities == ()


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("Remembrance: a word she used.", "like a speaker's label"),
        ("Keta Toso: that is her whole name.", "like a speaker's label"),
        ("US, in short: nobody.", "like a speaker's label"),
        ("Note: she cried here.", "like a field of a form"),
        ("WARNING: a dog.", "like a field of a form"),
        ("MAY 5: we left.", "like a field of a form"),
        ("注意: 狗", "like a field of a form"),
    ],
)
def test_a_doubtful_label_stays_among_the_words_and_is_pointed_at(line: str, what: str) -> None:
    reading = read("DANA: One.\n\nMore of it.\n\n" + line + "\n\nLI: Two.\nDANA: Three.\n")
    assert said(reading)[0] == ("DANA", f"One.\n\nMore of it.\n\n{line}")
    assert lines_told(reading) == ["line 5"]
    assert what in reading.oddities[0].what


def test_he_said_in_a_script_without_capitals_is_no_label() -> None:
    text = "记者：什么时候？\n证人：晚上。\n他说：走。\n记者：然后呢？\n证人：走了。\n他说：不。\n"
    assert set(read(text).speakers()) == {"记者", "证人"}


def test_the_user_says_what_else_is_a_label() -> None:
    text = "DANA: One.\n\nthe old man, tired: Two.\n\nLI: Three.\n\nKETA\n\nFour.\n"
    answers = Answers(speakers=("the old man, tired", "KETA"))
    assert said(read(text)) == [
        ("DANA", "One.\n\nthe old man, tired: Two."),
        ("LI", "Three."),
        (None, "Four."),
    ]
    assert said(read(text, answers)) == [
        ("DANA", "One."),
        ("the old man, tired", "Two."),
        ("LI", "Three."),
        ("KETA", "Four."),
    ]


def test_one_label_that_the_user_names_is_enough() -> None:
    assert rows(read("Keta Toso: One.\n\nTwo.\n"))[0][0] == "paragraph"
    assert said(read("Keta Toso: One.\n\nTwo.\n", Answers(speakers=("Keta Toso",)))) == [
        ("Keta Toso", "One.\n\nTwo.")
    ]


def test_a_form_before_an_interview_is_no_turn() -> None:
    text = (
        "Interview with B-14\nDate: 3 May 2031\nPlace: Orman\nInterviewer: D. M.\n\n"
        "Interviewer: What happened?\nB-14: They came.\nInterviewer: When?\nB-14: At night.\n"
    )
    reading = read(text)
    assert [row[:2] for row in rows(reading)[:3]] == [
        ("heading", None),
        ("note", None),
        ("turn", "Interviewer"),
    ]
    assert [speaker for speaker, _ in said(reading)] == ["Interviewer", "B-14"] * 2
    assert lines_told(reading) == ["line 4"]


def test_a_form_without_a_blank_line_ends_with_its_last_field() -> None:
    reading = read("Date: 3 May 2031\nPlace: Orman\nQ: What?\nA: They came.\nQ: When?\nA: At night.\n")
    assert [row[0] for row in rows(reading)] == ["note", "turn", "turn", "turn", "turn"]
    assert reading.oddities == ()


# Notes.


def test_a_language_note_in_the_middle_begins_a_new_segment_of_the_same_speaker() -> None:
    text = "DANA: One. [In Russian] Two.\n\nThree.\n\n[Speaking Kazakh]\n\nFour.\nLI: Five.\n"
    assert rows(read(text)) == [
        turn("DANA", None, "One."),
        turn("DANA", "ru", "Two.\n\nThree."),
        turn("DANA", "kk", "Four."),
        turn("LI", None, "Five."),
    ]


@pytest.mark.parametrize(
    ("note", "tag"),
    [
        ("[Speaking Uyghur]", "ug"),
        ("[SPEAKING UYGHUR]", "ug"),
        ("[Uyghur]", "ug"),
        ("[in Uighur]", "ug"),
        ("(in Uyghur)", "ug"),
        ("(speaking Uyghur)", "ug"),
        ("[Speaks Uyghur, crying]", "ug"),
        ("[Sings in Mandarin]", "cmn"),
        ("[through interpreter, in Kazakh]", "kk"),
        ("[Translated from Dari]", "prs"),
        ("[говорит по-уйгурски]", "ug"),
        ("[на казахском языке]", "kk"),
        ("[қазақша]", "kk"),
        ("[ұйғыр тілінде]", "ug"),
        ("[ئۇيغۇرچە]", "ug"),
        ("[ئۇيغۇرچە سۆزلەيدۇ]", "ug"),
        ("[بالأويغورية]", "ug"),
        ("[Uygurca konuşuyor]", "ug"),
        ("[auf Uigurisch]", "ug"),
        ("[en ouïghour]", "ug"),
        ("【说维吾尔语】", "ug"),
        ("（普通话）", "cmn"),
        ("[Speaking a foreign language]", None),
        ("[Speaking Elvish]", None),
        ("[Uyghur and Mandarin]", None),
    ],
)
def test_notes_of_a_language(note: str, tag: str | None) -> None:
    reading = read(f"DANA: {note} One.\nLI: Two.\n")
    assert rows(reading) == [turn("DANA", tag, "One."), turn("LI", None, "Two.")]
    assert marks(reading)[1] == ("language", note, tag)
    assert lines_told(reading) == ([] if tag else ["line 1"])


@pytest.mark.parametrize(
    "note",
    [
        "[Crying]",
        "(laughs)",
        "<inaudible>",
        "[Voice of Interpreter]",
        "（笑）",
        "[смеётся]",
        "[long pause]",
        "(يبكي)",
    ],
)
def test_notes_of_what_happened(note: str) -> None:
    reading = read(f"DANA: {note} One.\nLI: Two. {note}\n")
    assert said(reading) == [("DANA", "One."), ("LI", "Two.")]
    assert [text for kind, text, _ in marks(reading) if kind == "action"] == [note, note]


@pytest.mark.parametrize(
    "bracket", ["[my brother]", "(not me)", "[the police]", "(Uyghur)", "(10:30)", "<b>", "[ ]"]
)
def test_brackets_within_a_sentence_are_words(bracket: str) -> None:
    sentence = f"They took {bracket} away that night."
    reading = read(f"DANA: {sentence}\nLI: Two.\n")
    assert said(reading)[0] == ("DANA", sentence)
    assert {kind for kind, _, _ in marks(reading)} == {"label"}


def test_a_note_on_a_line_of_its_own_interrupts_and_ends_nothing() -> None:
    text = "DANA:\n\n[In Russian] One.\n\n(The recording stops.)\n\nTwo.\n\nLI:\n\n[Nodding]\n\nDANA:\n\nThree.\n"
    assert rows(read(text)) == [
        turn("DANA", "ru", "One."),
        ("note", None, None, "(The recording stops.)"),
        turn("DANA", "ru", "Two."),
        turn("LI", None, ""),
        turn("DANA", None, "Three."),
    ]


def test_the_told_language_is_that_of_words_that_no_note_names() -> None:
    text = "DANA: One. [In Russian] Two.\nLI: Three.\n"
    assert [one.language for one in read(text, Answers(language="kk")).segments] == ["kk", "ru", "kk"]


# Times.


@pytest.mark.parametrize(
    ("line", "from_ms", "to_ms"),
    [
        ("[00:01:23] DANA: One.", 83_000, None),
        ("00:01:23 DANA: One.", 83_000, None),
        ("00:01:23.5 - DANA: One.", 83_500, None),
        ("(01:23) DANA: One.", 83_000, None),
        ("[00:01:23 --> 00:01:30,250] DANA: One.", 83_000, 90_250),
        ("DANA (01:23): One.", 83_000, None),
        ("DANA [1:01:23]: One.", 3_683_000, None),
        ("DANA: [00:01:23] One.", 83_000, None),
        ("00:01:23:12 DANA: One.", 83_000, None),
        ("DANA 01:23\nOne.", 83_000, None),
        ("DANA  00:01:23\n\nOne.", 83_000, None),
        ("[00:01:23]\nDANA: One.", 83_000, None),
    ],
)
def test_times_beside_labels(line: str, from_ms: int, to_ms: int | None) -> None:
    reading = read(f"[00:00:02] LI: Zero.\n{line}\nLI: Two.\n")
    turns = [one for one in reading.segments if one.kind == "turn"]
    assert [(one.speaker, reading.said(one)) for one in turns] == [
        ("LI", "Zero."),
        ("DANA", "One."),
        ("LI", "Two."),
    ]
    assert [(one.from_ms, one.to_ms) for one in turns] == [(2000, None), (from_ms, to_ms), (None, None)]


def test_a_time_in_a_turn_is_a_frame_and_the_speaker_goes_on() -> None:
    reading = read("DANA: One [00:00:04] two.\n\n[00:00:09]\n\nThree.\nLI: Four (10:30) five.\n")
    assert [(one.kind, one.speaker, one.from_ms, reading.said(one)) for one in reading.segments] == [
        ("turn", "DANA", None, "One"),
        ("frame", None, 4000, "[00:00:04]"),
        ("turn", "DANA", 4000, "two."),
        ("frame", None, 9000, "[00:00:09]"),
        ("turn", "DANA", 9000, "Three."),
        ("turn", "LI", None, "Four (10:30) five."),
    ]


def test_times_that_may_be_those_of_a_clock_are_not_taken() -> None:
    reading = read("14:05 Q: Who?\n14:06 A: I.\n14:20 Q: When?\n")
    assert [one.from_ms for one in reading.segments] == [None, None, None]
    assert [one.where for one in reading.oddities] == ["the whole"]


# Headings, captions, junk.


def test_a_heading_ends_a_turn_and_words_after_it_are_nobodys() -> None:
    reading = read("DANA: One.\n\nHALVA, TAVAN\n\nTwo.\n\nLI: Three.\n\nPart 2\n\nDANA: Four.\n")
    assert rows(reading) == [
        turn("DANA", None, "One."),
        ("heading", None, None, "HALVA, TAVAN"),
        turn(None, None, "Two."),
        turn("LI", None, "Three."),
        ("heading", None, None, "Part 2"),
        turn("DANA", None, "Four."),
    ]
    assert lines_told(reading) == ["line 5"]


@pytest.mark.parametrize("line", ["NO", "STOP!", "I SAID NO.", '"GO HOME"', "ok"])
def test_words_in_capitals_are_not_always_a_heading(line: str) -> None:
    assert said(read(f"DANA: One.\n\n{line}\n\nLI: Two.\n")) == [("DANA", f"One.\n\n{line}"), ("LI", "Two.")]


def test_words_in_capitals_right_after_a_label_are_said() -> None:
    assert said(read("DANA:\n\nNO MORE SALT\n\nLI:\n\nYes.\n")) == [("DANA", "NO MORE SALT"), ("LI", "Yes.")]


@pytest.mark.parametrize(
    ("heading", "place", "date"),
    [
        ("HALVA", "HALVA", None),
        ("HALVA, TAVAN", "HALVA, TAVAN", None),
        ("MARCH 2031", None, "MARCH 2031"),
        ("HALVA – MARCH 5, 2031", "HALVA", "MARCH 5, 2031"),
        ("5 МАРТА 2031 | ХАЛВА", "ХАЛВА", "5 МАРТА 2031"),
        ("TWO DAYS LATER", None, "TWO DAYS LATER"),
        ("THE END", None, None),
        ("CHAPTER TWO", None, None),
        ("PART TWO: THE ROAD", None, None),
        ("HALVA, TAVAN \t", "HALVA, TAVAN", None),
        ("WASHINGTON, D.C.", "WASHINGTON, D.C.", None),
    ],
)
def test_a_heading_tells_place_and_date_apart(heading: str, place: str | None, date: str | None) -> None:
    reading = read(f"DANA: One.\n\n{heading}\n\nLI: Two.\n")
    found = reading.segments[1]
    assert found.kind == "heading"
    assert [text for kind, text, _ in marks(reading) if kind == "place"] == ([place] if place else [])
    assert found.details == ({"date": date} if date else {})


@pytest.mark.parametrize(
    "caption", ["DANA\nHeld for a year", "DANA\n\nHeld for a year", "DANA, held for a year", "DANA"]
)
def test_a_label_without_its_colon_introduces_somebody(caption: str) -> None:
    reading = read(f"LI:\n\nOne.\n\n{caption}\n\nDANA:\n\nTwo.\n")
    assert said(reading) == [("LI", "One."), ("DANA", "Two.")]
    note = reading.segments[1]
    assert (note.kind, note.details) == ("note", {"caption_of": "DANA"})
    assert [mark.kind for mark in note.marks] == ["caption", "description"][: 1 + ("eld" in caption)]


def test_a_short_line_is_a_caption_only_where_the_file_ends_its_sentences() -> None:
    turns = "DANA:\n\nOne and two.\n\n" * 10
    found = read(turns + "LI:\n\nThree.\n\nA film by the ministry\n\n" + turns)
    assert [row for row in rows(found) if row[0] == "note"] == [
        ("note", None, None, "A film by the ministry")
    ]
    assert len(found.oddities) == 1
    careless = turns.replace("two.", "two")
    assert {
        row[0] for row in rows(read(careless + "LI:\n\nThree\n\nA film by the ministry\n\n" + careless))
    } == {"turn"}


def test_a_heading_over_a_line_like_a_caption_is_not_marked_as_a_place() -> None:
    """ "KETA TOSO / Ilda's neighbor" and "HALVA / Southern Tavan" look the same."""
    turns = "DANA:\n\nOne and two.\n\n" * 10
    reading = read(turns + "KETA TOSO\n\nNeighbor of Ilda\n\n" + turns)
    assert [row[0] for row in rows(reading) if row[0] != "turn"] == ["heading", "note"]
    assert "place" not in {kind for kind, _, _ in marks(reading)}


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("The Salt Road: a Story", "heading"),
        ("THE SALT ROAD: A STORY", "heading"),
        ("DANA: Before all.", "turn"),
        ("Date: 3 May", "note"),
    ],
)
def test_the_first_line_is_a_title_unless_it_is_something_else(title: str, kind: str) -> None:
    reading = read(f"{title}\n\nIn two parts.\n\nDANA:\n\nOne.\n\nLI:\n\nTwo.\n")
    assert reading.segments[0].kind == kind
    assert reading.details == ({"title": title} if kind == "heading" else {})


@pytest.mark.parametrize("separator", ["* * *", "-----", "———", "======"])
def test_a_line_of_signs_is_a_note(separator: str) -> None:
    reading = read(f"DANA: One.\n\n{separator}\n\nLI: Two.\n")
    assert rows(reading)[1] == ("note", None, None, separator)


@pytest.mark.parametrize(
    "junk",
    ["aB3" * 20, "0123456789abcdef" * 4, "a\x00\x01\x02b", "\ufffd\ufffd\ufffd x", "Zm9v" * 12 + "b3I1A9=="],
)
def test_junk_is_kept_as_not_understood(junk: str) -> None:
    reading = read(f"DANA: One.\n\n{junk}\n\nLI: Two.\n\n{junk}")
    assert rows(reading)[1::2] == [(NOT_UNDERSTOOD, None, None, junk)] * 2


@pytest.mark.parametrize(
    "line", ["https://example.org/" + "Ab1/" * 20, "слово" * 20, "维吾尔" * 30, "a" * 80, "....."]
)
def test_long_words_are_not_junk(line: str) -> None:
    assert said(read(f"DANA: One.\n\n{line}\n\nLI: Two.\n"))[0] == ("DANA", f"One.\n\n{line}")


# Texts without labels, encodings, refusals.


def test_a_text_without_labels_is_paragraphs() -> None:
    text = "A letter.\n\nIt has two\nlines. [Crying]\n\nHALVA\n\nKeta Toso: once.\n\n" + "aB3" * 20 + "\n"
    reading = read(text, Answers(language="kk"))
    assert not takes(text)
    assert [(one.kind, one.language) for one in reading.segments] == [
        ("paragraph", "kk"),
        ("paragraph", "kk"),
        ("heading", None),
        ("paragraph", "kk"),
        (NOT_UNDERSTOOD, None),
    ]
    assert lines_told(reading) == ["the whole", "line 8"]


@pytest.mark.parametrize(("text", "kinds"), [("", []), (" \r\n\t\n", ["frame"]), ("\ufeff\u200f", ["frame"])])
def test_a_text_without_words(text: str, kinds: list[str]) -> None:
    assert [one.kind for one in read(text).segments] == kinds


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_line_ends_and_marked_encodings_make_no_difference(end: str, encoding: str) -> None:
    text = INVENTED.read_text()
    data = text.replace("\n", end).encode(encoding)
    assert PARSER.takes(sample_of(data))
    reading = read(data)
    assert [(row[0], row[1], row[2]) for row in rows(reading)] == [
        (row[0], row[1], row[2]) for row in EXPECTED
    ]
    if end != "\u2028":
        assert lines_told(reading) == ["line 85", "line 145"]


def test_another_encoding_is_asked_for() -> None:
    data = "ВОПРОС: Кто?\nОТВЕТ: Я.\nВОПРОС: Когда?\n".encode("cp1251")
    assert PARSER.takes(sample_of(data))
    with pytest.raises(NeedsAnswer) as asked:
        read(data)
    assert asked.value.question == "encoding"
    assert said(read(data, Answers(encoding="cp1251")))[1] == ("ОТВЕТ", "Я.")


@pytest.mark.parametrize(
    ("text", "name", "media_type"),
    [
        ("12.03.31, 10:15 - Dana: One\n12.03.31, 10:16 - Li: Two\n", "a.txt", "text/plain"),
        ("[12/03/2031, 10:15:33] Dana: One\n[12/03/2031, 10:16:01] Li: Two\n", "a.txt", "text/plain"),
        ("\u200e[2031-03-12, 10:15:33] Dana: One\n2031/03/12, 10:16 - Li: Two\n", "a.txt", "text/plain"),
        (
            "1\n00:00:01,000 --> 00:00:02,000\nDANA: One.\n\n2\n00:00:03,000 --> 00:00:04,000\nLI: Two.\n",
            "a.txt",
            "",
        ),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nDANA: One.\nLI: Two.\n", "a.txt", "text/plain"),
        ('{"DANA": "One",\n"LI": "Two"}\n', "a.txt", "text/plain"),
        ('[{"a": 1},\nDANA: 1\nLI: 2\n', "a.txt", "text/plain"),
        ("<!DOCTYPE html>\n<p>\nDANA: One\nLI: Two\n", "a.txt", "text/plain"),
        (
            "From: a@example.org\nTo: b@example.org\nSubject: x\n\nDANA: One.\nLI: Two.\n",
            "a.txt",
            "text/plain",
        ),
        ("Received: from x\nDANA: One.\nLI: Two.\n", "a.txt", "text/plain"),
        ("DANA: One.\nLI: Two.\n", "a.csv", "text/plain"),
        ("DANA: One.\nLI: Two.\n", "a.txt", "text/html"),
        ("DANA: One.\nLI: Two.\n", "a.txt", "application/octet-stream"),
        ("DANA: One.\nLI: Two.\n" + "\x00\x01" * 40, "a.txt", "text/plain"),
        ("A letter: one.\n\nAnother line.\n", "a.txt", "text/plain"),
        ("", "a.txt", "text/plain"),
        ("name,age\nDana,34\n", "a.txt", "text/plain"),
    ],
)
def test_what_others_read_is_left_to_them(text: str, name: str, media_type: str) -> None:
    assert not takes(text, name, media_type)


@pytest.mark.parametrize("media_type", ["text/plain", "text/plain; charset=utf-8", ""])
def test_a_transcript_is_taken_by_any_name(media_type: str) -> None:
    assert takes("[Music]\n\nDANA: One.\nLI: Two.\n", "interview", media_type)


def test_too_many_lines_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcript_lines, "MOST_LINES", 20)
    with pytest.raises(BadData, match="more than 20 lines"):
        read("DANA: One.\n" * 21)


def test_too_many_turns_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcript_segments, "MOST_SEGMENTS", 20)
    with pytest.raises(BadData, match="more than 20 turns"):
        read("DANA: One.\n" * 21)


def test_too_many_notes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcript_segments, "MOST_MARKS", 20)
    with pytest.raises(BadData, match="more than 20 labels and notes"):
        read("DANA: One.\nLI: Two. " + "[Crying] " * 20)


def test_too_large_a_file_is_refused_unread() -> None:
    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            buffer[:] = b"\n" * len(buffer)
            return len(buffer)

    with pytest.raises(BadData, match="64 MiB"):
        PARSER.parse(io.BufferedReader(Endless()), sample_of(b"\n"), Answers())


def test_many_oddities_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcript, "MOST_ODDITIES", 3)
    reading = read("DANA: One.\nLI: Two.\n" + "Note: x.\n" * 10)
    assert lines_told(reading) == ["line 3", "line 4", "line 5", "the whole"]
    assert "7 more" in reading.oddities[-1].what


@pytest.mark.parametrize(
    "piece",
    ["[", "(", ":", '"', "<", ">> ", "A: ", "a b. [x] (y) ", '"a:(b[c', "\u200f", "* ", "0:1", "L: x [In Russian] y. ", "A",
     "A B\n", "[x]\n", "aB3", "DANA: x\n", "Dana\n", "\r", "- "],
)  # fmt: skip
def test_no_text_takes_longer_than_it_is_long(piece: str, matches_as_it_is_long: Any) -> None:
    def hold(length: int) -> None:
        data = (piece * (length // len(piece))).encode()
        PARSER.takes(sample_of(data))
        assert read(data).text == data.decode()

    matches_as_it_is_long(hold, 200_000)


# Properties.

PIECES = (
    "DANA", "Keta Toso", "Q", "记者", "ئايگۈل", ":", "：", ": ", ".", ", ", "\n", "\n\n", "\r\n", "\r", " ", "\t", "[", "]", "(", ")",
    "[Speaking Uyghur]", "[Crying]", "[In Elvish]", "(laughs)", "<", ">", ">> ", "00:01:23", "[00:12]", "1:2", "HALVA, TAVAN", "MARCH 2031",
    "Date: ", "Note: ", "he said", "aB3" * 20, "***", "\u200f", "\ufeff", "\x00", "\ufffd", '"', "“", "- ", "# ", "Part 2", "One two.",
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=40).map("".join)), st.booleans())
def test_any_text_is_read_whole(text: str, told: bool) -> None:
    answers = Answers(speakers=("Keta Toso", "HALVA, TAVAN", ":")) if told else Answers()
    data = text.encode("utf-8", "ignore")
    assert PARSER.takes(sample_of(data)) in (True, False)
    reading = read(data, answers)
    assert "".join(map(reading.text_of, reading.segments)) == data.decode("utf-8-sig")
    assert reading.text == data.decode("utf-8-sig")
    assert Reading.from_json(reading.text, reading.to_json()) == reading
    encode(reading.to_json())


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert PARSER.takes(sample_of(data)) in (True, False)
    with contextlib.suppress(BadData):
        read(data)


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_no_oddity_holds_words_of_the_file(text: str) -> None:
    for oddity in read("DANA: x\n" + text.encode().decode("utf-8-sig")).oddities:
        assert re.fullmatch(r"line \d+|the whole", oddity.where)
        assert not re.search("Toso|HALVA|ئايگۈل", oddity.what)


SPEAKERS = ("DANA", "OLEN MARSH", "MALE SPEAKER 2", "BERO'S DAUGHTERS", "Q", "ДАНА", "АЙГҮЛ БЕКОВА")
NAMES = ("Keta Toso", "Bero", "Айгүл Бекова", "记者", "ئايگۈل", "B-14")
SENTENCES = (
    "They came at night.",
    "He said: go.",
    "At 10:30, (not me)!",
    "Где он?",
    "ياخشى.",
    "他说：走。",
    "I saw [him] then.",
)
NOTES = {"[Speaking Uyghur]": "ug", "[In Russian]": "ru", "[قازاقچە]": "kk"}
TURN = st.tuples(
    st.sampled_from(NAMES + SPEAKERS),
    st.lists(st.tuples(st.sampled_from([None, *NOTES]), st.sampled_from(SENTENCES)), min_size=1, max_size=4),
)


@given(st.lists(TURN, min_size=2, max_size=12), st.booleans(), st.sampled_from(["\n", "\r\n", "\r"]))
def test_what_was_written_down_is_read(
    turns: list[tuple[str, list[tuple[str | None, str]]]], alone: bool, end: str
) -> None:
    """Speakers, words and languages of an invented transcript come back; every turn is written twice, as labels come back."""
    blocks, expected = [], []
    for speaker, paragraphs in [*turns, *turns]:
        language = None
        lines = []
        for note, sentence in paragraphs:
            language = NOTES[note] if note else language
            lines.append(f"{note} {sentence}" if note else sentence)
            expected.append((speaker, language, sentence))
        blocks.append(f"{speaker}:" + (f"{end}{end}" if alone else " ") + f"{end}{end}".join(lines))
    answers = Answers(speakers=NAMES)
    reading = read((end * 2).join(blocks), answers)
    assert [
        (one.speaker, one.language, sentence)
        for one in reading.segments
        for sentence in re.split(r"\s*[\r\n]\s*", reading.said(one))
    ] == expected
    assert [speaker for speaker, _ in groupby(one.speaker for one in reading.segments)] == [
        speaker for speaker, _ in groupby(speaker for speaker, _, _ in expected)
    ]
