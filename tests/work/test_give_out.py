"""Getting an item out: verified while it is written, logged before, and nothing left behind when it fails."""

import io
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from amanet.app import OpenVault
from amanet.errors import ConsentForbids, Misuse, VaultDamaged
from amanet.record.statement import Saying
from amanet.vault import Draft, Vault
from amanet.work.consent import grant, refuse, withdraw
from amanet.work.give_out import (
    must_not_be_refused,
    verified_stream,
    working_copy,
    write_copy,
    write_item,
    write_range,
)
from amanet.work.statements import add_entity, add_source
from amanet.work.take_in import TakenIn


def _last(vault: Vault) -> dict[str, Any]:
    return list(vault.records("Custody"))[-1].body


def test_an_item_is_written_as_it_came_and_logged(vault: Vault, handed: TakenIn, tmp_path: Path) -> None:
    record = vault.record(handed.added[1])
    write_item(vault, record, tmp_path / "out", purpose="a hearing")
    assert (tmp_path / "out").read_bytes() == b"item 1"
    assert (tmp_path / "out").stat().st_mode & 0o077 == 0
    body = _last(vault)
    assert (body["action"], body["records"], body["note"]) == ("got", [record.reference], "a hearing")


def test_what_does_not_verify_leaves_nothing_behind(vault: Vault, handed: TakenIn, tmp_path: Path) -> None:
    record = vault.record(handed.added[1])
    stored = vault.stored_object(record.number)
    assert stored is not None
    pack = vault.path / stored.place
    good = pack.read_bytes()
    pack.write_bytes(
        good[: stored.start + 200] + bytes([good[stored.start + 200] ^ 1]) + good[stored.start + 201 :]
    )
    before = sorted(tmp_path.iterdir())
    with pytest.raises(VaultDamaged):
        write_item(vault, record, tmp_path / "out")
    assert sorted(tmp_path.iterdir()) == before


def test_an_object_that_is_not_the_records_is_not_given_out(
    vault: Vault, handed: TakenIn, tmp_path: Path
) -> None:
    """Two rows of the database exchanged: each object opens, and is another item's."""
    first, second = handed.added[:2]
    vault.database.execute("UPDATE object SET number = 99 WHERE number = ?", (first,))
    vault.database.execute("UPDATE object SET number = ? WHERE number = ?", (first, second))
    with pytest.raises(VaultDamaged, match="not what its record says"):
        write_item(vault, vault.record(first), tmp_path / "out")
    assert not (tmp_path / "out").exists()
    held = verified_stream(vault, vault.record(first))
    with pytest.raises(VaultDamaged):
        list(held)


def test_nothing_is_written_over_unless_it_was_asked_for(
    vault: Vault, handed: TakenIn, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.write_bytes(b"precious")
    record = vault.record(handed.added[0])
    before = vault.last_number
    for there in (out, tmp_path):
        with pytest.raises(Misuse):
            write_item(vault, record, there, replace=there == tmp_path)
    assert (out.read_bytes(), vault.last_number) == (b"precious", before)
    write_item(vault, record, out, replace=True)
    assert out.read_bytes() == b"item 0"


@pytest.mark.parametrize(("offset", "length"), [(0, None), (2, 3), (5, 100), (6, 1), (0, 0)])
def test_a_range_is_the_slice_and_is_logged(
    vault: Vault, handed: TakenIn, offset: int, length: int | None
) -> None:
    output = io.BytesIO()
    write_range(vault, vault.record(handed.added[2]), offset, length, output)
    expected = b"item 2"[offset:] if length is None else b"item 2"[offset : offset + length]
    assert output.getvalue() == expected
    whole = expected == b"item 2"  # its size would outlive it
    assert _last(vault).get("details") == (None if whole else {"offset": offset, "length": len(expected)})


def test_only_items_within_their_bounds_are_given_out(vault: Vault, handed: TakenIn, tmp_path: Path) -> None:
    before = vault.last_number
    with pytest.raises(Misuse, match="beyond"):
        write_range(vault, vault.record(handed.added[0]), 7, 1, io.BytesIO())
    with pytest.raises(Misuse, match="not an item"):
        write_item(vault, vault.record(2), tmp_path / "out")
    with pytest.raises(Misuse, match="not an item"):
        write_range(vault, vault.record(handed.custody or 0), 0, 1, io.BytesIO())
    assert vault.last_number == before


def test_nothing_is_written_into_the_vault_itself(vault: Vault, handed: TakenIn, tmp_path: Path) -> None:
    record = vault.record(handed.added[0])
    (tmp_path / "way").symlink_to(vault.path)
    (tmp_path / "name").symlink_to(vault.path / "vault.toml")
    (vault.path / "out").symlink_to(tmp_path / "elsewhere")
    before = (vault.last_number, (vault.path / "vault.toml").read_bytes())
    for inside in (vault.path / "vault.toml", vault.path / "out", vault.path / "packs/x", tmp_path / "way/x"):
        with pytest.raises(Misuse, match="inside the vault"):
            write_item(vault, record, inside, replace=True)
    with pytest.raises(Misuse, match="inside the vault"):
        write_item(vault, record, tmp_path / "name", replace=True)
    assert (vault.last_number, (vault.path / "vault.toml").read_bytes()) == before


def test_a_dangling_link_is_not_replaced_unasked(vault: Vault, handed: TakenIn, tmp_path: Path) -> None:
    (tmp_path / "out").symlink_to(tmp_path / "nowhere")
    with pytest.raises(Misuse, match="exists already"):
        write_item(vault, vault.record(handed.added[0]), tmp_path / "out")


# Working copies, and what goes past the gate


def test_a_copy_of_words_says_first_what_it_is_and_is_logged(
    vault: Vault, handed: TakenIn, tmp_path: Path
) -> None:
    person = add_source(vault, "Nursel Qumdengiz", "person")
    write_copy(vault, person, tmp_path / "account.txt", "Nursel (#19)", "account")
    first, empty, rest = (tmp_path / "account.txt").read_text().split("\n", 2)
    assert first == working_copy(vault)
    assert "v.vault, made by Aygul on 2026-11-" in first
    assert "not for passing on" in first
    assert (empty, rest) == ("", "Nursel (#19)\n")
    assert (tmp_path / "account.txt").stat().st_mode & 0o077 == 0
    body = _last(vault)
    assert (body["action"], body["records"], body["details"]) == (
        "got",
        [person.reference],
        {"name": "account"},
    )
    for place in (tmp_path / "account.txt", vault.path / "account.txt"):
        with pytest.raises(Misuse):
            write_copy(vault, person, place, "again", "account")
    assert _last(vault) == body


def test_what_somebody_took_back_goes_to_nobody_who_is_named(
    vault: Vault, handed: TakenIn, tmp_path: Path
) -> None:
    cousin = add_source(vault, "a cousin", "person")
    items = [vault.record(number) for number in handed.added]
    must_not_be_refused(vault, items)  # silence: the gate takes it for a no, a bundle does not
    refuse(vault, str(cousin.number), uses=["memorial"])
    must_not_be_refused(vault, items)
    refuse(vault, str(cousin.number))
    for record in items:
        with pytest.raises(ConsentForbids, match="Nothing was written"):
            must_not_be_refused(vault, [record])
    given: dict[str, Any] = {"given_at": "2026-11-22", "language": "ug", "explained": "what for"}
    grant(vault, str(cousin.number), uses=["media"], recipient="public", identity="named", **given)
    withdraw(vault, str(cousin.number))
    with pytest.raises(ConsentForbids):
        must_not_be_refused(vault, items)


def test_a_bundle_for_somebody_is_refused_after_a_withdrawal_and_a_working_copy_is_not(
    vault: Vault, handed: TakenIn, tmp_path: Path
) -> None:
    cousin = add_source(vault, "a cousin", "person")
    open_vault = OpenVault(vault)
    open_vault.prove([handed.added[0]], tmp_path / "before", recipient="a court")
    withdraw(vault, str(cousin.number))
    number = vault.last_number
    for more in ({"recipient": "a court"}, {"to": ["age1…"]}):
        with pytest.raises(ConsentForbids):
            open_vault.prove([handed.added[0]], tmp_path / "after", **more)
    assert vault.last_number == number
    assert not (tmp_path / "after").exists()
    open_vault.prove([handed.added[0]], tmp_path / "ours")
    first = [
        pypdfium2.PdfDocument(next((tmp_path / name).rglob("*.pdf")))[0].get_textpage().get_text_range()
        for name in ("before", "ours")
    ]
    assert "For one recipient" in first[0]
    assert "Working copy of the team" in first[1]


def test_a_passage_and_a_statement_are_of_whom_they_touch(vault: Vault, handed: TakenIn) -> None:
    cousin = add_source(vault, "a cousin", "person")
    item = vault.record(handed.added[0])
    selector = {"type": "TextPositionSelector", "start": 0, "end": 2}
    (passage,) = vault.add(Draft("Passage", {"of": str(item.body["id"]), "selectors": [selector]}))
    place = add_entity(
        vault, "Place", [Saying("", "name", {"name": "Farshore", "kind": "official"}, str(cousin.body["id"]))]
    )
    statement = vault.record(vault.views.statements_of(place.number, "name")[0])
    withdraw(vault, str(cousin.number))
    for record in (passage, statement):
        with pytest.raises(ConsentForbids):
            must_not_be_refused(vault, [record])
