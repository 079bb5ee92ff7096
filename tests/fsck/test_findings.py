"""Each thing that can be wrong is found, said, and laid at the right record."""

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from amanet.canonical import encode
from amanet.fsck import verify_vault
from amanet.merkle import Checkpoint, Frontier, SignerKey, sign_checkpoint
from amanet.sealing import padme, seal_bytes
from amanet.vault import Draft
from amanet.vault.membership import member_draft, members_of
from amanet.vault.objects import identity_from
from amanet.work.signed import custody

GONE = "no Erasure names them"
NO_HOLD = "do not hold"


def test_an_undamaged_vault_holds_and_everything_in_it_was_counted(copy: Any) -> None:
    report = copy.verify()
    assert (report.findings, report.holds, report.quick) == ((), True, False)
    counts = report.counts
    assert (counts.leaves, counts.records, counts.epochs) == (copy.made.last, copy.made.last - 1, 2)
    assert counts.objects == len(copy.made.item)
    assert counts.bytes == sum(copy.place(name)[2] for name in copy.made.item)


def test_it_changes_nothing(copy: Any) -> None:
    def content() -> dict[str, bytes]:
        files = (path for path in copy.path.rglob("*") if path.is_file() and path.suffix != ".db-shm")
        return {str(path): path.read_bytes() for path in files}

    before = content()
    copy.verify()
    assert content() == before


# --- records -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (
            "UPDATE record SET body = CAST(replace(body, 'neighbour', 'stranger') AS BLOB) WHERE number = ?",
            NO_HOLD,
        ),
        ("UPDATE record SET body = CAST(body || ' ' AS BLOB) WHERE number = ?", "not in canonical form"),
        ("UPDATE record SET body = CAST('{' AS BLOB) WHERE number = ?", "not JSON"),
        ("UPDATE record SET body = CAST('[]' AS BLOB) WHERE number = ?", "canonical form"),
        (
            "UPDATE record SET body = CAST(replace(body, 'Item', 'Tale') AS BLOB) WHERE number = ?",
            "does not know",
        ),
        ("UPDATE record SET salt = zeroblob(32) WHERE number = ?", "changed or swapped"),
        ("UPDATE leaf SET entry = zeroblob(33) WHERE number = ?", "changed or swapped"),
        ("DELETE FROM record WHERE number = ?", GONE),
        ("DELETE FROM leaf WHERE number = ?", "no log entry"),
        ("UPDATE record SET id = 'other' WHERE number = ?", "id or type"),
        ("UPDATE record SET type = 'Custody' WHERE number = ?", "id or type"),
        ("DELETE FROM object WHERE number = ?", "its object is not in the database"),
        ("UPDATE object SET sha256 = zeroblob(32) WHERE number = ?", "hash or size"),
        ("UPDATE object SET size = size + 1 WHERE number = ?", "hash or size"),
        ("UPDATE object SET source = 'nobody' WHERE number = ?", "the source of its object"),
        ("UPDATE record SET salt = 'text' WHERE number = ?", "`record` hold values of the wrong kind"),
        (
            "UPDATE object SET identity = zeroblob(3) WHERE number = ?",
            "`object` hold values of the wrong kind",
        ),
    ],
)
def test_a_changed_row_is_laid_at_its_record(copy: Any, statement: str, words: str) -> None:
    number = copy.made.item["two.txt"]
    copy.sql(statement, number)
    assert copy.found(words).numbers == (number,)


def test_two_records_swapped_are_both_named(copy: Any) -> None:
    one, two = copy.made.item["two.txt"], copy.made.item["three.bin"]
    copy.sql(
        "UPDATE record SET number = CASE number WHEN ? THEN -? ELSE -? END WHERE number IN (?, ?)",
        one,
        two,
        one,
        one,
        two,
    )
    copy.sql("UPDATE record SET number = -number WHERE number < 0")
    assert set(copy.found("changed or swapped").numbers) == {one, two}


def test_an_erased_record_that_is_still_there_is_named(copy: Any) -> None:
    copy.sql("INSERT INTO record VALUES (?, ?, ?, ?, ?)", *copy.made.erased_row)
    assert copy.found("were erased and are still there").numbers == (copy.made.erased,)


def test_an_erasure_that_does_not_hold_accounts_for_nothing(copy: Any) -> None:
    (number,) = copy.ask("SELECT number FROM record WHERE type = 'Erasure'")
    copy.sql("UPDATE record SET salt = zeroblob(32) WHERE number = ?", number)
    assert copy.found(GONE).numbers == (copy.made.erased,)


def test_what_was_derived_from_something_gone_is_named(copy: Any) -> None:
    item = copy.made.item["two.txt"]
    (rendition,) = copy.ask("SELECT number FROM record WHERE type = 'Rendition'")
    copy.sql("DELETE FROM record WHERE number = ?", item)
    assert copy.found("derived from a record that is gone").numbers == (rendition,)


def test_what_an_erasure_would_pass_over_is_named(copy: Any) -> None:
    copy.sql("DELETE FROM about")
    (rendition,) = copy.ask("SELECT number FROM record WHERE type = 'Rendition'")
    assert copy.found("index of what was derived").numbers == (rendition,)


def test_an_object_of_a_record_that_has_none_is_named(copy: Any) -> None:
    copy.sql("UPDATE object SET number = 2 WHERE number = ?", copy.made.item["two.txt"])
    assert copy.found("records of its type have none").numbers == (2,)


def test_rows_that_belong_to_nothing_are_named(copy: Any) -> None:
    copy.sql("UPDATE object SET number = 9999 WHERE number = ?", copy.made.item["two.txt"])
    assert copy.found("`object` belong to no number").numbers == (9999,)


# --- signatures ----------------------------------------------------------------------------------------


def _enter(copy: Any, **changed: object) -> int:
    with copy.open(writable=True) as vault:
        draft = custody(vault, "read", [])
        return int(vault.add(Draft("Custody", {**draft.fields, **changed}))[0].number)


def test_an_act_that_its_member_did_not_sign_is_named(copy: Any) -> None:
    number = _enter(copy, note="put in afterwards")
    assert copy.found("not signed by the member").numbers == (number,)


def test_a_signature_that_is_none_is_named(copy: Any) -> None:
    number = _enter(copy, signature="none")
    assert copy.found("signatures: ").numbers == (number,)


def test_a_member_without_member_record_is_named(copy: Any) -> None:
    with copy.open(writable=True) as vault:
        prepared = vault.prepare(custody(vault, "read", []))
        vault.unlocked = vault.unlocked.__class__(**{**vars(vault.unlocked), "member": "0" * 32})
        number = vault.commit([prepared, vault.prepare(custody(vault, "read", []))]) + 1
    assert copy.found("of whom there is no Member record").numbers == (number,)


def test_a_second_signing_key_for_one_member_is_named(copy: Any) -> None:
    with copy.open(writable=True) as vault:
        me = members_of(vault)[vault.member]
        number = vault.add(member_draft(vault, replace(me, public_key="00" * 32)))[0].number
    assert copy.found("another signing key").numbers == (number,)


# --- the database as a file ----------------------------------------------------------------------------


def test_a_damaged_page_names_the_records_on_it_and_the_rest_is_examined(copy: Any) -> None:
    few = 0
    data = copy.database.read_bytes()
    for page in range(6, len(data) // 4096, 4):
        copy.database.write_bytes(data)
        copy.flip(copy.database, (page - 1) * 4096 + 100)
        report = copy.verify(quick=True)
        assert f"HMAC verification failed for page {page}." in report.findings[0].what
        unreadable = {
            number
            for finding in report.findings
            if "cannot be read from the database" in finding.what
            for number in finding.numbers
        }
        assert report.counts.leaves + len(unreadable) == copy.made.last
        few += 0 < len(unreadable) < 20
    assert few > 2


def test_a_schema_that_was_changed_is_said(copy: Any) -> None:
    copy.sql("DROP INDEX object_by_content")
    copy.sql("CREATE TRIGGER forget AFTER INSERT ON record BEGIN DELETE FROM about; END")
    said = {finding.what for finding in copy.verify(quick=True).findings}
    assert said == {
        "Its tables are not those of this format: object_by_content is missing.",
        "Its tables are not those of this format: forget is not known to this version.",
    }


def test_unfinished_work_is_a_notice(copy: Any) -> None:
    copy.sql("INSERT INTO pending VALUES ('erase', '[]')")
    assert copy.found("erasure was logged and not finished").severity == "notice"


def test_a_checkpoint_that_was_cosigned_for_a_partner_has_to_hold(copy: Any) -> None:
    key = SignerKey("amanet/partner", bytes(32))
    root = Frontier().append([b"x"]).frontier.root
    note = sign_checkpoint(Checkpoint(key.name, 1, root), key)
    details = {"origin": key.name, "size": 1, "root": root.hex()}
    with copy.open(writable=True) as vault:
        draft = custody(vault, "cosigned for a partner", [], details=details)
        vault.add_and_see(draft, key.name, str(key.verifier), 1, root, note)
    assert copy.verify(quick=True).holds
    copy.sql("UPDATE seen SET size = 0")
    found = [
        finding for finding in copy.verify(quick=True).findings if finding.where == "seen amanet/partner"
    ]
    assert [finding.severity for finding in found] == ["damage", "damage"]


# --- the log -------------------------------------------------------------------------------------------

FULL, EDGE = "tile/entries/000", "tile/entries/001.p/"


def _log_file(copy: Any, start: str) -> Path:
    (found,) = [path for path in copy.logs[0].rglob("*") if path.is_file() and start in path.as_posix()]
    return Path(found)


def test_a_changed_entry_in_the_log_names_its_record(copy: Any) -> None:
    copy.flip(copy.logs[0] / FULL, 35 * 7 + 20)
    assert copy.found("Entries in this file").numbers == (8,)
    copy.flip(_log_file(copy, EDGE), 35 * 3 + 20)
    assert {finding.numbers for finding in copy.verify(quick=True).findings} == {(8,), (260,)}


def test_a_changed_hash_in_the_log_names_its_record(copy: Any) -> None:
    copy.flip(copy.logs[0] / "tile/0/000", 32 * 7 + 20)
    assert copy.found("The hashes in this file").numbers == (8,)


@pytest.mark.parametrize("start", [FULL, EDGE, "tile/0/000", "tile/0/001.p/", "tile/1/000.p/", "checkpoint"])
@pytest.mark.parametrize("how", ["gone", "empty", "cut", "longer", "a folder"])
def test_a_missing_cut_or_longer_file_of_the_log_is_named(copy: Any, start: str, how: str) -> None:
    path = _log_file(copy, start)
    data = path.read_bytes()
    path.unlink()
    if how == "a folder":
        path.mkdir()
    elif how != "gone":
        path.write_bytes({"empty": b"", "cut": data[:-1], "longer": data + b"\0"}[how])
    damage = [finding for finding in copy.verify(quick=True).findings if finding.severity == "damage"]
    assert [finding.where for finding in damage] == [path.relative_to(copy.path).as_posix()]


def test_a_checkpoint_of_another_key_is_refused(copy: Any) -> None:
    shutil.copy(copy.logs[1] / "checkpoint", copy.logs[0] / "checkpoint")
    assert copy.found("no signature by the key").severity == "damage"


def test_files_that_do_not_belong_to_the_log_are_a_notice(copy: Any) -> None:
    (copy.logs[0] / "tile" / "0" / "007").write_bytes(b"")
    assert copy.found("do not belong to the log").severity == "notice"


def test_an_epoch_that_the_database_does_not_know_is_damage(copy: Any) -> None:
    shutil.copytree(copy.logs[0], copy.path / "log" / ("0" * 32))
    assert copy.found("does not know this epoch").severity == "damage"


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE checkpoint SET root = zeroblob(32) WHERE epoch = 1 AND size = 2", "another size or root"),
        ("UPDATE checkpoint SET size = 200 WHERE epoch = 1 AND size = 2", "another size or root"),
        (
            "UPDATE checkpoint SET note = CAST(replace(note, 'amanet', 'tenama') AS BLOB) WHERE size = 2",
            "no signature",
        ),
        ("DELETE FROM checkpoint WHERE epoch = 2 AND size > 1", "The newest that holds is of size 1"),
        (
            "DELETE FROM checkpoint WHERE epoch = 1 AND size > 260",
            "It does not commit to the last checkpoint",
        ),
        ("UPDATE checkpoint SET root = 'text' WHERE size = 2", "`checkpoint` hold values of the wrong kind"),
    ],
)
def test_a_changed_checkpoint_in_the_database_is_said(copy: Any, statement: str, words: str) -> None:
    copy.sql(statement)
    assert words in str(
        [finding.what for finding in copy.verify(quick=True).findings if finding.severity == "damage"]
    )


def test_a_log_rewritten_without_its_key_does_not_lead_to_what_was_signed(copy: Any) -> None:
    copy.sql("UPDATE leaf SET entry = (SELECT entry FROM leaf WHERE number = 5) WHERE number = 4")
    assert copy.found("do not lead to the root").severity == "damage"


# --- epochs --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (
            "UPDATE epoch SET log_key = (SELECT log_key FROM epoch WHERE number = 1) WHERE number = 2",
            "another epoch, origin or log key",
        ),
        ("UPDATE epoch SET first = first + 1 WHERE number = 2", "not an Epoch record"),
        ("UPDATE epoch SET number = 5 WHERE number = 2", "leaves nothing out"),
        ("DELETE FROM epoch WHERE number = 1", "leaves nothing out"),
        ("DELETE FROM epoch", "names no epoch"),
        ("UPDATE epoch SET log_key = 'x' WHERE number = 1", "names another number, origin or log key"),
        ("DELETE FROM record WHERE number = 1", "no record. It must be the Epoch record"),
        ("DELETE FROM meta WHERE key = 'home'", "`home`"),
    ],
)
def test_epochs_that_do_not_fit_together_are_said(copy: Any, statement: str, words: str) -> None:
    copy.sql(statement)
    with copy.open() as vault:
        report = copy.examine(vault, quick=True)
    assert words in str([finding.what for finding in report.findings if finding.severity == "damage"])


# --- objects -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["سۆز.txt", "three.bin", "film.bin"])
@pytest.mark.parametrize("part", [30, 0.01, 0.5, 0.999])
def test_a_flipped_bit_in_an_object_names_its_item(copy: Any, name: str, part: float) -> None:
    path, start, stored = copy.place(name)
    copy.flip(path, start + int(part if part >= 1 else stored * part))
    report = copy.verify()
    assert [finding.numbers for finding in report.findings] == [(copy.made.item[name],)]
    assert report.names == {copy.made.item[name]: name}


def test_a_quick_examination_does_not_read_the_objects(copy: Any) -> None:
    shutil.rmtree(copy.path / "packs")
    assert copy.verify(quick=True).holds
    assert not copy.verify().holds


def test_a_missing_pack_touches_everything_in_it(copy: Any) -> None:
    path, _, _ = copy.place("two.txt")
    path.unlink()
    inside = [number for name, number in copy.made.item.items() if copy.place(name)[0] == path]
    assert copy.found("This file is missing", quick=False).numbers == tuple(sorted(inside))
    assert len(inside) == 3


def test_a_cut_pack_touches_what_lay_behind_the_cut(copy: Any) -> None:
    path, start, _ = copy.place("three.bin")
    os.truncate(path, start + 10)
    assert copy.made.item["three.bin"] in copy.found("This file is cut", quick=False).numbers


def test_a_blob_holds_its_object_and_not_a_byte_more(copy: Any) -> None:
    path, _, _ = copy.place("film.bin")
    with open(path, "ab") as file:
        file.write(b"x")
    assert copy.found("No object accounts", quick=False).numbers == (copy.made.item["film.bin"],)


def test_bytes_in_a_pack_that_belong_to_no_object_are_counted(copy: Any) -> None:
    path, _, _ = copy.place("two.txt")
    with open(path, "ab") as file:
        file.write(b"x" * 77)
    report = copy.verify()
    assert report.holds
    assert report.counts.unused == 77


def test_objects_that_overlap_are_named(copy: Any) -> None:
    one, two = sorted((copy.place(name)[1], name) for name in ("سۆز.txt", "two.txt"))
    copy.sql(
        "UPDATE object SET start = start - 1, stored = stored + 1 WHERE number = ?", copy.made.item[two[1]]
    )
    assert copy.found("overlap", quick=False).numbers == tuple(
        sorted(copy.made.item[name] for _, name in (one, two))
    )


def test_an_object_put_in_the_place_of_another_is_named(copy: Any) -> None:
    one, two = copy.made.item["سۆز.txt"], copy.made.item["two.txt"]
    with copy.open() as vault:
        rows = {number: vault.stored_object(number) for number in (one, two)}
    for number, other in ((one, rows[two]), (two, rows[one])):
        changed = (other.identity, other.start, other.stored, number)
        copy.sql("UPDATE object SET identity = ?, start = ?, stored = ? WHERE number = ?", *changed)
    report = copy.verify()
    assert {number for finding in report.findings for number in finding.numbers} == {one, two}
    assert all("another object stands in its place" in finding.what for finding in report.findings)


@pytest.mark.parametrize(
    ("name", "words"),
    [("two.txt", "not padded"), ("film.bin", "not padded"), ("two.txt", "not those whose hash")],
)
def test_a_forged_object_of_the_right_length_is_named(copy: Any, name: str, words: str) -> None:
    number = copy.made.item[name]
    with copy.open() as vault:
        stored = vault.stored_object(number)
        with vault.open_object(number) as reader:
            plain = bytearray(reader.read(0, reader.size)).ljust(padme(reader.size), b"\0")
    plain[-1 if words == "not padded" else 0] ^= 1
    forged = seal_bytes(bytes(plain), [identity_from(stored.identity).recipient], random_bytes=os.urandom)
    path, start, length = copy.place(name)
    assert len(forged) == length
    with open(path, "r+b") as file:
        file.seek(start)
        file.write(forged)
    assert copy.found(words, quick=False).numbers == (number,)


@pytest.mark.parametrize("name", ["two.txt", "film.bin"])
def test_an_object_that_is_padded_to_another_length_is_named(copy: Any, name: str) -> None:
    number = copy.made.item[name]
    with copy.open() as vault:
        stored = vault.stored_object(number)
        with vault.open_object(number) as reader:
            plain = reader.read(0, reader.size).ljust(padme(reader.size) + 1, b"\0")
    sealed = seal_bytes(plain, [identity_from(stored.identity).recipient], random_bytes=os.urandom)
    path, start, _ = copy.place(name)
    with open(path, "r+b") as file:
        start = file.seek(0, os.SEEK_END) if name == "two.txt" else start
        file.seek(start)
        file.write(sealed)
    copy.sql("UPDATE object SET start = ?, stored = ? WHERE number = ?", start, len(sealed), number)
    assert copy.found("not padded", quick=False).numbers == (number,)


@pytest.mark.parametrize("place", ["../vault.toml", "packs/x", "blobs/ab/" + "cd" * 16])
def test_a_place_that_is_none_is_not_read(copy: Any, place: str) -> None:
    copy.sql("UPDATE object SET place = ? WHERE number = ?", place, copy.made.item["film.bin"])
    assert copy.found("have a place that is none", quick=False).numbers == (copy.made.item["film.bin"],)


# --- the folder ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "words", "severity"),
    [
        ("blobs/ab/ab" + "0" * 30, "does not know", "damage"),
        ("packs/" + "0" * 32, "does not know", "damage"),
        ("blobs/ab/.new-ab" + "0" * 30, "interrupted run", "notice"),
        (".new-vault.toml", "interrupted run", "notice"),
        ("records-1.db", "not the live one", "notice"),
        ("notes\u202e.txt", "does not belong", "notice"),
        ("packs/more/x", "does not belong", "notice"),
    ],
)
def test_other_files_are_said(copy: Any, name: str, words: str, severity: str) -> None:
    path = copy.path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"")
    finding = copy.found(words)
    assert (finding.severity, finding.where) == (severity, name.replace("\u202e", "\\u202e"))


def test_an_erased_object_that_waits_to_be_removed_is_a_notice(copy: Any) -> None:
    place = "packs/" + "0" * 32
    (copy.path / place).write_bytes(b"")
    copy.sql("INSERT INTO trash VALUES (?)", place)
    assert copy.found("its keys are gone").severity == "notice"


def test_vault_toml_is_read_again(copy: Any) -> None:
    with copy.open() as vault:
        copy.flip(copy.path / "vault.toml", 400)
        report = copy.examine(vault, quick=True)
    assert {finding.where for finding in report.findings} == {"vault.toml"}


# --- all together --------------------------------------------------------------------------------------


def test_damage_in_one_place_does_not_hide_damage_in_another(copy: Any) -> None:
    copy.flip(copy.logs[0] / "checkpoint", 10)
    copy.flip(copy.logs[1] / "checkpoint", 10)
    copy.place("film.bin")[0].unlink()
    copy.sql("UPDATE record SET salt = zeroblob(32) WHERE number = ?", copy.made.item["two.txt"])
    copy.sql("UPDATE epoch SET log_key = 'x' WHERE number = 1")
    where = " ".join(finding.where for finding in copy.verify().findings)
    for part in (copy.logs[0].name, copy.logs[1].name, "blobs/", "records", "epoch 1"):
        assert part in where


def test_a_writer_beside_it_does_not_disturb(copy: Any) -> None:
    with copy.open(writable=True) as writer, copy.open() as vault:
        steps = []

        def write(step: str, done: int, total: int) -> None:
            assert done <= total
            if step not in steps:
                writer.add(custody(writer, "read", []))
                writer.add(*[custody(writer, "read", []) for _ in range(300)])
            steps.append(step)

        report = verify_vault(vault, progress=write)
    assert {"log", "objects"} <= set(steps)
    assert report.findings == ()


def test_a_report_is_one_json_document(copy: Any) -> None:
    path, start, _ = copy.place("سۆز.txt")
    copy.flip(path, start + 40)
    found = json.loads(encode(copy.verify().to_json()))
    number = copy.made.item["سۆز.txt"]
    assert (found["holds"], found["names"]) == (False, {str(number): "سۆز.txt"})
    assert found["findings"][0]["numbers"] == [number]
