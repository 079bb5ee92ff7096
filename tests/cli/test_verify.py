"""amanet verify: everything again from bytes; 0 only when all holds."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Terminal


def test_a_whole_vault_holds(run: "Terminal") -> None:
    run.write("card/1.txt", "one")
    run.add("card")
    ran = run("amanet verify")
    assert "Everything holds." in ran.text
    assert "1 object" in ran.text
    assert run("amanet verify --json").json["holds"] is True
    assert "not read (--quick)" in run("amanet verify --quick").text


def test_damage_is_said_with_the_items_it_touches_and_ends_with_4(
    run: "Terminal", flip: Callable[[Path, int], None]
) -> None:
    run.write("card/voice.txt", "he went out" * 100)
    (number,) = run.add("card")["added"]
    (pack,) = (run.folder / "V.vault/packs").iterdir()
    flip(pack, pack.stat().st_size // 2)
    ran = run("amanet verify", code=4)
    assert f"touches record {number}: voice.txt" in ran.text
    assert "DAMAGED" in ran.text
    report = run("amanet verify --json", code=4).json
    assert [finding["numbers"] for finding in report["findings"]] == [[number]]
    run("amanet verify --quick")


def test_the_vault_may_be_named_as_an_argument(run: "Terminal") -> None:
    shutil.copytree(run.folder / "V.vault", run.folder / "copy.vault")
    assert "Everything holds." in run("amanet verify copy.vault").text
    assert "There is no vault at" in run("amanet verify gone.vault", code=2).err


def test_each_thing_that_can_be_damaged_is_found(run: "Terminal", flip: Callable[[Path, int], None]) -> None:
    run.write("film.bin", b"film" * 500_000)
    run.add("film.bin")
    for pattern in (
        "records-*.db",
        "blobs/*/*",
        "log/*/tile/0/*.p/*",
        "log/*/tile/entries/*.p/*",
        "log/*/checkpoint",
        "vault.toml",
    ):
        shutil.rmtree(run.folder / "copy.vault", ignore_errors=True)
        shutil.copytree(run.folder / "V.vault", run.folder / "copy.vault")
        path = next(path for path in (run.folder / "copy.vault").glob(pattern) if path.is_file())
        flip(path, path.stat().st_size // 2)
        assert run("amanet verify copy.vault", code=None).code in {3, 4, 7}, pattern
