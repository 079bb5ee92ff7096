"""Certificate chains as a WACZ carries them (PEM, the signer's first): read, compared, and checked link by link.

That a chain holds together says nothing of its root: anyone can make one.
"""

import contextlib
import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

__all__ = ["fingerprint", "follow_each_other", "is_for_domain", "issued", "read_chain", "same_key"]

_MOST = 20
_LONGEST = 200_000


def read_chain(pem: str) -> "list[Certificate]":
    """Empty where they cannot be read, or are more than 20."""
    from cryptography import x509

    if len(pem) > _LONGEST:
        return []
    try:
        chain = x509.load_pem_x509_certificates(pem.encode("utf-8", "replace"))
        for one in chain:
            _ = (one.issuer, one.subject, one.not_valid_after_utc, one.extensions, one.public_key())
    except Exception:  # noqa: BLE001  what is wrong with hostile certificates has no common name in the library
        return []
    return chain if len(chain) <= _MOST else []


def follow_each_other(chain: "list[Certificate]") -> bool:
    """Whether each is signed by the next one, which may sign."""
    return all(issued(one, other) and _may_sign(other) for one, other in itertools.pairwise(chain))


def issued(certificate: "Certificate", issuer: "Certificate") -> bool:
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True


def _may_sign(certificate: "Certificate") -> bool:
    from cryptography.x509 import BasicConstraints, ExtensionNotFound

    try:
        return certificate.extensions.get_extension_for_class(BasicConstraints).value.ca
    except ExtensionNotFound:
        return False


def is_for_domain(certificate: "Certificate", domain: str) -> bool:
    """The name the certificate is for, or one of its alternative names; `*.` stands for one label (RFC 6125, 6.4.3)."""
    from cryptography.x509 import DNSName, ExtensionNotFound, NameOID, SubjectAlternativeName

    wanted = domain.strip().lower().rstrip(".")
    names = [str(one.value) for one in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    with contextlib.suppress(ExtensionNotFound):
        names += certificate.extensions.get_extension_for_class(
            SubjectAlternativeName
        ).value.get_values_for_type(DNSName)
    above = f"*.{wanted.partition('.')[2]}"
    return bool(wanted) and any(name.lower().rstrip(".") in (wanted, above) for name in names)


def same_key(one: "Certificate", other: "Certificate") -> bool:
    return one.public_key() == other.public_key()


def fingerprint(certificate: "Certificate") -> str:
    from cryptography.hazmat.primitives.hashes import SHA256

    return certificate.fingerprint(SHA256()).hex()
