"""Sealing: age files, keys made from passphrases, the slots of a vault (docs/spec/vault-v1.md, 1 and 2).

Files are age v1 (C2SP age.md) to X25519 recipients, so that any age program opens what amanet wrote. Refuses
ASCII armor, passphrase files and plugins. Nothing here touches a disk or a clock, and randomness is passed
in; the one thing outside itself is the short-lived child process that derives a key (`derivation`). Importing
this is cheap: the cryptographic libraries are loaded by the first use of a key.

>>> import os
>>> from amanet.sealing import Identity, open_bytes, seal_bytes
>>> identity = Identity.new(os.urandom)
>>> sealed = seal_bytes("گۇۋاھلىق".encode(), [identity.recipient], random_bytes=os.urandom, pad=True)
>>> open_bytes(sealed, identity).decode()
'گۇۋاھلىق'
"""

from amanet.sealing.derivation import DerivationCost, default_cost, derive
from amanet.sealing.failures import HeaderFailure, MacFailure, NoMatch, PayloadFailure
from amanet.sealing.identities import Identity, Recipient
from amanet.sealing.keys import RandomBytes, hkdf_sha256, open_secret, seal_secret
from amanet.sealing.padding import padme
from amanet.sealing.passphrase import Passphrase
from amanet.sealing.passphrase_recipient import PassphraseRecipient
from amanet.sealing.reader import AgeReader, BytesSource, Source, open_bytes
from amanet.sealing.recovery import RecoveryCode, new_recovery_code, parse_recovery_code
from amanet.sealing.slots import Slot, Unlocked, check_damage, new_slot, reseal, unlock
from amanet.sealing.writer import Readable, Sealed, seal_bytes, seal_stream

__all__ = [
    "AgeReader",
    "BytesSource",
    "DerivationCost",
    "HeaderFailure",
    "Identity",
    "MacFailure",
    "NoMatch",
    "Passphrase",
    "PassphraseRecipient",
    "PayloadFailure",
    "RandomBytes",
    "Readable",
    "Recipient",
    "RecoveryCode",
    "Sealed",
    "Slot",
    "Source",
    "Unlocked",
    "check_damage",
    "default_cost",
    "derive",
    "hkdf_sha256",
    "new_recovery_code",
    "new_slot",
    "open_bytes",
    "open_secret",
    "padme",
    "parse_recovery_code",
    "reseal",
    "seal_bytes",
    "seal_secret",
    "seal_stream",
    "unlock",
]
