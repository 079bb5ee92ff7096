"""The leak check of a release that is still in memory: everything the vault protects, looked for in the finished package as an enemy would.

What an earlier release tells is looked at too, as if all recipients talked to each other: whoever stood under a name in March and stands under a
pseudonym in June, in the same statement, is found out by comparing the two.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from amanet.canonical import encode
from amanet.disclosure.clearing import OpenFinding
from amanet.errors import ConsentForbids
from amanet.phrases import phrase
from amanet.protect.leaks import Decision, Finding, Report, Secret, Secrets
from amanet.protect.words import Hidden
from amanet.protect.words.people import NamesHidden
from amanet.vault import Vault
from amanet.work.disclosing import Drafted
from amanet.work.disclosing_hidden import hidden_people, hidden_places, hidden_words
from amanet.work.vault_secrets import coordinates, identifiers, originals

__all__ = ["Leaks", "Tied", "leak_report", "leaks_of", "secrets_for", "tied_to_earlier"]

_SHORTEST_TEXT: Final = 12


@dataclass(frozen=True)
class Leaks:
    """What the check found and what was decided of it; `tied` what can be told by comparing with earlier releases; `open` is all that nobody has
    decided.
    """

    report: Report
    tied: tuple["Tied", ...]
    decided: frozenset[str]

    @property
    def open(self) -> tuple[OpenFinding, ...]:
        left = (one.as_open() for one in self.tied if one.key not in self.decided)
        return (*map(_as_open, self.report.findings), *left)


def leaks_of(vault: Vault, drafted: Drafted) -> Leaks:
    """Everything that may give somebody away: in the package, and beside earlier releases."""
    decided = frozenset(key for key, reason in drafted.terms.decisions if reason.strip())
    return Leaks(leak_report(vault, drafted), tuple(tied_to_earlier(vault, drafted)), decided)


def leak_report(vault: Vault, drafted: Drafted) -> Report:
    """What the check finds in the package, with what was decided taken out. Raises `ConsentForbids` where there is no package."""
    from amanet.protect.leaks.in_memory import check_files

    if drafted.package is None:
        raise ConsentForbids("Nothing of this may leave, so there is nothing to check.")
    decisions = [Decision(key, reason) for key, reason in drafted.terms.decisions]
    return check_files(drafted.package.files, secrets_for(vault, drafted), decisions=decisions)


def secrets_for(vault: Vault, drafted: Drafted) -> Secrets:
    """Everybody and everything that is protected from this recipient in this use."""
    request, story = drafted.request, drafted.story
    people = hidden_people(vault, request, story, {})
    words = hidden_words(vault, ({"text": text, "shown": shown} for text, shown in drafted.terms.words))
    places = _closed_places(vault, drafted)
    going = frozenset(shape.statement for shape in drafted.plan.shapes)
    numbers, accounts = identifiers(vault, going)
    return Secrets(
        names=tuple(Secret(form, one.key) for one in (*people, *places) for form in one.forms),
        numbers=tuple(numbers),
        accounts=tuple(accounts),
        texts=(*_protected_texts(drafted), *(Secret(form, one.key) for one in words for form in one.forms)),
        places=tuple(coordinates(vault, going)),
        originals=tuple(
            originals(vault, frozenset(drafted.disclosed.items) if drafted.disclosed else frozenset())
        ),
    )


def _closed_places(vault: Vault, drafted: Drafted) -> list[Hidden]:
    """All but those that something names which may name places exactly: an office called after its town says the town."""
    shapes = drafted.plan.shapes
    exact = {str(shape.value["entity"]) for shape in shapes if "entity" in shape.value}
    named = {f"#{number}" for number in vault.related.numbers(exact).values()}
    places = hidden_places(vault)
    finder = NamesHidden(places)
    for shape in shapes:
        if shape.level.place == "exact":
            words = (shape.wording, shape.value.get("text"), shape.value.get("name"))
            named.update(span.key for text in words if text for span in finder.find(str(text)))
    return [one for one in places if one.key not in named]


def _protected_texts(drafted: Drafted) -> Iterator[Secret]:
    """The exact words, of what was chosen, that are withheld or were changed: they must not stand there as they were said."""
    shown = {
        words
        for one in (drafted.disclosed.statements if drafted.disclosed else ())
        for words in (*one.quotes, one.wording, one.value.get("text"))
        if words is not None
    }
    for identifier in drafted.terms.statements:
        said = drafted.story.statements.get(identifier)
        if said is None:
            continue
        texts = [said.body.get("wording"), said.value.get("text")]
        texts += [
            drafted.story.passages.get(str(one), {}).get("quote") for one in said.body.get("passages", ())
        ]
        for text in texts:
            if text and len(str(text)) >= _SHORTEST_TEXT and text not in shown:
                yield Secret(str(text), f"words of {identifier[-8:]}")


@dataclass(frozen=True)
class Tied:
    """That a statement left before, with somebody appearing otherwise. Numbers of records; `day` and `to` of the earlier release."""

    release: int
    day: str
    to: str
    statement: int

    @property
    def key(self) -> str:
        """As that of a finding: it can be decided with a reason."""
        told = encode(["tied", self.release, self.statement])
        return hashlib.sha256(b"amanet/leak-finding/v1\n" + told).hexdigest()[:16]

    def as_open(self) -> OpenFinding:
        return OpenFinding(
            f"statement {self.statement}",
            phrase(
                "It was released on %(day)s to %(to)s (record %(release)d) with somebody in it appearing otherwise: comparing the two tells who.",
                day=self.day,
                to=self.to,
                release=self.release,
            ),
        )


def tied_to_earlier(vault: Vault, drafted: Drafted) -> list[Tied]:
    """The statements by which this release and an earlier one can be compared to somebody's harm, each once a release."""
    disclosed = drafted.disclosed
    if disclosed is None:
        return []
    references = {record.reference: record for record in vault.with_ids(sorted(disclosed.origins.values()))}
    entities = {
        record.reference: str(record.body["id"]) for record in vault.with_ids(sorted(disclosed.shown))
    }
    found = []
    for release in vault.records("Release"):
        before: Mapping[str, Any] = release.body.get("shown", {})
        changed = {
            entities[one]
            for one, how in before.items()
            if one in entities and disclosed.shown[entities[one]] != how
        }
        for reference in release.body["records"]:
            record = references.get(str(reference))
            if record is not None and changed & _in(drafted, str(record.body["id"])):
                to = " ".join(map(str, release.body["recipient"].values()))
                found.append(Tied(release.number, str(release.body["day"]), to, record.number))
    return found


def _in(drafted: Drafted, statement: str) -> set[str]:
    said = drafted.story.statements[statement]
    return {one for one in (said.subject, said.said_by, said.heard_from, said.names) if one is not None}


def _as_open(finding: Finding) -> OpenFinding:
    return OpenFinding(finding.where, f"{finding.text} {finding.what_to_do}")
