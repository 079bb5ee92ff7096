"""The letters that follow a withdrawal: one to each recipient of anything that touches the person, asking to destroy it.

A letter names the person as the release did, and only where that tells nothing new: two names in one letter would tell that they are one
person. So where somebody was given several things, or appeared under several names, all of it is to go. Names of files say nothing but what the
recipient has: no number of ours is in them. Nothing is ever addressed to the person: where what was handed out went to them, they are told of it
by whatever way they allowed.

    written = letters_of(releases, copies, names, "2026-11-23")
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from amanet.canonical import JSON, encode, folded_name, readable_name, sha256
from amanet.consent import Recipient
from amanet.errors import Misuse
from amanet.printing.letter import PUBLIC, Given, Letter
from amanet.vault import StoredRecord, Vault
from amanet.vault.durable import world_errors, write_file
from amanet.work.destinations import must_be_outside
from amanet.work.traces import Sent, Traces, names_of

__all__ = [
    "SentCopy",
    "SentRelease",
    "Written",
    "copies_sent",
    "letters_of",
    "make_folder",
    "names_of_human",
    "releases_touching",
    "write_letters",
]

_TEAM = "team"


@dataclass(frozen=True)
class SentRelease:
    """A release that touches somebody. `shown` are the names under which they are in it, `named` and `nameless` among them; `name` the one name
    that a letter may say.
    """

    number: int
    recipient: Recipient
    use: str
    day: str
    file: str
    sha256: str
    shown: tuple[str, ...]
    name: str | None

    def to_json(self) -> dict[str, JSON]:
        return {
            "record": self.number,
            "recipient": self.recipient.to_json(),
            "use": self.use,
            "day": self.day,
            "file": self.file,
            "sha256": self.sha256,
            "shown": list(self.shown),
        }


@dataclass(frozen=True)
class SentCopy:
    """Bytes or proofs that were given to somebody past the gate: an evidence bundle, a copy. `sha256` of the files, or references of records."""

    number: int
    to: str
    day: str
    sha256: tuple[str, ...]


@dataclass(frozen=True)
class Written:
    """A letter, the name its files have, and the numbers of the Release and Custody records that it is about."""

    stem: str
    records: tuple[int, ...]
    letter: Letter

    def to_json(self) -> dict[str, JSON]:
        return {"to": self.letter.recipient, "name": self.stem, "records": list(self.records)}


def releases_touching(vault: Vault, traces: Traces) -> tuple[SentRelease, ...]:
    """Every release with a statement or item of this person, resting on a grant of theirs, or showing them in whatever way."""
    pieces = (*traces.said, *traces.heard, *traces.about, *traces.passages, *traces.items, *traces.given)
    records, grants, entities = (
        _references(vault, numbers) for numbers in (pieces, traces.consent, traces.entities)
    )
    found = []
    for record in vault.records("Release"):
        body = record.body
        shown = {name for one, name in body.get("shown", {}).items() if one in entities}
        if shown or not records.isdisjoint(body["records"]) or not grants.isdisjoint(body["grants"]):
            found.append(_sent(vault, traces, record, shown))
    return tuple(found)


def copies_sent(vault: Vault, sent: Iterable[Sent]) -> tuple[SentCopy, ...]:
    """What was got, read or proved for somebody who is named."""
    return tuple(
        SentCopy(
            one.number, one.to, one.at[:10], tuple(_digest(vault.record(number)) for number in one.records)
        )
        for one in sent
        if one.to
    )


def names_of_human(vault: Vault, traces: Traces) -> frozenset[str]:
    """What the person is called, folded."""
    return frozenset(names_of(vault, traces.entities))


def letters_of(
    releases: Sequence[SentRelease], copies: Sequence[SentCopy], own_names: Collection[str], day: str
) -> tuple[Written, ...]:
    """One for each recipient, in the order in which they were first given something; none to the person or the team."""
    called: dict[str, str] = {}
    given: dict[str, list[tuple[int, Given]]] = {}

    def add(recipient: str, number: int, made: Given) -> None:
        called.setdefault(folded_name(recipient), recipient)
        given.setdefault(folded_name(recipient), []).append((number, made))

    for one in releases:
        if one.recipient.kind != _TEAM:
            add(
                _called(one.recipient),
                one.number,
                Given(one.day, one.file, (one.sha256,), one.use, one.name),
            )
    for copy in copies:
        add(copy.to, copy.number, Given(copy.day, None, copy.sha256))
    return tuple(
        _written(called[key], several, day) for key, several in given.items() if key not in own_names
    )


def make_folder(vault: Vault, folder: Path) -> None:
    """Before anything is done. Raises `Misuse` where it lies in the vault or holds something already."""
    must_be_outside(vault.path, folder)
    with world_errors(folder, "make"):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise Misuse(
                f"{folder} is there already and not an empty folder. Name a new one; nothing was done."
            )
        folder.mkdir(mode=0o700, exist_ok=True)


def write_letters(folder: Path, letters: Iterable[Written]) -> list[str]:
    """Each as PDF and as text."""
    files = []
    for one in letters:
        for ending, data in ((".pdf", one.letter.pdf()), (".txt", one.letter.text().encode("utf-8"))):
            write_file(folder / (one.stem + ending), data)
            files.append(str(folder / (one.stem + ending)))
    return files


def _written(recipient: str, several: Sequence[tuple[int, Given]], day: str) -> Written:
    things = [made for _, made in several]
    if len(things) > 1:  # together they would tell that what is named in each is one person
        things = [replace(made, shown=None) for made in things]
    told: JSON = [recipient, [[made.day, *made.sha256] for made in things]]
    stem = "letter-" + sha256(encode(told)).hex()[:12]
    return Written(stem, tuple(number for number, _ in several), Letter(recipient, day, tuple(things)))


def _sent(vault: Vault, traces: Traces, record: StoredRecord, shown: set[str]) -> SentRelease:
    body = record.body
    return SentRelease(
        record.number,
        Recipient.from_json(body["recipient"]),
        str(body["use"]),
        str(body["day"]),
        readable_name(str(body.get("file", ""))),
        str(body["sha256"]),
        tuple(sorted(shown)),
        _sayable(vault, traces, body, shown),
    )


def _sayable(vault: Vault, traces: Traces, body: Mapping[str, object], shown: set[str]) -> str | None:
    """The one name under which they are in a release, in the letters of it: the pseudonym, or their name where it went itself."""
    if len(shown) != 1:
        return None
    (name,) = shown
    if name == "nameless":
        return None
    return _name_that_went(vault, traces, body) if name == "named" else name


def _name_that_went(vault: Vault, traces: Traces, body: Mapping[str, object]) -> str | None:
    gone = body["records"]
    assert isinstance(gone, list)
    names = {
        str(value.get("name", value.get("text")))
        for entity in traces.entities
        for number in vault.views.statements_of(entity, "name")
        if (record := vault.record(number)).reference in gone
        and ("name" in (value := record.body["value"]) or "text" in value)
    }
    return names.pop() if len(names) == 1 else None


def _called(recipient: Recipient) -> str:
    return PUBLIC if recipient.kind == "public" else recipient.name or recipient.kind


def _references(vault: Vault, numbers: Iterable[int]) -> set[str]:
    return {vault.record(number).reference for number in numbers}


def _digest(record: StoredRecord) -> str:
    return str(record.body["sha256"]) if record.type == "Item" else record.reference
