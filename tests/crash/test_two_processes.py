"""One writer, readers beside it, and an erasure that needs the vault for itself; locks die with their
process.
"""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from amanet.errors import WorldFailed
from amanet.sealing import Passphrase
from amanet.vault import Vault
from amanet.vault.opening import open_vault
from amanet.work.erase import erase, plan_erasure
from amanet.work.members import add_member, find_member, remove_member
from amanet.work.take_in import Provenance, take_in

Elsewhere = Callable[..., "subprocess.Popen[str]"]
Opened = Callable[..., Vault]


def test_a_second_writer_is_told_who_the_first_is(opened: Opened, elsewhere: Elsewhere) -> None:
    first = elsewhere("write")
    with pytest.raises(WorldFailed, match=rf"open for writing elsewhere \(process {first.pid}\).*try again"):
        opened(writable=True)


def test_the_lock_of_a_killed_writer_is_free(opened: Opened, elsewhere: Elsewhere) -> None:
    first = elsewhere("write")
    first.kill()
    first.wait()
    with opened(writable=True) as vault:
        assert vault.count("Item") == 2


def test_a_reader_works_beside_a_writer(opened: Opened, elsewhere: Elsewhere, tmp_path: Path) -> None:
    (tmp_path / "new").write_bytes(b"something new")
    elsewhere("read")
    with opened(writable=True) as writer, opened(writable=False) as reader:
        take_in(writer, [tmp_path / "new"], Provenance())
        assert reader.count("Item") == 3
        newest = list(reader.records("Item"))[-1]
        with reader.open_object(newest.number) as content:
            assert content.read(0, 100) == b"something new"
        with pytest.raises(WorldFailed, match="reading only"):
            take_in(reader, [tmp_path / "new"], Provenance())


def test_an_erasure_waits_for_nobody_and_changes_nothing_while_a_reader_is_there(
    opened: Opened, elsewhere: Elsewhere
) -> None:
    reader = elsewhere("read")
    with opened(writable=True) as vault:
        plan = plan_erasure(vault, [next(vault.records("Item"))])
        with pytest.raises(WorldFailed, match=r"needs the vault for itself.*another process has it open"):
            erase(vault, plan, reason="a test")
        assert (vault.count("Item"), vault.count("Erasure"), vault.header.generation) == (2, 0, 1)
        reader.communicate("")
        erase(vault, plan, reason="a test")
        assert (vault.count("Item"), vault.count("Erasure"), vault.header.generation) == (1, 1, 2)


def test_a_change_of_keys_needs_the_vault_for_itself(opened: Opened, elsewhere: Elsewhere) -> None:
    with opened(writable=True) as vault:
        add_member(vault, "second", "member", Passphrase("another"))
        reader = elsewhere("read")
        with pytest.raises(WorldFailed, match="needs the vault for itself"):
            remove_member(vault, find_member(vault, "second"))
        assert vault.header.epoch == 1
        reader.kill()
        reader.wait()
        remove_member(vault, find_member(vault, "second"))
        assert vault.header.epoch == 2


def test_nobody_opens_it_while_it_is_erased_from(opened: Opened, filled_vault: Path) -> None:
    with opened(writable=True) as vault:
        vault.locks.alone()
        with pytest.raises(WorldFailed, match=r"being erased from or re-keyed.*try again"):
            opened(writable=False)
        vault.locks.shared_again()
        opened(writable=False).close()


def test_who_could_not_open_it_holds_no_lock(opened: Opened, filled_vault: Path) -> None:
    with pytest.raises(Exception, match="does not open"):
        open_vault(filled_vault, Passphrase("wrong"), opened.settings, writable=True)
    opened(writable=True).close()
