"""Time-stamps from a local authority, made by `openssl ts` as the real ones are, in a bundle of today."""

import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from amanet.errors import BadData
from amanet.exports import BundleContents, BundledStamp, check_bundle, write_bundle
from amanet.exports.stamp_signature import verify_own_signature
from amanet.stamps import make_request, parse_answer

pytestmark = pytest.mark.needs("openssl")

SETTINGS = """
[tsa]
default_tsa = local
[local]
serial = serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""


def _answer(folder: Path, authority: Any, text: bytes) -> bytes:
    """What `openssl ts -reply` says to the request that amanet makes."""
    request = make_request(text, nonce=12345)
    for name, data in (
        ("request.tsq", request),
        ("signer.pem", authority.signer),
        ("key.pem", authority.signer_key),
        ("chain.pem", authority.intermediate),
        ("settings.cnf", SETTINGS.encode()),
        ("serial", b"01\n"),
    ):
        (folder / name).write_bytes(data)
    command = (
        "openssl ts -reply -config settings.cnf -section local -queryfile request.tsq -signer signer.pem"
    )
    command += " -inkey key.pem -out answer.tsr"
    subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    return (folder / "answer.tsr").read_bytes()


@pytest.fixture
def authority(authorities: ModuleType) -> Any:
    return authorities.make_authority("Local", datetime.now(UTC) - timedelta(days=1), 30)


def test_a_stamp_of_today_anchors_the_record(
    tmp_path: Path,
    corpus: ModuleType,
    authority: Any,
    run_verifier: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    made: BundleContents = corpus.contents()
    answer = _answer(tmp_path, authority, corpus.stamped_text())
    stamped = replace(made.checkpoints[0], stamps=(BundledStamp(answer, authority.intermediate),))
    contents = replace(made, records=made.records[:1], checkpoints=(stamped, made.checkpoints[1]))
    write_bundle(tmp_path / "bundle", contents)
    (tmp_path / "root.pem").write_bytes(authority.root)
    ours = check_bundle(tmp_path / "bundle", tsa_cas=[tmp_path / "root.pem"])
    assert ours.outcome == "verified"
    alone = run_verifier(tmp_path / "bundle", "--tsa-ca", str(tmp_path / "root.pem"), "--json")
    assert alone.returncode == 0
    found = json.loads(alone.stdout)["records"][0]["logged_before"]
    assert [found[0]["time"]] == [each.time for each in ours.records[0].logged_before]


def test_a_stamp_without_its_chain_is_not_by_this_root(
    tmp_path: Path, corpus: ModuleType, authority: Any
) -> None:
    made: BundleContents = corpus.contents()
    answer = _answer(tmp_path, authority, corpus.stamped_text())
    stamped = replace(made.checkpoints[0], stamps=(BundledStamp(answer),))
    write_bundle(tmp_path / "bundle", replace(made, checkpoints=(stamped, *made.checkpoints[1:])))
    (tmp_path / "root.pem").write_bytes(authority.root)
    verdict = check_bundle(tmp_path / "bundle", tsa_cas=[tmp_path / "root.pem"])
    assert [problem.category for problem in verdict.problems] == ["key"]


def test_a_file_with_root_and_intermediate_is_enough_for_both(
    tmp_path: Path,
    corpus: ModuleType,
    authority: Any,
    run_verifier: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    made: BundleContents = corpus.contents()
    answer = _answer(tmp_path, authority, corpus.stamped_text())
    stamped = replace(made.checkpoints[0], stamps=(BundledStamp(answer),))
    contents = replace(made, records=made.records[:1], checkpoints=(stamped, made.checkpoints[1]))
    write_bundle(tmp_path / "bundle", contents)
    (tmp_path / "both.pem").write_bytes(authority.root + authority.intermediate)
    assert check_bundle(tmp_path / "bundle", tsa_cas=[tmp_path / "both.pem"]).outcome == "verified"
    assert run_verifier(tmp_path / "bundle", "--tsa-ca", str(tmp_path / "both.pem")).returncode == 0


def test_an_intermediate_alone_is_no_anchor_for_either(
    tmp_path: Path,
    corpus: ModuleType,
    authority: Any,
    run_verifier: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    made: BundleContents = corpus.contents()
    answer = _answer(tmp_path, authority, corpus.stamped_text())
    chain = authority.intermediate + authority.root
    stamped = replace(made.checkpoints[0], stamps=(BundledStamp(answer, chain),))
    write_bundle(tmp_path / "bundle", replace(made, checkpoints=(stamped, *made.checkpoints[1:])))
    (tmp_path / "middle.pem").write_bytes(authority.intermediate)
    ours = check_bundle(tmp_path / "bundle", tsa_cas=[tmp_path / "middle.pem"])
    assert [problem.category for problem in ours.problems] == ["key"]
    assert run_verifier(tmp_path / "bundle", "--tsa-ca", str(tmp_path / "middle.pem")).returncode == 1


@pytest.mark.parametrize("kind", ["rsa:2048", "ec"])
def test_signatures_of_the_usual_kinds_are_checked(tmp_path: Path, kind: str) -> None:
    curve = ["-pkeyopt", "ec_paramgen_curve:P-384"] if kind == "ec" else []
    make = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        kind,
        *curve,
        "-nodes",
        "-keyout",
        "key.pem",
        "-out",
        "signer.pem",
    ]
    make += ["-subj", "/CN=Local", "-addext", "extendedKeyUsage=critical,timeStamping"]
    subprocess.run(make, cwd=tmp_path, check=True, capture_output=True)

    class Single:
        signer = (tmp_path / "signer.pem").read_bytes()
        signer_key = (tmp_path / "key.pem").read_bytes()
        intermediate = b""

    answer = _answer(tmp_path, Single, b"text\n")
    verify_own_signature(parse_answer(answer))
    with pytest.raises(BadData):
        verify_own_signature(parse_answer(answer[:-1] + bytes([answer[-1] ^ 1])))
