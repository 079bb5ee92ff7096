"""What was released, for its page: to whom, what went, how people appear in it, the sealed file, and who signed. All of it from the record."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from amanet.app import OpenVault
from amanet.canonical import readable_name
from amanet.errors import AmanetError
from amanet.phrases import Phrase, phrase
from amanet.web.screens.consent_badge import Badge, badges_of_statements
from amanet.web.screens.disclosing_compare import Pair, comparable, said_to
from amanet.web.screens.log_words import USES, Teller
from amanet.web.screens.sentences import Piece, Sentence

if TYPE_CHECKING:
    from amanet.vault import StoredRecord
    from amanet.web.languages import Words

__all__ = ["WentOut", "release_view"]

_SHOWN = {"named": phrase("by name"), "nameless": phrase("without any name")}


@dataclass(frozen=True)
class WentOut:
    """A piece that went, as it stands in the vault today; erased since where `told` says so."""

    number: int
    told: Sentence = field(repr=False)
    badge: Badge | None


def release_view(vault: OpenVault, number: int, words: "Words") -> dict[str, Any] | None:
    """Of a release, or of a proposal that was released; None for anything else."""
    release = _release(vault, number)
    if release is None:
        return None
    body, use, teller = release.body, str(release.body["use"]), Teller(vault, words)
    found = list(_known(vault, list(map(str, body["records"]))))
    return {
        "number": release.number,
        "to": said_to(body),
        "use": USES.get(use, use),
        "day": str(body["day"]),
        "file": readable_name(str(body.get("file", ""))),
        "sha256": str(body["sha256"]),
        "manifest": str(body["manifest"]),
        "size": int(body["size"]),
        "keys": tuple(map(str, body.get("sealed_to", ()))),
        "consequences": str(body.get("consequences", "")),
        "erased": len(body["records"]) - len(found),
        "went": _went(vault, found, teller),
        "people": _people(vault, body.get("shown", {}), teller),
        "signed": _signed(vault, body, teller),
        "pairs": _pairs_of(vault, release.number),
    }


def _release(vault: OpenVault, number: int) -> "StoredRecord | None":
    try:
        record = vault.record(number)
    except AmanetError:
        return None
    if record.type == "Release":
        return record
    wanted = str(record.body.get("id")) if record.type == "Proposal" else None
    return next((one for one in vault.vault.records("Release") if str(one.body["of"]) == wanted), None)


def _known(vault: OpenVault, references: list[str]) -> "dict[str, StoredRecord]":
    """Records by what a release calls them; what was erased is missing."""
    found = {}
    for one in references:
        try:
            found[one] = vault.record(one)
        except AmanetError:
            continue
    return found


def _went(vault: OpenVault, references: list[str], teller: Teller) -> list[WentOut]:
    records = sorted(_known(vault, references).values(), key=lambda one: one.number)
    marks = badges_of_statements(vault, [one.number for one in records if one.type == "Statement"])
    return [WentOut(one.number, teller.tell(one), marks.get(one.number)) for one in records]


def _people(vault: OpenVault, shown: dict[str, str], teller: Teller) -> list[tuple[Piece, Phrase | str]]:
    known = _known(vault, list(shown))
    return [
        (teller.entity(record.number), _SHOWN.get(shown[one], shown[one]))
        for one, record in sorted(known.items(), key=lambda found: found[1].number)
    ]


def _signed(vault: OpenVault, body: Any, teller: Teller) -> list[tuple[str, str]]:
    """Who signed, and when; a proposal is signed by whoever made it."""
    records = vault.vault.with_ids(list(map(str, body["approvals"])))
    found = [(str(one.body["entered_at"]), teller.member(str(one.body["entered_by"]))) for one in records]
    return [(who, at[:16].replace("T", " ")) for at, who in sorted(found)]


def _pairs_of(vault: OpenVault, number: int) -> list[Pair]:
    return [one for one in comparable(vault) if number in (one.a, one.b)]
