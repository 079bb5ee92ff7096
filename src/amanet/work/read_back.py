"""Reading back to somebody everything the vault holds from them and about them, so that they can correct it or have it destroyed.

Everything is everything: also what was superseded or retracted, because it is still held. Who else said something of them is not
told, nor the record numbers of it: others are protected as they are. That it was read back is logged, signed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from amanet.canonical import JSON, readable_name
from amanet.consent import Grant, Refusal, Talk, Wishes, Withdrawal
from amanet.printing.read_back_sheet import ReadBackLine, ReadBackSection, ReadBackSheet
from amanet.record.ontology import Ontology
from amanet.vault import Vault
from amanet.vault.ontology_files import load_ontology
from amanet.work.consent import PersonWishes, consents, today
from amanet.work.consent_talk import load_talk, review_of
from amanet.work.entities import label_of_id
from amanet.work.holding import counts
from amanet.work.selves import find_human, whose
from amanet.work.signed import custody
from amanet.work.traces import Traces, find_traces
from amanet.work.wording import shown_value

__all__ = ["READ_BACK", "ReadBack", "read_back"]

READ_BACK = "read back"


@dataclass(frozen=True)
class ReadBack:
    """What is read: as a sheet for people, and as one document; `traces` are the numbers of all records it rests on."""

    sheet: ReadBackSheet
    document: dict[str, JSON]
    traces: Traces

    def text(self) -> str:
        return self.sheet.text()

    def pdf(self) -> bytes:
        return self.sheet.pdf()


def read_back(vault: Vault, source: str, *, language: str = "en", as_of: str | None = None) -> ReadBack:
    """Gathers it and logs that it was read back. Raises `Misuse` where there is no such person or language.

    `as_of` (RFC 3339, UTC): what was held then; of their wishes always what they are today.
    """
    talk = load_talk(language)
    record = find_human(vault, source)
    traces = find_traces(vault, whose(vault, record), as_of=as_of)
    reader = _Reader(vault, talk, load_ontology(), as_of)
    person = consents(vault, source)[0]
    sections = reader.sections(traces, person)
    reviewed = review_of(vault, talk)
    sheet = ReadBackSheet(
        talk,
        None if reviewed is None else reviewed.by,
        today(vault).isoformat(),
        person.contact.lines(talk.sections["contact"]),
        [one.printed for one in sections],
    )
    document: dict[str, JSON] = {
        "person": record.number,
        "as_of": as_of,
        "language": talk.language,
        "draft": sheet.is_draft,
        "contact": person.contact.to_json(),
        **{one.name: [line.to_json() for line in one.lines] for one in sections},
        "items_are_found_by_name_only": True,
    }
    references = sorted(vault.record(number).reference for number in traces.all())
    vault.add(custody(vault, READ_BACK, list(references), details={"language": talk.language}))
    return ReadBack(sheet, document, traces)


@dataclass(frozen=True)
class _Line:
    """What is read of one record; `number` is None where it would tell who said it."""

    text: str
    number: int | None
    counts: bool = True
    quote: str | None = None

    def to_json(self) -> dict[str, JSON]:
        return {"record": self.number, "text": self.text, "counts": self.counts, "quote": self.quote}


@dataclass(frozen=True)
class _Section:
    name: str
    title: str
    lines: tuple[_Line, ...]
    note: str | None = None

    @property
    def printed(self) -> ReadBackSection:
        return ReadBackSection(
            self.title, [ReadBackLine(line.text, line.quote) for line in self.lines], self.note
        )


class _Reader:
    """Puts records into words, in one language."""

    def __init__(self, vault: Vault, talk: Talk, ontology: Ontology, as_of: str | None) -> None:
        self.vault = vault
        self.talk = talk
        self.ontology = ontology
        self.as_of = as_of

    def sections(self, traces: Traces, person: PersonWishes) -> list[_Section]:
        word = self.talk.sections["readback"]
        return [
            _Section("said", word["said"], self._statements(traces.said)),
            _Section("heard", word["heard"], self._statements(traces.heard, own=False)),
            _Section("about", word["about"], self._statements(traces.about, own=False), word["about_note"]),
            _Section("passages", word["passages"], tuple(self._passages(traces))),
            _Section("items", word["items"], tuple(self._items(traces.given)), word["items_note"]),
            _Section("grants", word["grants"], tuple(self._consents(person))),
            _Section("interviews", word["interviews"], tuple(self._interviews(traces.interviews))),
        ]

    def _statements(self, numbers: Iterable[int], *, own: bool = True) -> tuple[_Line, ...]:
        return tuple(self._statement(number, own) for number in numbers)

    def _statement(self, number: int, own: bool) -> _Line:
        body = self.vault.record(number).body
        in_force = self._counts(number)
        subject = str(body["subject"])
        schema = self._schema(subject)
        value = shown_value(
            self.vault, self.ontology, schema, str(body["property"]), body["value"], self.talk.language
        )
        of = label_of_id(self.vault, subject) if own or not self._is_speaker(body, subject) else "…"
        parts = [f"{of} · {self._property(schema, str(body['property']))}: "]
        word = self.talk.sections["readback"]
        parts.append(
            {"affirms": "", "denies": f"{word['not_so']}: "}.get(body["polarity"], f"{word['not_known']}: ")
        )
        parts.append(value)
        parts.append("" if in_force else f" ({word['not_in_force']})")
        # The words of others might tell who they are; one's own are what one came to hear.
        quote = str(body["wording"]) if own and "wording" in body else None
        return _Line("".join(parts), number if own else None, in_force, quote)

    def _is_speaker(self, body: Mapping[str, Any], subject: str) -> bool:
        """Whether a statement is of whoever makes it: its subject would tell who that is."""
        speaker = self.vault.with_ids([str(body["said_by"])])
        return bool(speaker) and subject in whose(self.vault, speaker[0]).own

    def _passages(self, traces: Traces) -> Iterator[_Line]:
        """Those that the person's own statements rest on."""
        own = {
            self.vault.views.number_of(str(passage))
            for number in traces.said
            for passage in self.vault.record(number).body.get("passages", ())
        }
        for number in traces.passages:
            if number in own:
                body = self.vault.record(number).body
                yield _Line(f"#{number}", number, quote=body.get("quote"))

    def _items(self, numbers: Iterable[int]) -> Iterator[_Line]:
        for number in numbers:
            body = self.vault.record(number).body
            when = f" ({body['acquired_at']})" if "acquired_at" in body else ""
            yield _Line(f"#{number} {readable_name(body['name'])}{when}", number)

    def _interviews(self, numbers: Iterable[int]) -> Iterator[_Line]:
        for number in numbers:
            body = self.vault.record(number).body
            held_at = body.get("held_at", {})
            when = held_at.get("words", held_at.get("edtf", "?"))
            yield _Line(
                ", ".join([when, *map(str, body.get("interviewers", ()))]), number, self._counts(number)
            )

    def _counts(self, number: int) -> bool:
        return counts(self.vault, number, self.as_of)

    def _consents(self, person: PersonWishes) -> Iterator[_Line]:
        word = self.talk.sections["readback"]
        for one in sorted(person.wishes.grants, key=lambda one: person.numbers[one.id]):
            number = person.numbers[one.id]
            said = self._grant(one.grant) if one.grant is not None else f"#{number}"
            state = word["in_force"] if one.in_force else word["not_in_force"]
            yield _Line(f"{said} — {state}", number, one.in_force)
        for denial in person.wishes.denials:
            if denial.person in person.wishes.whose.own:
                yield _Line(self._denial(denial, person.wishes), person.numbers[denial.id])

    def _grant(self, grant: Grant) -> str:
        level = grant.level
        media = [self._choice("media", name) for name in ("face", "voice", "words") if getattr(level, name)]
        parts = [
            f"{self._choice('uses', grant.use)} → {self._recipient(grant.recipient.kind, grant.recipient.name)}",
            self._choice("identity", level.identity),
            *media,
            f"{self._choice('place', level.place)} / {self._choice('date', level.date)}",
        ]
        return "; ".join(parts)

    def _denial(self, denial: Refusal | Withdrawal, wishes: Wishes) -> str:
        word = self.talk.sections["readback"]
        if isinstance(denial, Refusal):
            what = [self._choice("uses", denial.use)] if denial.use else []
            if denial.recipient is not None:
                what.append(self._recipient(denial.recipient.kind, denial.recipient.name))
            return f"{word['refused']}: {' → '.join(what) or word['everything']}"
        grants = {one.id: one.grant for one in wishes.grants}
        named = [grants[one] for one in sorted(denial.withdraws or ()) if one in grants]
        what = [self._grant(grant) for grant in named if grant is not None]
        return f"{word['taken_back']}: {' | '.join(what) if denial.withdraws else word['everything']}"

    def _recipient(self, kind: str, name: str | None) -> str:
        words = self._choice("recipients", kind)
        return words if name is None else f"{words} {name}"

    def _choice(self, section: str, code: str) -> str:
        return self.talk.sections[section].get(code, code)

    def _schema(self, identifier: str) -> str:
        records = self.vault.with_ids([identifier])
        return str(records[0].body["schema"]) if records else "Thing"

    def _property(self, schema: str, name: str) -> str:
        known = self.ontology.schemata.get(schema)
        found = None if known is None else known.properties.get(name)
        return name if found is None else found.label_in(self.talk.language)
