"""Our own checker: what it refuses to be asked, and that any change to any file of a bundle is found."""

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amanet.errors import BadData, Misuse, WorldFailed
from amanet.exports import check_bundle
from amanet.exports.check import format_far
from amanet.merkle import VerifierKey


def test_a_key_of_the_wrong_kind_is_misuse(good: Path, corpus: ModuleType) -> None:
    keys = corpus.Keys()
    with pytest.raises(Misuse):
        check_bundle(good, log_keys=[VerifierKey.parse(keys.cosigner[0])])
    with pytest.raises(Misuse):
        check_bundle(good, cosigner_keys=[VerifierKey.parse(keys.log[0])])
    with pytest.raises(Misuse):
        check_bundle(good / "bagit.txt")


def test_an_authority_that_cannot_be_read_is_an_error(good: Path, tmp_path: Path) -> None:
    with pytest.raises(WorldFailed):
        check_bundle(good, tsa_cas=[tmp_path / "none.pem"])
    (tmp_path / "empty.pem").write_bytes(b"")
    with pytest.raises(BadData):
        check_bundle(good, tsa_cas=[tmp_path / "empty.pem"])


@pytest.mark.parametrize("seconds", [0, 1709380800, 253402300799, 253402300800, 2**63 - 1])
def test_both_write_any_time_a_cosigner_may_state_alike(standalone: ModuleType, seconds: int) -> None:
    assert format_far(seconds) == standalone.utc(seconds)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(choice=st.data())
def test_a_changed_byte_anywhere_is_found_by_both(good: Path, standalone: ModuleType, choice: Any) -> None:
    names = sorted(
        path for path in good.rglob("*") if path.is_file() and path.name != "tagmanifest-sha256.txt"
    )
    path = choice.draw(st.sampled_from(names))
    data = path.read_bytes()
    at = choice.draw(st.integers(0, len(data) - 1))
    changed = data[:at] + bytes([data[at] ^ choice.draw(st.integers(1, 255))]) + data[at + 1 :]
    path.write_bytes(changed)
    try:
        assert check_bundle(good).outcome == "failed"
        assert standalone.Checks(str(good), standalone.Trust([], [], [])).run().verdict() == "failed"
    finally:
        path.write_bytes(data)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(choice=st.data())
def test_a_changed_byte_under_manifests_that_fit_gives_one_verdict(
    good: Path, corpus: ModuleType, verdict_alone: Any, verdict_ours: Any, choice: Any
) -> None:
    """Whatever is done to the evidence itself: the two verifiers agree, and neither breaks."""
    folders = ("data/proofs", "data/checkpoints")
    names = sorted(path for folder in folders for path in (good / folder).iterdir())
    path = choice.draw(st.sampled_from([*names, good / "data/bundle.json"]))
    kept = {each: each.read_bytes() for each in good.rglob("*") if each.is_file()}
    data = kept[path]
    at = choice.draw(st.integers(0, len(data) - 1))
    path.write_bytes(data[:at] + choice.draw(st.binary(max_size=2)) + data[at + 1 :])
    corpus.reseal(good)
    keys = corpus.Keys(authorities=())
    try:
        alone, ours = verdict_alone(good, keys), verdict_ours(good, keys)
        assert alone["verdict"] == ours["verdict"]
        assert [each["category"] for each in alone["problems"]] == [
            each["category"] for each in ours["problems"]
        ]
        assert alone["records"] == ours["records"]
    finally:
        for each, bytes_before in kept.items():
            each.write_bytes(bytes_before)
