"""File names as they were received: text where they are UTF-8, bytes in base64 where they are not, and safe
to print.
"""

import unicodedata

from amanet.canonical.encoding import JSON, from_base64, to_base64
from amanet.errors import BadData

# Characters that can turn, hide or break a line on a terminal or a page. They are shown as escapes, never
# removed.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")


def name_from_bytes(raw: bytes) -> JSON:
    """A file name for a record: a string, or `{"b64": …}` where the bytes are not UTF-8."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return {"b64": to_base64(raw)}


def name_to_bytes(name: JSON) -> bytes:
    """The bytes that `name_from_bytes` was given. Raises `BadData` for any other value."""
    if isinstance(name, str):
        try:
            return name.encode("utf-8")
        except UnicodeEncodeError as problem:
            raise BadData("A file name holds half of a surrogate pair.") from problem
    if isinstance(name, dict) and set(name) == {"b64"} and isinstance(name["b64"], str):
        raw = from_base64(name["b64"])
        if name_from_bytes(raw) == name:
            return raw
    raise BadData("A file name is text, or an object with its bytes in base64 where they are not UTF-8.")


def readable_name(name: JSON) -> str:
    """A name on one line that cannot reorder or control a terminal: such characters appear as `\\u…`."""
    text = name_to_bytes(name).decode("utf-8", "backslashreplace")
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character in _TURNING or unicodedata.category(character) in {"Cc", "Cs", "Cn"}:
        return character.encode("unicode_escape").decode("ascii")
    return character


def folded_name(name: str) -> str:
    """What two writings of one name share that differ in case, spaces or the form of letters with marks only: by it a recipient is the same, and
    whoever handed something over is found again.
    """
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
