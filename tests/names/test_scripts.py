"""Scripts of runs of letters."""

import pytest

from amanet.names.scripts import Run, Script, runs, script_of


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Muyesser", Script.LATIN),
        ("Gülşen", Script.LATIN),
        ("Мұхтар", Script.CYRILLIC),
        ("مۇيەسسەر", Script.ARABIC),
        ("木耶赛尔", Script.HAN),
        ("שלום", Script.OTHER),
        ("नरेन्द्र", Script.OTHER),
        ("12 ?", Script.OTHER),
        ("", Script.OTHER),
        ("ab Муйессер", Script.CYRILLIC),
    ],
)
def test_script_of(text: str, script: Script) -> None:
    assert script_of(text) is script


def test_runs_are_cut_where_the_script_changes() -> None:
    found = runs("Муйессер木耶, x1 नरेन्द्र")
    assert [(run.script, run.text) for run in found] == [
        (Script.CYRILLIC, "Муйессер"),
        (Script.HAN, "木耶"),
        (Script.LATIN, "x"),
        (Script.OTHER, "नरेन्द्र"),
    ]
    assert found[1] == Run(Script.HAN, "木耶", 8)


def test_marks_stay_with_their_letter() -> None:
    assert [run.text for run in runs("e\u0301a مُحمد")] == ["e\u0301a", "مُحمد"]
