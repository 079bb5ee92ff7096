"""What a time-stamping authority answered: a TimeStampResp (RFC 3161, section 2.4.2), read strictly.

`parse_answer` keeps the bytes exactly as they came, and refuses what is not granted, not DER, not a time-
stamp, not about SHA-256, signed by more or fewer than one, without the signer's certificate, or without the
signed attribute that names it (RFC 5816; the library that checks the signature does not look at that
attribute, and without it one certificate of a key can be swapped for another with other dates).

Reading proves nothing. `amanet.stamps.verify_token` does.
"""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from amanet.errors import BadData
from amanet.stamps import der
from amanet.stamps.cms import algorithm, exactly, parse_signed_data
from amanet.stamps.request import SHA256, imprint_of
from amanet.stamps.signer import TST_INFO, signer_of

_MOMENT = re.compile(rb"(\d{14})(?:\.(\d*[1-9]))?Z")


@dataclass(frozen=True)
class TimeStamp:
    """An answer as it was read, not yet verified. `answer` is every byte of it; certificates are DER, in the
    order they came.
    """

    answer: bytes = field(repr=False)
    gen_time: datetime
    accuracy: timedelta | None
    serial: int
    policy: str
    imprint: bytes
    nonce: int | None
    signer: bytes = field(repr=False)
    certificates: tuple[bytes, ...] = field(repr=False)


def parse_answer(untrusted: bytes) -> TimeStamp:
    """Reads an answer. Raises `BadData`, with the authority's own words where it refused."""
    signed = parse_signed_data(untrusted)
    info = _tst_info(signed.content)
    return TimeStamp(untrusted, *info, signer_of(signed), signed.certificates)


def verify_fits(stamp: TimeStamp, note_text: bytes, *, nonce: int | None = None) -> None:
    """Raises `BadData` unless the answer is about this checkpoint and, where one was sent, carries this
    nonce.
    """
    if not hmac.compare_digest(stamp.imprint, imprint_of(note_text)):
        raise BadData(
            "The time-stamp is about something else: its imprint is not that of this checkpoint. "
            "Give the answer to the request made for it."
        )
    if nonce is not None and stamp.nonce != nonce:
        raise BadData(
            "The time-stamp answers another request: its nonce is not the one that was sent. Ask again."
        )


def _tst_info(
    content: der.Element,
) -> tuple[datetime, timedelta | None, int, str, bytes, int | None]:
    content_type, wrapped = exactly(2, content.inside(), "The signed content")
    if der.read_oid(content_type) != TST_INFO:
        raise BadData("What is signed is not a time-stamp.")
    octets = der.parse_one(der.expect(wrapped, der.CONTEXT_0).content, der.OCTETS)
    parts = der.parse_one(octets.content, der.SEQUENCE).inside()
    if len(parts) < 5 or der.read_integer(parts[0]) != 1:
        raise BadData("The time-stamp is not of version 1.")
    policy, imprint, serial, moment, *optional = parts[1:]
    named = _by_tag(optional, (der.SEQUENCE, der.BOOLEAN, der.INTEGER, der.CONTEXT_0, der.CONTEXT_1))
    if der.CONTEXT_1 in named:
        _refuse_critical(named[der.CONTEXT_1])
    return (
        _moment(moment),
        _accuracy(named[der.SEQUENCE]) if der.SEQUENCE in named else None,
        der.read_integer(der.expect(serial, der.INTEGER)),
        der.read_oid(policy),
        _imprint(imprint),
        der.read_integer(named[der.INTEGER]) if der.INTEGER in named else None,
    )


def _by_tag(elements: list[der.Element], order: tuple[int, ...]) -> Mapping[int, der.Element]:
    """Optional elements by tag. Raises `BadData` where one is unknown, repeated or out of order."""
    places = [order.index(each.tag) if each.tag in order else -1 for each in elements]
    if -1 in places or places != sorted(set(places)):
        raise BadData("The time-stamp has fields that RFC 3161 does not have.")
    return {each.tag: each for each in elements}


def _imprint(element: der.Element) -> bytes:
    hash_algorithm, hashed = exactly(2, der.expect(element, der.SEQUENCE).inside(), "An imprint")
    if algorithm(hash_algorithm) != SHA256 or len(der.expect(hashed, der.OCTETS).content) != 32:
        raise BadData("The time-stamp is not about a SHA-256 hash, but that is what was asked for.")
    return hashed.content


def _moment(element: der.Element) -> datetime:
    match = _MOMENT.fullmatch(der.expect(element, der.TIME).content)
    if match is None:
        raise BadData("The moment stated in the time-stamp is not written as RFC 3161 wants it.")
    whole, fraction = match[1].decode(), (match[2] or b"0").decode()
    try:
        moment = datetime.strptime(whole, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError as problem:
        raise BadData("The moment stated in the time-stamp does not exist.") from problem
    return moment.replace(microsecond=int(fraction[:6].ljust(6, "0")))


def _accuracy(element: der.Element) -> timedelta:
    """Seconds, [0] thousandths, [1] millionths: each may be missing."""
    units = {der.INTEGER: "seconds", 0x80: "milliseconds", 0x81: "microseconds"}
    found = _by_tag(element.inside(), tuple(units))
    values = {units[tag]: der.read_integer(each) for tag, each in found.items()}
    if any(not 0 <= value < 2**31 for value in values.values()):
        raise BadData("The accuracy stated in the time-stamp is not a span of time.")
    return timedelta(**values)


def _refuse_critical(extensions: der.Element) -> None:
    for extension in extensions.inside():
        if any(part.tag == der.BOOLEAN for part in der.expect(extension, der.SEQUENCE).inside()):
            raise BadData(
                "The time-stamp has a critical extension, which this version of amanet does not know."
            )
