"""Whether a time-stamp is signed by the certificate inside it, whoever's that is (RFC 5652, section 5.4).

This proves nobody's time: it tells a damaged or changed token, which is a failure, from a whole one of an
authority that the user has no certificate of, which is only not known. `amanet.stamps.verify_token` proves.
"""

from typing import TYPE_CHECKING

from amanet.canonical import sha256
from amanet.errors import BadData
from amanet.exports.layout import LARGEST_STAMP
from amanet.stamps import TimeStamp, der, parse_answer, read_certificates, verify_fits
from amanet.stamps.cms import algorithm, at_least, exactly, parse_signed_data

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

_MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
_RSA_PSS = "1.2.840.113549.1.1.10"
_HASHES = {
    "2.16.840.1.101.3.4.2.1": "SHA256",
    "2.16.840.1.101.3.4.2.2": "SHA384",
    "2.16.840.1.101.3.4.2.3": "SHA512",
}


def verify_own_signature(stamp: TimeStamp) -> None:
    """Raises `BadData` unless the token's signature holds under the token's own certificate."""
    signed = parse_signed_data(stamp.answer)
    (signer,) = exactly(1, signed.signers.inside(), "The signatures of a time-stamp")
    _, _, digest, attributes, kind, signature = at_least(6, signer.inside(), "A signature")[:6]
    hashed = _hash(algorithm(digest))
    octets = der.parse_one(signed.content.inside()[1].content, der.OCTETS)
    if _digest(hashed, octets.content) != _message_digest(attributes):
        raise BadData("The time-stamp is not what its signature is over.")
    # What is signed is the set of attributes with its own tag, not with the one it has in the message.
    message = der.wrap(der.SET, attributes.content)
    value = der.expect(signature, der.OCTETS).content
    _verify(stamp.signer, value, message, hashed, pss=algorithm(kind) == _RSA_PSS)


def verify_stamp_fits_a_bundle(answer: bytes, chain: bytes, note_text: bytes) -> None:
    """Raises `BadData` for a time-stamp that every checker would refuse: cut, changed, of another text, or too large.

    `chain` is PEM, or nothing. Whose the stamp is, is not asked here.
    """
    if len(answer) > LARGEST_STAMP or len(chain) > LARGEST_STAMP:
        raise BadData(f"A time-stamp, or the certificates kept with it, are over {LARGEST_STAMP} bytes.")
    stamp = parse_answer(answer)
    verify_fits(stamp, note_text)
    verify_own_signature(stamp)
    if chain:
        read_certificates(chain)


def certificate_fingerprints(stamp: TimeStamp) -> list[str]:
    return [sha256(each).hex() for each in stamp.certificates]


def _hash(identifier: str) -> "HashAlgorithm":
    from cryptography.hazmat.primitives import hashes

    if identifier not in _HASHES:
        raise BadData("The time-stamp is signed over a hash that is not of the SHA-2 family.")
    found: HashAlgorithm = getattr(hashes, _HASHES[identifier])()
    return found


def _digest(hashed: "HashAlgorithm", data: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import Hash

    running = Hash(hashed)
    running.update(data)
    return running.finalize()


def _message_digest(attributes: der.Element) -> bytes:
    for attribute in attributes.inside():
        name, values = exactly(2, attribute.inside(), "A signed attribute")
        if der.read_oid(name) == _MESSAGE_DIGEST:
            return der.parse_one(values.content, der.OCTETS).content
    raise BadData("The signature of the time-stamp does not say what it is over.")


def _verify(certificate: bytes, value: bytes, message: bytes, hashed: "HashAlgorithm", *, pss: bool) -> None:
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
    from cryptography.x509 import load_der_x509_certificate

    try:
        key = load_der_x509_certificate(certificate).public_key()
        if isinstance(key, rsa.RSAPublicKey):
            filled = padding.PSS(padding.MGF1(hashed), padding.PSS.AUTO) if pss else padding.PKCS1v15()
            key.verify(value, message, filled, hashed)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(value, message, ec.ECDSA(hashed))
        elif isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(value, message)
        else:
            raise BadData("The time-stamp is signed in a way that is not known here.")
    except (InvalidSignature, UnsupportedAlgorithm, ValueError) as problem:
        raise BadData("The signature of the time-stamp does not hold.") from problem
