"""What a machine remembers: little, and never a reason to fail."""

import json
from pathlib import Path

import pytest

from amanet.vault import Vault
from amanet.vault.last_seen import LastSeen, Sighting

SEEN = Sighting(7, 1, "amanet/" + "0a" * 16, 5, "00" * 32)


def test_what_is_remembered_is_found_again(tmp_path: Path) -> None:
    LastSeen(tmp_path / "new" / "folder", "ab" * 16).remember("home", SEEN, "slot")
    again = LastSeen(tmp_path / "new" / "folder", "ab" * 16)
    assert (again.sighting("home"), again.slot) == (SEEN, "slot")
    assert again.sighting("another home") is None
    assert LastSeen(tmp_path / "new" / "folder", "cd" * 16).sighting("home") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"homes": []}',
        '{"homes": {"home": {"inode": 1}}}',
        "ÿ",
        '{"homes": {"home": 5}}',
        "[" * 100_000,
        '{"homes": {"home": {"inode": ' + "9" * 5000 + "}}}",
        *(
            json.dumps({"homes": {"home": {**vars(SEEN), name: wrong}}})
            for name, wrong in {
                "inode": "7",
                "epoch": None,
                "origin": 5,
                "size": [5],
                "root": True,
                "more": 1,
            }.items()
        ),
    ],
)
def test_a_memory_that_cannot_be_read_is_no_memory(tmp_path: Path, text: str) -> None:
    (tmp_path / f"{'ab' * 16}.json").write_text(text, "utf-8")
    memory = LastSeen(tmp_path, "ab" * 16)
    assert memory.sighting("home") is None
    memory.remember("home", SEEN, "slot")
    assert LastSeen(tmp_path, "ab" * 16).sighting("home") == SEEN


def test_it_holds_no_path_and_no_name(vault: Vault) -> None:
    (path,) = vault.settings.state_folder.iterdir()
    text = path.read_text()
    assert path.name == f"{vault.header.vault}.json"
    assert path.stat().st_mode & 0o077 == 0
    for hidden in (str(vault.path.parent), vault.path.name, "first", vault.member):
        assert hidden not in text
    assert set(json.loads(text)) == {"homes", "slot"}
