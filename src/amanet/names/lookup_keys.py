"""Keys of a name: short strings that its writings in other scripts are likely to share, to find candidates with by equality.

A key is made of the consonants of one word by class, so that it outlasts scripts and spelling; coarser ones merge what Han renderings
merge; writings that `data/same_names.tsv` knows to be of one name (喀什, Kashgar) share its line. Keys depend on the tables of this version
only (never on ICU or the machine), and each begins with it. They are personal data: they live encrypted beside the names and never leave by
default. A shared key means "look here", nothing more.

    >>> sorted(keys("Muyesser") & keys("木耶赛尔"))
    ['2:MSR', '2:NSR', '2~NS']
"""

from itertools import islice, product

from amanet.names.known_words import first_of_line, same_names
from amanet.names.parts import Kind, Part, Role, parse_name, part_of
from amanet.names.scripts import Script
from amanet.names.sound_classes import heard_in, outline_of
from amanet.names.units import units_of

__all__ = ["KEY_VERSION", "keys", "near_keys"]

KEY_VERSION = 2
_KINDS = ("person", "place")
_MERGED = str.maketrans({"M": "N"})
_MERGED_AND_DROPPED = str.maketrans({"M": "N", "F": "P", "R": None})
_HEAD = 3  # consonants, after which keys of the beginning of a word stop
# Han initials that stand for two classes of consonants: 吉 is ji and gi, 恰 cha and kha, 西 si and hi.
_OF_HAN = {"initial:j": "SK", "initial:q": "SK", "initial:x": "SK"}
_MOST_READINGS = 4
# How likely a consonant more, less or another stands between two writings of one name (counted on pairs of names), in parts of what a shared
# key says; all others count as 1.
_COMES_OR_GOES = {"R": 30, "N": 8, "K": 6, "T": 6, "S": 6, "F": 5, "M": 2, "P": 2}
_CHANGES = {
    frozenset(two): weight
    for two, weight in (
        ("KS", 16),
        ("MN", 10),
        ("FP", 8),
        ("ST", 6),
        ("NR", 4),
        ("RS", 3),
        ("FK", 3),
        ("KN", 2),
    )
}
_SHORTEST = 1


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
        found |= _keys_of_sounds(read.outline or read.heard)
    for outline in _other_outlines(part):
        found |= _keys_of_sounds(outline)
    return found


def _known_line(text: str, kind: Kind) -> str:
    """The first writing of its line, as the lines' numbers change with the table."""
    return first_of_line(kind).get(same_names(kind).get(text, 0), "")


def _other_readings(part: Part) -> list[Part]:
    """Latin x is ks, and kh or sh in other spellings (Exmet, Xinjiang)."""
    if part.script is not Script.LATIN or "x" not in part.text:
        return []
    return [part_of(part.text.replace("x", sound), part.script, "stem") for sound in ("kh", "sh")]


def _other_outlines(part: Part) -> list[str]:
    """Of a word in Han, whose initials have several sounds."""
    if part.script is not Script.HAN:
        return []
    units = units_of(part.word, part.script)
    ways = [_OF_HAN.get(unit.rpartition("/")[2]) or (heard_in((unit,), part.script),) for unit in units]
    read = (outline_of("".join(way)) for way in islice(product(*ways), _MOST_READINGS))
    return [outline for outline in read if outline]


def _keys_of_sounds(outline: str) -> set[str]:
    """The consonants; nasals as one; and, where enough is left, without r and l, which Han often drops, and the beginning of that."""
    found = {f"{KEY_VERSION}:{outline}", f"{KEY_VERSION}:{outline.translate(_MERGED)}"}
    bare = _once(outline.translate(_MERGED_AND_DROPPED))
    if outline.isupper() and len(bare) > 1:
        found.add(f"{KEY_VERSION}~{bare}")
        if len(bare) >= _HEAD:
            found.add(f"{KEY_VERSION}^{bare[:_HEAD]}")
    return found


def near_keys(keys: frozenset[str]) -> dict[str, int]:
    """Keys that are not among these but a consonant away, and what sharing one says, where sharing one of `keys` says 100."""
    near: dict[str, int] = {}
    for key in keys:
        if key.startswith(f"{KEY_VERSION}:") and key[2:].isupper():
            for other, weight in _a_consonant_away(key[2:]):
                found = key[:2] + _once(other)  # where one between two alike goes, one of these goes with it
                near[found] = max(weight, near.get(found, 1))
    return {key: weight for key, weight in near.items() if key not in keys}


def _a_consonant_away(signs: str) -> list[tuple[str, int]]:
    """The first consonant of a word stays more often than others do."""
    found = []
    for at in range(len(signs) + 1):
        before, after = signs[:at], signs[at:]
        for one, weight in _COMES_OR_GOES.items():
            found.append((before + one + after, weight if at else weight // 3))
            if after:
                found.append((before + one + after[1:], _CHANGES.get(frozenset((one, after[0])), 1)))
        if after and len(signs) > _SHORTEST:
            found.append((before + after[1:], _COMES_OR_GOES[after[0]] // (1 if at else 3)))
    return found


def _once(signs: str) -> str:
    return "".join(sign for place, sign in enumerate(signs) if place == 0 or signs[place - 1] != sign)
