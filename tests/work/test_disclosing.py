"""The only way out, from a choice to a sealed file and its record. All people and places are invented."""

import io
import itertools
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyrage
import pytest

from amanet.errors import ConsentForbids, Misuse
from amanet.exports import check_bundle
from amanet.protect.leaks import check
from amanet.record.statement import Saying
from amanet.sealing import Passphrase
from amanet.vault import StoredRecord, Vault
from amanet.work.consent import grant, withdraw
from amanet.work.describe import describe
from amanet.work.disclosing import Drafted, Wanted, again, draft, propose
from amanet.work.disclosing_checked import leaks_of, tied_to_earlier
from amanet.work.disclosing_signed import approve, find_proposal, releases, seal, waiting
from amanet.work.members import add_member
from amanet.work.statements import add_entity, add_source, say
from amanet.work.vault_secrets import secrets_of

from .conftest import World

DAY = 24 * 3600
CONSEQUENCES = "Whoever reads it may ask the office about him."
TO = "un:Working Group"
OTHER = Passphrase("another member's, cheap, for tests")
WORDS = "Three men led Aytoz out of our courtyard on 12 May 2018. Call 0700 123 4567."


class Case:
    """A brother who was taken, the sister who says so, and a neighbour who asked for nothing to be said."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.sister = add_source(vault, "Nursel Qumdengiz", "person")
        self.brother = self.entity("Person", name={"name": "Aytoz Qumdengiz", "kind": "full"})
        self.neighbour = self.entity("Person", name={"name": "Elvan Marsquill", "kind": "full"})
        self.act = self.entity("Act", type={"term": "detention"})
        self.said(self.act, "victim", {"entity": self.id(self.brother)}, wording=WORDS)
        self.said(self.act, "start", {"date": {"edtf": "2018-05-12"}})

    def entity(self, schema: str, **told: Any) -> StoredRecord:
        sayings = [Saying("", name, value, self.id(self.sister)) for name, value in told.items()]
        return add_entity(self.vault, schema, sayings)

    def said(self, subject: StoredRecord, name: str, value: Any, **more: Any) -> StoredRecord:
        return say(self.vault, Saying(self.id(subject), name, value, self.id(self.sister), **more))

    def id(self, record: StoredRecord) -> str:
        return str(record.body["id"])

    def allow(self, who: StoredRecord, identity: str = "pseudonym", recipient: str = TO, **more: Any) -> None:
        media = {"words": True, "place": "exact", "date": "month"}
        given = {
            "given_at": "2026-05-01",
            "language": "ug",
            "explained": "what this is for",
            "media": media,
            **more,
        }
        if who is self.brother:
            given |= {"by_proxy": self.id(self.sister), "kinship": "sister"}
        grant(
            self.vault,
            str(who.number),
            uses=["UN submission"],
            recipient=recipient,
            identity=identity,
            **given,
        )

    def draft(self, recipient: str = TO, **more: Any) -> Drafted:
        wanted = Wanted("UN submission", recipient, about=(str(self.brother.number),), drafts=True, **more)
        return draft(self.vault, wanted)


@pytest.fixture
def case(vault: Vault) -> Case:
    made = Case(vault)
    made.allow(made.sister)
    made.allow(made.brother)
    return made


@pytest.fixture
def tomorrow(world: World) -> Callable[[Vault], None]:
    """The vault's clock a day and an hour on."""

    def passes(vault: Vault) -> None:
        start = vault.settings.now() + DAY + 3600
        ticks = itertools.count(int(start))
        object.__setattr__(vault.settings, "now", lambda: float(next(ticks)))

    return passes


def opened(file: Path, passphrase: str) -> dict[str, bytes]:
    """The files of a sealed release, by pyrage and tarfile."""
    found = {}
    with tarfile.open(fileobj=io.BytesIO(pyrage.passphrase.decrypt(file.read_bytes(), passphrase))) as tar:
        for member in tar:
            content = tar.extractfile(member)
            if content is not None:
                found[member.name.removeprefix("release/")] = content.read()
    return found


def test_who_allowed_it_leaves_under_a_pseudonym_and_nobody_else_at_all(case: Case) -> None:
    drafted = case.draft()
    assert drafted.package is not None
    everything = b"".join(drafted.package.files.values()).decode("utf-8", "replace")
    assert "Person 1" in everything
    assert "2018-05" in everything
    for secret in ("Aytoz", "Qumdengiz", "Nursel", "Elvan", "12 May", "123 4567", "2018-05-12"):
        assert secret not in everything
    assert case.id(case.brother) not in everything
    assert leaks_of(case.vault, drafted).open == ()


def test_without_a_grant_of_everybody_it_touches_there_is_no_package(vault: Vault) -> None:
    case = Case(vault)
    case.allow(case.sister)
    drafted = case.draft()
    # What she says of herself may go; what is said of him may not.
    assert {one.property for one in drafted.plan.shapes} <= {"kind"}
    withdraw(vault, str(case.sister.number), given_at="2026-11-20")
    assert case.draft().package is None
    with pytest.raises(ConsentForbids, match="not even an empty one"):
        propose(vault, case.draft(), CONSEQUENCES)


def test_the_package_is_the_same_byte_for_byte_each_time_it_is_made(case: Case) -> None:
    first = case.draft()
    proposal = propose(case.vault, first, CONSEQUENCES)
    second = again(case.vault, proposal)
    assert first.package is not None
    assert second.package is not None
    assert dict(first.package.files) == dict(second.package.files)


def test_two_members_sign_and_it_is_sealed_and_on_record(case: Case, world: World, tmp_path: Path) -> None:
    add_member(case.vault, "Bahar", "member", OTHER)
    proposal = propose(case.vault, case.draft(), CONSEQUENCES)
    target = tmp_path / "to-the-group.age"
    with pytest.raises(Misuse, match="1 other member has to sign"):
        seal(case.vault, proposal, target, passphrase=Passphrase("told by telephone"))
    case.vault.close()
    vault = world.open(secret=OTHER)
    approve(vault, find_proposal(vault, str(proposal.number)))
    release = seal(vault, proposal, target, passphrase=Passphrase("told by telephone"))
    files = opened(target, "told by telephone")
    assert json.loads(files["data/statements.json"])["recipient"] == {
        "kind": "UN body",
        "name": "Working Group",
    }
    assert release.body["shown"]
    assert set(release.body["shown"].values()) == {"Person 1", "Source 1"}
    assert [one.file for one in releases(vault)] == ["to-the-group.age"]
    assert not list(waiting(vault))
    assert not list(tmp_path.glob(".new-*"))


def test_who_works_alone_signs_once_more_a_day_later(
    case: Case, tmp_path: Path, tomorrow: Callable[[Vault], None]
) -> None:
    proposal = propose(case.vault, case.draft(), CONSEQUENCES)
    target = tmp_path / "sealed.age"
    with pytest.raises(Misuse, match="sleep on it"):
        seal(case.vault, proposal, target, passphrase=Passphrase("told"))
    approve(case.vault, proposal)
    with pytest.raises(Misuse, match="sleep on it"):
        seal(case.vault, proposal, target, passphrase=Passphrase("told"))
    tomorrow(case.vault)
    with pytest.raises(Misuse, match="sign once more"):
        seal(case.vault, proposal, target, passphrase=Passphrase("told"))
    approve(case.vault, proposal)
    seal(case.vault, proposal, target, passphrase=Passphrase("told"))
    assert opened(target, "told")


def test_a_withdrawal_after_the_signatures_stops_it(case: Case, tmp_path: Path) -> None:
    add_member(case.vault, "Bahar", "member", OTHER)
    proposal = propose(case.vault, case.draft(), CONSEQUENCES)
    withdraw(case.vault, str(case.sister.number), given_at="2026-11-20")
    with pytest.raises(Misuse, match="have changed"):
        approve(case.vault, proposal)
    with pytest.raises(Misuse, match="have changed"):
        seal(case.vault, proposal, tmp_path / "x.age", passphrase=Passphrase("told"))
    assert [one.void for one in waiting(case.vault)] == [True]
    assert not (tmp_path / "x.age").exists()


def test_a_name_that_is_found_out_later_makes_another_package(case: Case) -> None:
    case.said(case.act, "notes", {"text": "Rebiya Sulayman stood at the gate."})
    proposal = propose(case.vault, case.draft(), CONSEQUENCES)
    case.entity("Person", name={"name": "Rebiya Sulayman", "kind": "full"})
    with pytest.raises(Misuse, match="have changed"):
        approve(case.vault, proposal)


def test_who_refuses_to_sign_stops_it(case: Case, tmp_path: Path, tomorrow: Callable[[Vault], None]) -> None:
    proposal = propose(case.vault, case.draft(), CONSEQUENCES)
    with pytest.raises(Misuse, match="Say why"):
        approve(case.vault, proposal, refuse=True)
    approve(case.vault, proposal, refuse=True, reason="the village is too small")
    tomorrow(case.vault)
    approve(case.vault, proposal)
    with pytest.raises(Misuse, match="refused to sign"):
        seal(case.vault, proposal, tmp_path / "x.age", passphrase=Passphrase("told"))


def test_words_that_a_member_hides_are_gone_and_remembered(case: Case) -> None:
    case.said(case.act, "notes", {"text": "He wore the green coat of the ferrymen."})
    drafted = case.draft(words=(("green coat", "[clothes]"),))
    assert drafted.package is not None
    assert b"green coat" not in b"".join(drafted.package.files.values())
    propose(case.vault, drafted, CONSEQUENCES)
    later = case.draft()
    assert later.package is not None
    assert b"green coat" not in b"".join(later.package.files.values())


def test_named_in_one_release_and_under_a_pseudonym_in_the_next_is_pointed_out(
    case: Case, tmp_path: Path, tomorrow: Callable[[Vault], None]
) -> None:
    proposal = propose(case.vault, case.draft(), CONSEQUENCES)
    tomorrow(case.vault)
    approve(case.vault, proposal)
    seal(case.vault, proposal, tmp_path / "one.age", passphrase=Passphrase("told"))
    assert tied_to_earlier(case.vault, case.draft(pseudonyms=("Alder", "Beech"))) != []
    case.allow(case.sister, "named", "partner:Lantern")
    case.allow(case.brother, "named", "partner:Lantern")
    found = leaks_of(case.vault, case.draft("partner:Lantern"))
    assert found.tied
    assert found.open
    decided = tuple((one.key, "both recipients know her name") for one in found.tied)
    assert leaks_of(case.vault, case.draft("partner:Lantern", decisions=decided)).open == ()


def test_a_crash_before_the_end_leaves_no_file(
    case: Case, tmp_path: Path, tomorrow: Callable[[Vault], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal = propose(case.vault, case.draft(), CONSEQUENCES)
    tomorrow(case.vault)
    approve(case.vault, proposal)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("amanet.work.disclosing_signed.write_all", full)
    with pytest.raises(Exception, match="No space"):
        seal(case.vault, proposal, tmp_path / "x.age", passphrase=Passphrase("told"))
    assert [one.name for one in tmp_path.iterdir() if "x.age" in one.name] == []
    assert releases(case.vault) == []


def test_the_team_is_no_recipient(case: Case) -> None:
    with pytest.raises(Misuse, match="works in the vault"):
        case.draft("team")


def test_an_original_of_no_person_goes_unchanged_with_its_proof(
    case: Case, hand_over: Callable[..., Path], take: Callable[..., Any], tmp_path: Path
) -> None:
    add_source(case.vault, "the gazette", "publication")
    folder = hand_over({"notice.txt": b"A list of offices, published in May."})
    take(case.vault, folder, source="the gazette")
    number = next(record.number for record in case.vault.records("Item"))
    describe(case.vault, [number])
    drafted = case.draft(items=(str(number),))
    assert drafted.package is not None
    files = dict(drafted.package.files)
    assert files["data/documents/0001.txt"] == b"A list of offices, published in May."
    proofs = tmp_path / "proofs"
    for name, content in files.items():
        if name.startswith("data/proofs/"):
            path = proofs / name.removeprefix("data/proofs/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    assert check_bundle(proofs).problems == ()
    assert b"the gazette" not in b"".join(files.values())
    say(case.vault, Saying(case.id(case.act), "notes", {"text": "another entry"}, case.id(case.sister)))
    again_package = case.draft(items=(str(number),), hide=(str(case.vault.last_number),)).package
    assert again_package is not None
    assert {name: one for name, one in again_package.files.items() if "proofs/" in name} == {
        name: one for name, one in files.items() if "proofs/" in name
    }


def test_what_a_search_finds_can_be_chosen(case: Case) -> None:
    wanted = Wanted("UN submission", TO, found=("courtyard",), drafts=True)
    drafted = draft(case.vault, wanted)
    assert [one.property for one in drafted.plan.shapes] == ["victim"]
    with pytest.raises(Misuse, match="Nothing was chosen"):
        draft(case.vault, Wanted("UN submission", TO))


def test_what_the_vault_protects_is_looked_for_in_a_package_of_anybody(case: Case, tmp_path: Path) -> None:
    case.said(case.brother, "document", {"identifier": "KZ 7654321"})
    (tmp_path / "note.txt").write_text("Aytoz Qumdengiz, paper KZ 7654321")
    kinds = {finding.kind for finding in check(tmp_path / "note.txt", secrets_of(case.vault)).findings}
    assert kinds == {"name", "number"}
