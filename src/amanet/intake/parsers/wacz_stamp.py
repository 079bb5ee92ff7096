"""The time-stamp over a WACZ's signature: an RFC 3161 answer, in base64, and the certificates of its authority.

It shows that the signature was there at a moment, if the authority is to be trusted; which nobody here can say. What is checked:
that the stamp is over this signature, and that it is whole and signed by the certificate given, for time-stamping.

rfc3161_client (a binding to OpenSSL) checks the signature. It refuses answers whose certificates are in another order than
DER's, which authorities do not keep (docs/adr/0004-time-stamps.md). They are not signed, so they are taken out of the copy it
reads, and given to it beside.
"""

import base64
import binascii
import hashlib
from datetime import datetime
from typing import TYPE_CHECKING, Final

from amanet.intake.parsers.wacz_certificates import issued, read_chain
from amanet.intake.parsers.wacz_checks import Result, fails, holds_if, not_checked

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse

__all__ = ["verify_stamp"]

_LARGEST = 1 << 20
_READABLE: Final = "time-stamp: readable"
_OVER: Final = "time-stamp: over this signature"
_SIGNED: Final = "time-stamp: signature"
_ROOT: Final = "time-stamp: root"
_HASHES: Final = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
_SEQUENCE, _CERTIFICATES, _REVOCATIONS = 0x30, 0xA0, 0xA1


def verify_stamp(answer: str, chain_pem: str, signature: str) -> tuple[list[Result], datetime | None]:
    """The checks, and the moment that the stamp states. What is stamped is the signature's base64 text."""
    try:
        der = base64.b64decode(answer, validate=True)
        if len(der) > _LARGEST:
            raise ValueError
        bare, embedded = _without_certificates(der)
    except (binascii.Error, ValueError):
        return [fails(_READABLE, "it is no RFC 3161 answer in base64")], None
    stamp = _decode(bare)
    if stamp is None:
        return [fails(_READABLE, "it is no RFC 3161 answer, or was not granted")], None
    over = _is_over(stamp, signature)
    whole = _signed(stamp, [*read_chain(chain_pem), *embedded], _imprint(stamp))
    why = "this needs the authority's root certificate, got from the authority"
    return [over, whole, not_checked(_ROOT, why)], stamp.tst_info.gen_time


def _decode(der: bytes) -> "TimeStampResponse | None":
    import rfc3161_client

    try:
        stamp = rfc3161_client.decode_timestamp_response(der)
        _ = (stamp.tst_info.gen_time, stamp.tst_info.message_imprint.message, stamp.signed_data.signer_infos)
    except BaseException as problem:
        if not _is_of_the_library(problem):
            raise
        return None
    return stamp if stamp.status == 0 else None


def _imprint(stamp: "TimeStampResponse") -> bytes:
    return stamp.tst_info.message_imprint.message


def _is_over(stamp: "TimeStampResponse", signature: str) -> Result:
    name = _HASHES.get(stamp.tst_info.message_imprint.hash_algorithm.dotted_string)
    if name is None:
        return not_checked(_OVER, "it is over a hash other than SHA-2")
    found = hashlib.new(name, signature.encode("utf-8", "replace")).digest()
    return holds_if(found == _imprint(stamp), _OVER, "it is over something else")


def _signed(stamp: "TimeStampResponse", known: "list[Certificate]", imprint: bytes) -> Result:
    import rfc3161_client

    signer = _signer(stamp, known)
    if signer is None:
        return not_checked(_SIGNED, "the certificate it was signed with is not there")
    roots = [one for one in known if issued(one, one)]
    if not roots:
        return not_checked(_SIGNED, "the certificates given end before a root")
    others = [one for one in known if one not in roots and one != signer]
    try:
        verifier = rfc3161_client.VerifierBuilder(
            tsa_certificate=signer, roots=roots, intermediates=others
        ).build()
        whole = verifier.verify(stamp, imprint) is True
    except BaseException as problem:
        if not _is_of_the_library(problem):
            raise
        whole = False
    return holds_if(
        whole, _SIGNED, "it is not signed by its certificate, or that is not one for time-stamping"
    )


def _signer(stamp: "TimeStampResponse", known: "list[Certificate]") -> "Certificate | None":
    named = [(one.issuer, one.serial_number) for one in stamp.signed_data.signer_infos]
    return (
        next((one for one in known if (one.issuer, one.serial_number) in named), None)
        if len(named) == 1
        else None
    )


def _is_of_the_library(problem: BaseException) -> bool:
    """A panic in its Rust half is no `Exception`; a hostile answer may cause one."""
    return isinstance(problem, Exception) or type(problem).__name__ == "PanicException"


def _without_certificates(answer: bytes) -> "tuple[bytes, list[Certificate]]":
    """The same answer without its certificates and revocation lists (RFC 5652, 5.1), and the certificates.

    Raises `ValueError` where it is not DER of that shape.
    """
    from cryptography import x509

    status, token = _inside(answer, _SEQUENCE)
    kind, wrapped = _inside(token, _SEQUENCE)
    parts = _inside(_inside(wrapped, _CERTIFICATES)[0], _SEQUENCE)
    certificates = [one for part in parts if part[0] == _CERTIFICATES for one in _inside(part, _CERTIFICATES)]
    kept = b"".join(part for part in parts if part[0] not in (_CERTIFICATES, _REVOCATIONS))
    inner = _wrap(_CERTIFICATES, _wrap(_SEQUENCE, kept))
    loaded = [x509.load_der_x509_certificate(one) for one in certificates[:64]]
    return _wrap(_SEQUENCE, status + _wrap(_SEQUENCE, kind + inner)), loaded


def _inside(element: bytes, tag: int) -> list[bytes]:
    """The elements inside of one (X.690, 8.1), each with its tag and length."""
    if not element or element[0] != tag:
        raise ValueError
    start, end = _bounds(element, 0)
    if end != len(element):
        raise ValueError
    found, at = [], start
    while at < end:
        _, after = _bounds(element, at)
        found.append(element[at:after])
        at = after
    return found


def _bounds(data: bytes, at: int) -> tuple[int, int]:
    """Where the content of the element at `at` begins and ends."""
    if at + 2 > len(data):
        raise ValueError
    length, start = data[at + 1], at + 2
    if length >= 0x80:
        size = length & 0x7F
        if not 1 <= size <= 4:
            raise ValueError
        length, start = int.from_bytes(data[start : start + size], "big"), start + size
    if start + length > len(data):
        raise ValueError
    return start, start + length


def _wrap(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content
