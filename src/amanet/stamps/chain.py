"""Certificates: reading them, finding the way from an authority's certificate to a root, and keeping what an
expert will need in ten years.

Every step of a way is checked (name, signature, and that the issuer may issue), because the library behind
`verify_token` takes any self-signed certificate among the intermediates as trusted. Certificates come in any
order; a message may hold up to 64.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from amanet.canonical import readable_name
from amanet.errors import BadData
from amanet.stamps.cms import MOST_CERTIFICATES
from amanet.stamps.token import parse_answer

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_LARGEST_REVOCATION = 32 << 20
_PEM = b"-----BEGIN "


def read_certificates(untrusted: bytes) -> list[bytes]:
    """The certificates of a PEM file (one or more) or a DER file, in DER. Raises `BadData`."""
    from cryptography import x509

    if _PEM not in untrusted:
        load(untrusted)
        return [untrusted]
    try:
        found = x509.load_pem_x509_certificates(untrusted)
    except ValueError as problem:
        raise BadData("This file holds no certificate in PEM or DER.") from problem
    return [der_of(each) for each in found]


def write_certificates(certificates: Iterable[bytes]) -> bytes:
    """The same certificates as one PEM file, as openssl wants them."""
    from cryptography.hazmat.primitives.serialization import Encoding

    return b"".join(load(each).public_bytes(Encoding.PEM) for each in certificates)


def collect_chain(answer_der: bytes, extra_certs: Sequence[bytes] = ()) -> list[bytes]:
    """The certificates to archive, in DER: from the authority's own as far towards a root as the answer and
    `extra_certs` (PEM or DER) go.

    Nothing here is trusted; `is_complete` says whether a root was reached.
    """
    stamp = parse_answer(answer_der)
    known = [load(each) for each in [*stamp.certificates, *read_all(extra_certs)]]
    roots = [each for each in known if signed_itself(each)]
    leaf = load(stamp.signer)
    way = find_way(leaf, known, roots) or _longest_way(leaf, known)
    return [der_of(each) for each in way]


def is_complete(chain: Sequence[bytes]) -> bool:
    """Whether the last certificate is one that signed itself: a root."""
    return bool(chain) and signed_itself(load(chain[-1]))


def read_revocation(untrusted: bytes) -> bytes:
    """The same bytes, unchanged, if they are a revocation list (CRL, PEM or DER) or an OCSP answer. Raises
    `BadData` for another file.

    They are archived beside the chain for those who will look in ten years. amanet does not decide by them.
    """
    from cryptography import x509
    from cryptography.x509 import ocsp

    if len(untrusted) <= _LARGEST_REVOCATION:
        for reader in (x509.load_pem_x509_crl, x509.load_der_x509_crl, ocsp.load_der_ocsp_response):
            try:
                reader(untrusted)
            except ValueError:
                continue
            return untrusted
    raise BadData("This is no revocation list (CRL, in PEM or DER) and no OCSP answer, or it is over 32 MiB.")


def find_way(
    leaf: "Certificate",
    known: Iterable["Certificate"],
    roots: Sequence["Certificate"],
    at: datetime | None = None,
) -> list["Certificate"] | None:
    """A way from `leaf` to one of `roots`, both in it; with `at`, only over certificates valid then.

    Each certificate is looked at once: where no root was reached from it, none will be. So hostile loops cost
    nothing.
    """
    left = [each for each in known if (at is None or is_valid(each, at)) and each not in roots]

    def onward(here: "Certificate") -> list["Certificate"] | None:
        for root in roots:
            if (at is None or is_valid(root, at)) and _issued(here, root):
                return [here, root] if here != root else [here]
        for issuer in [each for each in left if _may_issue(each) and _issued(here, each)]:
            if issuer in left:
                left.remove(issuer)
                rest = onward(issuer)
                if rest is not None:
                    return [here, *rest]
        return None

    return onward(leaf)


def load(certificate: bytes) -> "Certificate":
    """A certificate whose fields are readable, not only its outside. Raises `BadData`."""
    from cryptography import x509

    try:
        loaded = x509.load_der_x509_certificate(certificate)
        _ = (loaded.issuer, loaded.subject, loaded.not_valid_after_utc, loaded.extensions)
    except (
        ValueError,
        x509.DuplicateExtension,
        x509.UnsupportedGeneralNameType,
        x509.InvalidVersion,
    ) as problem:
        raise BadData("A certificate cannot be read.") from problem
    return loaded


def read_all(files: Iterable[bytes]) -> list[bytes]:
    """The different certificates of all these files. Raises `BadData` for more than 64."""
    found = list(dict.fromkeys(each for file in files for each in read_certificates(file)))
    if len(found) > MOST_CERTIFICATES:
        raise BadData(f"Expected at most {MOST_CERTIFICATES} certificates and found {len(found)}.")
    return found


def der_of(certificate: "Certificate") -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.DER)


def signed_itself(certificate: "Certificate") -> bool:
    return _issued(certificate, certificate)


def is_valid(certificate: "Certificate", at: datetime) -> bool:
    return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc


def shown_name(certificate: "Certificate") -> str:
    """The common name of the subject, or all of its name; safe to print."""
    from cryptography.x509.oid import NameOID

    common = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return readable_name(str(common[0].value) if common else certificate.subject.rfc4514_string())


def _longest_way(leaf: "Certificate", known: Sequence["Certificate"]) -> list["Certificate"]:
    """As far as it goes, where no root is at hand."""
    way = [leaf]
    while following := [
        each for each in known if each not in way and _may_issue(each) and _issued(way[-1], each)
    ]:
        way.append(following[0])
    return way


def _issued(certificate: "Certificate", issuer: "Certificate") -> bool:
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True


def _may_issue(certificate: "Certificate") -> bool:
    from cryptography.x509 import BasicConstraints, ExtensionNotFound

    try:
        return certificate.extensions.get_extension_for_class(BasicConstraints).value.ca
    except ExtensionNotFound:
        return False
