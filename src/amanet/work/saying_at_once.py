"""A statement as a form enters it: with what it speaks of where that is new, and with nothing entered unless all of it is.

`enter_said` puts a new person, the source that says so, the place that is named, and the statement into one commit and one step (`undo` takes
all of it back). `correct_said` does so in the place of an older statement. Both are told what somebody saw: where a statement was
corrected, retracted or reviewed since, `must_be_as_seen` raises `ChangedMeanwhile`, and nothing is entered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from amanet.canonical import JSON
from amanet.errors import ChangedMeanwhile, Misuse
from amanet.record.ontology import Ontology
from amanet.record.statement import Saying
from amanet.vault import Draft, Vault
from amanet.vault.ontology_files import load_ontology
from amanet.work.entities import find_entity, find_record, schema_of
from amanet.work.signed import signed_draft
from amanet.work.statements import draft_statement, must_live, new_batch

__all__ = [
    "ABOUT_WHOM",
    "Entered",
    "New",
    "Said",
    "correct_said",
    "enter_said",
    "must_be_as_seen",
    "naming_of",
    "newest_seen",
    "standing_for",
]

# Of what has no name of its own, whose it is.
ABOUT_WHOM: Final = ("victim", "person", "about", "actor", "for")
_TOUCHES: Final = frozenset(("Review", "Supersession", "Retraction"))


@dataclass(frozen=True)
class New:
    """Somebody or something that is entered with the statement. `called` is its name, empty for what has none."""

    schema: str
    called: str = field(default="", repr=False)


@dataclass(frozen=True)
class Said:
    """What somebody is about to enter. Whom it names, by number, or new. `value` is in the ontology's form; of an entity it is whom.

    `whom` is whose a new act, sign or claim is. `names` are further names of a new subject, in the ontology's form. `speaker` is the label of a
    speaker and the number of the reading it stands in, where the member says that this is the source (work/speakers.py).
    """

    subject: "int | New"
    property: str
    value: "Mapping[str, JSON] | int | New" = field(repr=False)
    said_by: "int | New"
    heard_from: "int | New | None" = None
    whom: int | None = None
    names: tuple[Mapping[str, JSON], ...] = field(default=(), repr=False)
    passages: tuple[int, ...] = ()
    polarity: str = "affirms"
    said_at: Mapping[str, JSON] | None = None
    wording: str | None = field(default=None, repr=False)
    language: str | None = None
    certainty: str | None = None
    basis: str | None = None
    note: str | None = field(default=None, repr=False)
    state: str | None = None
    speaker: tuple[int, str] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Entered:
    """Numbers: of the statement, and of whom or what it is about."""

    statement: int
    subject: int


def naming_of(ontology: Ontology, schema: str) -> str | None:
    """The property that holds the name of such things; None of those that have none."""
    properties = ontology.schema(schema).properties
    return next((name for name in ("name", "title") if name in properties), None)


def enter_said(vault: Vault, said: Said) -> Entered:
    """Raises `Misuse` or `BadData` where it names what there is not, or has a value that does not fit."""
    step = _Step(vault)
    saying = step.compose(said)
    step.say(saying)
    if said.speaker is not None:
        step.judge(*said.speaker, saying.said_by)
    return step.commit(saying)


def correct_said(
    vault: Vault, old: int, said: Said, *, based_on: int | None, reason: str | None = None
) -> Entered:
    """In the place of a statement, which stays. Raises `ChangedMeanwhile` too."""
    record = find_record(vault, str(old), "Statement")
    must_be_as_seen(vault, old, based_on)
    must_live(vault, record)
    step = _Step(vault)
    saying = step.compose(said)
    if saying.subject != record.body["subject"]:
        raise Misuse(
            "A correction is of the same person or thing. Take this statement back and say it of the other one."
        )
    new = step.say(saying)
    fields: dict[str, JSON] = {"replaces": str(record.body["id"]), "by": new, "batch": step.batch}
    if reason:
        fields["reason"] = reason
    step.drafts.append(Draft("Supersession", fields))
    return step.commit(saying)


def newest_seen(vault: Vault, statement: int) -> int:
    """The number of the newest record that corrected, retracted or reviewed a statement; its own where nothing did."""
    touching = (one for one in vault.about(statement) if vault.record(one).type in _TOUCHES)
    own = str(vault.record(statement).body["id"])
    found = [one for one in touching if own in _names(vault.record(one).body)]
    return max((statement, *found))


def must_be_as_seen(vault: Vault, statement: int, based_on: int | None) -> None:
    """Raises `ChangedMeanwhile` where a statement was corrected, retracted or reviewed after the record `based_on`."""
    newest = newest_seen(vault, statement)
    if based_on is not None and newest > based_on:
        raise ChangedMeanwhile(
            f"Statement {statement} was corrected, taken back or reviewed since you looked at it (record {newest}), and nothing was entered. "
            "Look at what stands there now, then do it again if it is still right.",
            newest,
        )


def standing_for(vault: Vault, statement: int) -> int | None:
    """The statement that stands in the place of one: itself, what corrected it last, or None where it was taken back."""
    for _ in range(100):
        enders = vault.views.living_enders(statement)
        if not enders:
            return statement
        by = [vault.record(one).body for one in enders]
        following = [str(one["by"]) for one in by if one["type"] == "Supersession"]
        if len(following) < len(by):
            return None
        statement = vault.views.number_of(following[-1])
    return None


def _names(body: Mapping[str, JSON]) -> Sequence[JSON]:
    return [body.get(name) for name in ("of", "replaces", "retracts")]


class _Step:
    """The drafts of one step, in an order in which none names what comes after it but by id."""

    def __init__(self, vault: Vault) -> None:
        self.vault, self.ontology = vault, load_ontology()
        self.batch = new_batch(vault)
        self.drafts: list[Draft] = []
        self.entered_with: dict[str, str] = {}

    def compose(self, said: Said) -> Saying:
        """Enters what is new, and gives the statement with the ids of what it names."""
        source = self._source(said.said_by)
        heard_from = None if said.heard_from is None else self._source(said.heard_from)
        passages = tuple(
            str(find_record(self.vault, str(one), "Passage").body["id"]) for one in said.passages
        )
        common = Saying(
            "", "", {}, source, heard_from=heard_from, passages=passages, said_at=said.said_at,
            language=said.language, certainty=said.certainty, basis=said.basis, state=said.state,
        )  # fmt: skip
        subject = self._entity(said.subject, common, told=said.value)
        value = (
            said.value if isinstance(said.value, Mapping) else {"entity": self._entity(said.value, common)}
        )
        if isinstance(said.subject, New):
            self._first_said(said, subject, common)
        return replace(
            common, subject=subject, property=said.property, value=value, polarity=said.polarity, wording=said.wording, note=said.note
        )  # fmt: skip

    def say(self, saying: Saying) -> str:
        """Gives the id of the statement."""
        schema = self._schema_of(saying.subject)
        draft = draft_statement(self.vault, saying, schema, self.ontology, self.batch, self.entered_with)
        identifier = self.vault.new_id()
        self.drafts.append(replace(draft, id=identifier))
        self._last = identifier
        return identifier

    def judge(self, reading: int, label: str, source: str) -> None:
        """That the label is this source. A judgement is signed and of no batch, so it is a step of its own for `undo`: it stands before
        the rest or, where the source is new, after it.
        """
        rendition = str(find_record(self.vault, str(reading), "Rendition").body["id"])
        sides: dict[str, JSON] = {
            "left": {"rendition": rendition, "speaker": label},
            "right": {"entity": source},
        }
        draft = signed_draft(self.vault, "Judgement", {**sides, "verdict": "same"})
        self.drafts.insert(len(self.drafts) if source in self.entered_with else 0, draft)

    def commit(self, saying: Saying) -> Entered:
        self.vault.add(*self.drafts)
        number = self.vault.views.number_of
        return Entered(number(self._last), number(saying.subject))

    def _first_said(self, said: Said, subject: str, common: Saying) -> None:
        """Whose a new act is, and the other names of somebody new."""
        properties = self.ontology.schema(self._schema_of(subject)).properties
        whose = next((one for one in ABOUT_WHOM if one in properties), None)
        if said.whom is not None and whose is not None and whose != said.property:
            whom = str(find_entity(self.vault, str(said.whom)).body["id"])
            self.say(replace(common, subject=subject, property=whose, value={"entity": whom}))
        naming = naming_of(self.ontology, self._schema_of(subject))
        for name in said.names if naming else ():
            self.say(replace(common, subject=subject, property=str(naming), value=name))

    def _entity(self, whom: "int | New", common: Saying, told: object = None) -> str:
        """`told` is what is said of it besides: a name that is said anyway is not said twice."""
        if not isinstance(whom, New):
            return str(find_entity(self.vault, str(whom)).body["id"])
        if self.ontology.schema(whom.schema).abstract:
            raise Misuse(f"{whom.schema} is only what others have in common. Say what it is exactly.")
        identifier = self._new(whom.schema)
        naming = naming_of(self.ontology, whom.schema)
        if naming is not None:
            if not whom.called.strip():
                raise Misuse(
                    f"A new {whom.schema} has a name. Where nobody knows it, write what they are called meanwhile."
                )
            name: dict[str, JSON] = {
                "name": whom.called,
                "kind": "full" if whom.schema == "Person" else "usual",
            }
            if not (isinstance(told, Mapping) and told.get("name") == whom.called):
                self.say(replace(common, subject=identifier, property=naming, value=name))
        return identifier

    def _source(self, source: "int | New") -> str:
        """A new one names itself: nobody else has said anything yet."""
        if not isinstance(source, New):
            return str(find_entity(self.vault, str(source), "Source").body["id"])
        if not source.called.strip():
            raise Misuse("A source has a name: what the team calls it. It may be a cover name.")
        identifier = self._new("Source")
        self.say(Saying(identifier, "name", {"name": source.called, "kind": "usual"}, identifier))
        return identifier

    def _new(self, schema: str) -> str:
        identifier = self.vault.new_id()
        self.entered_with[identifier] = schema
        self.drafts.append(Draft("Entity", {"schema": schema, "batch": self.batch}, identifier))
        return identifier

    def _schema_of(self, identifier: str) -> str:
        return self.entered_with.get(identifier) or schema_of(self.vault, identifier)
