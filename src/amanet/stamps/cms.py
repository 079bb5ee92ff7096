"""The CMS message around a time-stamp (RFC 5652, section 5.1; RFC 3161, section 2.4.2), taken apart and put
together again.

Nothing is verified here. An answer that was not granted is refused with the authority's own words, escaped.
"""

from dataclasses import dataclass

from amanet.canonical import readable_name
from amanet.errors import BadData
from amanet.stamps import der

LARGEST_ANSWER = 1 << 20
MOST_CERTIFICATES = 64
_SIGNED_DATA = "1.2.840.113549.1.7.2"
_FAILURES = {
    0: "badAlg",
    2: "badRequest",
    5: "badDataFormat",
    14: "timeNotAvailable",
    15: "unacceptedPolicy",
    16: "unacceptedExtension",
    17: "addInfoNotAvailable",
    25: "systemFailure",
}
_LONGEST_SHOWN = 200


@dataclass(frozen=True)
class SignedData:
    """The parts of CMS SignedData (RFC 5652, section 5.1) that a time-stamp has."""

    version: der.Element
    digests: der.Element
    content: der.Element
    certificates: tuple[bytes, ...]
    signers: der.Element


def parse_signed_data(untrusted: bytes) -> SignedData:
    if len(untrusted) > LARGEST_ANSWER:
        raise BadData("An answer of more than 1 MiB is no time-stamp.")
    answer = der.parse_one(untrusted, der.SEQUENCE).inside()
    if not answer or len(answer) > 2:
        raise BadData("An answer holds a status and a token.")
    _refuse_rejection(answer[0])
    if len(answer) != 2:
        raise BadData("The authority says that it granted a time-stamp but sent none.")
    content_type, wrapped = exactly(2, der.expect(answer[1], der.SEQUENCE).inside(), "A token")
    if der.read_oid(content_type) != _SIGNED_DATA:
        raise BadData("The token is not signed data.")
    parts = der.parse_one(der.expect(wrapped, der.CONTEXT_0).content, der.SEQUENCE).inside()
    if len(parts) not in (5, 6) or parts[3].tag != der.CONTEXT_0:
        raise BadData(
            "The token lacks the authority's certificate. Ask again, with the request that amanet makes."
        )
    # Some authorities send the same certificate twice.
    certificates = tuple(dict.fromkeys(der.expect(each, der.SEQUENCE).raw for each in parts[3].inside()))
    if len(certificates) > MOST_CERTIFICATES:
        raise BadData(f"A token with more than {MOST_CERTIFICATES} certificates is no time-stamp.")
    if len(parts) == 6:
        der.expect(parts[4], der.CONTEXT_1)
    return SignedData(
        der.expect(parts[0], der.INTEGER),
        der.expect(parts[1], der.SET),
        der.expect(parts[2], der.SEQUENCE),
        certificates,
        der.expect(parts[-1], der.SET),
    )


def with_sorted_certificates(answer: bytes) -> bytes:
    """The same answer with its certificates in DER's order and without revocation lists.

    For strict parsers only: this part of a CMS message is not signed, and authorities order it as they like.
    The bytes that are archived are always the original ones.
    """
    signed = parse_signed_data(answer)
    certificates = der.wrap(der.CONTEXT_0, *sorted(signed.certificates))
    parts = (signed.version.raw, signed.digests.raw, signed.content.raw, certificates, signed.signers.raw)
    status, token = der.parse_one(answer, der.SEQUENCE).inside()
    content_type = token.inside()[0]
    inner = der.wrap(der.CONTEXT_0, der.wrap(der.SEQUENCE, *parts))
    return der.wrap(der.SEQUENCE, status.raw, der.wrap(der.SEQUENCE, content_type.raw, inner))


def algorithm(element: der.Element) -> str:
    return der.read_oid(at_least(1, der.expect(element, der.SEQUENCE).inside(), "An algorithm")[0])


def exactly(count: int, elements: list[der.Element], what: str) -> list[der.Element]:
    if len(elements) != count:
        raise BadData(
            f"{what}: expected {count} parts and found {len(elements)}. This is no time-stamp of RFC 3161."
        )
    return elements


def at_least(count: int, elements: list[der.Element], what: str) -> list[der.Element]:
    if len(elements) < count:
        raise BadData(
            f"{what}: expected {count} parts and found {len(elements)}. This is no time-stamp of RFC 3161."
        )
    return elements


def _refuse_rejection(status_info: der.Element) -> None:
    parts = der.expect(status_info, der.SEQUENCE).inside()
    if not parts:
        raise BadData("The answer has no status.")
    status = der.read_integer(der.expect(parts[0], der.INTEGER))
    if status == 0:
        return
    words = [
        text.content.decode("utf-8", "replace")
        for part in parts
        if part.tag == der.SEQUENCE
        for text in part.inside()
    ]
    reasons = [name for part in parts if part.tag == der.BITS for name in _failures(part.content)]
    said = readable_name(" / ".join(words)[:_LONGEST_SHOWN]) or "nothing"
    raise BadData(
        f"The authority granted no time-stamp (status {', '.join([str(status), *reasons])}). "
        f"It says: {said}. Ask again later, or ask another authority."
    )


def _failures(bits: bytes) -> list[str]:
    number = int.from_bytes(bits[1:], "big")
    width = 8 * (len(bits) - 1)
    return [name for bit, name in _FAILURES.items() if bit < width and number >> (width - 1 - bit) & 1]
