"""amanet list, show, get, cat: what is in the vault, and out of it again."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Terminal


CONTENT = bytes(range(256)) * 20_000  # 5 MB: a blob of many chunks


@pytest.fixture
def item(run: "Terminal") -> str:
    run.write("film.bin", CONTENT)
    (number,) = run.add("film.bin")["added"]
    return str(number)


def test_an_empty_vault_says_what_to_do(run: "Terminal") -> None:
    ran = run("amanet list")
    assert ran.out == b""
    assert "amanet add" in ran.err


def test_show_tells_everything_about_a_record_by_number_or_reference(run: "Terminal", item: str) -> None:
    shown = run("amanet", "show", item, "--json").json
    assert shown["fields"]["sha256"] == hashlib.sha256(CONTENT).hexdigest()
    assert run("amanet", "show", shown["reference"][:12], "--json").json == shown
    assert shown["reference"] in run("amanet", "show", f"#{item}").text


def test_get_writes_the_item_verified_and_says_so_in_the_log(run: "Terminal", item: str) -> None:
    ran = run("amanet", "get", item, "-o", "film.out", "--purpose", "to watch it")
    assert (run.folder / "film.out").read_bytes() == CONTENT
    assert "verified" in ran.err
    assert "got, 1 record" in run("amanet log").text
    assert "exists already" in run("amanet", "get", item, "-o", "film.out", code=2).err
    run("amanet", "get", item, "-o", "film.out", "--replace")


def test_a_damaged_item_leaves_nothing_behind_and_ends_with_4(
    run: "Terminal", item: str, flip: Callable[[Path, int], None]
) -> None:
    (blob,) = (path for path in (run.folder / "V.vault/blobs").rglob("*") if path.is_file())
    flip(blob, blob.stat().st_size - 100)
    ran = run("amanet", "get", item, "-o", "film.out", code=4)
    assert "film.bin" not in ran.err, "a message holds no name of what is in the vault"
    assert not [path for path in run.folder.iterdir() if path.name.endswith("film.out")]
    assert "damage" in run("amanet verify", code=4).text


def test_cat_writes_any_range(run: "Terminal", item: str) -> None:
    assert run("amanet", "cat", item).out == CONTENT
    for part, expected in {
        "0:16": CONTENT[:16],
        "65530:65550": CONTENT[65530:65550],
        "5119990:": CONTENT[5119990:],
        ":3": CONTENT[:3],
        "7:7": b"",
        "5119999:9999999": CONTENT[5119999:],
    }.items():
        assert run("amanet", "cat", item, "--range", part).out == expected
    assert "begins beyond" in run("amanet", "cat", item, "--range", "9999999:", code=2).err
    assert "START:END" in run("amanet", "cat", item, "--range", "ten", code=2).err
    assert "read, 1 record" in run("amanet log").text


def test_what_is_not_there_is_said_with_the_next_step(run: "Terminal", item: str) -> None:
    assert "`amanet list`" in run("amanet show 999", code=2).err
    assert "`amanet list`" in run("amanet", "get", "film.bin", "-o", "x", code=2).err
    assert "holds no bytes" in run("amanet get 2 -o x", code=2).err
    assert "is a folder" in run("amanet", "get", item, "-o", ".", "--replace", code=2).err
