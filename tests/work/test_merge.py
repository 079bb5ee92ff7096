"""Merging: the union of the records less the union of the erasures, whichever vault is merged into which."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import amanet.work.merge as merge_module
from amanet.canonical import to_base64
from amanet.errors import AmanetError, BadData, Misuse, VaultDamaged, WorldFailed, WrongKey
from amanet.fsck import Report, verify_vault
from amanet.record.standing import Entered, standing
from amanet.record.types import derived_ids
from amanet.sealing import Identity, Passphrase, seal_bytes
from amanet.vault import Draft, Settings, StoredRecord, Vault
from amanet.vault.objects import StoredObject, identity_bytes
from amanet.vault.opening import open_vault
from amanet.vault.records import Prepared
from amanet.vault.signed import signed_draft
from amanet.vault.vouching import BEGUN, MERGED, is_of_one_vault
from amanet.work.backup import back_up, forget_backup, outstanding_backups
from amanet.work.cosign import export_request, sign_request
from amanet.work.erase import certificate_of, erase, plan_erasure
from amanet.work.give_out import verified_stream
from amanet.work.history import history
from amanet.work.members import add_member, find_member, list_members, remove_member
from amanet.work.merge import Merged, merging
from amanet.work.signed import custody

WORDS = Passphrase("cheap, for tests only")
EXAMPLES = int(os.environ.get("AMANET_MERGE_EXAMPLES", "12"))


def merged(vault: Vault, other: Path, secret: Passphrase = WORDS) -> Merged:
    with merging(vault, other, secret) as both:
        return both.carry_out()


def content(vault: Vault, record: StoredRecord) -> bytes:
    return b"".join(bytes(piece) for piece in verified_stream(vault, record))


def wrong(report: Report) -> list[str]:
    return [f"{each.where}: {each.what}" for each in report.findings if each.severity == "damage"]


def must_hold(vault: Vault) -> None:
    assert wrong(verify_vault(vault)) == []


def item(vault: Vault, data: bytes, source: str = "a cousin", **more: Any) -> StoredRecord:
    """An Item with bytes, in a pack."""
    random_bytes = vault.settings.random_bytes
    identity = Identity(random_bytes(32))
    sealed = seal_bytes(data, [identity.recipient], random_bytes=random_bytes, pad=True)
    with vault.objects.new_pack() as pack:
        start = pack.add(sealed, identity)
    return _entered(vault, identity, pack.place, start, len(sealed), data, source, more)


def _entered(
    vault: Vault,
    identity: Identity,
    place: str,
    start: int,
    stored: int,
    data: bytes,
    source: str,
    more: dict[str, Any],
) -> StoredRecord:
    from hashlib import sha256

    digest = sha256(data).digest()
    fields = {
        "sha256": digest.hex(),
        "size": len(data),
        "name": "n",
        "kind": "file",
        "source": source,
        **more,
    }
    object_ = StoredObject(identity_bytes(identity), place, start, stored, digest, len(data))
    return vault.record(vault.commit([vault.prepare(Draft("Item", fields), object_)]))


def entity(vault: Vault, schema: str = "Person") -> StoredRecord:
    return vault.add(Draft("Entity", {"schema": schema}))[0]


def statement(vault: Vault, subject: StoredRecord, name: str = "Aygul", **more: Any) -> StoredRecord:
    fields = {
        "subject": subject.body["id"],
        "property": "name",
        "value": {"name": name},
        "polarity": "affirms",
        "said_by": subject.body["id"],
        **more,
    }
    return vault.add(Draft("Statement", fields))[0]


def rendition(vault: Vault, of: StoredRecord) -> StoredRecord:
    fields = {"item": of.body["id"], "kind": "transcript", "tool": "t", "version": "1", "content": "words"}
    return vault.add(Draft("Rendition", fields))[0]


def gone(vault: Vault, *records: StoredRecord, reason: str = "withdrawn") -> None:
    erase(vault, plan_erasure(vault, list(records)), reason=reason)


@pytest.fixture
def ours(world: Any) -> Vault:
    made: Vault = world.new("ours.vault", "Aygul")
    return made


@pytest.fixture
def theirs(world: Any) -> Vault:
    made: Vault = world.new("theirs.vault", "Dauren")
    return made


@pytest.fixture
def copied(world: Any, ours: Vault) -> Callable[[], Vault]:
    """A copy of ours, open for writing: a second laptop of the same team."""

    def made() -> Vault:
        ours.database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copytree(ours.path, world.folder / "copy.vault")
        opened: Vault = world.open("copy.vault")
        return opened

    return made


# What comes


def test_records_come_as_they_stand_and_get_a_leaf_here(ours: Vault, theirs: Vault) -> None:
    person = entity(theirs)
    said = statement(theirs, person)
    signed = theirs.add(signed_draft(theirs, "Review", {"of": said.body["id"], "state": "reviewed"}))[0]
    result = merged(ours, theirs.path)
    assert result.taken == {"Entity": 1, "Review": 1, "Statement": 1}
    for record in (person, said, signed):
        here = ours.find(record.reference)
        assert (here.body_bytes, here.salt.secret, here.entry) == (
            record.body_bytes,
            record.salt.secret,
            record.entry,
        )
        assert ours.inclusion(here, ours.size_of(ours.epoch)) is not None
    assert ours.views.label(ours.find(person.reference).number) == "Aygul"
    assert ours.views.state(ours.find(said.reference).number) == "reviewed"
    must_hold(ours)


def test_items_come_with_their_bytes_small_and_large(ours: Vault, theirs: Vault) -> None:
    small = [item(theirs, b"voice %d" % number) for number in range(3)]
    data = bytes(range(256)) * (5 << 10)
    large = theirs.objects.add_blob(_Readable(data))
    fields = {"sha256": large.sha256.hex(), "size": large.size, "name": "film", "kind": "file"}
    film = theirs.record(theirs.commit([theirs.prepare(Draft("Item", fields), large)]))
    merged(ours, theirs.path)
    for record in (*small, film):
        here = ours.find(record.reference)
        assert content(ours, here) == content(theirs, record)
        assert ours.stored_object(here.number) != theirs.stored_object(record.number)
    assert not list(ours.path.rglob(".new-*"))
    must_hold(ours)
    shutil.rmtree(theirs.path)
    assert content(ours, ours.find(film.reference)) == data


class _Readable:
    def __init__(self, data: bytes) -> None:
        self._data = data

    def readinto(self, buffer: memoryview, /) -> int:
        size = min(len(buffer), len(self._data))
        buffer[:size], self._data = self._data[:size], self._data[size:]
        return size


def test_the_same_record_is_one_and_the_same_bytes_from_two_people_are_two(
    world: Any, ours: Vault, copied: Callable[[], Vault]
) -> None:
    shared = item(ours, b"a photograph", "an aunt")
    copy = copied()
    item(copy, b"a photograph", "a neighbour")
    merged(ours, copy.path)
    assert ours.count("Item") == 2
    assert len({ours.stored_object(record.number).identity for record in ours.records("Item")}) == 2  # type: ignore[union-attr]
    assert ours.find(shared.reference).number == shared.number
    must_hold(ours)


def test_many_chunks_are_as_one(ours: Vault, theirs: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merge_module, "_AT_ONCE", 3)
    person = entity(theirs)
    said = [statement(theirs, person, f"N{number}") for number in range(8)]
    items = [item(theirs, b"%d" % number) for number in range(5)]
    told: list[int] = []
    with merging(ours, theirs.path, WORDS) as both:
        assert both.carry_out(told.append).taken == {"Entity": 1, "Item": 5, "Statement": 8}
    assert told == [3, 3, 3, 3, 2]
    assert [ours.find(record.reference).number for record in (person, *said, *items)] == sorted(
        ours.find(record.reference).number for record in (person, *said, *items)
    )
    must_hold(ours)


def test_what_a_vault_says_of_itself_stays_there(
    world: Any, ours: Vault, theirs: Vault, tmp_path: Path
) -> None:
    third = world.new("third.vault", "Aisaule")
    sign_request(theirs, export_request(third), str(third.header.log_key))
    back_up(theirs, tmp_path / "disk", name="may")
    back_up(theirs, tmp_path / "disk", name="june")
    forget_backup(theirs, "june")
    back_up(ours, tmp_path / "our disk", name="june")
    theirs.add(
        Draft("Stamp", {"kind": "rfc3161", "origin": "o", "tree_size": 1, "root": "r", "checkpoint": "c"})
    )
    before = [member.member for member in list_members(ours)]
    with merging(ours, theirs.path, WORDS) as both:
        assert both.plan.coming == {}
        assert both.carry_out() == Merged({})
    entity(theirs)
    assert merged(ours, theirs.path).taken == {"Entity": 1}
    assert [member.member for member in list_members(ours)] == before
    assert [backup.name for backup in outstanding_backups(ours)] == ["june"]
    assert ours.count("Stamp") == 0
    must_hold(ours)


def test_the_record_of_a_merge_says_of_which_log_and_whose_keys(ours: Vault, theirs: Vault) -> None:
    entity(theirs)
    result = merged(ours, theirs.path)
    begun, closed = (ours.record(number) for number in (result.custody - 2, result.custody))  # type: ignore[operator]
    assert begun.body["action"] == BEGUN
    assert begun.body["checkpoint"] == theirs.checkpoint().note.decode()
    details = begun.body["details"]
    assert (details["origin"], details["log_key"]) == (theirs.epoch.origin, theirs.epoch.log_key)
    key = list_members(theirs)[0].public_key
    assert details["members"] == [{"member": theirs.member, "name": "Dauren", "public_key": key}]
    assert closed.body["records"] == [begun.reference]
    assert closed.body["action"] == MERGED
    assert closed.body["details"] == {
        "origin": theirs.epoch.origin,
        "size": theirs.checkpoint().size,
        "held": 1,
        "kept_out": 0,
    }


def test_merging_again_adds_nothing(ours: Vault, theirs: Vault) -> None:
    gone(theirs, entity(theirs))
    item(theirs, b"x")
    statement(theirs, entity(theirs))
    merged(ours, theirs.path)
    last = ours.last_number
    assert merged(ours, theirs.path) == Merged({})
    assert ours.last_number == last


# Erasures


def test_what_they_erased_is_destroyed_here_with_what_was_made_of_it_here(
    ours: Vault, copied: Callable[[], Vault], tmp_path: Path
) -> None:
    voice = item(ours, b"a testimony")
    kept = item(ours, b"another")
    back_up(ours, tmp_path / "disk", name="may")
    copy = copied()
    transcript = rendition(ours, voice)
    stored = ours.stored_object(voice.number)
    assert stored is not None
    pack = (ours.path / stored.place).read_bytes()
    sealed = pack[stored.start : stored.start + stored.stored]
    gone(copy, voice)
    theirs = next(copy.records("Erasure"))
    result = merged(ours, copy.path)
    assert result.erased == 2
    assert result.taken == {"Erasure": 1}
    own = ours.record(result.erasure)  # type: ignore[arg-type]
    assert set(own.body["erased"]) == {voice.reference, transcript.reference}
    assert theirs.reference[:16] in own.body["reason"]
    assert own.body["outstanding"] == ["may"]
    for record in (voice, transcript):
        with pytest.raises(Misuse, match="was erased"):
            ours.record(record.number)
    for path in ours.path.rglob("*"):
        assert not path.is_file() or sealed[-100:] not in path.read_bytes()
    assert content(ours, kept) == b"another"
    assert ours.find(theirs.reference).body == theirs.body
    must_hold(ours)


def test_what_was_erased_here_does_not_come_back_nor_what_they_made_of_it_since(
    ours: Vault, copied: Callable[[], Vault]
) -> None:
    voice, person = item(ours, b"a testimony"), entity(ours)
    copy = copied()
    note = statement(copy, person)
    transcript = rendition(copy, voice)
    quote = copy.add(Draft("Passage", {"of": transcript.body["id"], "selectors": []}))[0]
    statement(copy, person, "B", passages=[quote.body["id"]])
    copy.add(custody(copy, "read", [transcript.reference], note="at the office"))
    gone(ours, voice)
    with merging(ours, copy.path, WORDS) as both:
        assert both.plan.coming == {"Statement": 1}
        assert both.plan.kept_out == 5
        assert both.carry_out().taken == {"Statement": 1}
    assert ours.find(note.reference).body == note.body
    assert ours.count("Item") == ours.count("Rendition") == ours.count("Passage") == 0
    must_hold(ours)


def test_an_erasure_of_what_never_was_here_is_kept_and_keeps_it_out(
    world: Any, ours: Vault, theirs: Vault
) -> None:
    voice = item(theirs, b"a testimony")
    theirs.database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copytree(theirs.path, world.folder / "older.vault")
    gone(theirs, voice)
    merged(ours, theirs.path)
    must_hold(ours)
    with merging(ours, world.folder / "older.vault", WORDS) as both:
        assert both.plan.coming == {}
    assert ours.count("Item") == 0


def test_where_another_process_has_the_vault_open_nothing_is_done(
    world: Any, ours: Vault, copied: Callable[[], Vault]
) -> None:
    person = entity(ours)
    copy = copied()
    item(copy, b"x")
    gone(copy, person)
    last = ours.last_number
    reader = world.open("ours.vault", writable=False)
    with pytest.raises(WorldFailed, match="for itself"):
        merged(ours, copy.path)
    assert ours.last_number == last
    reader.close()
    assert merged(ours, copy.path).erased == 1


def test_they_cannot_erase_what_accounting_here_rests_on(
    ours: Vault, copied: Callable[[], Vault], tmp_path: Path
) -> None:
    back_up(ours, tmp_path / "disk", name="may")
    made = ours.record(ours.last_number)
    copy = copied()
    forget_backup(copy, "may")
    gone(copy, copy.find(made.reference))
    last = ours.last_number
    with pytest.raises(Misuse, match="amanet backup forget"):
        merged(ours, copy.path)
    assert ours.last_number == last
    forget_backup(ours, "may")
    assert merged(ours, copy.path).erased == 1
    epoch = ours.record(1)
    copy.add(signed_draft(copy, "Erasure", {"erased": [epoch.reference], "reason": "r"}))
    with pytest.raises(AmanetError, match="damaged"):  # the copy itself still has that record
        merged(ours, copy.path)


def test_an_erasure_may_not_name_our_members_or_an_earlier_merge(
    world: Any, ours: Vault, theirs: Vault
) -> None:
    third = world.new("third.vault", "Aisaule")
    entity(third)
    merged(ours, third.path)
    begun = next(r for r in ours.records("Custody") if r.body["action"] == BEGUN)
    for named, words in ((ours.record(2), "accounting"), (begun, "earlier merge")):
        path = world.folder / f"{words[:3]}.vault"
        other = world.new(path.name)
        other.add(signed_draft(other, "Erasure", {"erased": [named.reference], "reason": "r"}))
        last = ours.last_number
        with pytest.raises(Misuse, match=words):
            merged(ours, path)
        assert ours.last_number == last


# Signatures


def test_signatures_of_the_other_vaults_members_hold_and_it_is_told(ours: Vault, theirs: Vault) -> None:
    items = [item(theirs, b"x")]
    theirs.add(custody(theirs, "taken in", [each.reference for each in items]))
    result = merged(ours, theirs.path)
    report = verify_vault(ours)
    assert report.holds
    (told,) = report.findings
    assert told.severity == "notice"
    assert "a member of this vault vouched" in told.what
    assert told.numbers == (result.custody - 3,)  # type: ignore[operator]


def test_whom_the_other_vault_vouched_for_is_vouched_for_here(world: Any, ours: Vault, theirs: Vault) -> None:
    third = world.new("third.vault", "Aisaule")
    theirs.add(custody(theirs, "read", [entity(theirs).reference]))
    third.add(custody(third, "read", [entity(third).reference]))
    merged(theirs, third.path)
    assert merged(ours, theirs.path).taken == {"Custody": 2, "Entity": 2}
    begun = next(record for record in ours.records("Custody") if record.body["action"] == BEGUN)
    origins = [one.get("origin") for one in begun.body["details"]["members"]]
    assert origins == [None, third.epoch.origin]
    must_hold(ours)
    assert merged(ours, third.path) == Merged({})


def _foreign(vault: Vault, other: Vault, draft: Draft) -> None:
    """Enters a record made in another vault, as somebody who writes into the database would."""
    vault.commit([other.prepare(draft)])


def test_a_record_by_an_unknown_member_is_still_damage(ours: Vault, theirs: Vault) -> None:
    for type_name, fields in (
        ("Custody", {"action": "read", "records": ["00" * 32]}),
        ("Erasure", {"erased": [], "reason": "r"}),
    ):
        _foreign(ours, theirs, signed_draft(theirs, type_name, fields))  # type: ignore[arg-type]
    person = entity(ours)
    said = statement(ours, person)
    _foreign(ours, theirs, signed_draft(theirs, "Review", {"of": said.body["id"], "state": "reviewed"}))
    (found,) = [each for each in verify_vault(ours).findings if each.severity == "damage"]
    assert "of whom there is no Member record" in found.what
    assert len(found.numbers) == 3


def test_who_is_vouched_for_signs_merged_records_and_nothing_else(
    world: Any, ours: Vault, theirs: Vault
) -> None:
    entity(theirs)
    merged(ours, theirs.path)
    must_hold(ours)
    details = next(r for r in ours.records("Custody") if r.body["action"] == BEGUN).body
    stranger = world.new("third.vault", "Aisaule")
    member = {"member": stranger.member, "name": "x", "public_key": list_members(stranger)[0].public_key}
    vouching = {**details["details"], "members": [member]}
    for draft in (
        custody(theirs, BEGUN, [], checkpoint=details["checkpoint"], details=vouching),
        custody(theirs, "backup destroyed", [], details={"name": "may"}),
        signed_draft(theirs, "Member", {"member": "m", "name": "n", "role": "member", "public_key": "00" * 32, "status": "active"}),
    ):  # fmt: skip
        _foreign(ours, theirs, draft)
    _foreign(ours, stranger, custody(stranger, "read", ["00" * 32]))
    told = " ".join(wrong(verify_vault(ours)))
    assert "who entered it is no member of it" in told
    assert "was not an active member" in told
    assert "of whom there is no Member record" in told


def test_a_changed_signature_of_somebody_vouched_for_is_damage(ours: Vault, theirs: Vault) -> None:
    entity(theirs)
    merged(ours, theirs.path)
    draft = custody(theirs, "read", ["00" * 32])
    _foreign(ours, theirs, replace(draft, fields={**draft.fields, "signature": to_base64(bytes(64))}))
    assert "is not signed by the member it names" in " ".join(wrong(verify_vault(ours)))


def test_nobody_is_vouched_for_twice_with_two_keys(ours: Vault, theirs: Vault) -> None:
    entity(theirs)
    merged(ours, theirs.path)
    begun = next(r for r in ours.records("Custody") if r.body["action"] == BEGUN).body
    for member in (theirs.member, ours.member):
        details = {**begun["details"], "members": [{"member": member, "name": "x", "public_key": "11" * 32}]}
        ours.add(custody(ours, BEGUN, [], checkpoint=begun["checkpoint"], details=details))
    (found,) = [each for each in verify_vault(ours).findings if each.severity == "damage"]
    assert "another signing key" in found.what
    assert len(found.numbers) == 2
    with pytest.raises(BadData, match="key"):
        merged(ours, theirs.path)


@pytest.mark.parametrize(
    "change",
    [
        {"log_key": "x"},
        {"size": 1},
        {"origin": "amanet/00"},
        {"members": [{"member": 1, "name": "n", "public_key": "00" * 32}]},
        {"members": [{"member": "m", "name": "n", "public_key": "00"}]},
        {"members": {"a": "b"}},
        {"members": ["text"]},
    ],
)
def test_a_vouching_record_that_does_not_hold_together_is_damage(
    ours: Vault, theirs: Vault, change: dict[str, Any]
) -> None:
    details = {
        "origin": theirs.epoch.origin,
        "log_key": theirs.epoch.log_key,
        "size": theirs.checkpoint().size,
        "members": [],
        **change,
    }
    note = theirs.checkpoint().note.decode()
    ours.add(custody(ours, BEGUN, [], checkpoint=note, details=details))
    assert len(wrong(verify_vault(ours))) == 1


def test_members_of_a_copy_who_were_removed_here_are_counted(
    ours: Vault, copied: Callable[[], Vault]
) -> None:
    add_member(ours, "Second", "member", Passphrase("a second passphrase"))
    copy = copied()
    entity(copy)
    remove_member(ours, find_member(ours, "Second"))
    with merging(ours, copy.path, WORDS) as both:
        assert both.plan.removed == 1
        assert both.carry_out().taken == {"Entity": 1}
    must_hold(ours)


def test_the_records_of_a_merge_cannot_be_erased_and_theirs_are_told_by_name(
    ours: Vault, theirs: Vault
) -> None:
    gone(theirs, entity(theirs))
    result = merged(ours, theirs.path)
    assert result.custody is not None
    for number in (result.custody, result.custody - 2):
        with pytest.raises(Misuse, match="of a merge"):
            plan_erasure(ours, [ours.record(number)])
    taken = next(ours.records("Erasure"))
    assert certificate_of(ours, taken).member_key_fingerprint == (
        certificate_of(theirs, next(theirs.records("Erasure"))).member_key_fingerprint
    )
    assert next(event for event in history(ours) if event.number == taken.number).by == "Dauren"


# Refused


def test_a_vault_is_not_merged_into_itself(world: Any, ours: Vault) -> None:
    (world.folder / "link").symlink_to(ours.path)
    for path in (ours.path, world.folder / "link"):
        with pytest.raises(Misuse, match="itself"):
            merged(ours, path)


def test_no_vault_a_wrong_key_and_a_newer_format_are_refused(world: Any, ours: Vault, theirs: Vault) -> None:
    with pytest.raises(Misuse):
        merged(ours, world.folder / "none.vault")
    with pytest.raises(WrongKey):
        merged(ours, theirs.path, Passphrase("not this one"))
    header = theirs.path / "vault.toml"
    header.write_text(header.read_text().replace("amanet-vault/1", "amanet-vault/2"))
    with pytest.raises(BadData, match="newer"):
        merged(ours, theirs.path)


def test_a_database_of_an_older_version_is_to_be_opened_first(ours: Vault, theirs: Vault) -> None:
    theirs.database.execute("PRAGMA user_version = 1")
    with pytest.raises(Misuse, match="older version"):
        merged(ours, theirs.path)


def test_of_a_damaged_vault_nothing_is_taken(ours: Vault, theirs: Vault) -> None:
    person = entity(theirs)
    theirs.database.execute("UPDATE record SET body = '{}' WHERE number = ?", (person.number,))
    theirs.database.execute("UPDATE record SET body = CAST('{}' AS BLOB) WHERE number = ?", (person.number,))
    last = ours.last_number
    with pytest.raises(VaultDamaged, match=r"is damaged, so nothing was taken.*records: .*do not hold"):
        merged(ours, theirs.path)
    assert ours.last_number == last


def test_bytes_padded_otherwise_than_amanet_does_are_not_taken(ours: Vault, theirs: Vault) -> None:
    """They would open, and be damage here for ever."""
    identity, data = Identity(theirs.settings.random_bytes(32)), bytes(20_001)
    sealed = seal_bytes(data, [identity.recipient], random_bytes=theirs.settings.random_bytes, pad=False)
    with theirs.objects.new_pack() as pack:
        start = pack.add(sealed, identity)
    _entered(theirs, identity, pack.place, start, len(sealed), data, "a cousin", {})
    with pytest.raises(VaultDamaged, match="other vault is damaged"):
        merged(ours, theirs.path)
    must_hold(ours)


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("harm", ["flip", "cut", "missing", "pipe"])
def test_a_damaged_object_stops_it_and_when_it_is_back_the_merge_carries_on(
    ours: Vault, theirs: Vault, monkeypatch: pytest.MonkeyPatch, large: bool, harm: str
) -> None:
    monkeypatch.setattr(merge_module, "_AT_ONCE", 1)
    first = entity(theirs)
    data = bytes(range(256)) * (5000 if large else 3)
    stored = theirs.objects.add_blob(_Readable(data)) if large else None
    if stored is None:
        voice = item(theirs, data)
        stored = theirs.stored_object(voice.number)
        assert stored is not None
    else:
        fields = {"sha256": stored.sha256.hex(), "size": stored.size, "name": "film", "kind": "file"}
        voice = theirs.record(theirs.commit([theirs.prepare(Draft("Item", fields), stored)]))
    path = theirs.path / stored.place
    whole = path.read_bytes()
    path.unlink()
    if harm == "pipe":
        os.mkfifo(path)
    elif harm != "missing":
        path.write_bytes(whole[:-20] if harm == "cut" else whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(VaultDamaged, match="other vault"):
        merged(ours, theirs.path)
    assert ours.find(first.reference).body == first.body
    assert ours.count("Item") == 0
    must_hold(ours)
    path.unlink(missing_ok=True)
    path.write_bytes(whole)
    assert merged(ours, theirs.path).taken == {"Item": 1}
    assert content(ours, ours.find(voice.reference)) == data
    assert [r.body["action"] for r in ours.records("Custody")] == [BEGUN, MERGED]


def _prepared(vault: Vault, type_name: str, identifier: str, **fields: Any) -> Prepared:
    return vault.prepare(Draft(type_name, fields, identifier))


def test_another_record_under_an_id_of_ours_is_refused(ours: Vault, theirs: Vault) -> None:
    person = entity(ours)
    item(theirs, b"x")
    theirs.commit([_prepared(theirs, "Entity", str(person.body["id"]), schema="Person")])
    last = ours.last_number
    with pytest.raises(BadData, match="id of another record"):
        merged(ours, theirs.path)
    assert ours.last_number == last


def test_words_about_what_comes_later_are_refused(ours: Vault, theirs: Vault) -> None:
    """Two that retract each other: nobody makes that in good faith, and views would have no order to go by."""
    one, two = "00000000-0000-7000-8000-000000000001", "00000000-0000-7000-8000-000000000002"
    theirs.commit(
        [
            _prepared(theirs, "Retraction", one, retracts=two, reason="r"),
            _prepared(theirs, "Retraction", two, retracts=one, reason="r"),
        ]
    )
    last = ours.last_number
    with pytest.raises(AmanetError, match=r"entered later|index"):
        merged(ours, theirs.path)
    assert ours.last_number == last


@pytest.mark.parametrize(
    ("type_name", "fields"),
    [
        ("Entity", {"schema": 5}),
        ("Custody", {"action": "read", "records": [5], "signature": ""}),
        ("Custody", {"action": {}, "records": [], "signature": ""}),
        ("Supersession", {"replaces": [], "by": "x"}),
    ],
)
def test_values_that_do_not_belong_in_their_fields_are_refused(
    ours: Vault, theirs: Vault, type_name: str, fields: dict[str, Any]
) -> None:
    if "signature" in fields:
        del fields["signature"]
        draft = signed_draft(theirs, type_name, fields)
    else:
        draft = Draft(type_name, fields)
    prepared = theirs.prepare(draft)
    theirs.commit([replace(prepared, derived_from=())])
    last = ours.last_number
    with pytest.raises((BadData, VaultDamaged)):
        merged(ours, theirs.path)
    assert ours.last_number == last


def test_a_plan_changes_nothing_and_names_nothing(
    world: Any, ours: Vault, copied: Callable[[], Vault]
) -> None:
    person = entity(ours)
    copy = copied()
    statement(copy, entity(copy), "a secret name")
    gone(copy, copy.find(person.reference))
    ours.close()
    reading = world.open("ours.vault", writable=False)
    with merging(reading, copy.path, WORDS) as both:
        plan = both.plan
        assert (plan.coming, plan.erasing, plan.known) == ({"Entity": 1, "Erasure": 1, "Statement": 1}, 1, 0)
        assert "secret" not in repr(plan)
        with pytest.raises(WorldFailed, match="reading only"):
            both.carry_out()
    assert reading.find(person.reference).number == person.number


# Either way round


def bookkeeping(record: StoredRecord) -> bool:
    """What the two sides need not have in common: what each says of itself, and the erasures that merging made."""
    body = record.body
    merge_made = body["type"] == "Erasure" and str(body["reason"]).startswith("erased in another vault")
    return is_of_one_vault(body) or merge_made


def living(vault: Vault) -> dict[str, dict[str, Any]]:
    return {record.reference: record.body for record in vault.records() if not bookkeeping(record)}


def erased(vault: Vault) -> set[str]:
    return {reference for record in vault.records("Erasure") for reference in record.body["erased"]}


def views(vault: Vault) -> dict[str, Any]:
    """By id, as `vault.views` has it."""
    ids = {record.number: record.body["id"] for record in vault.records()}
    dead = {ids[row[0]] for row in vault.database.rows("SELECT number FROM dead")}
    return {
        "dead": dead,
        "states": {ids[n]: state for n, state in vault.database.rows("SELECT number, state FROM statement")},
        "labels": {ids[n]: text for n, text in vault.database.rows("SELECT entity, text FROM label")},
    }


def oracle(*vaults: Vault) -> set[str]:
    """The slow obvious version: everything, less what is erased, less what speaks of what is not there, until nothing changes."""
    everything = {reference: body for vault in vaults for reference, body in living(vault).items()}
    missing = set().union(*map(erased, vaults))
    while True:
        there = {ref: body for ref, body in everything.items() if ref not in missing}
        ids = {body["id"] for body in there.values()}
        more = {ref for ref, body in there.items() if not ids.issuperset(derived_ids(body))}
        more |= {
            ref
            for ref, body in there.items()
            if body["type"] == "Custody"
            and missing.issuperset(body["records"])
            and (body["action"] == "taken in" or "note" in body)
        }
        if not more:
            return set(there)
        missing |= more


class Team:
    """Enters, corrects and erases what numbers say."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault

    def do(self, what: str, pick: int) -> None:
        getattr(self, what)(pick)

    def one(self, pick: int, *types: str) -> StoredRecord | None:
        found = [record for record in self.vault.records() if record.type in types]
        return found[pick % len(found)] if found else None

    def entity(self, _pick: int) -> None:
        entity(self.vault)

    def item(self, pick: int) -> None:
        taken = item(self.vault, b"%d" % (pick % 3), "a cousin")
        self.vault.add(custody(self.vault, "taken in", [taken.reference], by_hand_of="a cousin"))

    def rendition(self, pick: int) -> None:
        if of := self.one(pick, "Item"):
            rendition(self.vault, of)

    def passage(self, pick: int) -> None:
        if of := self.one(pick, "Item", "Rendition"):
            self.vault.add(Draft("Passage", {"of": of.body["id"], "selectors": []}))

    def statement(self, pick: int) -> None:
        if subject := self.one(pick, "Entity"):
            passage = self.one(pick, "Passage")
            more = {"passages": [passage.body["id"]]} if passage and pick % 2 else {}
            statement(self.vault, subject, f"N{pick}", **more)

    def supersession(self, pick: int) -> None:
        old, new = self.one(pick, "Statement"), self.one(-1, "Statement")
        if old and new and old.number < new.number:
            fields = {"replaces": old.body["id"], "by": new.body["id"]}
            self.vault.add(Draft("Supersession", fields))

    def retraction(self, pick: int) -> None:
        if of := self.one(pick, "Statement", "Supersession", "Retraction", "Review", "Entity"):
            self.vault.add(Draft("Retraction", {"retracts": of.body["id"], "reason": "r"}))

    def review(self, pick: int) -> None:
        if of := self.one(pick, "Statement"):
            state = ("proposed", "reviewed", "disputed")[pick % 3]
            self.vault.add(signed_draft(self.vault, "Review", {"of": of.body["id"], "state": state}))

    def reading(self, pick: int) -> None:
        if of := self.one(pick, "Item", "Rendition", "Entity"):
            note = {"note": "why"} if pick % 2 else {}
            self.vault.add(custody(self.vault, "read", [of.reference], **note))  # type: ignore[arg-type]

    def erasure(self, pick: int) -> None:
        if of := self.one(
            pick, "Item", "Rendition", "Passage", "Entity", "Statement", "Retraction", "Review"
        ):
            gone(self.vault, of)


_DOING = ["entity", "item", "rendition", "passage", "statement", "supersession", "retraction", "review"]
# Few picks, so that both sides do something with the same record.
_DOINGS = st.lists(
    st.tuples(
        st.sampled_from([*_DOING, "statement", "reading", "reading", "erasure", "erasure"]), st.integers(0, 5)
    ),
    min_size=1,
    max_size=8,
)


class Pair:
    """Two vaults in a folder of their own, with a state folder of their own."""

    def __init__(self, folder: Path, templates: Sequence[Path], shared: bool) -> None:
        self.folder = folder
        ticks = count(1_795_342_500)
        self.settings = Settings(folder / "state", now=lambda: float(next(ticks)))
        self.first = templates[0]
        self.second = templates[0 if shared else 1]

    def open(self, name: str, *, writable: bool = True) -> Vault:
        return open_vault(self.folder / name, WORDS, self.settings, writable=writable)

    def copy(self, source: Path, name: str) -> None:
        shutil.copytree(source, self.folder / name)

    def grow(self, name: str, source: Path, doings: Sequence[tuple[str, int]]) -> Path:
        self.copy(source, name)
        with self.open(name) as vault:
            for doing in doings:
                Team(vault).do(*doing)
        return self.folder / name


@pytest.fixture
def quick_folder(tmp_path: Path) -> Iterator[Path]:
    """In memory where there is room for that: here no disk is tested."""
    memory = Path("/dev/shm")
    if not (memory.is_dir() and os.access(memory, os.W_OK)):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(prefix="amanet-merge-", dir=memory) as folder:
        yield Path(folder)


@pytest.fixture
def templates(world: Any) -> list[Path]:
    made = []
    for name, member in (("a.vault", "Aygul"), ("b.vault", "Dauren")):
        vault = world.new(name, member)
        for what in ("entity", "item", "rendition", "passage", "statement", "item"):
            Team(vault).do(what, 0)
        handed = [record.reference for record in vault.records("Item")]
        vault.add(custody(vault, "taken in", handed, by_hand_of="an aunt"))
        vault.close()
        made.append(world.folder / name)
    return made


@pytest.fixture
def numbers() -> Iterator[int]:
    return count()


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(shared=st.sampled_from([True, True, False]), before=_DOINGS, left=_DOINGS, right=_DOINGS)
def test_either_way_round_the_same_is_held_and_what_either_erased_is_gone(
    quick_folder: Path,
    templates: list[Path],
    numbers: Iterator[int],
    shared: bool,
    before: list[tuple[str, int]],
    left: list[tuple[str, int]],
    right: list[tuple[str, int]],
) -> None:
    folder = quick_folder / f"pair-{next(numbers)}"
    folder.mkdir()
    pair = Pair(folder, templates, shared)
    first = pair.grow("first", pair.first, before)
    second = first if shared else pair.second
    pair.grow("a", first, left)
    pair.grow("b", second, right)
    pair.copy(folder / "a", "a into b")
    pair.copy(folder / "b", "b into a")
    with pair.open("a", writable=False) as a, pair.open("b", writable=False) as b:
        expected, away = oracle(a, b), erased(a) | erased(b)
    with pair.open("a into b") as there, pair.open("b into a") as here:
        merged(there, folder / "b")
        merged(here, folder / "a")
        for vault in (there, here):
            assert set(living(vault)) == expected
            assert not away & set(living(vault))
            assert wrong(verify_vault(vault)) == []
            assert views(vault)["dead"] == _dead(vault)
        assert living(there) == living(here)
        assert views(there) == views(here)
        last = there.last_number, here.last_number
        assert merged(there, folder / "b") == merged(here, folder / "a") == Merged({})
        assert (there.last_number, here.last_number) == last
        merged(there, here.path)
        merged(here, there.path)
        assert merged(there, here.path) == Merged({})
        assert living(there) == living(here)
        assert set(living(there)) == expected


def _dead(vault: Vault) -> set[str]:
    """What does not count, from the records themselves."""
    entered = [Entered(r.body["id"], r.type, r.body["entered_at"], r.body) for r in vault.records()]
    return {fact.id for fact in entered} - standing(entered).living


# Interrupted


_KILLED = Path(__file__).with_name("merge_killed.py")


@pytest.mark.needs("linux")
def test_killed_at_any_step_the_vault_holds_and_merging_again_completes(quick_folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(_KILLED), str(quick_folder), "14"], capture_output=True, text=True, timeout=250
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    if told is None:
        pytest.skip("NOT RUN: needs a kernel with seccomp user notification (Linux on x86_64 or aarch64)")
    assert told["failures"] == []
    assert told["killed"] >= 10
