"""`name propose`, `name alike`, `person add` and `ask`: other writings of a name, as a person meets them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Terminal


def test_proposals_need_no_vault_and_say_how_to_enter_one(terminal: "Terminal") -> None:
    shown = terminal("amanet name propose Muyesser --script Cyrl")
    assert shown.text.startswith("Proposals; none is stored:\n  Cyrl  муй")
    assert 'amanet say PERSON name "…" --kind alias' in shown.text
    found = terminal("amanet name propose Muyesser --json").json
    assert {one["script"] for one in found} == {"Arab", "Cyrl", "Hans"}
    assert all(one["proposal"] for one in found)
    assert terminal("amanet name propose 12").text == "No rendering is known for this name.\n"


def test_who_is_perhaps_here_already_is_said_and_nothing_is_merged(run: "Terminal") -> None:
    run("amanet source add Nursel")
    first = run(
        "amanet", "person", "add", "مۇيەسسەر ئابلەت", "--by", "Nursel", "--set", "birth_date=1984", "--json"
    )
    assert first.json["perhaps_already_here"] == []
    assert first.err == ""
    second = run(
        "amanet", "person", "add", "Муйессер Абләт", "--by", "Nursel", "--set", "birth_date=1984-05", "--json"
    )
    (alike,) = second.json["perhaps_already_here"]
    assert (alike["number"], alike["agreeing"]) == (first.json["number"], ["birth date"])
    assert f"Perhaps already here:\n  #{alike['number']}  مۇيەسسەر ئابلەت, because " in second.err
    assert "Nothing was merged." in second.err
    assert len(run("amanet person list --json").json) == 2
    found = run("amanet name alike Muyesser --birth-date 1990 --json").json
    assert {one["number"] for one in found} == {first.json["number"], second.json["number"]}
    assert all(one["differing"] == ["birth date"] for one in found)
    assert run("amanet name alike Tursun").text.startswith("Nobody here")
    assert "perhaps_already_here" not in run("amanet place add Tarvik --by Nursel --json").json


def test_ask_marks_what_is_called_by_another_writing(run: "Terminal") -> None:
    run("amanet source add Nursel")
    number = run("amanet person add 木耶赛尔 --by Nursel --kind assigned --json").json["number"]
    shown = run("amanet ask Муйессер")
    assert f"entity #{number}  木耶赛尔" in shown.text
    assert "(by another writing: муиессер / 木耶赛尔: the same consonants, Han rendering" in shown.text
    found = run("amanet ask Муйессер --json").json
    assert (found["renderings"], found["hits"][0]["closeness"]) == ([number], "rendering")
    assert found["hits"][0]["bits"] > 8
    for words in range(3):
        run("amanet", "say", "Nursel", "notes", f"Муйессер {words}", "--by", "Nursel")
    page = run("amanet ask Муйессер --limit 2").text
    assert f"Called by another writing of the name: #{number}" in page
