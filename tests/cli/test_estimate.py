"""`amanet estimate`: a number with what belongs to it, or the reason why there is none; needs no vault."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Terminal

KOSOVO = """EXH,ABA,OSCE,HRW,count
1,0,0,0,1131\n0,1,0,0,845\n1,1,0,0,177\n0,0,1,0,936\n1,0,1,0,228\n0,1,1,0,217\n1,1,1,0,181\n0,0,0,1,306
1,0,0,1,106\n0,1,0,1,31\n1,1,0,1,18\n0,0,1,1,123\n1,0,1,1,42\n0,1,1,1,32\n1,1,1,1,27
"""
EXACT = "--method decomposable --method log-linear"


def test_a_number_with_its_interval_its_swings_and_its_assumptions(terminal: "Terminal") -> None:
    terminal.write("kosovo.csv", KOSOVO)
    ran = terminal(f"amanet estimate kosovo.csv {EXACT} --html report.html --pdf report.pdf")
    for said in (
        "12,595 people in all",
        "9,827 and 16,544",
        "Log-linear: 10,357 (8,994 to 12,111)",
        "Without HRW",
        "may not be used for",
    ):
        assert said in ran.text
    assert (terminal.folder / "report.pdf").read_bytes().startswith(b"%PDF")
    assert "12,595" in (terminal.folder / "report.html").read_text("utf-8")
    again = terminal("amanet estimate kosovo.csv --method log-linear --html report.html", code=2)
    assert "is there already" in again.err


def test_as_json_one_document(terminal: "Terminal") -> None:
    terminal.write("kosovo.csv", KOSOVO)
    told = terminal("amanet estimate kosovo.csv --method log-linear --json").json
    assert told["methods"][0]["number"] == 10_357
    assert len(told["sensitivity"][0]["rows"]) == 4


def test_data_that_bear_no_number_end_with_3_and_the_reason(terminal: "Terminal") -> None:
    terminal.write("apart.csv", "A,B,C,count\n1,0,0,20\n0,1,0,20\n1,1,0,5\n0,0,1,30\n")
    ran = terminal("amanet estimate apart.csv --method log-linear", code=3)
    assert "No number" in ran.text
    assert "shares nobody with any other list" in ran.text
    answered = terminal(
        "amanet",
        "estimate",
        "apart.csv",
        "--method",
        "log-linear",
        "--override",
        "apart=they were kept in different years",
    )
    assert "Reason given: they were kept in different years" in answered.text
    assert (
        "override is a check and a reason"
        in terminal("amanet estimate apart.csv --override apart", code=2).err
    )


def test_records_with_list_membership_are_counted(terminal: "Terminal") -> None:
    rows = ["p1,1,0,1", "p2,1,1,0", "p3,0,1,1", "p4,1,1,1", "p5,1,0,0", "p6,0,0,1", "p7,0,1,0"]
    terminal.write(
        "people.csv",
        "who,A,B,C\n" + "".join(f"{row}\n" * 3 for row in rows) + "\n".join(f"q{i},1,0,0" for i in range(9)),
    )
    told = terminal(
        "amanet estimate people.csv --lists A,B,C --person who --method log-linear --json", code=None
    ).json
    assert told["data"]["n"] == 16
    listed = "who,list\n" + "".join(
        f"r{i},{'ABC'[i % 3]}\nr{i},{'ABC'[(i + i // 3) % 3]}\n" for i in range(18)
    )
    terminal.write("listed.csv", listed)
    told = terminal(
        "amanet estimate listed.csv --list-column list --person who --method log-linear --json", code=None
    ).json
    assert told["data"]["n"] == 18
    assert "not both" in terminal("amanet estimate listed.csv --lists A --list-column list", code=2).err


def test_lists_are_merged_and_left_out_and_a_public_report_needs_its_salt(terminal: "Terminal") -> None:
    terminal.write("kosovo.csv", KOSOVO)
    told = terminal(
        "amanet estimate kosovo.csv --merge OSCE+HRW --method decomposable --json", code=None
    ).json
    assert [one["name"] for one in told["data"]["lists"]] == ["EXH", "ABA", "OSCE+HRW"]
    assert "--salt" in terminal("amanet estimate kosovo.csv --public", code=2).err
    public = "amanet estimate kosovo.csv --method log-linear --public --salt secret --json"
    first, second = terminal(public).json, terminal(public).json
    assert first == second
    assert "sha256" not in first["data"]
    assert (terminal.folder / "secret").stat().st_mode & 0o777 == 0o600


def test_bad_tables_are_told_by_their_row(terminal: "Terminal") -> None:
    terminal.write("bad.csv", "A,B,C,count\n1,0,0,20\n0,1,0,-3\n")
    assert "row 2 is -3" in terminal("amanet estimate bad.csv", code=3).err
    assert "cannot be read" in terminal("amanet estimate gone.csv", code=6).err
