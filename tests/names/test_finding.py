"""Where names stand in running text: known answers, properties, hostile input, recall and false hits on made text."""

import importlib.util
import pickle
import random
import sys
from itertools import pairwise
from pathlib import Path
from time import process_time
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.names import finding_sieve
from amanet.names.finding import NameFinder, find
from amanet.names.finding_characters import latin_readings
from amanet.names.folding import fold

ROOT = Path(__file__).parents[2]


def _bench() -> ModuleType:
    """The maker of texts is shared with the bench."""
    spec = importlib.util.spec_from_file_location("names_find", ROOT / "bench" / "names_find.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["names_find"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


bench = _bench()


def _found(text: str, *names: str) -> list[tuple[str, str]]:
    return [(text[hit.start : hit.end], hit.how) for hit in find(text, names)]


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("We saw Memet Tursun there.", "Memet Tursun", ("Memet Tursun", "exact")),
        ("We saw MEMET  TURSUN there.", "Memet Tursun", ("MEMET  TURSUN", "folded")),
        ("seen: Tursun, Memet.", "Memet Tursun", ("Tursun, Memet", "folded")),
        ("by Memet\r\n   Tursun's house", "Memet Tursun", ("Memet\r\n   Tursun's", "folded")),
        ("by Memet Tur-\nsun.", "Memet Tursun", ("Memet Tur-\nsun", "folded")),
        ("by Me\u200bmet\u00a0Tur\u00adsun.", "Memet Tursun", ("Me\u200bmet\u00a0Tur\u00adsun", "folded")),
        ("\u202eMemet\u202c \u2067Tursun\u2069", "Memet Tursun", ("Memet\u202c \u2067Tursun", "folded")),
        ("M e m e t T u r s u n", "Memet Tursun", ("M e m e t T u r s u n", "folded")),
        ("fileMemetTursun2.jpg", "Memet Tursun", ("MemetTursun", "folded")),
        ("Memetning Tursungha", "Memet Tursun", ("Memetning Tursungha", "folded")),
        ("Memet Tursun-ning", "Memet Tursun", ("Memet Tursun-ning", "folded")),
        ("Memet Ablet Tursun", "Memet Tursun", ("Memet Ablet Tursun", "folded")),
        ("дом Алии Турсуновой", "Алия Турсунова", ("Алии Турсуновой", "folded")),
        ("с Алией Турсуновой,", "Алия Турсунова", ("Алией Турсуновой", "folded")),
        ("у Турсунова Серика", "Серик Турсунов", ("Турсунова Серика", "folded")),
        ("قال وسليم حداد", "سليم حداد", ("وسليم حداد", "folded")),
        ("ئەكبەر نىيازنىڭ", "ئەكبەر نىياز", ("ئەكبەر نىيازنىڭ", "folded")),
        ("他们带走了买买提·吐尔逊以后", "买买提·吐尔逊", ("买买提·吐尔逊", "exact")),
        ("他们带走了买买提吐\n尔逊以后", "买买提·吐尔逊", ("买买提吐\n尔逊", "folded")),
        ("Gül'ün evi", "Gül", ("Gül'ün", "folded")),
        ("said M. Tursun.", "Memet Tursun", ("M. Tursun", "fuzzy")),
        ("на улице Мемет Турсун стоял", "Memet Tursun", ("Мемет Турсун", "fuzzy")),
        ("مەمەت تۇرسۇننىڭ ئۆيى", "Memet Tursun", ("مەمەت تۇرسۇننىڭ", "fuzzy")),
        ("他们带走了买买提·吐尔逊以后", "Memet Tursun", ("买买提·吐尔逊", "fuzzy")),
        ("他们带走了木耶赛尔吐尔逊以后", "Muyesser Tursun", ("木耶赛尔吐尔逊", "fuzzy")),
        ("then Muyesser Tursun came", "木耶赛尔·吐尔逊", ("Muyesser Tursun", "fuzzy")),
        ("then Wang Xiaoming came", "王小明", ("Wang Xiaoming", "fuzzy")),
        ("Abd Rahim Haşim'in evi", "Abdurehim Hashim", ("Abd Rahim Haşim'in", "fuzzy")),
    ],
)
def test_a_form_is_found_with_its_ending_and_nothing_else(
    text: str, name: str, expected: tuple[str, str]
) -> None:
    assert _found(text, name) == [expected]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Gülen bir kadın, Güler, Gülistan", "Gül"),
        ("in January, Janet and janitors", "Jan"),
        ("Memet came. Later, in the evening, Tursun went.", "Memet Tursun"),
        ("Oli weird", "Li Wei"),
        ("M T and m.t.", "Memet Tursun"),
        ("a Tursun, в Турсун", "Memet Tursun"),
    ],
)
def test_what_is_no_form_is_not_found(text: str, name: str) -> None:
    assert _found(text, name) == []


def test_all_names_are_reported_and_the_longest_of_each() -> None:
    text = "Memet Tursun Ablet"
    hits = find(text, ["Memet Tursun", "Tursun Ablet", "Memet Tursun Ablet", "Memet Tursun"])
    assert [(text[hit.start : hit.end], hit.name) for hit in hits] == [
        ("Memet Tursun Ablet", 2),
        ("Memet Tursun", 0),
        ("Memet Tursun", 3),
        ("Tursun Ablet", 1),
    ]


def test_a_mononym_is_found_as_a_word_of_its_own_only() -> None:
    text = "Muyesser, Муйессер, Gül, Гүл"
    assert [(text[hit.start : hit.end], hit.name) for hit in find(text, ["Muyesser", "Gül"])] == [
        ("Muyesser", 0),
        ("Муйессер", 0),
        ("Gül", 1),
    ]


def test_every_hit_has_bits_and_reasons() -> None:
    for hit in find("Memet Tursun, Мемет Турсун, Tursunning Memet", ["Memet Tursun"]):
        assert hit.bits > 20
        assert hit.reasons


def test_what_is_not_searched_is_said() -> None:
    finder = NameFinder(["Memet Tursun", "unknown", "7", "", "X", "K-2", "\ud800"])
    assert sorted(finder.not_searched) == [1, 2, 3, 4, 5, 6]
    assert all(finder.not_searched.values())
    assert finder.find("unknown 7 X K-2 \ud800") == []


# --- properties

NAMES = [
    "Memet Tursun",
    "Алия Маратова",
    "مەمەت تۇرسۇن",
    "سليم حداد",
    "Hélène Ångström-Sørensen",
    "Gülnar Yılmaz",
]
NO_LETTERS = st.text(st.characters(exclude_categories=["L", "M", "Cs", "Nd"]), max_size=4).filter(
    lambda text: text[-1:] not in "-’'‐‑–‒ʼ\xad" or not text
)
ANY_TEXT = st.text(st.characters(), max_size=60)
BETWEEN = st.sampled_from(
    [" ", "\n", "\u00a0", "  ", " \u200f", ", ", "\r\n\t", " - ", "\u202b ", "·", "/", "_"]
)


@given(ANY_TEXT, ANY_TEXT, st.sampled_from(NAMES))
def test_an_exact_form_is_found_whatever_surrounds_it(before: str, after: str, name: str) -> None:
    text = f"{before} {name} {after}"
    start = len(before) + 1
    hits = [hit for hit in find(text, NAMES) if hit.name == NAMES.index(name) and hit.how == "exact"]
    assert any(hit.start <= start and hit.end >= start + len(name) for hit in hits)


@given(ANY_TEXT, ANY_TEXT, st.sampled_from(NAMES), BETWEEN, st.booleans(), st.booleans())
def test_a_folded_form_is_found_whatever_surrounds_it(
    before: str, after: str, name: str, between: str, upper: bool, turned: bool
) -> None:
    parts = name.split()[::-1] if turned else name.split()
    form = between.join(part.upper() if upper else part for part in parts)
    text = f"{before} {form} {after}"
    start, end = len(before) + 1, len(before) + 1 + len(form)
    hits = [hit for hit in find(text, NAMES) if hit.name == NAMES.index(name) and hit.how != "fuzzy"]
    assert any(hit.start <= start and hit.end >= end for hit in hits)


@given(ANY_TEXT, st.lists(st.text(max_size=30), max_size=5))
def test_hits_are_in_order_inside_the_text_and_do_not_overlap(text: str, names: list[str]) -> None:
    hits = find(text + " ".join(names), names)
    assert hits == sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.name))
    for index in range(len(names)):
        of_one = [hit for hit in hits if hit.name == index]
        assert all(one.end <= other.start for one, other in pairwise(of_one))
    assert all(0 <= hit.start < hit.end <= len(text + " ".join(names)) for hit in hits)


@given(st.sampled_from(NAMES), st.text(st.characters(categories=["Mn", "Cf"]), max_size=3))
def test_what_is_invisible_hides_nothing(name: str, invisible: str) -> None:
    text = (
        "x "
        + "".join(letter + (invisible if fold(letter + invisible) == fold(letter) else "") for letter in name)
        + " y"
    )
    assert any(hit.how != "fuzzy" for hit in find(text, [name]))


# --- hostile input


@pytest.mark.parametrize(
    "text",
    [
        "a" * 2_000_000,
        "a " * 100_000,
        "Memet" * 200_000,
        "买" * 500_000,
        "-\n" * 300_000,
        "a-\n" * 200_000,
        "a\u0301" * 300_000,
        "\u202e\u200b" * 300_000,
        "abdul " * 10_000,
        "\ud800" * 300_000,
    ],
    ids=[
        "one word",
        "one letter",
        "one name",
        "han",
        "breaks",
        "broken",
        "marks",
        "invisible",
        "binding",
        "surrogates",
    ],
)
def test_no_text_takes_longer_than_its_length(text: str) -> None:
    finder = NameFinder(["Memet Tursun", "aaaa aaaaa", "Aa Aa", "Abdul Abdul", "买买提·吐尔逊", "Aaaa"])
    before = process_time()
    finder.find(text)
    assert process_time() - before < 30


def test_forty_thousand_equal_names() -> None:
    finder = NameFinder(["Memet Tursun"] * 40_000)
    assert [hit.name for hit in finder.find("then Memet Tursun came")] == list(range(40_000))


def test_names_that_look_like_patterns_or_are_disguised() -> None:
    names = [".*", "(Memet|Tursun)+ [A-Z]", "M̶̢e̸m̷e̵t̴ T̶u̷r̸s̵u̴n̶", "\x00Memet\x00 Tursun", "\u202eMemet Tursun"]
    text = "There was Memet Tursun, and nothing else."
    assert {hit.name for hit in find(text, names)} >= {2, 3, 4}
    assert all(text[hit.start : hit.end] == "Memet Tursun" for hit in find(text, names))


def test_nothing_in_nothing() -> None:
    assert (
        find("", ["Memet Tursun"])
        == find("Memet Tursun", [])
        == find("", [])
        == find("\x00\ud800", ["Ali Can"])
        == []
    )


# --- how well


def _outcome(count: int, mentions: int, seed: int) -> "bench.Outcome":  # type: ignore[name-defined]
    of = random.Random(seed)
    known = bench.people(count, of)
    names = [person.name(of.choice(bench.SCRIPTS), of) for person in known]
    material = bench.Planter(of).text(known, mentions)
    return bench.judged(material, names, find(material.text, names))


@pytest.mark.parametrize("seed", [1, 2])
def test_recall_and_false_hits_in_every_script(seed: int) -> None:
    outcome = _outcome(200, 3000, seed)
    assert outcome.recall >= 0.97
    assert outcome.false_per_10_000 < 1


# --- what the text says beside its letters


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("Erken Aldi", True),  # with capitals, as a name stands where the text has them
        ("erken aldi", False),
    ],
)
def test_a_fuzzy_hit_without_capitals_needs_more_where_the_text_uses_them(words: str, is_found: bool) -> None:
    text = f"Before that they went. {words} was with them. Nobody else came. Then all were gone for a while."
    assert bool(find(text, ["艾尔肯·巴拉提"])) is is_found


def test_a_text_without_capitals_is_not_held_to_them() -> None:
    text = "before that they went there with mukhammed toursoun and nobody else came and then all were gone"
    assert [text[hit.start : hit.end] for hit in find(text, ["Мухаммед Турсун"])] == ["mukhammed toursoun"]


def test_exact_and_folded_names_are_found_without_capitals() -> None:
    text = "They said. memet tursun was there. They went. Nobody came. All were gone."
    assert [hit.how for hit in find(text, ["Memet Tursun"])] == ["folded"]


def test_a_han_name_is_found_by_what_its_characters_are_known_to_stand_for() -> None:
    assert latin_readings("吐尔逊")[0] == "tursun"
    text = "كەلدى عبدالرحيم تۇرسۇن كەتتى"
    assert [text[hit.start : hit.end] for hit in find(text, ["阿卜杜热依木·吐尔逊"])] == ["عبدالرحيم تۇرسۇن"]


def test_the_compiled_search_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    of = random.Random(7)
    known = bench.people(300, of)
    names = [person.name(of.choice(bench.SCRIPTS), of) for person in known]
    text = bench.Planter(of).text(known, 150).text
    finder = NameFinder(names)
    monkeypatch.setattr(finding_sieve, "_MANY_PAIRS", 0)
    compiled = finder.find(text)
    monkeypatch.setattr(finding_sieve, "_MANY_PAIRS", len(text))
    assert compiled == finder.find(text)


def test_a_prepared_finder_travels_light() -> None:
    finder = NameFinder(["Memet Tursun", "木耶赛尔·吐尔逊"])
    packed = pickle.dumps(finder)
    assert len(packed) < 100_000
    text = "Мемет Турсун came, and Muyesser Tursun too"
    assert pickle.loads(packed).find(text) == finder.find(text) != []
