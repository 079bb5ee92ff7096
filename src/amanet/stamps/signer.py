"""Which certificate signed a time-stamp.

A CMS signature names its certificate by issuer and number, outside of what is signed. RFC 3161 (section
2.4.2, as updated by RFC 5816) therefore wants a signed attribute with a hash of the whole certificate.
rfc3161_client 1.0.9 does not look at that attribute; without it one certificate of a key could be swapped for
another one with other dates.
"""

import hashlib
from collections.abc import Mapping

from amanet.errors import BadData
from amanet.stamps import der
from amanet.stamps.cms import SignedData, algorithm, at_least, exactly

TST_INFO = "1.2.840.113549.1.9.16.1.4"
_CONTENT_TYPE = "1.2.840.113549.1.9.3"
_SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12"
_SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"
_DIGESTS = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}


def signer_of(signed: SignedData) -> bytes:
    """The certificate that the one signature names twice: by issuer and number, and by a signed hash of the
    whole certificate.
    """
    (signer,) = exactly(1, signed.signers.inside(), "The signatures of a time-stamp")
    _, name, digest, attributes, *_ = at_least(
        6, der.expect(signer, der.SEQUENCE).inside(), "A signature with signed attributes"
    )
    if algorithm(digest) not in _DIGESTS:
        raise BadData(
            "Expected a signature over SHA-256, SHA-384 or SHA-512 and found another hash. "
            "Ask another authority."
        )
    issuer, serial = exactly(2, der.expect(name, der.SEQUENCE).inside(), "The name of a signer")
    number = der.read_integer(serial)
    candidates = [each for each in signed.certificates if _issuer_and_serial(each) == (issuer.raw, number)]
    if len(candidates) != 1:
        raise BadData(
            "The token does not hold exactly one certificate of the authority that signed it. Ask again."
        )
    _verify_named(candidates[0], _attributes(attributes))
    return candidates[0]


def _issuer_and_serial(certificate: bytes) -> tuple[bytes, int]:
    tbs = at_least(3, der.parse_one(certificate, der.SEQUENCE).inside(), "A certificate")[0]
    parts = [each for each in der.expect(tbs, der.SEQUENCE).inside() if each.tag != der.CONTEXT_0]
    serial, _, issuer, *_ = at_least(3, parts, "A certificate")
    return issuer.raw, der.read_integer(serial)


def _attributes(element: der.Element) -> Mapping[str, der.Element]:
    """The signed attributes by type, each with its one value."""
    found: dict[str, der.Element] = {}
    for attribute in der.expect(element, der.CONTEXT_0).inside():
        kind, values = exactly(2, der.expect(attribute, der.SEQUENCE).inside(), "A signed attribute")
        name = der.read_oid(kind)
        if name in found:
            raise BadData("A signed attribute of the time-stamp stands there twice.")
        (found[name],) = exactly(1, der.expect(values, der.SET).inside(), "A signed attribute")
    return found


def _verify_named(certificate: bytes, attributes: Mapping[str, der.Element]) -> None:
    """ESSCertID (RFC 2634, SHA-1) and ESSCertIDv2 (RFC 5816): each that is there must name this certificate,
    and one must be.
    """
    if _CONTENT_TYPE not in attributes or der.read_oid(attributes[_CONTENT_TYPE]) != TST_INFO:
        raise BadData("The signature of the token is not one over a time-stamp.")
    named = [
        (digest, value)
        for kind, digest in ((_SIGNING_CERTIFICATE, "sha1"), (_SIGNING_CERTIFICATE_V2, "sha256"))
        if (value := attributes.get(kind)) is not None
    ]
    if not named:
        raise BadData(
            "The signature does not name the certificate it was made with (RFC 5816). Ask another authority."
        )
    for default, value in named:
        identifiers = at_least(1, der.expect(value, der.SEQUENCE).inside(), "The named certificates")[0]
        # The first names the signer's certificate; further ones, where there are any, its issuers.
        first = at_least(1, der.expect(identifiers, der.SEQUENCE).inside(), "The named certificates")[0]
        parts = at_least(1, der.expect(first, der.SEQUENCE).inside(), "A named certificate")
        digest = default
        if default != "sha1" and parts[0].tag == der.SEQUENCE:
            digest = _DIGESTS.get(algorithm(parts.pop(0)), "")
        if (
            not digest
            or not parts
            or hashlib.new(digest, certificate).digest() != der.expect(parts[0], der.OCTETS).content
        ):
            raise BadData(
                "The certificate in the token is not the one that the signature names: it was swapped."
            )
