"""Non-interference on real vaults: two that differ only in what is protected give the same package, byte for byte, before it is encrypted.

Both are made through the library with the same clock and the same random bytes. What is compared are all files of the package: statements, table,
dossier as a page and as PDF, bag-info and manifests. Everything is invented.
"""

import hashlib
import itertools
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.web import coat_story
from tests.work.conftest import World
from tests.work.test_disclosing import CONSEQUENCES, Case

from amanet.app import OpenVault
from amanet.errors import BadData
from amanet.vault import Vault
from amanet.work.consent import set_contact
from amanet.work.disclosing import Wanted, again, draft, propose
from amanet.work.disclosing_checked import secrets_for
from amanet.work.disclosing_signed import approve, waiting
from amanet.work.signed import signed_draft

SEED = b"\7" * 32


def same_chance() -> Any:
    """The same random bytes for each vault, whatever stands in it: the n-th draw is always the same."""
    numbers = itertools.count()

    def draw(count: int) -> bytes:
        start = next(numbers).to_bytes(8, "big")
        blocks = (
            hashlib.sha256(start + block.to_bytes(4, "big")).digest() for block in range(count // 32 + 1)
        )
        return b"".join(blocks)[:count]

    return draw


def new_world(folder: Path) -> World:
    world = World(folder)
    world.settings = replace(world.settings, random_bytes=same_chance())
    return world


def files(vault: Vault, **wanted: Any) -> Mapping[str, bytes]:
    drafted = draft(vault, Wanted(**wanted), seed=SEED)
    return {} if drafted.package is None else drafted.package.files


class Exchanging:
    """An open vault to which every word is told otherwise."""

    def __init__(self, opened: OpenVault, words: Mapping[str, str]) -> None:
        self._opened = opened
        self._words = words

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._opened, name)
        return lambda *given, **named: method(*self._told(given), **self._told(named))

    def _told(self, value: Any) -> Any:
        if isinstance(value, str):
            return exchanged(value, self._words)
        if isinstance(value, dict):
            return {key: self._told(one) for key, one in value.items()}
        return type(value)(self._told(one) for one in value) if isinstance(value, list | tuple) else value


def exchanged(text: str, words: Mapping[str, str]) -> str:
    pattern = "|".join(re.escape(one) for one in sorted(words, key=len, reverse=True))
    return re.sub(pattern, lambda found: words[found[0]], text) if pattern else text


# Names in every script, days within their month, a place, and what is told in words that nobody allowed.
WORDS = {
    "Aytoz Qumdengiz": "Rehim Tashmamat",
    "Aytoz": "Rehim",
    "ئايتوز قۇمدېڭىز": "رېھىم تاشمەمەت",
    "Айтоз Құмдеңіз": "Рехим Ташмамат",
    "艾托孜·库木登": "热依木·塔什麦麦提",
    "Nursel": "Mihray",
    "Munar Yaghachbagh": "Sabir Oymaq",
    "1971-04-02": "1971-04-27",
    "2024-09-14": "2024-09-03",
    "2024-09-15": "2024-09",
    "2024-09-18": "2024-09-30",
    "تۇز ئۆيى · the salt house": "كونا تۈگمەن · the old mill",
    "They led my brother": "Four men took my brother",
    "ئاقساقال كۆردى، ئۇ كوچىدا ئىدى.": "قوشنام كۆردى.",
    "He is at sea.": "He went away for work, people say.",
    "they are at sea": "gone for work",
}


def coat(folder: Path, words: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> Mapping[str, bytes]:
    folder.mkdir()
    world = new_world(folder)
    monkeypatch.setattr(coat_story, "TRANSCRIPT", exchanged(COAT, words))
    try:
        vault = world.new()
        opened: Any = Exchanging(OpenVault(vault), words)
        told = coat_story.tell(opened, folder / "taken in")
        media = {"words": False, "place": "country", "date": "month"}
        given: dict[str, Any] = {
            "uses": ["UN submission"], "recipient": "un:Working Group", "given_at": "2026-05-01", "language": "ug", "explained": "all",
            "media": media,
        }  # fmt: skip
        for who, identity in ((told.sister, "pseudonym"), (told.neighbour, "anonymous")):
            OpenVault(vault).grant(str(who), identity=identity, **given)
        by_proxy = {"by_proxy": str(told.sister), "kinship": "sister"}
        OpenVault(vault).grant(str(told.teacher), identity="pseudonym", **given, **by_proxy)
        return files(
            vault, use="UN submission", recipient="un:Working Group", about=(str(told.teacher),), items=(str(told.item),), drafts=True
        )  # fmt: skip
    finally:
        world.close()


COAT = coat_story.TRANSCRIPT


def test_the_demo_story_with_everything_protected_exchanged_gives_the_same_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = coat(tmp_path / "one", {}, monkeypatch)
    other = coat(tmp_path / "other", WORDS, monkeypatch)
    assert {"data/statements.json", "data/dossier.pdf", "bag-info.txt"} <= one.keys()
    assert one.keys() == other.keys()
    for name, content in one.items():
        assert content == other[name], name
    everything = b"".join(one.values()).decode("utf-8", "replace")
    assert "2024-09" in everything
    for word in (*WORDS, *WORDS.values()):
        assert word == "2024-09" or word not in everything


def brother(folder: Path, words: Mapping[str, str], notes: str) -> Mapping[str, bytes]:
    """Words may leave here, and are changed."""
    folder.mkdir()
    world = new_world(folder)
    try:
        vault = world.new()
        case = Case.__new__(Case)
        with pytest.MonkeyPatch.context() as patched:
            for name in ("add_source", "add_entity", "say"):
                patched.setattr(f"tests.work.test_disclosing.{name}", _exchanging(name, words))
            case.__init__(vault)  # type: ignore[misc]
            case.said(case.act, "stated_reason", {"text": notes})
        case.allow(case.sister)
        case.allow(case.brother)
        return files(
            vault, use="UN submission", recipient="un:Working Group", about=(str(case.brother.number),), drafts=True
        )  # fmt: skip
    finally:
        world.close()


def _exchanging(name: str, words: Mapping[str, str]) -> Any:
    import tests.work.test_disclosing as of_the_case

    plain = getattr(of_the_case, name)

    def told(vault: Vault, *given: Any) -> Any:
        return plain(vault, *(_deep(one, words) for one in given))

    return told


def _deep(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return exchanged(value, words)
    if isinstance(value, Mapping):
        return {key: _deep(one, words) for key, one in value.items()}
    if isinstance(value, list):
        return [_deep(one, words) for one in value]
    if hasattr(value, "__dataclass_fields__"):
        return replace(
            value, **{name: _deep(getattr(value, name), words) for name in value.__dataclass_fields__}
        )
    return value


def test_two_vaults_that_differ_in_names_numbers_and_days_give_the_same_words(tmp_path: Path) -> None:
    notes = "Elvan Marsquill heard Nursel cry on 12 May 2018."
    words = {
        "Nursel Qumdengiz": "Aysham Yolwas", "Nursel": "Aysham", "Aytoz Qumdengiz": "Perhat Yolwas", "Aytoz": "Perhat",
        "Elvan Marsquill": "Tobin Greel", "0700 123 4567": "0531 88 77 66", "12 May 2018": "30 May 2018", "2018-05-12": "2018-05-30",
    }  # fmt: skip
    one, other = brother(tmp_path / "one", {}, notes), brother(tmp_path / "other", words, notes)
    assert one
    assert dict(one) == dict(other)


# A proposal that was not made as it should be


def test_a_proposal_whose_signature_does_not_hold_is_believed_in_nothing(vault: Vault) -> None:
    """What it says was decided about findings, and hid, is that member's word."""
    case = Case(vault)
    case.allow(case.sister)
    case.allow(case.brother)
    good = propose(vault, case.draft(), CONSEQUENCES)
    fields = {
        name: value
        for name, value in good.body.items()
        if name not in ("id", "entered_at", "entered_by", "type", "signature")
    }
    forged = vault.add(
        replace(
            signed_draft(vault, "Proposal", fields),
            fields={**fields, "note": "changed", "signature": good.body["signature"]},
        )
    )[0]
    with pytest.raises(BadData):
        approve(vault, forged)
    assert {one.number: one.void for one in waiting(vault)} == {good.number: False, forged.number: True}


@pytest.mark.parametrize(
    "change",
    [{"hidden": "a text"}, {"recipient": {"kind": "team"}}, {"day": "soon"}, {"use": "gossip"}, {"seed": "?"}, {"statements": [7]}, {"words": ["x"]}],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_a_proposal_that_cannot_be_understood_is_void_and_keeps_no_other_from_being_seen(
    vault: Vault, change: dict[str, Any]
) -> None:
    fields: dict[str, Any] = {
        "use": "UN submission", "recipient": {"kind": "UN body", "name": "Working Group"}, "day": "2026-11-22", "statements": [], "seed": "AAAA",
        "manifest": "00" * 32, "consequences": "none", **change,
    }  # fmt: skip
    proposal = vault.add(signed_draft(vault, "Proposal", fields))[0]
    assert [one.void for one in waiting(vault)] == [True]
    with pytest.raises(BadData, match="cannot be understood"):
        again(vault, proposal)


def test_signatures_over_one_proposal_are_worth_nothing_for_its_copy(vault: Vault) -> None:
    case = Case(vault)
    case.allow(case.sister)
    case.allow(case.brother)
    first = propose(vault, case.draft(), CONSEQUENCES)
    second = propose(vault, case.draft(), "something else")
    assert first.body["manifest"] == second.body["manifest"]
    approve(vault, first)
    signed = {one.number: len(one.signed) for one in waiting(vault)}
    assert signed == {first.number: 2, second.number: 1}


def test_a_telephone_that_somebody_may_be_reached_by_is_looked_for(vault: Vault) -> None:
    """It stands in no statement, so nothing else would know it for a secret."""
    case = Case(vault)
    case.allow(case.sister)
    case.allow(case.brother)
    set_contact(
        vault, str(case.sister.number), channel="telephone", rule="allowed", address="+7 700 555 01 99"
    )
    assert "+7 700 555 01 99" in {one.text for one in secrets_for(vault, case.draft()).numbers}
