"""Whether a time-stamp proves what it says (RFC 3161, section 2.2 and appendix B).

The numbered checks of `verify_token`, in this order, each with a refusal of its own:

1. the answer is granted, strict DER, and names its signer (`amanet.stamps.token`);
2. it is about this checkpoint (and this nonce);
3. a way leads from the signer's certificate to a root that the *caller* brought, over certificates valid at
   the moment stated;
4. rfc3161_client verifies signature, way, and that the certificate is for time-stamping only (critical).

Verification is at the moment stated in the token: a certificate that has expired since is fine, one that was
not yet or no longer valid then is not. Whoever gets hold of an authority's key can state any moment, and
revocation is not looked up: that is why the chain is archived and stamps are renewed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from amanet.canonical import format_utc
from amanet.errors import BadData, Misuse
from amanet.stamps.chain import der_of, find_way, is_valid, load, read_all, shown_name, signed_itself
from amanet.stamps.cms import with_sorted_certificates
from amanet.stamps.token import TimeStamp, parse_answer, verify_fits

if TYPE_CHECKING:
    from cryptography.x509 import Certificate


@dataclass(frozen=True)
class VerifiedStamp:
    """A time-stamp that holds. Names are safe to print; fingerprints are lower-case hex of SHA-256 over the
    certificate in DER.
    """

    time: datetime
    accuracy: timedelta | None
    authority: str
    root: str
    root_fingerprint: str
    signer_fingerprint: str
    serial: int
    policy: str
    certificates_expire: datetime
    chain: tuple[bytes, ...] = field(repr=False)

    def remark(self, now: datetime) -> str:
        """What a reader of today should know about the certificates, or ""."""
        if now <= self.certificates_expire:
            return ""
        return (
            f"A certificate of the authority expired at {_shown(self.certificates_expire)}; all were valid "
            f"at the moment stated, {_shown(self.time)}, and that is what counts."
        )


def verify_token(
    answer_der: bytes,
    note_text: bytes,
    roots: Sequence[bytes],
    intermediates: Sequence[bytes] = (),
    *,
    nonce: int | None = None,
) -> VerifiedStamp:
    """The time-stamp on this checkpoint, from roots that the caller got elsewhere. Raises `BadData`.

    Both lists hold files in PEM or DER. `intermediates` may come from anywhere, the bundle included: they are
    trusted only as far as a root signed them.
    """
    if not roots:
        raise Misuse(
            "A time-stamp is verified from the root certificate of its authority, got from the authority "
            "itself. Give one."
        )
    stamp = parse_answer(answer_der)
    verify_fits(stamp, note_text, nonce=nonce)
    trusted, others = ([load(each) for each in read_all(files)] for files in (roots, intermediates))
    way = _way_to_root(stamp, trusted, others)
    _verify_signature(stamp, way)
    return VerifiedStamp(
        time=stamp.gen_time,
        accuracy=stamp.accuracy,
        authority=shown_name(way[0]),
        root=shown_name(way[-1]),
        root_fingerprint=_fingerprint(way[-1]),
        signer_fingerprint=_fingerprint(way[0]),
        serial=stamp.serial,
        policy=stamp.policy,
        certificates_expire=min(each.not_valid_after_utc for each in way),
        chain=tuple(der_of(each) for each in way),
    )


def _way_to_root(
    stamp: TimeStamp, trusted: list["Certificate"], others: list["Certificate"]
) -> list["Certificate"]:
    leaf = load(stamp.signer)
    # A file of roots often holds intermediates too: those are not trusted by themselves.
    roots = [each for each in trusted if signed_itself(each)]
    if not roots:
        raise BadData(
            f"{shown_name(trusted[0])} is not a root: it did not sign itself. Give the root, and this one "
            "as an intermediate."
        )
    if not is_valid(leaf, stamp.gen_time):
        raise BadData(
            f"The certificate of the authority was valid from {_shown(leaf.not_valid_before_utc)} to "
            f"{_shown(leaf.not_valid_after_utc)}, but the time-stamp states {_shown(stamp.gen_time)}. "
            "Do not rely on it; ask for a new one."
        )
    known = [*(load(each) for each in stamp.certificates), *trusted, *others]
    way = find_way(leaf, known, roots, stamp.gen_time)
    if way is None:
        raise BadData(
            f"No way leads from the certificate of the authority ({shown_name(leaf)}) to a root that was "
            f"given, over certificates valid at the moment stated, {_shown(stamp.gen_time)}. Give the root "
            "of this authority, and its intermediate certificates if the answer lacks them."
        )
    return way


def _verify_signature(stamp: TimeStamp, way: list["Certificate"]) -> None:
    import rfc3161_client

    try:
        answer = rfc3161_client.decode_timestamp_response(with_sorted_certificates(stamp.answer))
        # Only what was found on the way goes in: the library trusts every self-signed one it is given.
        verifier = rfc3161_client.VerifierBuilder(roots=way[-1:], intermediates=way[1:-1]).build()
        holds = verifier.verify(answer, stamp.imprint)
    except rfc3161_client.VerificationError as problem:
        raise BadData(
            "The time-stamp does not hold: its signature is not that of the certificate, or the certificate "
            "is not one for time-stamping only (critical). Do not rely on it; ask for a new one."
        ) from problem
    except BaseException as problem:
        # A panic in the library's Rust half is no Exception; a hostile answer may cause one.
        if not isinstance(problem, Exception) and type(problem).__name__ != "PanicException":
            raise
        raise BadData(
            "The time-stamp is written in a way that the verifying library does not read. "
            "Ask another authority."
        ) from problem
    if holds is not True:
        raise BadData("The time-stamp does not hold.")


def _fingerprint(certificate: "Certificate") -> str:
    from cryptography.hazmat.primitives.hashes import SHA256

    return certificate.fingerprint(SHA256()).hex()


def _shown(moment: datetime) -> str:
    return format_utc(moment.timestamp())
