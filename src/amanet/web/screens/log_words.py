"""What records say, as sentences for people: who said what of whom, what was taken in, looked at, corrected, allowed, given out.

Everything that a sentence names leads to where it is looked at. What was erased is named as that. The words of records (a note, a
value) stand as they were written, a long one cut off; what the ontology has a label for is said in the language of whoever reads.

>>> Teller(vault, words).tell(vault.record(43))  # doctest: +SKIP
(Piece('Nursel'), Piece(' says of '), Piece('Aytoz', '/people/55'), …)
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from amanet.app import OpenVault
from amanet.canonical import readable_name
from amanet.errors import AmanetError
from amanet.web.phrasing import in_plain_words
from amanet.web.screens.item_words import shown_size
from amanet.web.screens.sentences import Piece, Sentence, sentence

if TYPE_CHECKING:
    from amanet.vault import StoredRecord
    from amanet.web.languages import Words

__all__ = ["Teller"]

_LONGEST: Final = 140


def N_(text: str) -> str:
    return text


# What stands in records as a code, in words.
STATES = {
    "draft": N_("a draft"),
    "proposed": N_("proposed"),
    "reviewed": N_("reviewed"),
    "disputed": N_("disputed"),
}
USES = {
    "documentation": N_("documentation"),
    "research": N_("research"),
    "advocacy": N_("advocacy"),
    "legal proceedings": N_("legal proceedings"),
    "UN submission": N_("a submission to the United Nations"),
    "media": N_("media"),
    "memorial": N_("a memorial"),
}
_POLARITIES = {
    "affirms": N_("%(source)s says of %(subject)s: %(property)s “%(value)s”"),
    "denies": N_("%(source)s denies of %(subject)s: %(property)s “%(value)s”"),
    "does not know": N_("%(source)s does not know of %(subject)s: %(property)s “%(value)s”"),
}
_OF_SOURCE = N_("Of the source %(source)s: %(property)s “%(value)s”")
_RENDITIONS = {
    "description": N_("It was found out what kind of file %(item)s is."),
    "reading": N_("The words of %(item)s were read."),
    "typed": N_("The words of %(item)s were typed or corrected."),
    "translation": N_("The words of %(item)s were translated."),
    "alignment": N_("%(item)s was laid beside its original."),
    "recording": N_("%(item)s was linked to its recording."),
    "other name": N_("%(item)s was handed over once more, under another name."),
    "import": N_("The table %(item)s was imported."),
}
_ACTIONS = {
    "taken in": N_("Taken in"),
    "added": N_("Taken in"),
    "got": N_("Got out of the vault"),
    "read": N_("Read out of the vault"),
    "proved": N_("Proved in an evidence bundle"),
    "receipted": N_("A receipt was made"),
    "backed up": N_("A backup was made"),
    "backup destroyed": N_("The keys of a backup were destroyed"),
    "merge begun": N_("Taking over another vault began"),
    "merged": N_("Another vault was taken over"),
}
_VERDICTS = {
    "same": N_("%(left)s and %(right)s were judged to be the same."),
    "different": N_("%(left)s and %(right)s were judged not to be the same."),
    "unsure": N_("Nobody is sure whether %(left)s and %(right)s are the same."),
}
_STAMPS = {
    "rfc3161": N_("%(authority)s time-stamped the first %(size)s entries of the log."),
    "cosignature": N_("%(authority)s cosigned the first %(size)s entries of the log."),
}


class Teller:
    """Tells the records of one vault in one language. What it looked up for one sentence it knows for the next."""

    def __init__(self, vault: OpenVault, words: "Words") -> None:
        from amanet.vault.ontology_files import load_ontology

        self._vault, self._words = vault, words
        self._ontology = load_ontology()
        self._pieces: dict[str, Piece] = {}
        self._members: dict[str, str] | None = None

    def tell(self, record: "StoredRecord") -> Sentence:
        return _TOLD.get(record.type, Teller._other)(self, record)

    def statement(self, record: "StoredRecord") -> Sentence:
        """Who says what of whom. Of a source itself somebody at work says it, in its own name."""
        body = record.body
        source, subject = self.named(body["said_by"]), self.named(body["subject"])
        name, value = self._property(body), _short(in_plain_words(self._words, self._vault.shown(body)))
        if source == subject and source.text:
            return self._say(_OF_SOURCE, source=source, property=name, value=value)
        template = _POLARITIES.get(str(body["polarity"]), _POLARITIES["affirms"])
        return self._say(template, source=source, subject=subject, property=name, value=value)

    def entity(self, number: int) -> Piece:
        """Somebody or something by number, and where it is looked at."""
        return self._piece_of(self._vault.record(number))

    def member(self, member: str) -> str:
        """Who entered something; empty where no record says."""
        from amanet.vault.vouching import signers_of

        if self._members is None:
            self._members = {
                one: readable_name(known.name) for one, known in signers_of(self._vault.vault).items()
            }
        return self._members.get(member, "")

    def property_of(self, schema: str, name: str) -> str:
        """As the ontology calls it; a newer version may know properties that this one does not."""
        known = self._ontology.schemata.get(schema)
        found = None if known is None else known.properties.get(name)
        return name.replace("_", " ") if found is None else found.label_in(self._words.tag)

    def use(self, use: str) -> str:
        """What somebody allows or not."""
        return self._text(USES[use]) if use in USES else use

    def named(self, named: Any) -> Piece:
        """What a record names: an entity, an item, a passage, a speaker of a reading; by id."""
        if isinstance(named, Mapping):
            found = self.named(named.get("entity", named.get("rendition", "")))
            speaker = readable_name(str(named.get("speaker", "")))
            return Piece(f"{speaker} ({found.text})", found.address) if speaker else found
        if named not in self._pieces:
            self._pieces[named] = self._look_up(str(named))
        return self._pieces[named]

    def _look_up(self, identifier: str) -> Piece:
        number = self._vault.vault.views.number_of(identifier)
        try:
            return self._piece_of(self._vault.record(number)) if number else self._erased()
        except AmanetError:
            return self._erased()

    def _piece_of(self, record: "StoredRecord") -> Piece:
        body = record.body
        if record.type == "Item":
            return Piece(readable_name(body["name"]), f"/items/{record.number}")
        if record.type == "Entity":
            called = in_plain_words(self._words, self._vault.label_of_number(record.number))
            return Piece(called, self._address_of(record))
        if record.type == "Rendition":
            return self.named(body["item"])
        if record.type == "Passage":
            said = self._text(N_("a passage of %(item)s"))
            return Piece(said % {"item": self.named(body["of"]).text}, f"/passages/{record.number}")
        if record.type == "Statement":
            subject = self.named(body["subject"])
            said = self._text(N_("what %(source)s says of %(subject)s: %(property)s")) % {
                "source": self.named(body["said_by"]).text,
                "subject": subject.text,
                "property": self._property(body),
            }
            return Piece(said, subject.address)
        return Piece(f"#{record.number}")

    def _address_of(self, entity: "StoredRecord") -> str:
        """People and sources have a page. Of an act, a sign of life, a claim, that of the first person whom it is about."""
        from amanet.work.people import people_in

        if entity.body["schema"] == "Person":
            return f"/people/{entity.number}"
        if entity.body["schema"] == "Source":
            return f"/sources/{entity.number}"
        people = people_in(self._vault.vault, [entity.number]).get(entity.number)
        return f"/people/{people[0]}" if people else ""

    def _property(self, body: Mapping[str, Any]) -> str:
        of = self._vault.vault.views.number_of(str(body["subject"]))
        schema = str(self._vault.record(of).body["schema"]) if of else ""
        return self.property_of(schema, str(body["property"]))

    def _schema(self, name: str) -> str:
        found = self._ontology.schemata.get(name)
        return name if found is None else found.label_in(self._words.tag)

    def _erased(self) -> Piece:
        return Piece(self._text(N_("(erased)")))

    def _text(self, text: str) -> str:
        return self._words.gettext(text)

    def _say(self, template: str, **named: Piece | str | int) -> Sentence:
        return sentence(self._text(template), **named)

    # One for each type of record

    def _item(self, record: "StoredRecord") -> Sentence:
        body = record.body
        item, size = self._piece_of(record), shown_size(int(body["size"]))
        if "inside" in body:
            inside = self.named(body["inside"])
            return self._say(N_("%(item)s (%(size)s) was found inside %(inside)s."), item=item, size=size, inside=inside)  # fmt: skip
        if source := readable_name(str(body.get("source", ""))):
            return self._say(N_("%(item)s (%(size)s) was taken in, given by %(source)s."), item=item, size=size, source=source)  # fmt: skip
        return self._say(N_("%(item)s (%(size)s) was taken in."), item=item, size=size)

    def _rendition(self, record: "StoredRecord") -> Sentence:
        body = record.body
        kind = str(body["kind"])
        if kind == "reading" and body["tool"] == "typed by a member":
            kind = "typed"
        if kind in _RENDITIONS:
            return self._say(_RENDITIONS[kind], item=self.named(body["item"]))
        return self._say(N_("%(item)s: %(kind)s"), item=self.named(body["item"]), kind=readable_name(kind))

    def _passage(self, record: "StoredRecord") -> Sentence:
        where, quote = (
            self._piece_of(record),
            _short(readable_name(" ".join(str(record.body.get("quote", "")).split()))),
        )
        if quote:
            return self._say(N_("%(passage)s was marked: “%(quote)s”"), passage=where, quote=quote)
        return self._say(N_("%(passage)s was marked."), passage=where)

    def _entity(self, record: "StoredRecord") -> Sentence:
        kind = self._schema(str(record.body["schema"]))
        return self._say(N_("Newly entered: %(entity)s, %(kind)s"), entity=self._piece_of(record), kind=kind)

    def _supersession(self, record: "StoredRecord") -> Sentence:
        old, new = self.named(record.body["replaces"]), self._by_id(record.body["by"])
        if new is not None and new.type == "Statement":
            told = self.statement(new)
            return (*self._say(N_("Corrected:")), Piece(" ", isolated=False), *told)
        return self._say(N_("Replaced by something newer: %(old)s"), old=old)

    def _retraction(self, record: "StoredRecord") -> Sentence:
        what, reason = self.named(record.body["retracts"]), _short(readable_name(str(record.body["reason"])))
        return self._say(N_("No longer counts: %(what)s. Reason: %(reason)s"), what=what, reason=reason)

    def _review(self, record: "StoredRecord") -> Sentence:
        state = str(record.body["state"])
        words = self._text(STATES[state]) if state in STATES else state
        return self._say(N_("Now %(state)s: %(what)s"), state=words, what=self.named(record.body["of"]))

    def _judgement(self, record: "StoredRecord") -> Sentence:
        body = record.body
        left, right = self.named(body["left"]), self.named(body["right"])
        return self._say(_VERDICTS.get(str(body["verdict"]), _VERDICTS["unsure"]), left=left, right=right)

    def _assessment(self, record: "StoredRecord") -> Sentence:
        return self._say(
            N_("It was assessed how credible this is: %(what)s"), what=self.named(record.body["of"])
        )

    def _gloss(self, record: "StoredRecord") -> Sentence:
        what = self.named(record.body["of"])
        return self._say(N_("It was written down what coded words mean here: %(what)s"), what=what)

    def _interview(self, record: "StoredRecord") -> Sentence:
        return self._say(N_("%(source)s was interviewed."), source=self.named(record.body["source"]))

    def _contact(self, record: "StoredRecord") -> Sentence:
        person = self.named(record.body["person"])
        return self._say(N_("It was written down how %(person)s may be reached."), person=person)

    def _grant(self, record: "StoredRecord") -> Sentence:
        person = self.named(record.body["person"])
        return self._say(
            N_("%(person)s allows: %(use)s"), person=person, use=self.use(str(record.body["use"]))
        )

    def _refusal(self, record: "StoredRecord") -> Sentence:
        person = self.named(record.body["person"])
        if "use" not in record.body:
            return self._say(N_("%(person)s allows nothing."), person=person)
        return self._say(
            N_("%(person)s does not allow: %(use)s"), person=person, use=self.use(str(record.body["use"]))
        )

    def _withdrawal(self, record: "StoredRecord") -> Sentence:
        return self._say(N_("%(person)s took a consent back."), person=self.named(record.body["person"]))

    def _custody(self, record: "StoredRecord") -> Sentence:
        body = record.body
        action, count = str(body["action"]), len(body["records"])
        found = self._say(
            _ACTIONS[action] if action in _ACTIONS else N_("Done with records: %(action)s"), action=action
        )
        if count == 1 and (item := self._by_reference(body["records"][0])) is not None:
            found += (Piece(": ", isolated=False), item)
        elif count:
            several = self._words.ngettext("%(num)d record", "%(num)d records", count)
            found += (Piece(": ", isolated=False), *sentence(several, num=count))
        for name, template in (("by_hand_of", N_("from %(whom)s")), ("to", N_("for %(whom)s"))):
            if name in body:
                whom = readable_name(str(body[name]))
                found += (Piece(", ", isolated=False), *self._say(template, whom=whom))
        if action == "taken in":
            found += (
                Piece(" · ", isolated=False),
                self._link(N_("The hand-over"), f"/take-in/done/{record.number}"),
            )
        return found

    def _link(self, text: str, address: str) -> Piece:
        return Piece(self._text(text), address)

    def _proposal(self, record: "StoredRecord") -> Sentence:
        body = record.body
        return self._say(
            N_("Proposed to be disclosed to %(whom)s, for: %(use)s"),
            whom=Piece(readable_name(_recipient(body)), f"/disclose/{record.number}"),
            use=self.use(str(body["use"])),
        )

    def _approval(self, record: "StoredRecord") -> Sentence:
        if record.body["verdict"] == "approved":
            said = N_("Signed that this may leave: %(proposal)s")
        else:
            said = N_("Signed that this may not leave: %(proposal)s")
        return self._say(said, proposal=self.named(record.body["of"]))

    def _release(self, record: "StoredRecord") -> Sentence:
        body = record.body
        said = N_("Disclosed to %(whom)s, for: %(use)s. Pieces: %(count)s")
        whom, count = readable_name(_recipient(body)), len(body["records"])
        return self._say(said, whom=whom, use=self.use(str(body["use"])), count=count)

    def _erasure(self, record: "StoredRecord") -> Sentence:
        count, reason = len(record.body["erased"]), _short(readable_name(str(record.body["reason"])))
        said = N_("Destroyed for good, records in number: %(count)s. Reason: %(reason)s")
        return self._say(said, count=count, reason=reason)

    def _stamp(self, record: "StoredRecord") -> Sentence:
        body = record.body
        authority = readable_name(str(body.get("authority", ""))) or self._text(N_("Somebody outside"))
        template = _STAMPS.get(str(body["kind"]), _STAMPS["cosignature"])
        return (
            *self._say(template, authority=authority, size=int(body["tree_size"])),
            Piece(" ", isolated=False),
            self._link(N_("What vouches for the log"), "/log/outside"),
        )

    def _member(self, record: "StoredRecord") -> Sentence:
        name = readable_name(str(record.body["name"]))
        if record.body["status"] == "active":
            return self._say(N_("%(name)s is a member and can open the vault."), name=name)
        return self._say(N_("%(name)s is no longer a member."), name=name)

    def _epoch(self, _record: "StoredRecord") -> Sentence:
        return self._say(N_("A new epoch of the log began, with a new key."))

    def _other(self, record: "StoredRecord") -> Sentence:
        return (Piece(record.type),)

    def _by_id(self, identifier: Any) -> "StoredRecord | None":
        number = self._vault.vault.views.number_of(str(identifier))
        try:
            return self._vault.record(number) if number else None
        except AmanetError:
            return None

    def _by_reference(self, reference: Any) -> Piece | None:
        try:
            return self._piece_of(self._vault.record(str(reference)))
        except AmanetError:
            return self._erased()


_TOLD: Final[Mapping[str, Callable[[Teller, "StoredRecord"], Sentence]]] = {
    "Item": Teller._item,
    "Rendition": Teller._rendition,
    "Passage": Teller._passage,
    "Entity": Teller._entity,
    "Statement": Teller.statement,
    "Supersession": Teller._supersession,
    "Retraction": Teller._retraction,
    "Review": Teller._review,
    "Judgement": Teller._judgement,
    "Assessment": Teller._assessment,
    "Gloss": Teller._gloss,
    "Interview": Teller._interview,
    "Contact": Teller._contact,
    "Grant": Teller._grant,
    "Refusal": Teller._refusal,
    "Withdrawal": Teller._withdrawal,
    "Custody": Teller._custody,
    "Proposal": Teller._proposal,
    "Approval": Teller._approval,
    "Release": Teller._release,
    "Erasure": Teller._erasure,
    "Stamp": Teller._stamp,
    "Member": Teller._member,
    "Epoch": Teller._epoch,
}


def _recipient(body: Mapping[str, Any]) -> str:
    recipient = body.get("recipient", {})
    return " ".join(str(recipient[name]) for name in ("kind", "name") if name in recipient)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
