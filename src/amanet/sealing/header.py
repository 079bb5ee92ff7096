"""The header of an age v1 file, read to the letter, and the file key inside it (C2SP age.md, "Header").

Speaks X25519 only. Stanzas of other types are passed over, as the specification asks, except that a
passphrase (scrypt) stanza beside another one is refused. No ASCII armor. Everything is decided on bytes of
the file itself, never on a re-encoding of what was parsed.

Invariants: what `parse_header` accepts is exactly the grammar of the specification, with canonical base64; a
file key is handed out only after the MAC of the whole header was checked with it.
"""

import binascii
import hmac
import re
from collections.abc import Sequence
from typing import NamedTuple

from amanet.errors import BadData, Misuse
from amanet.sealing.failures import HeaderFailure, MacFailure, NoMatch
from amanet.sealing.identities import Identity, Recipient
from amanet.sealing.keys import RandomBytes, hkdf_sha256, hmac_sha256
from amanet.sealing.passphrase_recipient import SALT_SIZE, PassphraseRecipient

__all__ = [
    "FILE_KEY_SIZE",
    "LONGEST_HEADER",
    "Header",
    "Stanza",
    "open_header",
    "parse_header",
    "write_header",
]

FILE_KEY_SIZE = 16
# Room for six hundred X25519 recipients. age itself sets no bound; a reader that must hold the header in
# memory has to.
LONGEST_HEADER = 64 * 1024

_VERSION = b"age-encryption.org/v1\n"
_ARGUMENT_LINE = re.compile(rb"->(?: [!-~]+)+")
_COLUMNS = 64
_WRAPPED_SIZE = FILE_KEY_SIZE + 16
_X25519_INFO = b"age-encryption.org/v1/X25519"
_ZERO_NONCE = bytes(12)


class Stanza(NamedTuple):
    arguments: tuple[bytes, ...]
    body: bytes


class Header(NamedTuple):
    stanzas: tuple[Stanza, ...]
    mac: bytes
    authenticated: bytes
    size: int


def write_header(
    recipients: Sequence[Recipient] | PassphraseRecipient, file_key: bytes, random_bytes: RandomBytes
) -> bytes:
    """A header that lets each of `recipients` find `file_key`, with a fresh ephemeral secret for each; or whoever knows the passphrase."""
    if not recipients:
        raise Misuse("Sealing needs at least one recipient; without one nobody could ever open the file.")
    if isinstance(recipients, PassphraseRecipient):
        stanzas = _stanza(*recipients.wrap(file_key, random_bytes(SALT_SIZE)))
    else:
        stanzas = b"".join([_wrap(file_key, recipient, random_bytes(32)) for recipient in recipients])
    authenticated = _VERSION + stanzas + b"---"
    if len(authenticated) > LONGEST_HEADER - _COLUMNS:
        raise Misuse("Too many recipients for one file.")
    mac = hmac_sha256(hkdf_sha256(file_key, b"header"), authenticated)
    return authenticated + b" " + _to_raw_base64(mac) + b"\n"


def parse_header(untrusted_start: bytes) -> Header:
    """The header of the file that begins with `untrusted_start` (64 KiB, or all). Raises `HeaderFailure`."""
    if not untrusted_start.startswith(_VERSION):
        raise HeaderFailure(
            "Expected the first line of an age v1 file (binary, not armored), found something else."
        )
    end = untrusted_start.find(b"\n---", len(_VERSION) - 1, LONGEST_HEADER)
    size = untrusted_start.find(b"\n", end + 1, LONGEST_HEADER) + 1
    if end < 0 or size == 0:
        raise HeaderFailure(
            "The header of an age file has no end within its first 64 KiB: the file was cut or is not age."
        )
    if untrusted_start[end + 1 : end + 5] != b"--- ":
        raise HeaderFailure("The last line of an age header is not '--- ' and a MAC.")
    mac = _from_raw_base64(untrusted_start[end + 5 : size - 1])
    if len(mac) != 32:
        raise HeaderFailure(f"The MAC of an age header has 32 bytes; found {len(mac)}.")
    stanzas = _parse_stanzas(untrusted_start[len(_VERSION) : end].split(b"\n"))
    return Header(stanzas, mac, untrusted_start[: end + 4], size)


def open_header(header: Header, identity: Identity) -> bytes:
    """The file key. Raises `HeaderFailure` for a malformed X25519 stanza, `NoMatch` and `MacFailure`."""
    file_key = _unwrap(header.stanzas, identity)
    if not hmac.compare_digest(
        hmac_sha256(hkdf_sha256(file_key, b"header"), header.authenticated), header.mac
    ):
        raise MacFailure(
            "The header of an age file was changed after it was written. Fetch it again from another copy."
        )
    return file_key


def _parse_stanzas(lines: list[bytes]) -> tuple[Stanza, ...]:
    stanzas, remaining = [], iter(lines)
    for line in remaining:
        if not _ARGUMENT_LINE.fullmatch(line):
            raise HeaderFailure(
                "A line of an age header is not '-> ' and its arguments, parted by single spaces."
            )
        body = b""
        for body_line in remaining:
            body += body_line
            if len(body_line) != _COLUMNS:
                break
        else:
            raise HeaderFailure("A stanza of an age header does not end with a line shorter than 64 columns.")
        if len(body_line) > _COLUMNS:
            raise HeaderFailure("A line of an age header is longer than 64 columns.")
        stanzas.append(Stanza(tuple(line[3:].split(b" ")), _from_raw_base64(body)))
    return tuple(stanzas)


def _wrap(file_key: bytes, recipient: Recipient, ephemeral_secret: bytes) -> bytes:
    from amanet.sealing.primitives import ChaCha20Poly1305, public_half, shared_secret

    share = public_half(ephemeral_secret)
    shared = shared_secret(ephemeral_secret, recipient.public)
    wrap_key = hkdf_sha256(shared, _X25519_INFO, salt=share + recipient.public)
    body = ChaCha20Poly1305(wrap_key).encrypt(_ZERO_NONCE, file_key, None)
    return b"-> X25519 %b\n%b\n" % (_to_raw_base64(share), _to_raw_base64(body))


def _stanza(kind: bytes, salt: bytes, cost: bytes, body: bytes) -> bytes:
    return b"-> %b %b %b\n%b\n" % (kind, _to_raw_base64(salt), cost, _to_raw_base64(body))


def _unwrap(stanzas: Sequence[Stanza], identity: Identity) -> bytes:
    from amanet.sealing.primitives import ChaCha20Poly1305, InvalidTag, shared_secret

    if len(stanzas) > 1 and any(stanza.arguments[0] == b"scrypt" for stanza in stanzas):
        raise HeaderFailure(
            "A passphrase stanza stands beside others in an age header, which the format forbids."
        )
    # The shape of all of them first: a malformed stanza is an error even behind one that opens.
    ours = [_share_and_body(stanza) for stanza in stanzas if stanza.arguments[0] == b"X25519"]
    for share, body in ours:
        try:
            shared = shared_secret(identity.secret, share)
            wrap_key = hkdf_sha256(shared, _X25519_INFO, salt=share + identity.recipient.public)
            return ChaCha20Poly1305(wrap_key).decrypt(_ZERO_NONCE, body, None)
        except InvalidTag:
            continue
        except BadData as problem:
            raise HeaderFailure("An X25519 stanza of an age header holds a share of low order.") from problem
    raise NoMatch("This file is sealed, but not to this key. Look for the key it was sealed to.")


def _share_and_body(stanza: Stanza) -> tuple[bytes, bytes]:
    if len(stanza.arguments) != 2:
        raise HeaderFailure("An X25519 stanza of an age header has one argument after its type.")
    share = _from_raw_base64(stanza.arguments[1])
    if len(share) != 32 or len(stanza.body) != _WRAPPED_SIZE:
        raise HeaderFailure(
            "An X25519 stanza of an age header has 32 bytes of share and 32 bytes of body; found others."
        )
    return share, stanza.body


def _to_raw_base64(data: bytes) -> bytes:
    return binascii.b2a_base64(data, newline=False).rstrip(b"=")


def _from_raw_base64(text: bytes) -> bytes:
    """Canonical base64 without padding. Encoded again to check: the decoder skips what it does not know."""
    try:
        data = binascii.a2b_base64(text + b"=" * (-len(text) % 4))
    except binascii.Error as problem:
        raise HeaderFailure("An age header holds text that is not base64.") from problem
    if _to_raw_base64(data) != text:
        raise HeaderFailure("An age header holds base64 that is padded, not canonical, or not base64.")
    return data
