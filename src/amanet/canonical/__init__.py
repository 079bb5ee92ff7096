"""One canonical encoding, tagged hashes, ids and times (docs/spec/log-v1.md, section 1).

Everything that is hashed, signed or stored as a record passes through here, so that one value has one
sequence of bytes.

>>> from amanet.canonical import encode
>>> encode({"b": 1, "a": "ئۈرۈمچى"}).decode()
'{"a":"ئۈرۈمچى","b":1}'
"""

from amanet.canonical.encoding import JSON, decode, decode_any_json, encode, from_base64, to_base64
from amanet.canonical.hashing import sha256, tagged_hash
from amanet.canonical.identifiers import Identifiers, new_uuid7
from amanet.canonical.names import folded_name, name_from_bytes, name_to_bytes, readable_name
from amanet.canonical.times import format_utc, parse_utc

__all__ = [
    "JSON",
    "Identifiers",
    "decode",
    "decode_any_json",
    "encode",
    "folded_name",
    "format_utc",
    "from_base64",
    "name_from_bytes",
    "name_to_bytes",
    "new_uuid7",
    "parse_utc",
    "readable_name",
    "sha256",
    "tagged_hash",
    "to_base64",
]
