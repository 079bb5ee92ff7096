from typing import TYPE_CHECKING

import pytest
import rfc3161_client

from amanet.errors import Misuse
from amanet.stamps import make_request

if TYPE_CHECKING:
    from conftest import LocalTsa

TEXT = b"amanet/0123456789abcdef0123456789abcdef\n7\nq83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k=\n"


def test_a_request_is_the_one_that_the_library_would_make() -> None:
    theirs = rfc3161_client.TimestampRequestBuilder(
        TEXT, rfc3161_client.HashAlgorithm.SHA256, nonce=False
    ).build()
    assert make_request(TEXT, nonce=None) == theirs.as_bytes()


@pytest.mark.needs("openssl")
def test_openssl_reads_the_nonce_and_that_certificates_are_wanted(local_tsa: "LocalTsa") -> None:
    (local_tsa.folder / "read.tsq").write_bytes(make_request(TEXT, nonce=0xFEDCBA9876543210))
    shown = local_tsa.openssl("ts", "-query", "-in", "read.tsq", "-text").stdout.decode()
    assert "Hash Algorithm: sha256" in shown
    assert "Nonce: 0xFEDCBA9876543210" in shown
    assert "Certificate required: yes" in shown


@pytest.mark.parametrize("text", [TEXT[:-1], TEXT + "\n— a c2lnbmF0dXJl\n".encode(), b""])
def test_only_the_text_of_a_note_is_stamped(text: bytes) -> None:
    with pytest.raises(Misuse):
        make_request(text, nonce=None)


@pytest.mark.parametrize("nonce", [0, -1, 2**128])
def test_a_nonce_is_a_positive_number(nonce: int) -> None:
    with pytest.raises(Misuse):
        make_request(TEXT, nonce=nonce)
