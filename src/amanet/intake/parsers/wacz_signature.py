"""The signature of a WACZ (WACZ Signing and Verification 0.1.0): `signedData` in its `datapackage-digest.json`.

Two kinds. *Anonymous*: a public key that stands beside its own signature; it shows that the package was not changed since
somebody signed it. *Domain*: a key certified for a web domain, and an RFC 3161 time-stamp over the signature. Both sign the text of
the hash (`sha256:…`), with SHA-256.

No network and no list of trusted roots here: whether a root or a key is anybody's to trust is always "not checked". So is
revocation. Steps 2 to 7 and 10 of the specification's chapter "Verification" are.

>>> [one.result for one in verify_signed_data({"hash": "sha256:00"}, "sha256:00")[0]]
['holds', 'fails']
"""

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from amanet.canonical import JSON
from amanet.intake.parsers.wacz_certificates import (
    fingerprint,
    follow_each_other,
    is_for_domain,
    read_chain,
    same_key,
)
from amanet.intake.parsers.wacz_checks import Result, fails, holds, holds_if, not_checked
from amanet.intake.parsers.wacz_stamp import verify_stamp

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
    from cryptography.x509 import Certificate

__all__ = ["verify_signed_data"]

_ANONYMOUS: Final = frozenset(("hash", "created", "software", "version", "signature", "publicKey"))
_DOMAIN: Final = frozenset(
    ("hash", "created", "software", "version", "signature", "domain", "domainCert", "timeSignature", "timestampCert", "crossSignedCert")
)  # fmt: skip
_NEEDED_OF_DOMAIN: Final = ("domain", "domainCert", "timeSignature", "timestampCert")
_SIGNATURE = "signature: over the hash"
_STAMP_WITHIN = timedelta(minutes=10)
_LONGEST_TOLD = 300


def verify_signed_data(
    signed: Mapping[str, object], package_hash: str
) -> tuple[list[Result], dict[str, JSON]]:
    """The checks, and what the signature says of itself. `package_hash` is that of `datapackage.json` as it is."""
    texts = {name: value for name, value in signed.items() if isinstance(value, str)}
    results = [
        holds_if(
            texts.get("hash") == package_hash,
            "signature: hash",
            "it is over another hash than that of datapackage.json",
        ),
        *_shape(signed, texts),
    ]
    if "signature" in texts and "publicKey" in texts:
        results += _anonymous(texts)
    elif "signature" in texts and "domainCert" in texts:
        results += _domain(texts)
    return results, _told(texts)


def _shape(signed: Mapping[str, object], texts: Mapping[str, str]) -> list[Result]:
    check = "signature: form"
    unknown = set(signed) - _ANONYMOUS - _DOMAIN
    if unknown or len(texts) != len(signed):
        return [fails(check, "it has properties that the specification does not have, or not as text")]
    kinds = [kind for kind in ("publicKey", "domainCert") if kind in texts]
    if "signature" not in texts or not kinds:
        return [fails(check, "it has no signature, or neither a public key nor a domain's certificate")]
    if len(kinds) == 2:
        return [fails(check, "it is both an anonymous signature and one of a domain")]
    missing = [name for name in _NEEDED_OF_DOMAIN if name not in texts] if kinds == ["domainCert"] else []
    return [fails(check, f"it lacks {', '.join(missing)}") if missing else holds(check)]


def _anonymous(texts: Mapping[str, str]) -> list[Result]:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        key = load_der_public_key(base64.b64decode(texts["publicKey"], validate=True))
    except (binascii.Error, ValueError, UnsupportedAlgorithm):
        return [fails(_SIGNATURE, "its public key cannot be read")]
    why = "compare the key with one that its owner gave you in another way"
    results = [_signed_by(key, texts), not_checked("signature: whose key", why)]
    return results + _stamped(texts)  # js-wacz stamps anonymous signatures too


def _domain(texts: Mapping[str, str]) -> list[Result]:
    chain = read_chain(texts["domainCert"])
    if not chain:
        return [fails("certificate: readable", "its certificates cannot be read")]
    results = [_signed_by(chain[0].public_key(), texts)]
    results.append(
        holds_if(
            is_for_domain(chain[0], texts.get("domain", "")),
            "certificate: domain",
            "it is for another domain than the one named",
        )
    )
    results.append(
        holds_if(follow_each_other(chain), "certificate: chain", "one of it is not signed by the next")
    )
    results.append(_valid_then(chain, texts))
    results.append(
        not_checked("certificate: root and revocation", "this needs a list of trusted roots, and the network")
    )
    if "crossSignedCert" in texts:
        results += _cross_signed(chain[0], texts["crossSignedCert"])
    return results + _stamped(texts)


def _cross_signed(certificate: "Certificate", pem: str) -> list[Result]:
    check = "cross-signed certificate"
    chain = read_chain(pem)
    if not chain or not same_key(chain[0], certificate):
        return [fails(check, "it cannot be read, or certifies another key")]
    return [holds_if(follow_each_other(chain), check, "one of its chain is not signed by the next")]


def _valid_then(chain: "list[Certificate]", texts: Mapping[str, str]) -> Result:
    check = "certificate: valid when created"
    created = _moment(texts.get("created", ""))
    if created is None:
        return not_checked(check, "when it was created cannot be read")
    valid = all(one.not_valid_before_utc <= created <= one.not_valid_after_utc for one in chain)
    return holds_if(valid, check, "a certificate of the chain was not valid at the time stated")


def _stamped(texts: Mapping[str, str]) -> list[Result]:
    if "timeSignature" not in texts:
        return []
    results, moment = verify_stamp(texts["timeSignature"], texts.get("timestampCert", ""), texts["signature"])
    created = _moment(texts.get("created", ""))
    check = "time-stamp: close to creation"
    if moment is None or created is None:
        return [*results, not_checked(check, "one of the two times cannot be read")]
    within = abs(moment - created) <= _STAMP_WITHIN
    return [*results, holds_if(within, check, "it is more than ten minutes from the time of creation stated")]


def _signed_by(key: "PublicKeyTypes", texts: Mapping[str, str]) -> Result:
    """ECDSA, as the specification says; RSA too, which wacz-signing writes for domains that have such a key."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
    from cryptography.hazmat.primitives.hashes import SHA256

    message = texts.get("hash", "").encode("utf-8", "replace")
    try:
        signature = base64.b64decode(texts["signature"], validate=True)
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(_in_der(signature, key.curve.key_size), message, ec.ECDSA(SHA256()))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, message, padding.PKCS1v15(), SHA256())
        else:
            return not_checked(_SIGNATURE, "its key is of a kind that the specification does not name")
    except (InvalidSignature, binascii.Error, ValueError, UnsupportedAlgorithm):
        return fails(_SIGNATURE, "it was not made with this key over this hash")
    return holds(_SIGNATURE)


def _in_der(signature: bytes, bits: int) -> bytes:
    """Browsers (Web Crypto) write the two numbers side by side, everyone else as DER."""
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    size = (bits + 7) // 8
    if len(signature) != 2 * size:
        return signature
    return encode_dss_signature(
        int.from_bytes(signature[:size], "big"), int.from_bytes(signature[size:], "big")
    )


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _told(texts: Mapping[str, str]) -> dict[str, JSON]:
    told: dict[str, JSON] = {
        name: texts[name][:_LONGEST_TOLD]
        for name in ("created", "software", "version", "domain")
        if name in texts
    }
    told["kind"] = "domain" if "domainCert" in texts else "anonymous"
    if "publicKey" in texts:
        told["public_key"] = texts["publicKey"][:_LONGEST_TOLD]
    for name, label in (("domainCert", "domain_certificates"), ("timestampCert", "time_stamp_certificates")):
        if chain := read_chain(texts.get(name, "")):
            told[label] = [fingerprint(one) for one in chain]
    return told
