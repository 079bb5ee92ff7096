from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amanet.errors import BadData, Misuse
from amanet.stamps import make_request, parse_answer, read_certificates, verify_token

if TYPE_CHECKING:
    from conftest import LocalTsa

pytestmark = pytest.mark.needs("openssl")
TEXT = b"amanet/0123456789abcdef0123456789abcdef\n7\nq83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k=\n"
OTHER = TEXT.replace(b"\n7\n", b"\n8\n")


@pytest.fixture(scope="session")
def signers(local_tsa: "LocalTsa") -> "LocalTsa":
    """The authority with further certificates, good and bad."""
    local_tsa.add_signer("no-purpose", purpose=None)
    local_tsa.add_signer("not-critical", purpose="timeStamping")
    local_tsa.add_signer("other-purpose", purpose="critical,codeSigning")
    local_tsa.add_signer("two-purposes", purpose="critical,timeStamping,codeSigning")
    local_tsa.add_signer("expired", ends="20230101000000Z")
    local_tsa.add_signer("young", starts="20240101000000Z")
    return local_tsa


@pytest.fixture(scope="session")
def answer(local_tsa: "LocalTsa") -> bytes:
    return local_tsa.answer(make_request(TEXT, nonce=None))


@pytest.mark.parametrize(
    ("signer", "at", "about", "holds"),
    [
        ("tsa", None, "this", True),
        ("tsa", "20230405060708Z", "this", True),
        ("tsa", None, "other", False),
        ("expired", "20220101000000Z", "this", True),
        ("expired", "20230601000000Z", "this", False),
        ("young", "20240601000000Z", "this", True),
        ("young", "20230601000000Z", "this", False),
        ("tsa", "20140101000000Z", "this", False),
        ("no-purpose", None, "this", False),
        ("not-critical", None, "this", False),
        ("other-purpose", None, "this", False),
        ("two-purposes", None, "this", False),
    ],
)
def test_our_verdict_is_that_of_openssl_at_the_moment_stated(
    signers: "LocalTsa", signer: str, at: str | None, about: str, holds: bool
) -> None:
    answer = signers.answer(make_request(TEXT, nonce=None), signer=signer, at=at)
    moment = int(parse_answer(answer).gen_time.timestamp())
    text = TEXT if about == "this" else OTHER
    assert signers.openssl_accepts(answer, text, at=moment) is holds
    assert _accepts(answer, text, [signers.root_pem]) is holds


def test_a_certificate_that_expired_since_is_fine_and_said(signers: "LocalTsa") -> None:
    answer = signers.answer(make_request(TEXT, nonce=None), signer="expired", at="20220101000000Z")
    stamp = verify_token(answer, TEXT, [signers.root_pem])
    assert "expired at 2023-01-01T00:00:00Z" in stamp.remark(datetime(2026, 1, 1, tzinfo=UTC))
    assert stamp.remark(datetime(2022, 6, 1, tzinfo=UTC)) == ""


def test_a_stamp_says_who_and_when(local_tsa: "LocalTsa") -> None:
    stamp = verify_token(
        local_tsa.answer(make_request(TEXT, nonce=9), at="20230405060708Z"),
        TEXT,
        [local_tsa.root_pem],
        nonce=9,
    )
    assert (stamp.authority, stamp.root) == ("Lantern Time-Stamping", "Lantern Root")
    assert stamp.time == datetime(2023, 4, 5, 6, 7, 8, tzinfo=UTC)
    assert list(stamp.chain) == [read_certificates(pem)[0] for pem in _chain(local_tsa)]


def test_certificates_may_come_in_any_order(local_tsa: "LocalTsa", answer: bytes) -> None:
    """rfc3161_client refuses five of these six by itself."""
    certificates = parse_answer(answer).certificates
    assert len(certificates) == 3
    start = answer.index(b"".join(certificates))
    end = start + sum(map(len, certificates))
    for order in permutations(certificates):
        reordered = answer[:start] + b"".join(order) + answer[end:]
        assert verify_token(reordered, TEXT, [local_tsa.root_pem]).authority == "Lantern Time-Stamping"
        assert parse_answer(reordered).answer == reordered


def test_intermediates_may_come_from_outside_the_answer(local_tsa: "LocalTsa") -> None:
    answer = local_tsa.answer(make_request(TEXT, nonce=None), embed="")
    assert not _accepts(answer, TEXT, [local_tsa.root_pem])
    assert _accepts(answer, TEXT, [local_tsa.root_pem], [local_tsa.intermediate_pem])
    assert _accepts(answer, TEXT, [local_tsa.chain_pem]), "a file of roots may hold intermediates"


def test_another_authority_is_refused(local_tsa: "LocalTsa", answer: bytes, tmp_path: Path) -> None:
    stranger = type(local_tsa)(tmp_path, name="Stranger")
    assert not stranger.openssl_accepts(answer, TEXT)
    with pytest.raises(BadData, match="No way leads"):
        verify_token(answer, TEXT, [stranger.root_pem])


def test_a_root_among_the_intermediates_is_not_trusted(
    local_tsa: "LocalTsa", answer: bytes, tmp_path: Path
) -> None:
    """rfc3161_client by itself trusts it: a bundle could bring its own root as an intermediate."""
    stranger = type(local_tsa)(tmp_path, name="Stranger")
    with pytest.raises(BadData, match="No way leads"):
        verify_token(answer, TEXT, [stranger.root_pem], [local_tsa.chain_pem])


def test_a_certificate_that_may_not_issue_leads_nowhere(local_tsa: "LocalTsa") -> None:
    local_tsa.add_certificate(
        "under-leaf",
        "Lantern Time-Stamping",
        issuer="tsa",
        extensions="keyUsage = critical,digitalSignature\nextendedKeyUsage = critical,timeStamping\n",
    )
    answer = local_tsa.answer(make_request(TEXT, nonce=None), signer="under-leaf", embed="tsa middle root")
    assert not local_tsa.openssl_accepts(answer, TEXT)
    assert not _accepts(answer, TEXT, [local_tsa.root_pem])


def test_a_root_is_needed_and_must_be_one(local_tsa: "LocalTsa", answer: bytes) -> None:
    with pytest.raises(Misuse):
        verify_token(answer, TEXT, [])
    with pytest.raises(BadData, match="is not a root"):
        verify_token(answer, TEXT, [local_tsa.intermediate_pem])


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_flipped_byte_changes_what_is_believed(
    local_tsa: "LocalTsa", answer: bytes, data: st.DataObject
) -> None:
    """Refused, or (in what is not signed, such as a certificate that is not needed) without effect."""
    at = data.draw(st.integers(0, len(answer) - 1))
    flipped = bytearray(answer)
    flipped[at] ^= data.draw(st.integers(1, 255))
    try:
        stamp = verify_token(bytes(flipped), TEXT, [local_tsa.root_pem], [local_tsa.intermediate_pem])
    except BadData:
        return
    assert stamp == verify_token(answer, TEXT, [local_tsa.root_pem])


def test_a_flipped_byte_in_what_is_signed_is_refused(local_tsa: "LocalTsa", answer: bytes) -> None:
    stated = parse_answer(answer).gen_time.strftime("%Y%m%d%H%M%SZ").encode()
    earlier = answer.replace(stated, b"2021" + stated[4:])
    assert earlier != answer
    assert not local_tsa.openssl_accepts(earlier, TEXT)
    with pytest.raises(BadData, match="does not hold"):
        verify_token(earlier, TEXT, [local_tsa.root_pem])


def _accepts(answer: bytes, text: bytes, roots: list[bytes], others: list[bytes] | None = None) -> bool:
    try:
        verify_token(answer, text, roots, others or [])
    except BadData:
        return False
    return True


def _chain(authority: "LocalTsa") -> list[bytes]:
    return [authority.tsa_pem, authority.intermediate_pem, authority.root_pem]
