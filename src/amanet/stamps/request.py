"""A request for a time-stamp on a checkpoint (RFC 3161, section 2.4.1).

The message imprint is SHA-256 of the note text of the checkpoint: its final newline in, the blank line and
the signatures out (docs/spec/log-v1.md, section 5). The authority's certificate is always asked for, because
an answer without it could not be archived.

rfc3161_client has a builder, but it takes no nonce from outside; the request is written here and the tests
hold it against that builder and openssl.

>>> make_request(b"amanet/00\\n1\\nAAAA\\n", nonce=None).hex()[:12]
'303902010130'
"""

import hashlib

from amanet.errors import Misuse
from amanet.stamps import der

SHA256 = "2.16.840.1.101.3.4.2.1"
_SHA256_ALGORITHM = der.wrap(
    der.SEQUENCE, der.wrap(der.OID, bytes.fromhex("608648016503040201")), der.wrap(der.NULL)
)
_TRUE = der.wrap(der.BOOLEAN, b"\xff")
_LARGEST_NONCE = 2**128


def imprint_of(note_text: bytes) -> bytes:
    """What is time-stamped of a checkpoint. Raises `Misuse` for anything but the text of a note."""
    if not note_text.endswith(b"\n") or b"\n\n" in note_text:
        raise Misuse(
            "What is time-stamped is the text of a checkpoint: with its final newline, without the "
            "blank line and the signatures."
        )
    return hashlib.sha256(note_text).digest()


def make_request(note_text: bytes, *, nonce: int | None) -> bytes:
    """A TimeStampReq in DER: SHA-256, certificates asked for, no policy. The nonce is 1 to 2**128 - 1, or
    absent.
    """
    if nonce is not None and not 0 < nonce < _LARGEST_NONCE:
        raise Misuse("A nonce is a positive number below 2**128.")
    imprint = der.wrap(der.SEQUENCE, _SHA256_ALGORITHM, der.wrap(der.OCTETS, imprint_of(note_text)))
    nonce_bytes = b"" if nonce is None else der.integer(nonce)
    return der.wrap(der.SEQUENCE, der.integer(1), imprint, nonce_bytes, _TRUE)
