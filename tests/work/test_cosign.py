"""Two organisations sign each other's checkpoints; neither lets the other take anything back."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from amanet.errors import BadData, Misuse
from amanet.exports import check_bundle
from amanet.merkle import CosignRequest, Frontier, VerifierKey, parse_note, verify_cosignature
from amanet.vault import Draft, Vault
from amanet.vault.opening import start_epoch
from amanet.work.cosign import export_request, import_answer, sign_request
from amanet.work.prove import gather, write
from amanet.work.signed import custody
from amanet.work.stamp import outside_words
from amanet.work.take_in import TakenIn


@pytest.fixture
def partner(world: Any) -> Vault:
    return world.new("partner.vault", "Dilnur")  # type: ignore[no-any-return]


def _grow(vault: Vault) -> None:
    vault.add(custody(vault, "read", []))


def test_a_checkpoint_goes_there_and_comes_back_cosigned(vault: Vault, partner: Vault) -> None:
    cosigned = sign_request(partner, export_request(vault), vault.header.log_key)
    assert (cosigned.origin, cosigned.size) == (vault.epoch.origin, 2)
    stamp = import_answer(vault, cosigned.answer, partner.header.cosigner_key).body
    assert (stamp["kind"], stamp["tree_size"], stamp["origin"]) == ("cosignature", 2, vault.epoch.origin)
    assert stamp["authority"] == partner.header.cosigner_key
    note = parse_note(stamp["checkpoint"].encode())
    assert verify_cosignature(note, VerifierKey.parse(partner.header.cosigner_key)) > 0
    (word,) = outside_words(vault)
    assert (word.size, word.stated_at) == (2, stamp["stated_at"])


def test_it_goes_on_from_the_last_size_with_a_proof(vault: Vault, partner: Vault) -> None:
    key = partner.header.cosigner_key
    for expected in (0, 2, 5):
        request = export_request(vault, key)
        assert CosignRequest.parse(request).old_size == expected
        import_answer(vault, sign_request(partner, request, vault.header.log_key).answer, key)
        _grow(vault)
        _grow(vault)
    assert [word.size for word in outside_words(vault)] == [2, 5, 8]


def test_what_was_cosigned_is_kept_before_the_answer_and_logged(vault: Vault, partner: Vault) -> None:
    sign_request(partner, export_request(vault), vault.header.log_key)
    seen = partner.seen_of(vault.epoch.origin)
    assert seen is not None
    assert (seen.size, seen.root, seen.log_key) == (2, vault.checkpoint().root, vault.header.log_key)
    body = list(partner.records("Custody"))[-1].body
    assert body["action"] == "cosigned for a partner"
    assert body["details"] == {"origin": vault.epoch.origin, "size": 2, "root": seen.root.hex()}


def test_a_log_that_was_put_back_is_not_cosigned(world: Any, vault: Vault, partner: Vault) -> None:
    """The same vault from an older copy: at first smaller, then grown again to another tree, with whatever proof it can make."""
    key, origin = vault.header.log_key, vault.epoch.origin
    vault.close()
    shutil.copytree(vault.path, world.folder / "old")
    with world.open() as vault:
        for _ in range(3):
            _grow(vault)
        sign_request(partner, export_request(vault), key)
    shutil.rmtree(vault.path)
    shutil.copytree(world.folder / "old", vault.path)
    seen, before = partner.seen_of(origin), partner.last_number
    with world.open(writable=False) as old:
        # As a dishonest keeper, who changes the program:
        old.writable = True
        old.locks.write()
        old.database.execute("PRAGMA query_only = OFF")
        for _ in range(5):
            head = old.checkpoint()
            start = min(5, head.size)
            proof = old.consistency(old.epoch, start, head.size)
            for request in (export_request(old), CosignRequest(start, proof, head.note).to_bytes()):
                with pytest.raises(BadData):
                    sign_request(partner, request, key)
            _grow(old)
    assert (partner.seen_of(origin), partner.last_number) == (seen, before)


def test_a_request_that_starts_elsewhere_is_refused_with_the_size_to_start_from(
    vault: Vault, partner: Vault
) -> None:
    key = vault.header.log_key
    sign_request(partner, export_request(vault), key)
    _grow(vault)
    head = vault.checkpoint()
    for old in (0, 1, 3):
        proof = vault.consistency(vault.epoch, old, head.size) if old else ()
        with pytest.raises(BadData, match="the last one seen here is 2"):
            sign_request(partner, CosignRequest(old, proof, head.note).to_bytes(), key)
    with pytest.raises(BadData):
        sign_request(partner, CosignRequest(2, (), head.note).to_bytes(), key)


def test_a_first_request_needs_the_partners_key_and_a_later_one_the_same_key(
    world: Any, vault: Vault, partner: Vault
) -> None:
    with pytest.raises(Misuse, match="--log-key"):
        sign_request(partner, export_request(vault))
    stranger = world.new("stranger.vault")
    with pytest.raises(BadData):
        sign_request(partner, export_request(vault), stranger.header.log_key)
    sign_request(partner, export_request(vault), vault.header.log_key)
    _grow(vault)
    import_needed = CosignRequest(2, vault.consistency(vault.epoch, 2, 3), vault.checkpoint().note).to_bytes()
    with pytest.raises(Misuse, match="under another key"):
        sign_request(partner, import_needed, stranger.header.log_key)
    assert sign_request(partner, import_needed).size == 3


def test_nobody_cosigns_for_themselves(vault: Vault) -> None:
    with pytest.raises(Misuse, match="this very vault"):
        sign_request(vault, export_request(vault), vault.header.log_key)


def test_an_answer_on_something_else_or_by_somebody_else_is_refused(
    world: Any, vault: Vault, partner: Vault
) -> None:
    other = world.new("other.vault")
    on_other = sign_request(partner, export_request(other), other.header.log_key).answer
    on_ours = sign_request(partner, export_request(vault), vault.header.log_key).answer
    before = vault.last_number
    for answer, key in (
        (on_other, partner.header.cosigner_key),
        (on_ours, other.header.cosigner_key),
        (on_ours[:-10] + b"AAAAAAAAA\n", partner.header.cosigner_key),
        (b"", partner.header.cosigner_key),
        (b"\xff\n", partner.header.cosigner_key),
    ):
        with pytest.raises(BadData):
            import_answer(vault, answer, key)
    assert vault.last_number == before


def test_an_answer_on_an_older_checkpoint_is_taken_in(vault: Vault, partner: Vault) -> None:
    answer = sign_request(partner, export_request(vault), vault.header.log_key).answer
    for _ in range(3):
        _grow(vault)
    start_epoch(vault, "a test")
    stamp = import_answer(vault, answer, partner.header.cosigner_key).body
    assert (stamp["tree_size"], stamp["origin"]) == (2, vault.epochs()[0].origin)


def test_a_new_epoch_is_a_new_log_to_the_partner(vault: Vault, partner: Vault) -> None:
    key = partner.header.cosigner_key
    import_answer(vault, sign_request(partner, export_request(vault, key), vault.header.log_key).answer, key)
    start_epoch(vault, "a test")
    request = export_request(vault, key)
    assert CosignRequest.parse(request).old_size == 0
    with pytest.raises(Misuse, match="--log-key"):
        sign_request(partner, request)
    assert sign_request(partner, request, vault.header.log_key).size == 1


def test_a_cosignature_goes_into_bundles_of_what_it_covers(
    vault: Vault, partner: Vault, handed: TakenIn, tmp_path: Path
) -> None:
    key = partner.header.cosigner_key
    import_answer(vault, sign_request(partner, export_request(vault), vault.header.log_key).answer, key)
    vault.add(Draft("Item", {"sha256": "00" * 32, "size": 0, "name": "n", "kind": "file"}))
    contents, proved = gather(vault, [handed.added[0]])
    write(contents, tmp_path / "bundle")
    assert (proved.checkpoints, proved.stamps) == (2, 1)
    verdict = check_bundle(tmp_path / "bundle", [], [VerifierKey.parse(key)], [])
    assert verdict.outcome == "verified"


@pytest.mark.needs("go")
def test_go_verifies_a_cosignature_made_here(
    vault: Vault, partner: Vault, logcheck: Callable[..., Any]
) -> None:
    key = partner.header.cosigner_key
    stamp = import_answer(
        vault, sign_request(partner, export_request(vault), vault.header.log_key).answer, key
    )
    # The log as it was at the size that was cosigned.
    folder = vault.path.parent / "log-then"
    for written in Frontier().append([vault.record(number).entry for number in (1, 2)]).writes:
        (folder / written.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / written.path).write_bytes(written.data)
    (folder / "checkpoint").write_bytes(stamp.body["checkpoint"].encode())
    checked = logcheck(folder, vault.header.log_key, "--cosigner", key)
    assert checked.returncode == 0, checked.stderr
    assert "cosigned amanet-cosigner/" in checked.stdout
