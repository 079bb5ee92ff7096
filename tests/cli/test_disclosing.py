"""`amanet disclose` at the terminal, from what nobody allowed to a sealed file."""

from typing import TYPE_CHECKING

import pyrage
import pytest

if TYPE_CHECKING:
    from conftest import Terminal

FOR = ("--for", "UN submission", "--to", "un:Working Group")


@pytest.fixture
def told(run: "Terminal") -> "Terminal":
    """Somebody who says of a brother that he was taken; two members."""
    run("amanet", "source", "add", "Nursel Qumdengiz")
    run("amanet", "say", "Nursel Qumdengiz", "kind", "person", "--by", "Nursel Qumdengiz")
    run("amanet", "person", "add", "Aytoz Qumdengiz", "--by", "Nursel Qumdengiz")
    run("amanet", "say", "Aytoz Qumdengiz", "occupation_as_told", "teacher", "--by", "Nursel Qumdengiz")
    return run


def _allow(run: "Terminal") -> None:
    usual = (
        "--use", "UN submission", "--recipient", "un:Working Group", "--identity", "pseudonym", "--words", "--place", "exact", "--date", "day",
        "--given-at", "2026-05-01", "--language", "en", "--explained", "what this is for",
    )  # fmt: skip
    run("amanet", "consent", "grant", "Nursel Qumdengiz", *usual)
    run(
        "amanet",
        "consent",
        "grant",
        "Aytoz Qumdengiz",
        *usual,
        "--by-proxy",
        "Nursel Qumdengiz",
        "--kinship",
        "sister",
    )


def test_without_consent_nothing_leaves_and_it_is_said_why(told: "Terminal") -> None:
    plan = told("amanet", "disclose", "plan", "Aytoz Qumdengiz", *FOR, "--drafts").text
    assert "0 as they are, 0 changed" in plan
    assert "Silence is a refusal" in plan
    refused = told(
        "amanet",
        "disclose",
        "propose",
        "Aytoz Qumdengiz",
        *FOR,
        "--drafts",
        "--consequences",
        "None.",
        code=5,
    )
    assert "Nothing of this may leave" in refused.err


def test_from_the_plan_to_the_sealed_file(told: "Terminal") -> None:
    _allow(told)
    told.write("other", "tide salt harbour ferry coat lantern")
    told("amanet", "member", "add", "Selim", "--new-passphrase-file", "other")
    plan = told("amanet", "disclose", "plan", "Aytoz Qumdengiz", *FOR, "--drafts", "--check").text
    assert "occupation_as_told: transform" in plan
    assert "Leak check: nothing open." in plan
    proposed = told(
        "amanet",
        "disclose",
        "propose",
        "Aytoz Qumdengiz",
        *FOR,
        "--drafts",
        "--consequences",
        "They may ask.",
        "--json",
    ).json
    number = str(proposed["record"])
    assert "1 other member has to sign" in told("amanet disclose list").text
    shown = told("amanet", "disclose", "show", number).text
    assert "occupation_as_told" in shown
    assert "Aytoz" not in shown
    told("amanet", "disclose", "sign", number, "--yes", "--passphrase-file", "other")
    told.write("words", "six words that were told them")
    told("amanet", "disclose", "seal", number, "-o", "out.age", "--passphrase-for-recipient", "words")
    opened = pyrage.passphrase.decrypt(
        (told.folder / "out.age").read_bytes(), "six words that were told them"
    )
    assert b"teacher" in opened
    assert b"Aytoz" not in opened
    assert "out.age" in told("amanet disclose list").text


def test_who_refuses_says_why_and_it_cannot_be_sealed(told: "Terminal") -> None:
    _allow(told)
    proposed = told(
        "amanet",
        "disclose",
        "propose",
        "Aytoz Qumdengiz",
        *FOR,
        "--drafts",
        "--consequences",
        "They may ask.",
        "--json",
    ).json
    number = str(proposed["record"])
    told("amanet", "disclose", "refuse", number, "--reason", "the village is too small")
    told.write("words", "six words that were told them")
    refused = told(
        "amanet", "disclose", "seal", number, "-o", "out.age", "--passphrase-for-recipient", "words", code=2
    )
    assert "refused to sign" in refused.err
    assert not (told.folder / "out.age").exists()


def test_what_cannot_be_asked_for_is_said(told: "Terminal") -> None:
    for words in (
        ("--for", "gossip", "--to", "public"),
        ("--for", "media", "--to", "team"),
        ("--for", "media", "--to", "partner"),
        (*FOR, "--words", "=x"),
        (*FOR, "--decide", "abc"),
        (*FOR, "--pseudonyms", "birds"),
    ):
        told("amanet", "disclose", "plan", "Aytoz Qumdengiz", *words, code=None)
        assert told("amanet", "disclose", "plan", "Aytoz Qumdengiz", *words, code=None).code in (2, 3), words
    told("amanet", "disclose", "plan", *FOR, code=2)
