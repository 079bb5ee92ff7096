"""The composition root: wires a vault with the clock, randomness and the user's folders, and gives every use
case a verb.

What the command line and, later, the web can do, the library can do with the same verb.

>>> import amanet
>>> with amanet.open_vault("Names.vault", "the passphrase") as vault:  # doctest: +SKIP
...     taken = vault.add(["card/"], source="a cousin", how="handed over on a card")
...     vault.verify().holds
True
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from amanet.canonical import JSON
from amanet.errors import AmanetError, BadData, Misuse, WrongKey
from amanet.sealing import Passphrase, RecoveryCode, new_recovery_code, parse_recovery_code
from amanet.sealing.slots import Secret
from amanet.vault import Settings, StoredRecord, Vault
from amanet.vault.opening import FirstMember, create_vault
from amanet.vault.opening import open_vault as _open_vault

if TYPE_CHECKING:
    from amanet.consent import Instructions, Wishes
    from amanet.exports import BundleVerdict
    from amanet.fsck import Report
    from amanet.names import Proposal
    from amanet.printing import ErasureCertificate, Receipt
    from amanet.printing.consent_sheet import ConsentSheet
    from amanet.printing.warn_list import WarnList
    from amanet.protect.leaks import Secrets
    from amanet.record.alignment import Alignment
    from amanet.record.assessment import Assessment
    from amanet.record.reading import Reading
    from amanet.vault.read_audit import Noted
    from amanet.work.backup import Backup
    from amanet.work.consent import PersonWishes, Withdrawn
    from amanet.work.consent_answers import Answers, Foreseen
    from amanet.work.consent_glance import Glance
    from amanet.work.cosign import Cosigned
    from amanet.work.describe import Described
    from amanet.work.disclosing import Drafted, Wanted
    from amanet.work.disclosing_checked import Leaks
    from amanet.work.disclosing_signed import Released, Waiting
    from amanet.work.entities import Listed as EntityListed
    from amanet.work.erase import ErasurePlan
    from amanet.work.glosses import ReadGloss
    from amanet.work.history import Event
    from amanet.work.holding import Held, HeldStatement
    from amanet.work.import_table import Imported, Planned
    from amanet.work.interviews import Interviewed
    from amanet.work.kept_readings import ListedReading
    from amanet.work.known import Accounted
    from amanet.work.listing import Listed
    from amanet.work.members import Member
    from amanet.work.merge import Merging
    from amanet.work.naming import Alike
    from amanet.work.overview import Contested, Silent
    from amanet.work.passages import Resolved
    from amanet.work.prove import Proved
    from amanet.work.read_back import ReadBack
    from amanet.work.read_item import ReadItem
    from amanet.work.receipts import OpenedReceipt
    from amanet.work.saying_at_once import Entered, Said
    from amanet.work.searching import Found
    from amanet.work.stamp import Outside, Stamped
    from amanet.work.statements import Undone
    from amanet.work.take_in import TakenIn
    from amanet.work.typed_lines import TypedLine
    from amanet.work.typed_readings import Typed
    from amanet.work.withdrawing import Consequences

__all__ = [
    "OpenVault",
    "check_bundle",
    "default_settings",
    "make_vault",
    "open_vault",
    "propose_names",
    "restore_vault",
    "secret_from_text",
]

Notice = Callable[[str], None]
SHORTEST_PASSPHRASE = 12


def default_settings(notice: Notice = lambda _text: None) -> Settings:
    """The real clock and randomness; the state folder of this user (`AMANET_STATE_DIR` names another)."""
    given = os.environ.get("AMANET_STATE_DIR")
    if given:
        return Settings(Path(given), notice=notice)
    from platformdirs import user_state_path

    return Settings(user_state_path("amanet", appauthor=False), notice=notice)


def secret_from_text(text: str) -> Secret:
    """A recovery code where the text is one (28 symbols with the right check characters), a passphrase
    otherwise.
    """
    try:
        return parse_recovery_code(text)
    except AmanetError:
        return Passphrase(text)


def new_passphrase(text: str) -> Passphrase:
    """A passphrase for a new slot. Raises `Misuse` where it is too short to protect anybody, or looks like a
    recovery code.
    """
    if len(text) < SHORTEST_PASSPHRASE:
        raise Misuse(
            f"This passphrase has {len(text)} characters; at least {SHORTEST_PASSPHRASE} are needed. Six random words are good."
        )
    if isinstance(secret_from_text(text), RecoveryCode):
        raise Misuse("This is a recovery code. A passphrase has to be something else.")
    return Passphrase(text)


def make_vault(
    path: str | Path, passphrase: str, *, member: str, settings: Settings | None = None
) -> tuple["OpenVault", RecoveryCode]:
    """Makes a vault and its first member; gives it open, with its recovery code, which is shown this once."""
    settings = settings or default_settings()
    code = new_recovery_code(settings.random_bytes)
    first = FirstMember(member, new_passphrase(passphrase), code)
    return OpenVault(create_vault(Path(path), first, settings)), code


def open_vault(
    path: object,
    key: str | Secret,
    *,
    writable: bool = True,
    settings: Settings | None = None,
    adopt: bool = False,
) -> "OpenVault":
    """Opens a vault with a passphrase or a recovery code. Use as a context manager.

    Raises `Misuse` (no vault there), `WrongKey`, `VaultDamaged`, `BadData` (newer format), `WorldFailed`
    (open elsewhere, read-only).
    """
    if not isinstance(path, str | os.PathLike):
        raise Misuse("The path of a vault is text or a path.")
    secret = secret_from_text(key) if isinstance(key, str) else key
    try:
        opened = _open_vault(
            Path(path), secret, settings or default_settings(), writable=writable, adopt=adopt
        )
    except WrongKey as problem:
        raise WrongKey(f"{problem}{_about_a_mistyped_code(key)}") from problem
    return OpenVault(opened)


def _about_a_mistyped_code(key: str | Secret) -> str:
    """What is wrong with something typed that has the shape of a recovery code; empty for anything else."""
    if not isinstance(key, str) or not re.fullmatch(r"\s*\w{4}([- ]\w{4}){5,7}\s*", key):
        return ""
    try:
        parse_recovery_code(key)
    except BadData as problem:
        return f" {problem}"
    return ""


def restore_vault(
    backup: str | Path,
    destination: str | Path,
    key: str,
    *,
    keys: Path | None = None,
    settings: Settings | None = None,
) -> "OpenVault":
    """Brings a vault back from a backup; it begins a new epoch of its log."""
    from amanet.work.backup import restore

    secret = secret_from_text(key)
    return OpenVault(
        restore(Path(backup), Path(destination), secret, settings or default_settings(), keys=keys)
    )


def check_bundle(
    folder: str | Path,
    *,
    log_keys: Sequence[str] = (),
    cosigner_keys: Sequence[str] = (),
    tsa_cas: Sequence[str | Path] = (),
) -> "BundleVerdict":
    """The verdict on an evidence bundle, from keys got elsewhere (vkeys; PEM files of authorities). Needs no
    vault.
    """
    from amanet.exports import check_bundle as check
    from amanet.merkle import VerifierKey

    return check(
        Path(folder),
        [VerifierKey.parse(key) for key in log_keys],
        [VerifierKey.parse(key) for key in cosigner_keys],
        [Path(path) for path in tsa_cas],
    )


def propose_names(name: str, script: str | None = None) -> "list[Proposal]":
    """Renderings of a name in another script (Arab, Cyrl, Hans, Latn; or in all), for a person to choose from. Nothing is stored."""
    from amanet.work.naming import propose_names as propose

    return propose(name, script)


class OpenVault:
    """An open vault and everything that can be done with it. Numbers name records, as `listing` shows them."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault

    def __enter__(self) -> "OpenVault":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        self.vault.close()

    def beside(self) -> "OpenVault":
        """A second handle for another thread, made there: it only reads, and has a database connection of its own."""
        return OpenVault(self.vault.beside())

    def rest(self) -> None:
        """Ends this handle's turn at writing, so that other programs may write; it goes on reading."""
        from amanet.vault.turns import rest

        rest(self.vault)

    def take_turn(self, *, patience: float = 0.0) -> "OpenVault":
        """The handle to write with after a rest: this one, or where others wrote meanwhile another in its place."""
        from amanet.vault.turns import take_turn

        vault = take_turn(self.vault, patience=patience)
        return self if vault is self.vault else OpenVault(vault)

    def opens(self, key: str | Secret) -> bool:
        """Whether this passphrase or recovery code is one of the member at work: what is asked again before something grave."""
        from amanet.vault.header import unlock_any

        secret = secret_from_text(key) if isinstance(key, str) else key
        try:
            _slot, unlocked = unlock_any(self.vault.header, secret, first=self.vault.slot)
        except WrongKey:
            return False
        return unlocked.member == self.vault.member

    @property
    def path(self) -> Path:
        return self.vault.path

    def record(self, which: str | int) -> StoredRecord:
        """A record by number, id or reference."""
        return self.vault.find(str(which))

    # Record

    def add_entity(
        self,
        schema: str,
        called: str | None = None,
        more: Sequence[tuple[str, str]] = (),
        **said: str | Sequence[str],
    ) -> StoredRecord:
        """A new entity and the first statements about it, in words. A Source may name itself; for all else `by` says who says so."""
        from amanet.work.entering import enter_entity

        return enter_entity(self.vault, schema, called, more, **said)

    def say(self, subject: str | int, prop: str, words: str, **said: Any) -> StoredRecord:
        """A statement in words. `replaces` names one that it corrects, with a `reason`."""
        from amanet.work.entering import enter_statement

        return enter_statement(self.vault, str(subject), prop, words, **said)

    def enter_said(self, said: "Said") -> "Entered":
        """A statement with what it speaks of where that is new – a person, a place, the source – as one step and in one commit."""
        from amanet.work.saying_at_once import enter_said

        return enter_said(self.vault, said)

    def correct_said(
        self, statement: int, said: "Said", *, based_on: int | None = None, reason: str | None = None
    ) -> "Entered":
        """The same in the place of a statement. Raises `ChangedMeanwhile` where something was done to that after the record `based_on`."""
        from amanet.work.saying_at_once import correct_said

        return correct_said(self.vault, statement, said, based_on=based_on, reason=reason)

    def retract(self, which: str | int, *, reason: str, based_on: int | None = None) -> StoredRecord:
        """Says that a record no longer counts. Of a statement, `based_on` is the newest record about it that was seen (`ChangedMeanwhile`)."""
        from amanet.work.saying_at_once import must_be_as_seen
        from amanet.work.statements import retract

        record = self.record(which)
        if based_on is not None:
            must_be_as_seen(self.vault, record.number, based_on)
        return retract(self.vault, record, reason=reason)

    def review(self, statement: str | int, state: str, *, reason: str | None = None) -> StoredRecord:
        """Puts a statement into another state of review."""
        from amanet.work.entities import find_record
        from amanet.work.statements import review

        return review(self.vault, find_record(self.vault, str(statement), "Statement"), state, reason=reason)

    def waiting_for_review(self) -> "list[HeldStatement]":
        """Living statements that somebody proposed."""
        from amanet.work.holding import proposed

        return proposed(self.vault)

    def undo(self, *, based_on: int | None = None) -> "Undone":
        """Takes back this member's last step. `based_on` is the newest record of the step that was seen (`ChangedMeanwhile`)."""
        from amanet.work.statements import undo

        return undo(self.vault, based_on=based_on)

    def last_step(self, most: int = 10_000) -> list[StoredRecord]:
        """What `undo` would take back, the newest first; of a whole import the newest `most` records."""
        from amanet.work.statements import last_step

        return last_step(self.vault, most)

    def held(self, entity: str | int, *, as_of: str | None = None) -> "Held":
        """What is said about an entity; with `as_of`, what was held on a day or at a moment."""
        from amanet.work.holding import held_about, moment_of

        return held_about(self.vault, entity, as_of=None if as_of is None else moment_of(as_of))

    def held_from(self, source: str | int) -> "Held":
        """What a source said, or others heard from it."""
        from amanet.work.holding import held_from

        return held_from(self.vault, source)

    def held_statement(self, number: int) -> "HeldStatement":
        from amanet.work.holding import held_statement

        return held_statement(self.vault, number)

    def entities(self, schema: str | None = None, containing: str = "") -> "list[EntityListed]":
        """Living entities, in their order of entry."""
        from amanet.work.entities import list_entities

        return list(list_entities(self.vault, schema, containing))

    def find_entity(self, which: str, *schemata: str) -> StoredRecord:
        """The entity of that number, id, reference or name."""
        from amanet.work.entities import find_entity

        return find_entity(self.vault, which, *schemata)

    def label_of(self, identifier: str) -> str:
        """What an entity is called, with its number."""
        from amanet.work.entities import label_of_id

        return label_of_id(self.vault, identifier)

    def label_of_number(self, number: int) -> str:
        """The same, by number."""
        from amanet.work.entities import label_of_number

        return label_of_number(self.vault, self.record(number).number)

    def properties(self, entity: str) -> list[str]:
        """What can be said about an entity."""
        from amanet.vault.ontology_files import load_ontology

        return list(load_ontology().schema(str(self.find_entity(entity).body["schema"])).properties)

    def shown(self, statement: Mapping[str, Any], language: str = "en") -> str:
        """The value of a statement in words."""
        from amanet.work.entering import shown_statement

        return shown_statement(self.vault, statement, language)

    def plan_import(self, which: str | int, mapping: str) -> "Planned":
        """What the table of an item would become by a mapping (docs/mapping.md). Enters nothing."""
        from amanet.work.import_table import plan_import
        from amanet.work.kept_readings import find_reading

        return plan_import(self.vault, find_reading(self.vault, str(which)), mapping)

    def import_table(
        self,
        planned: "Planned",
        *,
        by: str | None = None,
        leave_out: bool = False,
        progress: Callable[[int], None] = lambda _rows: None,
    ) -> "Imported":
        """Enters what was planned; rows with problems only stay out where `leave_out` says so."""
        from amanet.work.import_table import import_table

        return import_table(self.vault, planned, by=by, leave_out=leave_out, progress=progress)

    def merging(
        self,
        other: str | Path,
        key: str | Secret,
        *,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> "AbstractContextManager[Merging]":
        """Another vault, opened with its own key and examined: `plan` says what merging it into this one does, `carry_out` does it."""
        from amanet.work.merge import merging

        secret = secret_from_text(key) if isinstance(key, str) else key
        return merging(self.vault, Path(other), secret, progress=progress)

    # Cite

    def mark_passage(
        self,
        which: str | int,
        *,
        quote: str | None = None,
        nth: int | None = None,
        characters: tuple[int, int] | None = None,
        heard: str | None = None,
        **more: Any,
    ) -> StoredRecord:
        """A passage: words or characters of a reading; or `time` (milliseconds), `page`, `region` of an item."""
        from amanet.work.kept_readings import find_reading
        from amanet.work.passages import find_quote, mark_fragment, mark_text

        if quote is None and characters is None:
            return mark_fragment(self.vault, self.record(which), quote=heard, **more)
        reading = find_reading(self.vault, str(which))
        start, end = characters or find_quote(self.vault, reading, str(quote), nth=nth)
        return mark_text(self.vault, reading, start, end, **more)

    def resolve_passage(self, which: str | int) -> "list[Resolved]":
        """The way from a passage back to its original."""
        from amanet.work.entities import find_record
        from amanet.work.passages import resolve

        return resolve(self.vault, find_record(self.vault, str(which), "Passage"))

    def align_translation(
        self, translation: str | int, original: str | int, pairs: Sequence[tuple[int, int]] | None = None
    ) -> "tuple[StoredRecord, Alignment]":
        """Links the reading of one item, turn by turn, to that of the item it translates."""
        from amanet.work.kept_readings import find_reading
        from amanet.work.translations import align_translation

        here, there = (find_reading(self.vault, str(which)) for which in (translation, original))
        return align_translation(self.vault, here, there, pairs)

    def link_recording(self, transcript: str | int, recording: str | int) -> StoredRecord:
        """Says which recording a transcript is of."""
        from amanet.work.kept_readings import find_reading
        from amanet.work.translations import link_recording

        return link_recording(self.vault, find_reading(self.vault, str(transcript)), self.record(recording))

    def speakers(self, which: str | int) -> list[dict[str, Any]]:
        """Who is labelled as a speaker in a reading, and who a member said that is."""
        from amanet.work.speakers import speakers

        return [asdict(one) for one in speakers(self.vault, str(which))]

    def judge_speaker(
        self,
        which: str | int,
        label: str,
        source: str | int,
        verdict: str = "same",
        *,
        reason: str | None = None,
    ) -> StoredRecord:
        """Says whether the one labelled so in a reading is a source: same, different or unsure."""
        from amanet.work.speakers import judge_speaker

        return judge_speaker(self.vault, str(which), label, str(source), verdict, reason=reason)

    # Ask consent

    def grant(self, person: str | int, **given: Any) -> list[StoredRecord]:
        """What somebody allows: a signed Grant for each of `uses`, to `recipient`, at `identity` and `media`. See docs/consent.md."""
        from amanet.work.consent import grant

        return grant(self.vault, str(person), **given)

    def refuse(self, person: str | int, **given: Any) -> list[StoredRecord]:
        """What somebody refuses; without `uses` and `recipient`, everything."""
        from amanet.work.consent import refuse

        return refuse(self.vault, str(person), **given)

    def foresee(self, person: str | int, answers: "Answers") -> "Foreseen":
        """What somebody's wishes would be with the answers of a talk. Enters nothing."""
        from amanet.work.consent_answers import foresee

        return foresee(self.vault, str(person), answers)

    def record_answers(
        self, person: str | int, answers: "Answers", *, based_on: int | None = None
    ) -> list[StoredRecord]:
        """All that was answered in one consent talk, as one step. Raises `ChangedMeanwhile` where there is newer than `based_on`."""
        from amanet.work.consent_answers import record_answers

        return record_answers(self.vault, str(person), answers, based_on=based_on)

    def glances(self, numbers: Iterable[int]) -> "dict[int, Glance]":
        """Consent in a few words, of many people and sources at once."""
        from amanet.work.consent_glance import glances

        return glances(self.vault, set(numbers))

    def foresee_withdrawal(
        self, person: str | int, grants: Sequence[str | int] = (), **given: Any
    ) -> "Foreseen":
        """What taking back these grants, or all, would end. Enters nothing."""
        from amanet.work.consent_answers import foresee_withdrawal

        return foresee_withdrawal(self.vault, str(person), [str(one) for one in grants], **given)

    def withdraw(self, person: str | int, grants: Sequence[str | int] = (), **given: Any) -> "Withdrawn":
        """Takes back these grants, or all; says what that ended and what had left before."""
        from amanet.work.consent import withdraw

        return withdraw(self.vault, str(person), [str(one) for one in grants], **given)

    def consequences(self, person: str | int, ends: Iterable[str] = ()) -> "Consequences":
        """What follows where this person took something back, or where these grants (ids) would end: what stops, what must be destroyed, what is in
        other hands, the letters about it, and how the person may be told.
        """
        from amanet.work.selves import find_human
        from amanet.work.withdrawing import consequences_of

        return consequences_of(self.vault, find_human(self.vault, str(person)), frozenset(ends))

    def warn_list(self) -> "WarnList":
        """Whom to warn if this vault is seized, by name. Making it is logged; whoever holds it can find these people."""
        from amanet.work.warn_list import warn_list

        return warn_list(self.vault)

    def wishes(self, person: str | int) -> "Wishes":
        """What somebody wishes as of today; `answer(use, recipient)` asks it."""
        from amanet.work.consent import wishes

        return wishes(self.vault, str(person))

    def consents(self, person: str | int | None = None) -> "list[PersonWishes]":
        """The wishes of one person, or of all of whom there is a record, and how each may be reached."""
        from amanet.work.consent import consents

        return consents(self.vault, None if person is None else str(person))

    def safe_contact(self, person: str | int) -> "Instructions":
        """How somebody may be reached now. Every letter, call and reminder obeys it."""
        from amanet.work.consent import safe_contact

        return safe_contact(self.vault, str(person))

    def set_contact(
        self, person: str | int, *, channel: str, rule: str, based_on: int | None = None, **more: str
    ) -> StoredRecord:
        """An instruction; it replaces an earlier one for the same channel. Raises `ChangedMeanwhile` where there is newer than `based_on`."""
        from amanet.work.consent import set_contact

        return set_contact(self.vault, str(person), channel=channel, rule=rule, based_on=based_on, **more)

    def interviewed_before(self, source: str | int) -> "list[Interviewed]":
        """The interviews of this human being, by anybody. To be looked at before anybody asks again."""
        from amanet.work.interviews import interviewed_before

        return interviewed_before(self.vault, str(source))

    def add_interview(
        self,
        source: str | int,
        *,
        held_at: str,
        interviewers: Sequence[str],
        items: Sequence[str | int] = (),
        **more: str,
    ) -> StoredRecord:
        """Records an interview; `more` are language, interpreter, place and note."""
        from amanet.work.consent import day_of_words
        from amanet.work.interviews import add_interview

        day = day_of_words(self.vault, held_at)
        numbers = [str(item) for item in items]
        return add_interview(
            self.vault, str(source), held_at=day, interviewers=interviewers, items=numbers, **more
        )

    def consent_sheet(self, language: str = "en", *, person: str | int | None = None) -> "ConsentSheet":
        """The questions of a consent talk to print; a draft where nobody checked the language. With `person`, how to reach them."""
        from amanet.work.consent_talk import consent_sheet

        return consent_sheet(self.vault, language, None if person is None else self.safe_contact(person))

    def review_translation(self, language: str, *, by: str) -> StoredRecord:
        """Registers that somebody who speaks the language has checked its sheet, as it is now."""
        from amanet.work.consent_talk import review_talk

        return review_talk(self.vault, language, by)

    def read_back(self, source: str | int, *, language: str = "en", as_of: str | None = None) -> "ReadBack":
        """Everything held from and about somebody, to be read to them; logged. `as_of` a day or moment: what was held then."""
        from amanet.work.holding import moment_of
        from amanet.work.read_back import read_back

        moment = None if as_of is None else moment_of(as_of)
        return read_back(self.vault, str(source), language=language, as_of=moment)

    # Known

    def account(
        self, person: str | int, *, as_of: str | None = None, today: date | None = None
    ) -> "Accounted":
        """What is known of a person, who says so and how well it rests. `as_of` a day or moment; signs of life are counted up to `today`."""
        from amanet.work.holding import moment_of
        from amanet.work.known import account_of

        moment = None if as_of is None else moment_of(as_of)
        return account_of(self.vault, str(person), as_of=moment, today=today)

    def silent(
        self, *, longer_than_days: int, as_of: str | None = None, today: date | None = None
    ) -> "list[Silent]":
        """Who gave no sign of life for longer than so many days, the longest first."""
        from amanet.work.holding import moment_of
        from amanet.work.known import day_of
        from amanet.work.overview import silent

        moment = None if as_of is None else moment_of(as_of)
        day = today or day_of(self.vault, moment)
        return silent(self.vault, longer_than_days=longer_than_days, today=day, as_of=moment)

    def contested(self, *, as_of: str | None = None, limit: int | None = None) -> "Iterator[Contested]":
        """Facts on which sources contradict each other, and what officials deny, as they are found."""
        from amanet.work.holding import moment_of
        from amanet.work.overview import contested

        return contested(self.vault, as_of=None if as_of is None else moment_of(as_of), limit=limit)

    def ask(
        self,
        query: str,
        *,
        limit: int = 20,
        offset: int = 0,
        as_of: str | None = None,
        only: Sequence[str] = (),
        without: Sequence[int] = (),
    ) -> "Found":
        """What has these words, names, places or days in it, best first, a page at a time. `only` are kinds (entity, statement, segment,
        item); `without` numbers of sources whose words are left out, besides those who withdrew.
        """
        from amanet.work.holding import moment_of
        from amanet.work.searching import search
        from amanet.work.withdrawn import withdrawn_sources

        moment = None if as_of is None else moment_of(as_of)
        gone = withdrawn_sources(self.vault).union(without)
        return search(self.vault, query, limit=limit, offset=offset, as_of=moment, only=only, without=gone)

    def ask_each(
        self, query: str, kinds: Sequence[str], *, limit: int = 20, offset: int = 0, as_of: str | None = None
    ) -> "Mapping[str, Found]":
        """What `ask` finds of each of these kinds alone, a page of each."""
        from amanet.work.holding import moment_of
        from amanet.work.searching import search_each
        from amanet.work.withdrawn import withdrawn_sources

        moment = None if as_of is None else moment_of(as_of)
        gone = withdrawn_sources(self.vault)
        return search_each(self.vault, query, kinds, limit=limit, offset=offset, as_of=moment, without=gone)

    def propose_names(self, name: str, script: str | None = None) -> "list[Proposal]":
        """The same as the function of that name: no vault is needed for it."""
        return propose_names(name, script)

    def already_here(
        self,
        name: str,
        schema: str = "Person",
        *,
        birth_date: str | None = None,
        language: str | None = None,
        date_order: str | None = None,
    ) -> "list[Alike]":
        """Who may be here already under another writing of one name, best first, with what agrees and what differs. Nothing is merged."""
        from amanet.work.naming import already_here
        from amanet.work.withdrawn import withdrawn_sources
        from amanet.work.wording import Hints, date_from_words

        hints = Hints(language=language, date_order=date_order)
        born = None if birth_date is None else date_from_words(birth_date, hints)
        return already_here(self.vault, schema, name, born, without=withdrawn_sources(self.vault))

    def alike(self, entity: str | int) -> "list[Alike]":
        """The same for somebody who was just entered, by their names and what else is said of them."""
        from amanet.work.naming import alike_to
        from amanet.work.withdrawn import withdrawn_sources

        return alike_to(self.vault, self.record(entity).number, without=withdrawn_sources(self.vault))

    def assess(
        self,
        statement: str | int,
        *,
        credibility: str | None = None,
        basis: str | None = None,
        reason: str | None = None,
    ) -> StoredRecord:
        """Says how credible what a statement says is, and on what basis it rests: of the information, signed, never of a person."""
        from amanet.work.assessing import assess

        found = self.record(statement)
        return assess(self.vault, found, credibility=credibility, basis=basis, reason=reason)

    def assessments(self, statement: str | int) -> "tuple[Assessment, ...]":
        """What members think of a statement, of each the latest."""
        from amanet.work.assessing import assessments_of

        return assessments_of(self.vault, self.record(statement).number)

    def shown_assessments(self, assessments: "Iterable[Assessment]") -> list[JSON]:
        """The same with the names of the members."""
        from amanet.work.assessing import shown_assessments

        return shown_assessments(self.vault, assessments)

    def add_gloss(self, of: str | int, words: str, reading: str, readers: Sequence[str] = ()) -> StoredRecord:
        """What words of a statement or passage are taken to mean, sealed to the members named and to oneself."""
        from amanet.work.glosses import add_gloss

        return add_gloss(self.vault, self.record(of), words, reading, readers)

    def glosses(self, of: str | int | None = None) -> "list[ReadGloss]":
        """The glosses, with the reading of those that are for the member at work."""
        from amanet.work.glosses import read_glosses

        return read_glosses(self.vault, None if of is None else self.record(of))

    # Keep

    def add(
        self,
        paths: Sequence[str | bytes | Path],
        *,
        source: str = "",
        how: str | None = None,
        when: str | None = None,
        where: str | None = None,
        note: str | None = None,
        progress: Callable[[int, int], None] = lambda _files, _bytes: None,
        acknowledged: Callable[[int], None] = lambda _count: None,
    ) -> "TakenIn":
        """Takes in files and folders; when it returns they are encrypted, read back and logged."""
        from amanet.work.take_in import Provenance, take_in

        provenance = Provenance(source, how, when, where, note)
        given = [path if isinstance(path, bytes) else Path(path) for path in paths]
        return take_in(self.vault, given, provenance, progress=progress, acknowledged=acknowledged)

    def describe(
        self, numbers: Sequence[int] | None = None, *, progress: Callable[[int], None] = lambda _done: None
    ) -> "Described":
        """Finds out what items are, in a confined process: those named, or all that were not looked at yet."""
        from amanet.work.describe import describe, undescribed

        return describe(
            self.vault, undescribed(self.vault) if numbers is None else numbers, progress=progress
        )

    def read(
        self,
        which: str | int,
        *,
        as_format: str | None = None,
        date_order: str | None = None,
        encoding: str | None = None,
        language: str | None = None,
        speakers: Sequence[str] = (),
        progress: Callable[[int], None] = lambda _size: None,
    ) -> "ReadItem":
        """Reads an item (transcript, chat, table, document, web page, mail) in a confined process and keeps the reading; files
        found inside become items. Raises `NeedsAnswer` where only a person knows how to read it.
        """
        from amanet.intake.parsers.parsing import Answers
        from amanet.work.read_item import read_item

        answers = Answers(date_order, encoding, language, tuple(speakers))
        number = self.record(which).number
        return read_item(self.vault, number, answers, as_format=as_format, progress=progress)

    def type_reading(
        self,
        which: str | int,
        lines: "Sequence[TypedLine]",
        *,
        based_on: int | None,
        language: str | None = None,
        reason: str | None = None,
    ) -> "Typed":
        """A transcript as a member typed or corrected it, in the place of reading `based_on`, which stays as a version.
        Raises `ChangedMeanwhile` where another one counts by now.
        """
        from amanet.work.typed_readings import type_reading

        item = self.record(which).number
        return type_reading(self.vault, item, lines, based_on=based_on, language=language, reason=reason)

    def type_translation(
        self,
        which: str | int,
        lines: "Sequence[TypedLine]",
        *,
        of: int,
        language: str,
        based_on: int | None,
        reason: str | None = None,
    ) -> "Typed":
        """A translation typed beside reading `of`: each line has the place of the segment it translates. Raises `ChangedMeanwhile`."""
        from amanet.work.typed_translations import type_translation

        item = self.record(which).number
        return type_translation(
            self.vault, item, lines, of=of, language=language, based_on=based_on, reason=reason
        )

    def reading(self, which: str | int) -> "tuple[Reading, dict[int, int]]":
        """A reading, or that of an item; and the numbers of the items found inside, by place in what is attached."""
        from amanet.work.kept_readings import load_reading

        return load_reading(self.vault, self.record(which).number)

    def readings(self) -> "Iterator[ListedReading]":
        """The readings that count."""
        from amanet.work.read_item import list_readings

        return list_readings(self.vault)

    def listing(self) -> Iterator["Listed"]:
        from amanet.work.listing import list_items

        return list_items(self.vault)

    def show(self, which: str | int) -> dict[str, JSON]:
        """Everything the vault holds of one record, and what was derived from it."""
        from amanet.work.listing import show

        return show(self.vault, self.record(which))

    def get(
        self,
        which: str | int,
        destination: str | Path,
        *,
        purpose: str | None = None,
        replace: bool = False,
        progress: Callable[[int], None] = lambda _size: None,
    ) -> None:
        """Writes an item into a file, verified while it is written; logged."""
        from amanet.work.give_out import write_item

        write_item(
            self.vault,
            self.record(which),
            Path(destination),
            purpose=purpose,
            replace=replace,
            progress=progress,
        )

    def working_copy(self) -> str:
        """What a copy for the team says of itself: not for passing on."""
        from amanet.work.give_out import working_copy

        return working_copy(self.vault)

    def write_copy(self, person: int, destination: str | Path, text: str, what: str) -> None:
        """Words about a person as a file, marked as a working copy of the team; logged."""
        from amanet.work.give_out import write_copy

        write_copy(self.vault, self.record(person), Path(destination), text, what)

    def cat(self, which: str | int, output: BinaryIO, *, offset: int = 0, length: int | None = None) -> None:
        """Writes a range of an item to a stream; logged."""
        from amanet.work.give_out import write_range

        write_range(self.vault, self.record(which), offset, length, output)

    def receipt(self, which: str | int) -> "Receipt":
        from amanet.work.receipts import make_receipt

        return make_receipt(self.vault, self.record(which))

    def open_receipt(self, receipt: "Receipt") -> "OpenedReceipt":
        from amanet.work.receipts import open_receipt

        return open_receipt(self.vault, receipt)

    def recent(self, *, before: int | None = None, kind: str | None = None, limit: int = 50) -> "list[Event]":
        """Who did what, the newest first; of one type of record only, where `kind` names it."""
        from amanet.work.history import recent

        return recent(self.vault, before=before, kind=kind, limit=limit)

    def history(self, *, after: int = 0) -> Iterator["Event"]:
        from amanet.work.history import history

        return history(self.vault, after=after)

    def note_reads(self, noted: "Iterable[Noted]") -> None:
        """Keeps who looked at what, encrypted, for 90 days, outside the log. Nothing of it ever leaves the vault."""
        from amanet.vault.read_audit import ReadAudit

        ReadAudit(self.vault.database).note(noted, self.vault.settings.now())

    def reads(self, limit: int = 100, *, before: float | None = None) -> "Sequence[Noted]":
        """Who looked at what, the newest first."""
        from amanet.vault.read_audit import ReadAudit

        return ReadAudit(self.vault.database).latest(limit, before=before)

    # Prove

    def verify(
        self, *, quick: bool = False, progress: Callable[[str, int, int], None] | None = None
    ) -> "Report":
        """Re-reads everything from bytes."""
        from amanet.fsck import verify_vault

        return verify_vault(self.vault, quick=quick, progress=progress)

    def prove(
        self,
        which: Sequence[str | int],
        destination: str | Path,
        *,
        open_also: Sequence[str] = (),
        to: Sequence[str] = (),
        recipient: str | None = None,
        purpose: str | None = None,
    ) -> "Proved":
        """Writes an evidence bundle as a folder, or sealed to age recipients (`to`) as one file; logged. It is a working copy: what is for others
        goes through the gate. Where it names somebody, `ConsentForbids` where anybody it touches said no.
        """
        from amanet.work import prove
        from amanet.work.destinations import must_be_outside
        from amanet.work.give_out import must_not_be_refused

        destination = Path(destination)
        must_be_outside(self.vault.path, destination)
        if destination.exists():
            raise Misuse(f"{destination} exists already. Choose another name.")
        records = [self.record(one) for one in which]
        if to or recipient:
            must_not_be_refused(self.vault, records)
        contents, proved = prove.gather(
            self.vault,
            [record.number for record in records],
            open_also=open_also,
            recipient=recipient,
            purpose=purpose,
            outside=bool(to or recipient),
        )
        if to:
            prove.write_sealed(contents, destination, to, self.vault)
        else:
            prove.write(contents, destination)
        return proved

    def stamp_request(self) -> bytes:
        from amanet.work.stamp import request_for

        return request_for(self.vault)[0]

    def take_stamp(
        self,
        answer: bytes,
        *,
        roots: Sequence[bytes] = (),
        extra: Sequence[bytes] = (),
        revocation: Sequence[bytes] = (),
    ) -> "Stamped":
        """Takes in an authority's answer; certificates and revocation data are kept with it for later years."""
        from amanet.work.stamp import take_stamp

        return take_stamp(self.vault, answer, roots=roots, extra=extra, revocation=revocation)

    def outside_words(self) -> list["Outside"]:
        """Every time-stamp and cosignature that was taken in."""
        from amanet.work.stamp import outside_words

        return list(outside_words(self.vault))

    def stamp_online(
        self, url: str, *, roots: Sequence[bytes] = (), extra: Sequence[bytes] = ()
    ) -> "Stamped":
        """Contacts the authority at `url`: the only verb that uses the network, and only when it is called."""
        from amanet.work.stamp import stamp_online

        return stamp_online(self.vault, url, roots=roots, extra=extra)

    def cosign_export(self, cosigner_key: str | None = None, *, from_size: int | None = None) -> bytes:
        from amanet.work.cosign import export_request

        return export_request(self.vault, cosigner_key, from_size=from_size)

    def cosign_sign(self, request: bytes, log_key: str | None = None) -> "Cosigned":
        from amanet.work.cosign import sign_request

        return sign_request(self.vault, request, log_key)

    def cosign_import(self, answer: bytes, cosigner_key: str) -> StoredRecord:
        from amanet.work.cosign import import_answer

        return import_answer(self.vault, answer, cosigner_key)

    def keys(self) -> dict[str, JSON]:
        """The public keys of this vault: what partners and experts need, told to them outside any bundle."""
        epochs: list[JSON] = [
            {"epoch": epoch.number, "origin": epoch.origin, "log_key": epoch.log_key}
            for epoch in self.vault.epochs()
        ]
        return {
            "origin": self.vault.header.origin,
            "log_key": self.vault.header.log_key,
            "cosigner_key": self.vault.header.cosigner_key,
            "epochs": epochs,
        }

    # People and keys

    def members(self) -> list["Member"]:
        from amanet.work.members import list_members

        return list_members(self.vault)

    def add_member(self, name: str, passphrase: str, *, role: str = "member") -> "Member":
        from amanet.work.members import add_member

        return add_member(self.vault, name, role, new_passphrase(passphrase))

    def remove_member(self, which: str) -> "Member":
        """Takes a member out and changes every key of the vault."""
        from amanet.work.members import find_member, remove_member

        member = find_member(self.vault, which)
        remove_member(self.vault, member)
        return member

    def add_passphrase(self, passphrase: str) -> str:
        from amanet.work.members import add_passphrase

        return add_passphrase(self.vault, new_passphrase(passphrase))

    def change_passphrase(self, passphrase: str) -> str:
        from amanet.work.members import change_passphrase

        return change_passphrase(self.vault, new_passphrase(passphrase))

    def change_recovery_code(self) -> RecoveryCode:
        from amanet.work.members import change_recovery_code

        return change_recovery_code(self.vault)

    def rotate_keys(self) -> None:
        """Changes every key of the vault and begins a new epoch of its log."""
        from amanet.work.members import rotate_keys

        rotate_keys(self.vault)

    def remove_slot(self, slot: str) -> None:
        from amanet.work.members import remove_slot

        remove_slot(self.vault, slot)

    def slots(self) -> list[Mapping[str, JSON]]:
        """The ways to unlock this vault; whose they are is known inside only."""
        from amanet.work.members import slots

        return slots(self.vault)

    # Disclose

    def draft_release(self, wanted: "Wanted") -> "Drafted":
        """What would leave for a use and recipient, and how, decided piece by piece; nothing is entered."""
        from amanet.work.disclosing import draft

        return draft(self.vault, wanted)

    def leaks_of(self, drafted: "Drafted") -> "Leaks":
        """The leak check of a drafted package, and what it gives away together with earlier releases."""
        from amanet.work.disclosing_checked import leaks_of

        return leaks_of(self.vault, drafted)

    def secrets(self) -> "Secrets":
        """Everything that this vault protects, to look for in a package (`amanet.protect.leaks.check`)."""
        from amanet.work.vault_secrets import secrets_of

        return secrets_of(self.vault)

    def propose_release(
        self, drafted: "Drafted", consequences: str, *, note: str | None = None
    ) -> StoredRecord:
        """A Proposal: whoever proposes signs. `consequences` says in a sentence what may come of it for the people in it."""
        from amanet.work.disclosing import propose

        return propose(self.vault, drafted, consequences, note=note)

    def proposals(self) -> list["Waiting"]:
        """The proposals of which nothing was released, newest first, with what keeps each inside."""
        from amanet.work.disclosing_signed import waiting

        return list(waiting(self.vault))

    def look_at_proposal(self, which: str | int) -> tuple["Waiting", "Drafted"] | None:
        """A proposal that waits, and its package, made anew; None where it was released."""
        from amanet.work.disclosing_signed import find_proposal, look_at

        return look_at(self.vault, find_proposal(self.vault, str(which)))

    def proposed(self, which: str | int) -> "Drafted":
        """The package of a proposal, made anew."""
        from amanet.work.disclosing import again
        from amanet.work.disclosing_signed import find_proposal

        return again(self.vault, find_proposal(self.vault, str(which)))

    def approve_release(
        self, which: str | int, *, refuse: bool = False, reason: str | None = None
    ) -> StoredRecord:
        """The member at work signs that this very package may leave, or that it may not."""
        from amanet.work.disclosing_signed import approve, find_proposal

        return approve(self.vault, find_proposal(self.vault, str(which)), refuse=refuse, reason=reason)

    def seal_release(
        self,
        which: str | int,
        destination: Path | str,
        to: Sequence[str] = (),
        *,
        passphrase: str | None = None,
        note: str | None = None,
    ) -> StoredRecord:
        """The package sealed into a new file, once everybody has signed; the Release is on record before the file has its name."""
        from amanet.work.disclosing_signed import find_proposal, seal

        return seal(
            self.vault,
            find_proposal(self.vault, str(which)),
            Path(destination),
            to,
            passphrase=None if passphrase is None else Passphrase(passphrase),
            note=note,
        )

    def releases(self) -> list["Released"]:
        """What was disclosed, newest first: to whom, for what, and with how many pieces."""
        from amanet.work.disclosing_signed import releases

        return releases(self.vault)

    # Erase and back up

    def plan_erasure(self, which: Sequence[str | int]) -> "ErasurePlan":
        from amanet.work.erase import plan_erasure

        return plan_erasure(self.vault, [self.record(one) for one in which])

    def erase(
        self, plan: "ErasurePlan", *, reason: str, on_wish_of: str | None = None
    ) -> "ErasureCertificate":
        from amanet.work.erase import erase

        return erase(self.vault, plan, reason=reason, on_wish_of=on_wish_of)

    def certificate(self, which: str | int) -> "ErasureCertificate":
        """The certificate of an erasure, made again from its record."""
        from amanet.work.erase import certificate_of

        return certificate_of(self.vault, self.record(which))

    def back_up(
        self,
        destination: str | Path,
        *,
        keys_to: Path | None = None,
        name: str | None = None,
        keep_until: str | None = None,
        progress: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> "Backup":
        from amanet.work.backup import back_up

        return back_up(
            self.vault,
            Path(destination),
            keys_to=keys_to,
            name=name,
            keep_until=keep_until,
            progress=progress,
        )

    def backups(self) -> tuple[list["Backup"], set[str]]:
        """All backups, and the names of those that are outstanding."""
        from amanet.work.backup import list_backups, outstanding_backups

        return list_backups(self.vault), {backup.name for backup in outstanding_backups(self.vault)}

    def forget_backup(self, name: str) -> None:
        from amanet.work.backup import forget_backup

        forget_backup(self.vault, name)
