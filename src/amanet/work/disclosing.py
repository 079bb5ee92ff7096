"""The only way out: from what a member chose to a package that two members signed, sealed to its recipient, and on record.

    drafted = draft(vault, Wanted(...))         the plan, the package, what was hid in its words; nothing is written
    propose(vault, drafted, consequences)       a Proposal record; the package is thrown away
    again(vault, proposal)                      the same package, made anew for whoever looks, signs or seals
    approve(vault, proposal)                    an Approval over its manifest
    seal(vault, proposal, file, to)             the sealed file, and the Release record

A package is never on a disk in the clear: it is made in memory, from the proposal, each time. What changed meanwhile – a withdrawal, a new
name to hide – makes another package, and signatures over the first count for nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from amanet.canonical import JSON, encode, from_base64, sha256, to_base64
from amanet.consent import Recipient, parse_use
from amanet.disclosure.disclosed import NOTHING_LEAVES, Disclosed, disclose, to_be_pseudonyms
from amanet.disclosure.plan import Plan, plan
from amanet.disclosure.pseudonyms import draw_pseudonyms
from amanet.disclosure.request import Request
from amanet.disclosure.story import Story
from amanet.disclosure.wishes_asked import Asked
from amanet.errors import BadData, ConsentForbids, Misuse
from amanet.exports.release import ReleasePackage, assemble_release
from amanet.protect.words import Protected, WordProtector
from amanet.sealing import hkdf_sha256
from amanet.vault import StoredRecord, Vault
from amanet.work.consent import today
from amanet.work.disclosing_choice import Chosen, choose
from amanet.work.disclosing_documents import documents_of, unchanged_items
from amanet.work.disclosing_hidden import hidden_people, hidden_places, hidden_words
from amanet.work.disclosing_proofs import proofs_of
from amanet.work.disclosing_story import asked_of, story_of
from amanet.work.signed import signed_draft

__all__ = ["Drafted", "Terms", "Wanted", "again", "draft", "draws_from", "propose"]

_DRAWN_FOR: Final = b"amanet/release/seed/v1"


@dataclass(frozen=True)
class Wanted:
    """What a member asks for. `about`, `statements`, `items` and `found` as `disclosing_choice.choose` takes them; `hide` are statements, items or
    entities to keep back; `words` are (what, what stands there instead); `pseudonyms` the list to draw from, empty for numbers;
    `decisions` are findings of the leak check that a member looked at, with the reason why each may stay.
    """

    use: str
    recipient: str
    about: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    hide: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    pseudonyms: tuple[str, ...] = ()
    drafts: bool = False
    decisions: tuple[tuple[str, str], ...] = ()
    found: tuple[str, ...] = ()


@dataclass(frozen=True)
class Terms:
    """What a package follows from, together with the records: all that a Proposal keeps. Ids of statements and items."""

    request: Request
    statements: tuple[str, ...]
    items: tuple[str, ...]
    words: tuple[tuple[str, str], ...] = field(repr=False)
    pseudonyms: tuple[str, ...]
    decisions: tuple[tuple[str, str], ...]
    seed: bytes = field(repr=False)


@dataclass(frozen=True)
class Drafted:
    """A plan and the package that follows from it; `disclosed` and `package` are None where nothing may leave. `changed` are the originals of all
    words in it that were changed, with every replacement, for the members' eyes.
    """

    terms: Terms
    story: Story = field(repr=False)
    asked: Asked = field(repr=False)
    plan: Plan
    disclosed: Disclosed | None = None
    package: ReleasePackage | None = None
    changed: tuple[tuple[str, Protected], ...] = field(repr=False, default=())

    @property
    def request(self) -> Request:
        return self.terms.request

    @property
    def manifest(self) -> str:
        if self.package is None:
            raise ConsentForbids(NOTHING_LEAVES)
        return self.package.manifest


def draft(vault: Vault, wanted: Wanted, *, seed: bytes | None = None, day: date | None = None) -> Drafted:
    """Works everything out; nothing is entered. Raises `Misuse` and `BadData`."""
    chosen = choose(vault, wanted.about, wanted.statements, wanted.items, wanted.found)
    hidden = frozenset(str(vault.find(one).body["id"]) for one in wanted.hide)
    request = Request(
        parse_use(wanted.use),
        Recipient.parse(wanted.recipient),
        day or today(vault),
        frozenset(wanted.opens),
        hidden,
        wanted.drafts,
    )
    drawn = _seed(vault, request, chosen) if seed is None else seed
    terms = Terms(
        request, chosen.statements, chosen.items, wanted.words, wanted.pseudonyms, wanted.decisions, drawn
    )
    return _drafted(vault, terms)


def again(vault: Vault, proposal: StoredRecord) -> Drafted:
    """The package of a proposal as it is today. Raises `BadData` for a proposal that cannot be read."""
    try:
        terms = _terms(proposal.body)
    except (KeyError, TypeError, ValueError, BadData, Misuse) as problem:
        raise BadData(f"Proposal {proposal.number} cannot be understood. Propose it anew.") from problem
    return _drafted(vault, terms)


def _terms(body: Mapping[str, Any]) -> Terms:
    request = Request(
        str(body["use"]),
        Recipient.from_json(body["recipient"]),
        date.fromisoformat(str(body["day"])),
        frozenset(_texts(body, "opens")),
        frozenset(_texts(body, "hidden")),
        body.get("drafts", False) is True,
    )
    return Terms(
        request,
        _texts(body, "statements"),
        _texts(body, "items"),
        tuple((str(one["text"]), str(one.get("shown", ""))) for one in body.get("words", ())),
        _texts(body, "pseudonyms"),
        tuple((str(one["finding"]), str(one["reason"])) for one in body.get("decisions", ())),
        from_base64(str(body["seed"])),
    )


def _texts(body: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """A list of texts; a text alone, which is a list of its letters, is none."""
    found = body.get(name, ())
    if isinstance(found, str) or not all(isinstance(one, str) for one in found):
        raise BadData(f"`{name}` is a list of texts.")
    return tuple(found)


def propose(vault: Vault, drafted: Drafted, consequences: str, *, note: str | None = None) -> StoredRecord:
    """Enters what was drafted, with its manifest and a sentence on what may come of it. Raises `Misuse`."""
    if not consequences.strip():
        raise Misuse(
            "Say in a sentence what may come of it for the people in it, whoever reads it in the end."
        )
    terms, request = drafted.terms, drafted.request
    fields: dict[str, JSON] = {
        "use": request.use,
        "recipient": request.recipient.to_json(),
        "day": request.day.isoformat(),
        "statements": list(terms.statements),
        "items": list(terms.items),
        "opens": sorted(request.opens),
        "hidden": sorted(request.hidden),
        "drafts": request.drafts,
        "pseudonyms": list(terms.pseudonyms),
        "words": [{"text": text, "shown": shown} for text, shown in terms.words],
        "decisions": [{"finding": key, "reason": reason} for key, reason in terms.decisions],
        "consequences": " ".join(consequences.split()),
        "manifest": drafted.manifest,
        "seed": to_base64(terms.seed),
        "note": note,
    }
    given = {name: value for name, value in fields.items() if value not in (None, [], False)}
    return vault.add(signed_draft(vault, "Proposal", {"statements": [], **given}))[0]


def _seed(vault: Vault, request: Request, chosen: Chosen) -> bytes:
    """What this release is drawn from. It is the same while a member tries what to hide and decides about findings, another after each release and
    for another member, and nobody without that member's key can work it out. No protected value goes into it.
    """
    told: JSON = {
        "use": request.use,
        "recipient": request.recipient.to_json(),
        "day": request.day.isoformat(),
        "statements": list(chosen.statements),
        "items": list(chosen.items),
        "releases": vault.count("Release"),
    }
    return hkdf_sha256(vault.unlocked.signing_seed, _DRAWN_FOR, salt=sha256(encode(told)))


def draws_from(seed: bytes) -> Callable[[int], bytes]:
    """Random bytes that follow from a seed, for ids, order and pseudonyms: the same each time the package is made."""
    stream = _stream(seed)
    return lambda count: bytes(next(stream) for _ in range(count))


def _stream(seed: bytes) -> Iterator[int]:
    block = 0
    while True:
        yield from sha256(b"amanet/release/draw/v1\n" + seed + block.to_bytes(8, "big"))
        block += 1


def _drafted(vault: Vault, terms: Terms) -> Drafted:
    numbers = vault.related.numbers((*terms.statements, *terms.items))
    story = story_of(
        vault,
        [numbers[one] for one in terms.statements if one in numbers],
        [numbers[one] for one in terms.items if one in numbers],
    )
    request = terms.request
    asked = asked_of(vault, story, request, today(vault))
    planned = plan(story, asked, request, terms.statements, terms.items)
    if not planned.leaves:
        return Drafted(terms, story, asked, planned)
    draw = draws_from(terms.seed)
    names = draw_pseudonyms(to_be_pseudonyms(planned, story, asked), terms.pseudonyms, draw)
    noting = _Noting(_protector(vault, request, story, names, terms.words))
    quotes = {one: str(body["quote"]) for one, body in story.passages.items() if body.get("quote")}
    disclosed = disclose(planned, story, asked, names, noting, quotes, draw)
    package = _package(vault, story, disclosed, noting.protector, numbers)
    return Drafted(terms, story, asked, planned, disclosed, package, tuple(noting.changed))


def _package(
    vault: Vault, story: Story, disclosed: Disclosed, protector: WordProtector, numbers: Mapping[str, int]
) -> ReleasePackage:
    from amanet.exports.dossier import dossier_files

    documents = documents_of(vault, story, disclosed, protector, numbers)
    proofs = proofs_of(vault, unchanged_items(vault, disclosed, numbers), date.fromisoformat(disclosed.day))
    return assemble_release(disclosed, documents, dossier_files(disclosed, story.ontology), proofs)


def _protector(
    vault: Vault, request: Request, story: Story, names: Mapping[str, str], words: Sequence[tuple[str, str]]
) -> WordProtector:
    added = hidden_words(vault, ({"text": text, "shown": shown} for text, shown in words))
    return WordProtector([*added, *hidden_people(vault, request, story, names)], hidden_places(vault))


class _Noting:
    """Protects words, and keeps what it changed for whoever looks it over."""

    def __init__(self, protector: WordProtector) -> None:
        self.protector = protector
        self.changed: list[tuple[str, Protected]] = []
        self._known: dict[tuple[str, Any], Protected] = {}

    def __call__(self, text: str, language: str | None, level: Any) -> str:
        # One passage is quoted by many statements.
        if (text, level) not in self._known:
            self._known[text, level] = self.protector.protect(text, level)
        done = self._known[text, level]
        if done.replacements:
            self.changed.append((text, done))
        return done.text
