"""The consent talk in the languages we have, and whether somebody who speaks the language has checked it.

A review is either part of amanet or registered by the team: a signed Custody record with the digest of that very text. Another text,
after an update, is one that nobody reviewed.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from amanet.consent import Instructions, Talk, parse_talk
from amanet.errors import Misuse
from amanet.printing.consent_sheet import ConsentSheet
from amanet.vault import StoredRecord, Vault
from amanet.work.signed import custody

__all__ = [
    "REVIEWED",
    "Reviewed",
    "consent_sheet",
    "load_talk",
    "must_be_reviewed",
    "review_of",
    "review_talk",
    "talk_languages",
]

REVIEWED = "translation reviewed"


@dataclass(frozen=True)
class Reviewed:
    """Who checked the words, and when; `at` is None where it was before the version of amanet that brought them."""

    by: str
    at: str | None = None


@cache
def talk_languages() -> tuple[str, ...]:
    """The tags of the languages, English first."""
    folder = files("amanet.consent") / "talks"
    found = sorted(
        file.name.removesuffix(".yaml") for file in folder.iterdir() if file.name.endswith(".yaml")
    )
    return tuple(sorted(found, key=lambda tag: tag != "en"))


@cache
def load_talk(language: str) -> Talk:
    """The talk in that language (`ug-Arab` is served by `ug`). Raises `Misuse` where there is none."""
    languages = talk_languages()
    tag = language if language in languages else language.partition("-")[0].lower()
    if tag not in languages:
        raise Misuse(f"There is no consent sheet in that language. There are: {', '.join(languages)}.")
    file = files("amanet.consent") / "talks" / f"{tag}.yaml"
    return parse_talk(file.name, file.read_text("utf-8"))


def review_of(vault: Vault | None, talk: Talk) -> Reviewed | None:
    """Who checked this very text; None: nobody did. The team's own word comes before ours."""
    for record in reversed(list(vault.records("Custody")) if vault is not None else []):
        body = record.body
        details = body.get("details")
        if body["action"] == REVIEWED and isinstance(details, dict) and details.get("sha256") == talk.digest:
            return Reviewed(str(details.get("by", "")), str(body["happened_at"]))
    return None if talk.reviewed_by is None else Reviewed(talk.reviewed_by)


def consent_sheet(vault: Vault | None, language: str, contact: Instructions | None = None) -> ConsentSheet:
    """The sheet in that language; a draft, not for signing, where nobody checked it. `contact` is of the person it is made for."""
    talk = load_talk(language)
    reviewed = review_of(vault, talk)
    by = None if reviewed is None else reviewed.by + (f", {reviewed.at[:10]}" if reviewed.at else "")
    return ConsentSheet(talk, by, () if contact is None else contact.lines(talk.sections["contact"]))


def review_talk(vault: Vault, language: str, by: str) -> StoredRecord:
    """Registers that somebody who speaks the language has checked the text as it is now."""
    if not by.strip():
        raise Misuse("Name who checked it: --by NAME.")
    talk = load_talk(language)
    details = {"language": talk.language, "sha256": talk.digest, "by": by.strip()}
    return vault.add(custody(vault, REVIEWED, [], details=details))[0]


def must_be_reviewed(vault: Vault, language: str) -> Talk:
    """The talk of a sheet that somebody signed. Raises `Misuse` where nobody checked what they signed."""
    talk = load_talk(language)
    if review_of(vault, talk) is None:
        raise Misuse(
            f"Nobody has checked the sheet in this language ({talk.language}), so it is not for signing: the paper may say something else "
            "than was meant. Record the talk instead, or have it checked by somebody who speaks the language: "
            f"amanet consent reviewed {talk.language} --by NAME"
        )
    return talk
