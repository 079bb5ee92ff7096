"""What somebody answered in one consent talk, entered as one step: all of its grants and refusals, and how they may be reached, or nothing.

A yes is for a use and a recipient, a no for a use, a recipient, or both; what was not asked is no part of it. At which level they may appear
was asked once for all that was allowed: where the answer differs, it is another talk, as on paper.

    foresee(vault, "7", answers)        what their wishes would be: to be read back to them before anything is entered
    record_answers(vault, "7", answers, based_on=41)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from amanet.canonical import JSON, format_utc
from amanet.consent import StandingGrant, Wishes
from amanet.errors import Misuse
from amanet.record.standing import Entered
from amanet.vault import Draft, StoredRecord, Vault
from amanet.work.consent import (
    contact_draft,
    grant_drafts,
    must_be_newest,
    newest_wish,
    refusal_drafts,
    wishes_of,
    withdrawal_draft,
)
from amanet.work.selves import find_human

__all__ = ["Answers", "Foreseen", "foresee", "foresee_withdrawal", "record_answers"]


@dataclass(frozen=True)
class Answers:
    """`allowed` are pairs of use and recipient (`court:NAME`); of `refused` either may be None: any. Texts as `grant_drafts` takes them."""

    given_at: str
    language: str
    allowed: Sequence[tuple[str, str]] = ()
    refused: Sequence[tuple[str | None, str | None]] = ()
    identity: str = "anonymous"
    media: Mapping[str, bool | str] = field(default_factory=dict)
    explained: str | None = None
    by_proxy: str | None = None
    kinship: str | None = None
    dissent: Sequence[str] = ()
    passages: Sequence[str] = ()
    signed_sheet: str | None = None
    recorded_in: str | None = None
    expires: str | None = None
    review: str | None = None
    note: str | None = None
    contact: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Foreseen:
    """Their wishes before and after; `new` are the ids of what would be entered, `ends` the grants that would not count any more."""

    before: Wishes
    after: Wishes
    new: frozenset[str]

    @property
    def ends(self) -> tuple[StandingGrant, ...]:
        counted = {one.id for one in self.before.grants if one.in_force}
        return tuple(one for one in self.after.grants if one.id in counted and not one.in_force)

    @property
    def given(self) -> tuple[StandingGrant, ...]:
        """What would be allowed anew, whether it would count or not."""
        return tuple(one for one in self.after.grants if one.id in self.new)


def foresee(vault: Vault, person: str, answers: Answers) -> Foreseen:
    """Nothing is entered. Raises `Misuse` and `BadData` as entering it would."""
    whom = find_human(vault, person)
    drafts = [one for one in _drafts(vault, person, answers) if one.type != "Contact"]
    besides = [_entered(vault, draft) for draft in drafts]
    return Foreseen(
        wishes_of(vault, whom),
        wishes_of(vault, whom, besides=besides),
        frozenset(one.id for one in besides),
    )


def foresee_withdrawal(vault: Vault, person: str, grants: Sequence[str] = (), **given: Any) -> Foreseen:
    """The same of a withdrawal; `given` as in `withdrawal_draft`."""
    whom = find_human(vault, person)
    taken_back = _entered(vault, withdrawal_draft(vault, person, grants, **given))
    return Foreseen(
        wishes_of(vault, whom), wishes_of(vault, whom, besides=[taken_back]), frozenset((taken_back.id,))
    )


def record_answers(
    vault: Vault, person: str, answers: Answers, *, based_on: int | None = None
) -> list[StoredRecord]:
    """Enters it all. `based_on` is the newest record of their consent that was seen (`newest_wish`). Raises `ChangedMeanwhile`, `Misuse`,
    `BadData`.
    """
    whom = find_human(vault, person)
    must_be_newest(based_on, newest_wish(vault, whom))
    return vault.add(*_drafts(vault, person, answers))


def _drafts(vault: Vault, person: str, answers: Answers) -> list[Draft]:
    drafts = [*_grants(vault, person, answers), *_refusals(vault, person, answers)]
    if answers.contact:
        drafts.append(contact_draft(vault, person, **dict[str, Any](answers.contact)))
    if not drafts:
        raise Misuse("Nothing was answered yet: say yes or no to at least one question.")
    return drafts


def _grants(vault: Vault, person: str, answers: Answers) -> list[Draft]:
    uses: dict[str, list[str]] = {}
    for use, recipient in answers.allowed:
        uses.setdefault(recipient, []).append(use)
    names = (
        "identity", "media", "given_at", "language", "explained", "by_proxy", "kinship", "dissent", "passages", "signed_sheet",
        "recorded_in", "expires", "review", "note",
    )  # fmt: skip
    given = {name: getattr(answers, name) for name in names}
    return [
        draft
        for recipient, several in uses.items()
        for draft in grant_drafts(vault, person, uses=several, recipient=recipient, **given)
    ]


def _refusals(vault: Vault, person: str, answers: Answers) -> list[Draft]:
    names = (
        "given_at",
        "language",
        "explained",
        "by_proxy",
        "passages",
        "recorded_in",
        "note",
    )
    given: dict[str, Any] = {name: getattr(answers, name) for name in names}
    return [
        draft
        for use, recipient in answers.refused
        for draft in refusal_drafts(
            vault, person, uses=[] if use is None else [use], recipient=recipient, **given
        )
    ]


def _entered(vault: Vault, draft: Draft) -> Entered:
    """As it would stand there."""
    moment = format_utc(vault.settings.now())
    body: dict[str, JSON] = {
        **draft.fields,
        "type": draft.type,
        "id": str(draft.id),
        "entered_at": moment,
        "entered_by": vault.member,
    }
    return Entered.of(body)
