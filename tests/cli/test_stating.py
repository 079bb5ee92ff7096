"""source, person, place …, say, retract, review, undo, passage, speaker, import: as one types them."""

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Terminal

TRANSCRIPT = """THE SALT HOUSE

NARRATOR:

A man was led out of his house in Selkum.

NURSEL:

[Speaking Uyghur] He has not come back.

NARRATOR:

She asked at the gate.

NURSEL:

They said there is no such man.
"""


@pytest.fixture
def run(run: "Terminal") -> "Terminal":
    run("amanet", "source", "add", "Nursel")
    run(
        "amanet", "person", "add", "Айтөз Құмтеңіз", "--by", "Nursel", "--language", "kk", "--set", "sex=male"
    )
    return run


def number_of(run: "Terminal", group: str, name: str) -> str:
    return str(next(one["number"] for one in run(f"amanet {group} list --json").json if one["label"] == name))


def shown(run: "Terminal", who: str = "Айтөз Құмтеңіз", *more: str) -> list[tuple[str, str, str]]:
    held = run("amanet", "person", "show", who, "--json", *more).json
    return [(one["property"], one["shown"], one["polarity"]) for one in held["statements"]]


def test_a_person_is_entered_with_who_says_so_and_shown(run: "Terminal") -> None:
    assert shown(run) == [("name", "Айтөз Құмтеңіз", "affirms"), ("sex", "male", "affirms")]
    text = run("amanet", "person", "show", "Айтөз Құмтеңіз").text
    assert "sex: male  — Nursel" in text


def test_nothing_is_entered_without_a_source_and_the_message_says_how(run: "Terminal") -> None:
    ran = run("amanet", "person", "add", "Somebody", code=None)
    assert ran.code != 0
    assert "amanet source add" in ran.err


def test_dates_in_words_stay_what_they_were_and_are_never_guessed(run: "Terminal") -> None:
    person = number_of(run, "person", "Айтөз Құмтеңіз")
    run("amanet", "say", person, "birth_date", "spring 1984", "--by", "Nursel")
    assert ("birth_date", "1984-21 (“spring 1984”)", "affirms") in shown(run)
    ran = run("amanet", "say", person, "birth_date", "03/04/1984", "--by", "Nursel", code=None)
    assert ran.code != 0
    run("amanet", "say", person, "birth_date", "03/04/1984", "--by", "Nursel", "--date-order", "dmy")
    assert any("1984-04-03" in value for _, value, _ in shown(run))
    run("amanet", "say", person, "birth_place", "= not asked", "--by", "Nursel")
    assert ("birth_place", "(not asked)", "affirms") in shown(run)


def test_denials_corrections_and_undo(run: "Terminal") -> None:
    person = number_of(run, "person", "Айтөз Құмтеңіз")
    run("amanet", "source", "add", "Office of Residence")
    run("amanet", "say", person, "occupation", "teacher", "--by", "Office of Residence", "--denies")
    said = run("amanet", "say", person, "occupation", "teacher", "--by", "Nursel", "--json").json
    run(
        "amanet",
        "say",
        person,
        "occupation_as_told",
        "reads to children",
        "--by",
        "Nursel",
        "--note",
        "her words",
    )
    run(
        "amanet",
        "say",
        person,
        "occupation",
        "student",
        "--replaces",
        str(said["number"]),
        "--reason",
        "misheard",
    )
    assert [one for one in shown(run) if one[0] == "occupation"] == [
        ("occupation", "teacher", "denies"),
        ("occupation", "student or pupil", "affirms"),
    ]
    assert len([one for one in shown(run, person, "--history") if one[0] == "occupation"]) == 3
    run("amanet undo")
    assert ("occupation", "teacher", "affirms") in shown(run)
    run("amanet", "retract", str(said["number"]), "--reason", "about his brother")
    assert ("occupation", "teacher", "affirms") not in shown(run)
    log = run("amanet log").text
    assert "no longer counts: about his brother" in log


def test_what_was_held_on_a_day(run: "Terminal") -> None:
    assert shown(run, "Айтөз Құмтеңіз", "--as-of", "2001-01-01") == []
    assert len(shown(run, "Айтөз Құмтеңіз", "--as-of", "2100-01-01")) == 2


def test_review_lists_what_was_proposed(run: "Terminal") -> None:
    person = number_of(run, "person", "Айтөз Құмтеңіз")
    assert "Nothing waits" in run("amanet review").text
    said = run("amanet", "say", person, "notes", "n", "--by", "Nursel", "--proposed", "--json").json
    assert [one["number"] for one in run("amanet review --json").json] == [said["number"]]
    run("amanet", "review", str(said["number"]), "--state", "reviewed")
    assert run("amanet review --json").json == []


def test_from_a_transcript_to_a_statement_that_rests_on_its_words(run: "Terminal") -> None:
    run.write("programme.txt", TRANSCRIPT)
    run.add("programme.txt")
    item = str(run.numbers()[0])
    read = run("amanet", "read", item, "--json").json
    assert "".join(one["text"] for one in read["segments"]) == TRANSCRIPT
    assert [one["label"] for one in run("amanet", "speaker", item, "--json").json] == ["NARRATOR", "NURSEL"]
    run("amanet", "speaker", item, "NURSEL", "Nursel", "--reason", "named on the screen")
    assert run("amanet", "speaker", item, "--json").json[1]["judged"][0]["verdict"] == "same"
    passage: Any = run("amanet", "passage", "add", item, "--quote", "no such man", "--json").json
    assert passage["resolved"][0]["speaker"] == "NURSEL"
    person = number_of(run, "person", "Айтөз Құмтеңіз")
    run(
        "amanet",
        "say",
        person,
        "notes",
        "The gate denied him.",
        "--by",
        "Nursel",
        "--passage",
        str(passage["number"]),
    )
    held = run("amanet", "person", "show", person, "--json").json
    assert held["statements"][-1]["passages"] == [passage["number"]]
    assert "no such man" in run("amanet", "passage", "show", str(passage["number"])).text
    assert run("amanet verify --json").json["holds"] is True


def test_a_table_by_a_mapping(run: "Terminal") -> None:
    run.write("list.csv", "ID;Name;Sex\n1;Лада Ветрова;f\n2;Ждан Ветров;x\n")
    run.write(
        "map.toml",
        '[table]\nname = "list"\nkey = ["ID"]\nsource = "the committee"\nignore = ["ID"]\n'
        '[[entity]]\nname = "person"\nschema = "Person"\n'
        '[[column]]\ncolumn = "Name"\nentity = "person"\nproperty = "name"\nkind = "full"\n'
        '[[column]]\ncolumn = "Sex"\nentity = "person"\nproperty = "sex"\nterms = { f = "female" }\n',
    )
    dry = run("amanet import list.csv --map map.toml --dry-run --json").json
    assert dry["problems"][0]["row"] == 3
    ran = run("amanet import list.csv --map map.toml", code=None)
    assert ran.code != 0
    assert "C3" in ran.err
    run("amanet import list.csv --map map.toml --leave-out-problems")
    assert number_of(run, "person", "Лада Ветрова")
    assert "Ждан" not in run("amanet person list").text


def test_every_group_has_its_help_and_says_what_to_do_when_it_is_empty(run: "Terminal") -> None:
    for group in ("place", "facility", "event", "act", "sign", "claim", "group", "organization"):
        assert f"amanet {group} add" in run("amanet", group, "list").text
        assert "--by SOURCE" in run("amanet", group, "add", "--help").text


def test_the_form_in_an_editor(run: "Terminal", monkeypatch: pytest.MonkeyPatch) -> None:
    script = run.write(
        "editor.sh",
        '#!/bin/sh\nsed -i \'s/^property:.*/property: notes/; s/^value:.*/value: tall/; s/^by:.*/by: Nursel/\' "$1"\nsleep 1; touch "$1"\n',
    )
    script.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(script))
    person = number_of(run, "person", "Айтөз Құмтеңіз")
    run("amanet", "say", person)
    assert ("notes", "tall", "affirms") in shown(run)
    nothing = run.write("nothing.sh", "#!/bin/sh\nexit 0\n")
    nothing.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(nothing))
    ran = run("amanet", "say", person, code=None)
    assert ran.code != 0
    assert "Nothing was entered" in ran.err
