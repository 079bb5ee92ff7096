"""What a report holds: decisions, keys that stay, hidden names, lists of secrets."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from amanet.errors import BadData
from amanet.protect.leaks import Decision, Report, Secrets, check
from amanet.protect.leaks.lists import secrets_in_list
from amanet.protect.leaks.report import ADVICE, undecided

planted = sys.modules["planted_leaks"]


def test_only_what_may_be_decided_is_decided_and_only_with_a_reason(everything: Report) -> None:
    decisions = [Decision(finding.key, "a boat, I looked") for finding in everything.findings]
    left, decided = undecided(everything.findings, decisions)
    assert decided
    assert all(finding.severity == "decide" for finding in decided)
    assert left == [finding for finding in everything.findings if finding.severity != "decide"]
    assert undecided(everything.findings, [replace(each, reason=" ") for each in decisions])[1] == []


def test_every_kind_says_what_to_do(everything: Report) -> None:
    assert {finding.kind for finding in everything.findings} <= set(ADVICE)
    assert all(finding.to_json()["what_to_do"] for finding in everything.findings)


def test_a_decision_holds_for_these_bytes_and_no_others(tmp_path: Path, secrets: Secrets) -> None:
    (tmp_path / "a.png").write_bytes(planted.saved("PNG"))
    (finding,) = check(tmp_path, secrets).findings
    decided = [Decision(finding.key, "a gradient")]
    assert check(tmp_path, secrets, decisions=decided).passes
    (tmp_path / "a.png").write_bytes(planted.saved("PNG", optimize=True))
    assert not check(tmp_path, secrets, decisions=decided).passes


def test_names_of_files_that_give_something_away_are_hidden(tmp_path: Path, secrets: Secrets) -> None:
    folder = tmp_path / "boats" / planted.NAME
    folder.mkdir(parents=True)
    (folder / "a.zip").write_bytes(planted.zip_name(planted.ARABIC))
    (tmp_path / "\u202eboats").write_bytes(bytes(range(256)))
    report = check(tmp_path, secrets)
    shown = {finding.where for finding in report.findings}
    assert "boats/‹hidden›/a.zip › ‹hidden› › name" in shown
    assert "\\u202eboats" in shown
    assert planted.NAME not in repr(report)


def test_a_list_is_names_or_a_table() -> None:
    assert [name.text for name in secrets_in_list("\ufeffAydin Serik\n\nLada\n".encode()).names] == [
        "Aydin Serik",
        "Lada",
    ]
    table = secrets_in_list(
        b'name,Lada\nnumber,+998 90\nplace,41.5,69.8,300\naddress,"1, Lantern Street"\nregion,uz\n'
    )
    assert (len(table.names), len(table.numbers), table.places[0].radius, table.regions) == (
        1,
        1,
        300.0,
        ("UZ",),
    )
    assert table.addresses[0].text == "1, Lantern Street"


@pytest.mark.parametrize(
    "data", [b"", b"\n\n", b"\xff\xfe\x00", b"place,1,2\n", b"place,91,2,3\n", b"original,12\n", b"name,\n"]
)
def test_a_list_that_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(BadData):
        secrets_in_list(data)
