"""Recording what people allow in a real vault: signed, erased with the person, never wider than what was said."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from amanet.canonical import JSON
from amanet.consent import Recipient
from amanet.errors import BadData, Misuse
from amanet.fsck import verify_vault
from amanet.record.dates import parse_edtf
from amanet.record.statement import Saying
from amanet.vault import Draft, StoredRecord, Vault
from amanet.work import consent_talk
from amanet.work.consent import consents, grant, refuse, safe_contact, set_contact, wishes, withdraw
from amanet.work.consent_talk import consent_sheet, load_talk, review_of, review_talk, talk_languages
from amanet.work.erase import erase, plan_erasure
from amanet.work.give_out import write_item
from amanet.work.interviews import add_interview, interviewed_before
from amanet.work.read_back import read_back
from amanet.work.signed import custody, signed_draft
from amanet.work.statements import add_entity, add_source, retract, say

TEAM = Recipient("team")


@pytest.fixture
def cousin(vault: Vault) -> StoredRecord:
    return add_source(vault, "a cousin", "person")


@pytest.fixture
def aygul(vault: Vault, cousin: StoredRecord) -> StoredRecord:
    name = Saying("", "name", {"name": "Aygül Nurlan", "kind": "full"}, cousin.body["id"])
    return add_entity(vault, "Person", [name])


@pytest.fixture
def allow(vault: Vault, aygul: StoredRecord) -> Callable[..., list[StoredRecord]]:
    """A grant for research to the team, named, given on 1 May 2026, unless told otherwise."""

    def made(person: StoredRecord = aygul, **fields: Any) -> list[StoredRecord]:
        usual = {
            "uses": ["research"],
            "recipient": "team",
            "identity": "named",
            "given_at": "2026-05-01",
            "language": "ug",
            "explained": "what research is",
        }
        return grant(vault, str(person.number), **{**usual, **fields})

    return made


def is_person(vault: Vault, source: StoredRecord, person: StoredRecord) -> StoredRecord:
    return say(vault, Saying(source.body["id"], "person", {"entity": person.body["id"]}, source.body["id"]))


def states(vault: Vault, person: StoredRecord) -> list[str]:
    return [one.state for one in wishes(vault, str(person.number)).grants]


def allows(vault: Vault, person: StoredRecord, use: str = "research") -> bool:
    return bool(wishes(vault, str(person.number)).answer(use, TEAM))


# Grants, refusals, withdrawals


def test_each_use_is_a_grant_of_its_own_and_holds_what_was_said(
    vault: Vault, aygul: StoredRecord, allow: Callable[..., list[StoredRecord]]
) -> None:
    records = allow(
        uses=["research", "legal-proceedings"],
        recipient="partner:Lantern",
        media={"words": True, "face": False, "place": "district"},
        expires="22 November 2027",
        review="2027-05-01",
        given_at="May 2026",
    )
    assert [record.body["use"] for record in records] == ["research", "legal proceedings"]
    body = records[0].body
    assert body["recipient"] == {"kind": "partner", "name": "Lantern"}
    assert body["media"] == {"words": True, "face": False, "place": "district"}
    assert body["given_at"] == {"edtf": "2026-05", "words": "May 2026"}
    assert (body["expires_at"], body["review_at"]) == ("2027-11-22", "2027-05-01")
    level = wishes(vault, "Aygül Nurlan").answer("research", Recipient("partner", "lantern")).level
    assert level is not None
    assert (level.words, level.face, level.voice, level.place, level.date) == (
        True,
        False,
        False,
        "district",
        "none",
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"uses": ["everything"]},
        {"uses": []},
        {"recipient": "partner"},
        {"recipient": "team:Lantern"},
        {"recipient": "the neighbours"},
        {"identity": "famous"},
        {"explained": "  "},
        {"explained": None},
        {"language": "Uyghur"},
        {"given_at": "tomorrow week"},
        {"given_at": "2027-01-01"},
        {"expires": "2026-04-30"},
        {"expires": "2027"},
        {"media": {"place": "town hall"}},
        {"media": {"smell": True}},
        {"identity": "anonymous", "media": {"face": True}},
        {"kinship": "mother"},
        {"passages": ["1"]},
        {"signed_sheet": "1", "language": "en"},
    ],
)
def test_a_grant_that_does_not_say_everything_is_not_entered(
    vault: Vault, allow: Callable[..., list[StoredRecord]], fields: dict[str, Any]
) -> None:
    with pytest.raises((Misuse, BadData)):
        allow(**fields)
    assert vault.count("Grant") == 0


def test_only_people_have_wishes(vault: Vault, cousin: StoredRecord, allow: Callable[..., Any]) -> None:
    paper = add_source(vault, "a list", "document")
    place = add_entity(
        vault, "Place", [Saying("", "name", {"name": "X", "kind": "usual"}, cousin.body["id"])]
    )
    for nobody in (paper, place):
        with pytest.raises(Misuse):
            allow(nobody)


def test_what_is_refused_and_withdrawn_ends_and_a_later_grant_counts(
    vault: Vault, aygul: StoredRecord, allow: Callable[..., list[StoredRecord]]
) -> None:
    one, other = allow(uses=["research", "media"])
    refuse(vault, str(aygul.number), uses=["media"], given_at="2026-06-01")
    assert states(vault, aygul) == ["in force", "superseded by refusal"]
    done = withdraw(
        vault, str(aygul.number), [str(one.number)], given_at="2026-07-01", reason="no reason is needed"
    )
    assert [each.id for each in done.ended] == [one.body["id"]]
    assert done.record.body["withdraws"] == [one.body["id"]]
    allow(given_at="2026-08-01")
    assert allows(vault, aygul)
    assert [each.state for each in withdraw(vault, str(aygul.number)).ended] == ["withdrawn"]
    assert not allows(vault, aygul)
    assert withdraw(vault, str(aygul.number)).ended == ()
    assert other.body["use"] == "media"


def test_a_withdrawal_names_grants_of_that_person_only(
    vault: Vault, cousin: StoredRecord, aygul: StoredRecord, allow: Callable[..., list[StoredRecord]]
) -> None:
    theirs = allow(cousin)[0]
    with pytest.raises(Misuse, match="another person"):
        withdraw(vault, str(aygul.number), [str(theirs.number)])
    with pytest.raises(Misuse):
        withdraw(vault, str(aygul.number), [str(aygul.number)])


def test_a_withdrawal_tells_what_had_left_and_to_whom(
    vault: Vault, cousin: StoredRecord, handed: Any, tmp_path: Path
) -> None:
    item = next(vault.records("Item"))
    write_item(vault, item, tmp_path / "copy.txt", purpose="to read it out")
    other = next(record for record in vault.records("Item") if record.number != item.number)
    vault.add(custody(vault, "proved", [other.reference], to="the court"))
    done = withdraw(vault, str(cousin.number))
    assert [(one.action, one.to, one.records) for one in done.sent] == [
        ("got", None, (item.number,)),
        ("proved", "the court", (other.number,)),
    ]


# Signatures


def test_verify_holds_and_a_grant_nobody_signed_counts_for_nothing(
    vault: Vault, aygul: StoredRecord, allow: Callable[..., Any]
) -> None:
    allow()
    refuse(vault, str(aygul.number), uses=["media"])
    withdraw(vault, str(aygul.number), [])
    assert verify_vault(vault).holds
    fields = {**allow(uses=["memorial"], given_at="2026-11-23")[0].body}
    for name in ("id", "type", "entered_at", "entered_by"):
        del fields[name]
    vault.add(Draft("Grant", {**fields, "use": "research"}))
    assert not verify_vault(vault).holds
    assert states(vault, aygul)[-1] == "not understood"
    assert not allows(vault, aygul)


def test_a_refusal_nobody_signed_counts_all_the_same(
    vault: Vault, aygul: StoredRecord, allow: Callable[..., Any]
) -> None:
    allow()
    given_at: JSON = {"edtf": "2026-06-01"}
    vault.add(Draft("Refusal", {"person": aygul.body["id"], "given_at": given_at, "signature": "AAAA"}))
    assert not allows(vault, aygul)


# Who is meant


def test_a_source_and_the_person_they_are_have_one_will(
    vault: Vault, cousin: StoredRecord, aygul: StoredRecord, allow: Callable[..., Any]
) -> None:
    allow(cousin)
    assert not allows(vault, aygul)
    is_person(vault, cousin, aygul)
    assert allows(vault, aygul)
    assert len(consents(vault)) == 1
    withdraw(vault, str(aygul.number))
    assert not allows(vault, cousin)


def test_of_those_judged_to_be_the_same_only_the_no_counts(
    vault: Vault, cousin: StoredRecord, aygul: StoredRecord, allow: Callable[..., Any]
) -> None:
    other = add_entity(
        vault, "Person", [Saying("", "name", {"name": "A. Nurlan", "kind": "full"}, cousin.body["id"])]
    )
    sides = {"left": {"entity": aygul.body["id"]}, "right": other.body["id"], "verdict": "unsure"}
    vault.add(signed_draft(vault, "Judgement", sides))
    allow(other)
    set_contact(vault, str(other.number), channel="signal", rule="allowed")
    assert not allows(vault, aygul)
    assert not safe_contact(vault, str(aygul.number)).allows("signal")
    allow()
    refuse(vault, str(other.number), given_at="2026-06-01")
    set_contact(vault, str(other.number), channel="any", rule="never")
    assert not allows(vault, aygul)
    assert safe_contact(vault, str(aygul.number)).do_not_contact


# Proxies


@pytest.fixture
def proxies(vault: Vault, cousin: StoredRecord) -> tuple[StoredRecord, StoredRecord]:
    named = [
        Saying("", "name", {"name": name, "kind": "full"}, cousin.body["id"])
        for name in ("Mother Nurlan", "Uncle Nurlan")
    ]
    mother, uncle = (add_entity(vault, "Person", [name]) for name in named)
    return mother, uncle


def test_for_the_missing_the_strictest_proxy_decides_until_they_speak(
    vault: Vault, aygul: StoredRecord, proxies: tuple[StoredRecord, StoredRecord], allow: Callable[..., Any]
) -> None:
    mother, uncle = proxies
    given = allow(
        by_proxy=str(mother.number), kinship="mother", dissent=["an aunt: no press", "a neighbour"]
    )[0]
    assert given.body["given_by"] == mother.body["id"]
    assert given.body["dissent"] == [{"who": "an aunt", "why": "no press"}, {"who": "a neighbour"}]
    allow(by_proxy=str(uncle.number), kinship="uncle", identity="anonymous")
    level = wishes(vault, str(aygul.number)).answer("research", TEAM).level
    assert level is not None
    assert level.identity == "anonymous"
    allow(uses=["memorial"], given_at="2026-11-01")
    assert states(vault, aygul) == ["lapsed", "lapsed", "in force"]


def test_nobody_is_their_own_proxy_nor_one_without_kinship(
    vault: Vault, cousin: StoredRecord, aygul: StoredRecord, proxies: Any, allow: Callable[..., Any]
) -> None:
    is_person(vault, cousin, aygul)
    with pytest.raises(Misuse, match="somebody else"):
        allow(by_proxy=str(cousin.number), kinship="cousin")
    with pytest.raises(BadData, match="kinship"):
        allow(by_proxy=str(proxies[0].number))


def test_a_proxy_s_death_takes_their_voice_only_once_it_was_reviewed(
    vault: Vault, cousin: StoredRecord, aygul: StoredRecord, proxies: Any, allow: Callable[..., Any]
) -> None:
    from amanet.work.statements import review

    mother = proxies[0]
    allow(by_proxy=str(mother.number), kinship="mother")
    said = [
        Saying("", "type", {"term": "death_in_custody"}, cousin.body["id"]),
        Saying("", "victim", {"entity": mother.body["id"]}, cousin.body["id"]),
    ]
    act = add_entity(vault, "Act", said)
    assert allows(vault, aygul)
    for number in vault.views.statements_of(act.number):
        review(vault, vault.record(number), "reviewed")
    assert states(vault, aygul) == ["lapsed"]


# Contact


def test_contact_is_replaced_by_channel_and_taken_back_by_retraction(
    vault: Vault, aygul: StoredRecord
) -> None:
    number = str(aygul.number)
    set_contact(vault, number, channel="Telephone", rule="never")
    night = set_contact(vault, number, channel="signal", rule="only", hours="after 20:00", address="+999 1")
    assert safe_contact(vault, number).lines() == (
        "never: telephone",
        "only: signal (after 20:00)",
        "No other way.",
    )
    set_contact(vault, number, channel="signal", rule="never")
    assert not safe_contact(vault, number).allows("signal")
    retract(vault, night, reason="typed by mistake")
    assert safe_contact(vault, number).lines() == ("never: telephone", "never: signal", "No other way.")
    with pytest.raises(BadData):
        set_contact(vault, number, channel="any", rule="only")


def test_the_list_names_those_to_be_asked_and_how(
    vault: Vault, aygul: StoredRecord, allow: Callable[..., Any]
) -> None:
    allow(review="2026-12-01")
    allow(uses=["media"], review="2027-12-01")
    set_contact(vault, str(aygul.number), channel="signal", rule="only")
    person = consents(vault)[0]
    assert [person.bodies[one.id]["use"] for one in person.wishes.to_ask()] == ["research"]
    assert [way.channel for way in person.contact.channels()] == ["signal"]


# Interviews


def test_an_interview_by_anybody_under_any_of_their_entities_is_found(
    vault: Vault, cousin: StoredRecord, aygul: StoredRecord
) -> None:
    day = parse_edtf("2025-03")
    assert interviewed_before(vault, str(cousin.number)) == []
    add_interview(vault, str(cousin.number), held_at=day, interviewers=["M. O."], language="ug")
    second = add_source(vault, "witness 7", "person")
    is_person(vault, cousin, aygul)
    is_person(vault, second, aygul)
    found = interviewed_before(vault, str(second.number))
    assert [(one.held_at, one.interviewers, one.perhaps) for one in found] == [("2025-03", ("M. O.",), False)]
    assert interviewed_before(vault, str(aygul.number)) == found


def test_whoever_may_be_the_same_is_named_as_perhaps(vault: Vault, cousin: StoredRecord) -> None:
    other = add_source(vault, "voice 3", "person")
    day = parse_edtf("2025-03-04")
    add_interview(vault, str(other.number), held_at=day, interviewers=["M. O."])
    sides = {"left": {"entity": cousin.body["id"]}, "right": {"entity": other.body["id"]}, "verdict": "same"}
    vault.add(signed_draft(vault, "Judgement", sides))
    assert [one.perhaps for one in interviewed_before(vault, str(cousin.number))] == [True]


# Sheets


def test_english_is_reviewed_and_the_others_wait_for_it(vault: Vault) -> None:
    assert talk_languages()[0] == "en"
    assert {"ru", "zh", "ug", "kk", "ar", "tr", "fr", "es"} <= set(talk_languages())
    reviewed = {tag for tag in talk_languages() if review_of(vault, load_talk(tag)) is not None}
    assert reviewed == {"en"}


def test_a_signed_sheet_is_taken_only_in_a_language_somebody_reviewed(
    vault: Vault, handed: Any, allow: Callable[..., list[StoredRecord]], monkeypatch: pytest.MonkeyPatch
) -> None:
    item = next(vault.records("Item"))
    with pytest.raises(Misuse, match="not for signing"):
        allow(language="ug-Arab", signed_sheet=str(item.number))
    review_talk(vault, "ug", "R. T.")
    body = allow(language="ug-Arab", signed_sheet=str(item.number), explained=None)[0].body
    assert body["passages"] == [item.body["id"]]
    assert load_talk("ug").digest in body["explained"]
    assert consent_sheet(vault, "ug").checked_by == "R. T., 2026-11-22"
    assert verify_vault(vault).holds

    changed = load_talk("ug")
    monkeypatch.setattr(
        consent_talk,
        "load_talk",
        lambda _tag: type(changed)(**{**vars(changed), "name": "x", "sections": {}}),
    )
    with pytest.raises(Misuse, match="not for signing"):
        allow(language="ug", signed_sheet=str(item.number))


# Erasing and reading back


def test_erasing_a_person_takes_consent_and_contact_along_and_a_source_its_interviews(
    vault: Vault, cousin: StoredRecord, aygul: StoredRecord, allow: Callable[..., Any]
) -> None:
    allow()
    refuse(vault, str(aygul.number), uses=["media"])
    withdraw(vault, str(aygul.number))
    set_contact(vault, str(aygul.number), channel="any", rule="never", address="+999 1")
    add_interview(vault, str(cousin.number), held_at=parse_edtf("2025"), interviewers=["M. O."])
    for record, gone in ((aygul, ("Grant", "Refusal", "Withdrawal", "Contact")), (cousin, ("Interview",))):
        assert set(gone) <= {vault.record(number).type for number in vault.about(record.number)}
    erase(vault, plan_erasure(vault, [aygul, cousin]), reason="on their wish")
    for name in ("Grant", "Refusal", "Withdrawal", "Contact", "Interview", "Statement"):
        assert vault.count(name) == 0
    assert consents(vault) == []
    assert verify_vault(vault).holds


def test_a_person_is_read_everything_from_and_about_them_and_not_who_said_it(
    vault: Vault, cousin: StoredRecord, aygul: StoredRecord, handed: Any, allow: Callable[..., Any]
) -> None:
    neighbour = add_source(vault, "the woman next door", "person")
    is_person(vault, cousin, aygul)
    item = next(vault.records("Item"))
    passage = vault.add(
        Draft("Passage", {"of": item.body["id"], "selectors": [], "quote": "They took him."})
    )[0]
    say(
        vault,
        Saying(
            aygul.body["id"],
            "description",
            {"text": "was taken at night"},
            cousin.body["id"],
            passages=(passage.body["id"],),
            wording="they came at night",
        ),
    )
    theirs = Saying(
        aygul.body["id"], "description", {"text": "was sad"}, neighbour.body["id"], wording="a whisper"
    )
    other = say(vault, theirs)
    heard = Saying(
        neighbour.body["id"],
        "notes",
        {"text": "told me so"},
        neighbour.body["id"],
        heard_from=cousin.body["id"],
    )
    say(vault, heard)
    allow()
    refuse(vault, str(cousin.number), recipient="public", given_at="2026-04-01")
    add_interview(vault, str(cousin.number), held_at=parse_edtf("2025"), interviewers=["M. O."])
    set_contact(vault, str(aygul.number), channel="telephone", rule="never")

    made = read_back(vault, str(aygul.number))
    text = " ".join(made.text().split())
    for there in (
        "was taken at night",
        "they came at night",
        "was sad",
        "told me so",
        "They took him.",
        "0.txt",
        "counts now",
        "You refused: everybody",
        "M. O.",
        "never: telephone",
    ):
        assert there in text, there
    assert text.index("never: telephone") < text.index("was taken at night")
    assert "woman next door" not in text
    assert "a whisper" not in text
    about: Any = made.document["about"]
    assert about == [{"record": None, "text": about[0]["text"], "counts": True, "quote": None}]
    assert other.number in made.traces.all()
    logged = [record.body for record in vault.records("Custody") if record.body["action"] == "read back"]
    assert [body["details"] for body in logged] == [{"language": "en"}]
    assert verify_vault(vault).holds


def test_a_read_back_in_a_language_nobody_reviewed_says_so(vault: Vault, cousin: StoredRecord) -> None:
    assert "DRAFT" in read_back(vault, str(cousin.number), language="zh").text()
    assert "DRAFT" not in read_back(vault, str(cousin.number)).text()


def test_what_was_superseded_is_still_held_and_so_is_read(
    vault: Vault, cousin: StoredRecord, aygul: StoredRecord
) -> None:
    said = say(vault, Saying(aygul.body["id"], "description", {"text": "an old error"}, cousin.body["id"]))
    retract(vault, said, reason="wrong")
    assert "an old error (does not count now)" in " ".join(
        read_back(vault, str(cousin.number)).text().split()
    )


def test_today_is_the_day_of_the_vault_s_clock(
    vault: Vault, aygul: StoredRecord, allow: Callable[..., Any]
) -> None:
    allow(expires="2026-11-24")
    assert wishes(vault, str(aygul.number)).as_of == date.fromtimestamp(vault.settings.now())
    assert not wishes(vault, str(aygul.number), as_of=date(2026, 11, 24)).answer("research", TEAM)


def test_erasing_what_somebody_took_back_does_not_bring_back_what_they_allowed(
    vault: Vault, aygul: StoredRecord, allow: Callable[..., list[StoredRecord]]
) -> None:
    granted = allow()[0]
    withdrawal = withdraw(vault, str(aygul.number)).record
    with pytest.raises(Misuse, match=f"again.*{granted.number}"):
        plan_erasure(vault, [withdrawal])
    plan = plan_erasure(vault, [withdrawal, granted])
    erase(vault, plan, reason="a test")
    assert not allows(vault, aygul)
