"""What follows from a withdrawal: what stops, what goes, what is in other hands, who is written to. Everybody is invented."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.consent import Recipient
from amanet.errors import Misuse
from amanet.printing.letter import PUBLIC
from amanet.record.statement import Saying
from amanet.sealing import Passphrase
from amanet.vault import Draft, Vault
from amanet.work.consent import set_contact, withdraw
from amanet.work.destinations import must_be_outside
from amanet.work.disclosing import propose
from amanet.work.disclosing_signed import approve, seal
from amanet.work.letters import SentCopy, SentRelease, letters_of, make_folder, write_letters
from amanet.work.prove import gather
from amanet.work.signed import signed_draft
from amanet.work.statements import add_source, say
from amanet.work.take_in import TakenIn
from amanet.work.withdrawing import Consequences, consequences_of

from .test_disclosing import CONSEQUENCES, Case
from .test_disclosing import tomorrow as tomorrow  # the fixture

TO = "un:Working Group"


@pytest.fixture
def case(vault: Vault) -> Case:
    made = Case(vault)
    made.allow(made.sister)
    made.allow(made.brother)
    return made


def after(case: Case) -> Consequences:
    withdraw(case.vault, str(case.sister.number), given_at="2026-11-20")
    return consequences_of(case.vault, case.sister)


@pytest.fixture
def released(case: Case, tmp_path: Path, tomorrow: Callable[[Vault], None]) -> Case:
    """One release to the Working Group, under pseudonyms."""
    proposal = propose(case.vault, case.draft(), CONSEQUENCES)
    tomorrow(case.vault)
    approve(case.vault, proposal)
    seal(case.vault, proposal, tmp_path / "to-the-group.age", passphrase=Passphrase("told by telephone"))
    return case


def test_proposals_that_touch_them_stop_and_others_do_not(case: Case) -> None:
    proposal = propose(case.vault, case.draft(), CONSEQUENCES)
    assert consequences_of(case.vault, case.sister).stops == ()
    grants = {str(record.body["id"]) for record in case.vault.records("Grant")}
    assert [one.number for one in consequences_of(case.vault, case.sister, grants).stops] == [proposal.number]
    assert consequences_of(case.vault, case.neighbour, grants).stops == ()
    assert [one.number for one in after(case).stops] == [proposal.number]
    assert consequences_of(case.vault, case.neighbour).stops == ()


def test_what_was_released_is_named_with_its_file_and_a_letter_says_the_pseudonym_alone(
    released: Case, tmp_path: Path
) -> None:
    found = after(released)
    (one,) = found.releases
    assert (str(one.recipient), one.file, one.shown) == (
        "UN body Working Group",
        "to-the-group.age",
        ("Source 1",),
    )
    (written,) = found.letters
    assert written.letter.recipient == "Working Group"
    make_folder(released.vault, tmp_path / "letters")
    files = write_letters(tmp_path / "letters", found.letters)
    assert {Path(name).suffix for name in files} == {".pdf", ".txt"}
    text = (tmp_path / "letters" / f"{written.stem}.txt").read_text()
    assert "“Source 1”" in text
    assert one.sha256 in text
    for secret in ("Nursel", "Aytoz", "Qumdengiz", "Person 1", released.vault.path.name, f"#{one.number}"):
        assert secret not in text + written.stem
    assert {Path(name).stat().st_mode & 0o777 for name in files} == {0o600}


def test_who_is_touched_by_what_others_said_finds_the_release_too(released: Case) -> None:
    withdraw(released.vault, str(released.brother.number))
    found = consequences_of(released.vault, released.brother)
    assert [one.name for one in found.releases] == ["Person 1"]
    assert consequences_of(released.vault, released.neighbour).releases == ()


def test_the_same_released_again_under_a_name_of_their_own_is_called_by_it(
    released: Case, tmp_path: Path, tomorrow: Callable[[Vault], None]
) -> None:
    released.allow(released.sister, "named", "partner:Lantern")
    released.allow(released.brother, "named", "partner:Lantern")
    found = consequences_of(released.vault, released.brother)
    record = released.vault.record(found.releases[0].number)
    name = next(
        released.vault.record(number).reference
        for number in released.vault.views.statements_of(released.brother.number, "name")
    )
    body = {
        key: value
        for key, value in record.body.items()
        if key not in {"id", "entered_at", "entered_by", "signature", "type"}
    }
    named = {
        **body,
        "recipient": Recipient.parse("partner:Lantern").to_json(),
        "records": [name],
        "shown": {released.brother.reference: "named"},
    }
    released.vault.add(signed_draft(released.vault, "Release", named))
    found = consequences_of(released.vault, released.brother)
    assert [one.name for one in found.releases] == ["Person 1", "Aytoz Qumdengiz"]
    assert [one.letter.given[0].shown for one in found.letters] == ["Person 1", "Aytoz Qumdengiz"]


# Letters


def release(number: int, to: str, name: str | None = "Person 1") -> SentRelease:
    shown = () if name is None else (name,)
    return SentRelease(
        number, Recipient.parse(to), "media", "2026-05-02", "a.age", f"{number:064x}", shown, name
    )


def test_two_packages_for_one_recipient_are_asked_back_whole() -> None:
    (one,) = letters_of([release(7, TO), release(9, TO, "Person 3")], [], (), "2026-11-23")
    text = one.letter.text()
    assert "Person 1" not in text
    assert "Person 3" not in text
    assert text.count("all of it") == 2
    assert one.records == (7, 9)


def test_a_bundle_and_a_release_for_the_same_recipient_are_one_letter() -> None:
    copy = SentCopy(8, "the working  GROUP", "2026-05-03", ("ab" * 32,))
    assert len(letters_of([release(7, "un:the working group")], [copy], (), "2026-11-23")) == 1


def test_no_letter_goes_to_the_person_or_the_team_and_the_public_is_whoever_has_it() -> None:
    releases = [release(7, "partner:Nursel Q"), release(8, "team"), release(9, "public")]
    found = letters_of(releases, [], {"nursel q"}, "2026-11-23")
    assert [one.letter.recipient for one in found] == [PUBLIC]


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(["Oak", "Elm", None])), max_size=6))
def test_no_letter_ever_has_two_names_of_one_person(several: list[tuple[str, str | None]]) -> None:
    releases = [release(number, f"partner:{to}", name) for number, (to, name) in enumerate(several)]
    letters = letters_of(releases, [], (), "2026-11-23")
    assert sorted(number for one in letters for number in one.records) == list(range(len(several)))
    assert len({one.stem for one in letters}) == len(letters)
    for one in letters:
        assert len([made for made in one.letter.given if made.shown]) <= (len(one.letter.given) == 1)


def test_letters_are_never_written_into_the_vault_or_among_other_files(case: Case, tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="inside the vault"):
        make_folder(case.vault, case.vault.path / "letters")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    with pytest.raises(Misuse, match="not an empty folder"):
        make_folder(case.vault, tmp_path / "full")


def test_a_bundle_for_somebody_is_asked_back_by_its_hash(case: Case, handed: TakenIn, tmp_path: Path) -> None:
    cousin = add_source(case.vault, "a cousin", "person")
    item = case.vault.record(handed.added[0])
    gather(case.vault, [item.number], recipient="the lantern office")
    gather(case.vault, [item.number])
    found = consequences_of(case.vault, cousin)
    (written,) = found.letters
    assert str(item.body["sha256"]) in written.letter.text()
    assert len(found.own_copies) == 1
    must_be_outside(case.vault.path, tmp_path)


# What must be destroyed


@pytest.fixture
def recording(case: Case, handed: TakenIn) -> Any:
    """An item in which the sister and her neighbour both speak, one that only she speaks in, and a passage that both rest on."""
    vault = case.vault
    other = add_source(vault, "Elvan Marsquill", "person")
    both, hers, _ = handed.added

    def passage(item: int, start: int) -> str:
        selector = {"type": "TextPositionSelector", "start": start, "end": start + 2}
        record = vault.add(
            Draft("Passage", {"of": str(vault.record(item).body["id"]), "selectors": [selector]})
        )
        return str(record[0].body["id"])

    alone, together, own = passage(both, 0), passage(both, 3), passage(hers, 0)

    def said(who: Any, *passages: str) -> int:
        one = Saying(case.id(case.act), "notes", {"text": "…"}, case.id(who), passages=passages)
        return say(vault, one).number

    return SimpleNamespace(
        case=case,
        both=both,
        hers=hers,
        by_her=[said(case.sister, alone), said(case.sister, together), said(case.sister, own)],
        by_other=said(other, together),
        passages={
            key: vault.views.number_of(one)
            for key, one in (("alone", alone), ("together", together), ("own", own))
        },
    )


def test_a_recording_of_two_stands_apart_with_what_is_whose(recording: Any) -> None:
    found = after(recording.case).destroy
    (shared,) = found.shared
    assert (shared.item, shared.others, shared.gave) == (recording.both, (recording.by_other,), True)
    assert shared.alone == (recording.passages["alone"],)
    assert shared.together == (recording.passages["together"],)
    assert set(recording.by_her) <= set(found.statements)
    assert recording.by_other not in found.numbers
    assert recording.both not in found.numbers
    assert recording.passages["together"] not in found.numbers
    assert {recording.passages["alone"], recording.passages["own"]} <= set(found.numbers)


def test_erasing_what_is_theirs_alone_leaves_what_others_said(recording: Any) -> None:
    from amanet.work.erase import plan_erasure

    vault = recording.case.vault
    found = after(recording.case).destroy
    planned = plan_erasure(vault, [vault.record(number) for number in found.numbers])
    assert recording.by_other not in planned.numbers
    whole = plan_erasure(vault, [vault.record(found.shared[0].item)])
    assert recording.by_other in whole.numbers


# Who is told


def test_how_they_are_told_obeys_what_they_asked_for(case: Case) -> None:
    sister = str(case.sister.number)
    assert "not on record" in consequences_of(case.vault, case.sister).tell[0]
    set_contact(case.vault, sister, channel="signal", rule="only", hours="after 20:00")
    assert "ways they allowed" in consequences_of(case.vault, case.sister).tell[0]
    set_contact(case.vault, sister, channel="any", rule="never")
    (only,) = consequences_of(case.vault, case.sister).tell
    assert "not to be contacted" in only
