"""Keys of a name: short strings that its writings in other scripts are likely to share, to find candidates with by equality.

A key is made of the consonants of one word by class, so that it outlasts scripts and spelling; coarser ones merge what Han renderings
merge; writings that `data/same_names.tsv` knows to be of one name (喀什, Kashgar) share its line. Keys depend on the tables of this version
only (never on ICU or the machine), and each begins with it. They are personal data: they live encrypted beside the names and never leave by
default. A shared key means "look here", nothing more.

    >>> sorted(keys("Muyesser") & keys("木耶赛尔"))
    ['1:MSR', '1:NSR', '1~NS']
"""

from amanet.names.known_words import first_of_line, same_names
from amanet.names.parts import Kind, Part, Role, parse_name, part_of
from amanet.names.scripts import Script

__all__ = ["KEY_VERSION", "keys"]

KEY_VERSION = 1
_KINDS = ("person", "place")
_MERGED = str.maketrans({"M": "N"})
_MERGED_AND_DROPPED = str.maketrans({"M": "N", "F": "P", "R": None})


def keys(name: str) -> frozenset[str]:
    """The keys of every word of the name; none where there is no name to make them of."""
    parsed = parse_name(name)
    if parsed.is_unknown:
        return frozenset()
    words = [part for part in parsed.parts if part.role is Role.NAME]
    return frozenset(
        key for word in words for part in (word, word.stem) if part is not None for key in _keys_of(part)
    )


def _keys_of(part: Part) -> set[str]:
    """The letters themselves, the lines of known writings they stand in, and the sounds of each way to read them."""
    found = {f"{KEY_VERSION}={part.text}"}
    found |= {f"{KEY_VERSION}#{line}" for kind in _KINDS if (line := _known_line(part.text, kind))}
    for read in (part, *_other_readings(part)):
        found |= _keys_of_sounds(read)
    return found


def _known_line(text: str, kind: Kind) -> str:
    """The first writing of its line, as the lines' numbers change with the table."""
    return first_of_line(kind).get(same_names(kind).get(text, 0), "")


def _other_readings(part: Part) -> list[Part]:
    """Latin x is ks, and kh or sh in other spellings (Exmet, Xinjiang)."""
    if part.script is not Script.LATIN or "x" not in part.text:
        return []
    return [part_of(part.text.replace("x", sound), part.script, "stem") for sound in ("kh", "sh")]


def _keys_of_sounds(part: Part) -> set[str]:
    """The consonants; nasals as one; and, where enough is left, without r and l, which Han often drops."""
    outline = part.outline or part.heard
    found = {f"{KEY_VERSION}:{outline}", f"{KEY_VERSION}:{outline.translate(_MERGED)}"}
    bare = _once(outline.translate(_MERGED_AND_DROPPED))
    if part.outline and len(bare) > 1:
        found.add(f"{KEY_VERSION}~{bare}")
    return found


def _once(signs: str) -> str:
    return "".join(sign for place, sign in enumerate(signs) if place == 0 or signs[place - 1] != sign)
