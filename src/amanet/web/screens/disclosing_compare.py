"""The same statements to two recipients, side by side: what each of them reads, and what stays back from one of them.

- `GET /disclose/compare?a=N&b=M`   of any two proposals or releases; `comparable` finds those that share statements

Each side is made anew from its proposal, as for a signature; nothing of it is on a disk. Where that is another package than the one that was
released, because consent or records have changed since, the page says so.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.canonical import readable_name
from amanet.consent import Recipient
from amanet.errors import AmanetError
from amanet.phrases import Phrase, phrase
from amanet.web.pages import desk_of, page, words_of
from amanet.web.screens.consent_badge import Badge, badges_of_statements
from amanet.web.screens.log_words import USES, Teller
from amanet.web.screens.sentences import Piece, Sentence

if TYPE_CHECKING:
    from amanet.disclosure.disclosed import ReleasedStatement
    from amanet.vault import StoredRecord
    from amanet.web.languages import Words
    from amanet.work.disclosing import Drafted

__all__ = ["Pair", "Read", "Row", "Shown", "Side", "comparable", "routes", "said_to"]

# As many pairs as anybody looks through in a list.
_MOST_PAIRS: Final = 5
_BETWEEN: Final = re.compile(r"(\s+)")
_APPEARS: Final = {"named": phrase("by name"), "nameless": phrase("without any name")}
_NOT_AT_ALL: Final = phrase("not at all")
_DENIES: Final = {
    "denies": phrase("denies this"),
    "does not know": phrase("does not know"),
}


@dataclass(frozen=True)
class Side:
    """One of the two, as the head of its column. `changed` where what is shown is no longer what was released or proposed."""

    number: int
    to: str
    use: Phrase | str
    day: str
    released: bool
    changed: bool
    leaves: int


@dataclass(frozen=True)
class Read:
    """A statement as one recipient reads it."""

    by: str
    of: str
    what: str
    value: str
    denies: Phrase | str
    said_at: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """What becomes of a statement on one side: `read`, or the reasons why it stays; neither where it was not asked for. `words` are those of
    `read`, cut into pieces; the second of a piece says whether the other side reads something else there.
    """

    read: Read | None
    reasons: tuple[str, ...] = ()
    words: tuple[tuple[tuple[str, bool], ...], ...] = ()


@dataclass(frozen=True)
class Row:
    """A statement as it stands in the vault, and on both sides. `differs` names the fields of `Read` that are not the same."""

    number: int
    told: Sentence = field(repr=False)
    badge: Badge | None
    left: Shown
    right: Shown
    differs: frozenset[str]


@dataclass(frozen=True)
class Pair:
    """Two that share statements: their numbers, and to whom they go."""

    a: int
    b: int
    to_a: str
    to_b: str


async def show(request: Request) -> Response:
    numbers = [request.query_params.get(name, "") for name in ("a", "b")]
    if not all(one.isdecimal() and len(one) <= 15 for one in numbers):
        raise HTTPException(404)
    a, b = map(int, numbers)
    view = await desk_of(request).read(_view, a, b, words_of(request))
    if view is None:
        raise HTTPException(404)
    return page(request, "disclose/compare.html", **view)


def comparable(vault: OpenVault) -> list[Pair]:
    """The newest pairs of releases and waiting proposals that share statements and differ in recipient or use, newest first."""
    inside = vault.vault
    chosen = {str(one.body["id"]): one for one in inside.records("Proposal")}
    known = {one.number: one for one in chosen.values()}
    for release in inside.records("Release"):
        if (proposal := chosen.get(str(release.body["of"]))) is not None:
            known[release.number] = proposal
            known.pop(proposal.number, None)
    return list(_pairs(known))[:_MOST_PAIRS]


def _pairs(known: "dict[int, StoredRecord]") -> Iterator[Pair]:
    order = sorted(known, reverse=True)
    for place, b in enumerate(order):
        for a in order[place + 1 :]:
            one, other = known[a].body, known[b].body
            differ = (one["recipient"], one["use"]) != (other["recipient"], other["use"])
            if differ and set(one["statements"]) & set(other["statements"]):
                yield Pair(a, b, said_to(one), said_to(other))


def said_to(body: Any) -> str:
    return readable_name(str(Recipient.from_json(body["recipient"])))


def _view(vault: OpenVault, a: int, b: int, words: "Words") -> dict[str, Any] | None:
    found = [_proposal(vault, one) for one in (a, b)]
    if found[0] is None or found[1] is None:
        return None
    (first, manifest), (second, other) = found[0], found[1]
    left, right = vault.proposed(first.number), vault.proposed(second.number)
    rows = list(_rows(vault, left, right, words))
    return {
        "sides": (_side(a, first, manifest, left), _side(b, second, other, right)),
        "rows": [one for one in rows if one.left.read or one.right.read],
        "inside": [one for one in rows if not (one.left.read or one.right.read)],
        "people": list(_people(vault, left, right, words)),
    }


def _proposal(vault: OpenVault, number: int) -> "tuple[StoredRecord, str] | None":
    """The proposal that a number is of, and the manifest that was signed."""
    try:
        record = vault.record(number)
    except AmanetError:
        return None
    if record.type not in ("Proposal", "Release"):
        return None
    manifest = str(record.body["manifest"])
    if record.type == "Proposal":
        return record, manifest
    found = next(iter(vault.vault.with_ids([str(record.body["of"])])), None)
    return None if found is None else (found, manifest)


def _side(number: int, proposal: "StoredRecord", manifest: str, drafted: "Drafted") -> Side:
    use = str(proposal.body["use"])
    return Side(
        number,
        said_to(proposal.body),
        USES.get(use, use),
        str(proposal.body["day"]),
        number != proposal.number,
        drafted.package is None or drafted.manifest != manifest,
        len(drafted.plan.shapes),
    )


def _rows(vault: OpenVault, left: "Drafted", right: "Drafted", words: "Words") -> Iterator[Row]:
    identifiers = {*left.plan.statements, *right.plan.statements}
    numbers = vault.vault.related.numbers(identifiers)
    marks = badges_of_statements(vault, list(numbers.values()))
    teller = Teller(vault, words)
    readers = [_reader(one, words) for one in (left, right)]
    for identifier, number in sorted(numbers.items(), key=lambda one: one[1]):
        one, other = (read(identifier) for read in readers)
        told = teller.tell(vault.record(number))
        differs = _differing(one.read, other.read)
        yield Row(number, told, marks.get(number), _marked(one, other), _marked(other, one), differs)


def _differing(one: Read | None, other: Read | None) -> frozenset[str]:
    if one is None or other is None:
        return frozenset()
    return frozenset(name for name, value in vars(one).items() if getattr(other, name) != value)


def _marked(one: Shown, other: Shown) -> Shown:
    if one.read is None:
        return one
    beside = () if other.read is None else other.read.words
    pairs = zip_longest(one.read.words, beside[: len(one.read.words)])
    return replace(one, words=tuple(tuple(_pieces(text, text if of is None else of)) for text, of in pairs))


def _pieces(text: str, other: str) -> Iterator[tuple[str, bool]]:
    """Word by word, and what stands between words with them."""
    mine, theirs = (_BETWEEN.split(one) for one in (text, other))
    for same, start, end, _, _ in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        if start < end:
            yield "".join(mine[start:end]), same != "equal"


def _reader(drafted: "Drafted", words: "Words") -> Callable[[str], Shown]:
    """What becomes of a statement, by its id."""
    read = _readings(drafted, words)

    def shown(identifier: str) -> Shown:
        ruling = drafted.plan.statements.get(identifier)
        if ruling is None:
            return Shown(None)
        return Shown(read.get(identifier), ruling.decision.reasons)

    return shown


def _readings(drafted: "Drafted", words: "Words") -> dict[str, Read]:
    """By id of the statement in the vault."""
    disclosed = drafted.disclosed
    if disclosed is None:
        return {}
    labels = {one.id: one.label for one in disclosed.entities}
    schemata = {one.id: one.schema for one in disclosed.entities}
    return {
        disclosed.origins[one.id]: _read(one, labels, schemata[one.subject], drafted, words)
        for one in disclosed.statements
    }


def _read(
    said: "ReleasedStatement", labels: dict[str, str], schema: str, drafted: "Drafted", words: "Words"
) -> Read:
    from amanet.record.ontology.showing import shown_value

    ontology = drafted.story.ontology
    value = shown_value(ontology, schema, said.property, said.value, labels.__getitem__, words.tag)
    if "yes_no" in said.value:
        value = words.gettext("yes") if said.value["yes_no"] else words.gettext("no")
    quotes = dict.fromkeys(filter(None, (*said.quotes, said.wording)))
    return Read(
        labels[said.said_by],
        labels[said.subject],
        ontology.property(schema, said.property).label_in(words.tag),
        value,
        _DENIES.get(said.polarity, ""),
        "" if said.said_at is None else str(said.said_at["edtf"]),
        tuple(quotes),
    )


def _people(
    vault: OpenVault, left: "Drafted", right: "Drafted", words: "Words"
) -> Iterator[tuple[Piece, Phrase | str, Phrase | str]]:
    """How everybody who appears on one side does so on both."""
    teller = Teller(vault, words)
    shown = [{} if one.disclosed is None else one.disclosed.shown for one in (left, right)]
    numbers = vault.vault.related.numbers({*shown[0], *shown[1]})
    for identifier, _ in sorted(numbers.items(), key=lambda one: one[1]):
        one, other = (_appearing(side.get(identifier)) for side in shown)
        yield teller.named(identifier), one, other


def _appearing(how: str | None) -> Phrase | str:
    return _NOT_AT_ALL if how is None else _APPEARS.get(how, how)


routes = [Route("/disclose/compare", show, methods=["GET"], name="disclose-compare")]
