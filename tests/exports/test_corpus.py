"""Every bundle of the corpus, against both verifiers: the hostile ones fail as expected, the good ones agree."""

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

CORPUS = Path(__file__).parents[2] / "docs" / "spec" / "hostile-bundles"
Verdicts = Callable[[Path, Any], dict[str, Any]]


@pytest.mark.needs("openssl")
def test_both_verifiers_refuse_every_hostile_bundle_for_the_expected_reason(
    hostile: Any, corpus: ModuleType, tmp_path: Path, verdict_alone: Verdicts, verdict_ours: Verdicts
) -> None:
    folder = tmp_path / "bundle"
    corpus.make(hostile, folder)
    alone, ours = verdict_alone(folder, hostile.keys), verdict_ours(folder, hostile.keys)
    assert alone["verdict"] == ours["verdict"] == "failed"
    assert {problem["category"] for problem in alone["problems"]} == {hostile.category}
    assert {problem["category"] for problem in ours["problems"]} == {hostile.category}
    assert any(hostile.says in problem["message"] for problem in alone["problems"])


@pytest.mark.needs("openssl")
def test_both_verifiers_find_the_same_in_the_good_bundle(
    good_case: Any, good: Path, verdict_alone: Verdicts, verdict_ours: Verdicts
) -> None:
    alone, ours = verdict_alone(good, good_case.keys), verdict_ours(good, good_case.keys)
    assert alone["verdict"] == ours["verdict"] == good_case.verdict
    assert alone["records"] == ours["records"]
    assert alone["checkpoints"] == ours["checkpoints"]
    assert alone["problems"] == ours["problems"] == []
    assert len(alone["not_known"]) == len(ours["not_known"])


def test_the_list_of_cases_is_that_of_the_generator(corpus: ModuleType) -> None:
    assert (CORPUS / "cases.json").read_text("utf-8") == corpus.table_text()
    page = (CORPUS / "README.md").read_text("utf-8")
    for case in corpus.CASES:
        assert f"| `{case.name}` | {case.done} | `{case.category}` |" in page


def test_every_category_of_the_specification_has_a_case(corpus: ModuleType) -> None:
    page = (CORPUS.parent / "bundle-v1.md").read_text("utf-8")
    listed = page.split("with the categories `")[1].split("`")[0].split()
    # `openssl` is a state of the machine, not of a bundle: test_verifier.py has it.
    assert {case.category for case in corpus.CASES} == set(listed) - {"openssl"}


def test_the_example_of_the_specification_is_the_good_bundle(good: Path) -> None:
    page = (CORPUS.parent / "bundle-v1.md").read_text("utf-8")
    for name in ("data/checkpoints/0001.txt", "data/proofs/0001-0001.tlog-proof", "manifest-sha256.txt"):
        assert f"```text {name}\n{(good / name).read_text('utf-8')}```" in page


def test_the_corpus_is_the_same_every_time(tmp_path: Path, corpus: ModuleType) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        corpus.make_good(tmp_path / name)
    manifest = "tagmanifest-sha256.txt"
    assert (tmp_path / "one" / manifest).read_bytes() == (tmp_path / "two" / manifest).read_bytes()


def test_the_table_of_the_authority_fits_the_good_bundle(corpus: ModuleType) -> None:
    assert json.loads(corpus.table_text())[0]["tsa_cas"] == ["authority/root.pem"]
