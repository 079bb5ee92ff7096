from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import rfc3161_client
from hypothesis import given
from hypothesis import strategies as st

from amanet.errors import BadData
from amanet.stamps import der, imprint_of, make_request, parse_answer, verify_fits

if TYPE_CHECKING:
    from conftest import LocalTsa

TEXT = b"amanet/0123456789abcdef0123456789abcdef\n7\nq83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k=\n"
OTHER = TEXT.replace(b"\n7\n", b"\n8\n")


@pytest.mark.needs("openssl")
def test_an_answer_is_read_and_its_bytes_are_kept(local_tsa: "LocalTsa") -> None:
    answer = local_tsa.answer(make_request(TEXT, nonce=2**64 - 1), at="20230405060708Z")
    stamp = parse_answer(answer)
    assert stamp.answer == answer
    assert stamp.gen_time == datetime(2023, 4, 5, 6, 7, 8, tzinfo=UTC)
    assert stamp.accuracy == timedelta(seconds=1.5)
    assert (stamp.policy, stamp.imprint, stamp.nonce) == ("1.2.3.4.1", imprint_of(TEXT), 2**64 - 1)
    assert len(stamp.certificates) == 3
    theirs = rfc3161_client.decode_timestamp_response(
        local_tsa.answer(make_request(TEXT, nonce=None), embed="")
    )
    assert theirs.tst_info.serial_number == stamp.serial + 1


@pytest.mark.needs("openssl")
def test_an_answer_about_another_text_or_another_request_is_refused(local_tsa: "LocalTsa") -> None:
    stamp = parse_answer(local_tsa.answer(make_request(TEXT, nonce=5)))
    verify_fits(stamp, TEXT, nonce=5)
    with pytest.raises(BadData, match="imprint"):
        verify_fits(stamp, OTHER)
    with pytest.raises(BadData, match="nonce"):
        verify_fits(stamp, TEXT, nonce=6)


@pytest.mark.needs("openssl")
def test_an_answer_over_another_hash_is_refused(local_tsa: "LocalTsa") -> None:
    request = rfc3161_client.TimestampRequestBuilder(TEXT, rfc3161_client.HashAlgorithm.SHA512).build()
    with pytest.raises(BadData, match="badAlg"):
        parse_answer(local_tsa.answer(request.as_bytes()))


def test_a_rejection_shows_the_words_of_the_authority_escaped() -> None:
    words = der.wrap(der.SEQUENCE, der.wrap(der.UTF8, "not\x1b[2J today\u202e".encode()))
    failure = der.wrap(der.BITS, b"\x00\x20")
    status = der.wrap(der.SEQUENCE, der.integer(2), words, failure)
    with pytest.raises(BadData) as refusal:
        parse_answer(der.wrap(der.SEQUENCE, status))
    assert "(status 2, badRequest)" in str(refusal.value)
    assert r"not\x1b[2J today\u202e" in str(refusal.value)


@pytest.mark.needs("openssl")
def test_an_answer_that_does_not_name_its_signer_is_refused(local_tsa: "LocalTsa") -> None:
    """rfc3161_client accepts it; openssl does not (RFC 5816)."""
    answer = local_tsa.answer(make_request(TEXT, nonce=None), names_signer=False)
    assert not local_tsa.openssl_accepts(answer, TEXT)
    with pytest.raises(BadData, match="does not name"):
        parse_answer(answer)


@pytest.mark.needs("openssl")
def test_a_certificate_swapped_for_a_younger_one_of_the_same_key_is_refused(local_tsa: "LocalTsa") -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    local_tsa.add_signer("twin", key_of="tsa", starts="20250101000000Z")
    answer = local_tsa.answer(make_request(TEXT, nonce=None), embed="twin")
    ours, twin = (
        x509.load_pem_x509_certificate((local_tsa.folder / f"{name}.pem").read_bytes())
        for name in ("tsa", "twin")
    )
    certificate, other = (each.public_bytes(Encoding.DER) for each in (ours, twin))
    named, other_named = (
        der.wrap(der.SEQUENCE, each.issuer.public_bytes(), der.integer(each.serial_number))
        for each in (ours, twin)
    )
    swapped = _replaced(answer, {certificate: b"", other: other, named: other_named})
    assert certificate not in swapped
    assert other_named in swapped
    assert not local_tsa.openssl_accepts(swapped, TEXT)
    with pytest.raises(BadData, match="swapped"):
        parse_answer(swapped)


def _replaced(data: bytes, changes: dict[bytes, bytes]) -> bytes:
    """The same DER with some of its elements replaced by others."""
    written = b""
    for each in der.parse_all(data):
        if each.raw in changes:
            written += changes[each.raw]
        elif each.tag & 0x20:
            written += der.wrap(each.tag, _replaced(each.content, changes))
        else:
            written += each.raw
    return written


@pytest.mark.needs("openssl")
def test_a_cut_answer_is_refused(local_tsa: "LocalTsa") -> None:
    answer = local_tsa.answer(make_request(TEXT, nonce=None))
    for cut in (*range(0, len(answer), 97), len(answer) - 1):
        with pytest.raises(BadData):
            parse_answer(answer[:cut])
    with pytest.raises(BadData):
        parse_answer(answer + b"\0")


@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_fail_otherwise(data: bytes) -> None:
    with pytest.raises(BadData):
        parse_answer(der.wrap(der.SEQUENCE, bytes.fromhex("3003020100"), der.wrap(der.SEQUENCE, data)))
