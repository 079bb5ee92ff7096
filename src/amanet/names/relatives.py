"""Reads a name by which somebody is asked for through a relative: "wife of X", "X-ning ayali", "жена X", "X'in eşi", "X 的妻子".

The words stand in `data/kinship_words.tsv`; the Uyghur and Kazakh ones await a native speaker's review. Only the words are read: who the
relative is, whether there is one, and whether the words are part of a name after all, is for whoever asks to find out.

    >>> relative_in("Muyesser Abletning ayali")
    Relative(kin=('wife',), names=('Muyesser Ablet', 'Muyesser Abletning'))
"""

import re
from dataclasses import dataclass
from functools import cache

from amanet.names.folding import fold
from amanet.names.tables import read_rows

__all__ = ["ANY", "Relative", "relative_in"]

ANY = "any"
_LONGEST = 500
_SHORTEST_NAME = 2
# Endings of an owner: after an apostrophe, or (where the words are those of a language that has them) without one.
_OWNER = re.compile(
    "(?:['’ʼ‘`-](?:s|n?[ıiuü]n|n[iıï]ng|ning)|(?<=s)['’])$|(?:نىڭ|نىڭكى|ниң|ның|нің|дың|дің|тың|тің|ning|ñiñ|niñ|nıñ)$",
    re.IGNORECASE,
)
_WITHOUT_APOSTROPHE = re.compile("(?<=[^\\W\\d_]{3})(?:n?[ıiuü]n|s)$", re.IGNORECASE)


@dataclass(frozen=True)
class Relative:
    """What the one asked for is to the one named, by codes of the thesaurus "kinship", or `ANY`; and what that one may be called,
    without the ending of an owner first.
    """

    kin: tuple[str, ...]
    names: tuple[str, ...]


def relative_in(text: str) -> Relative | None:
    """None where no relative is asked for, or no name is left beside the words."""
    words = text[:_LONGEST].split()
    if len(words) < 2:
        return _at_the_end_of_han(text[:_LONGEST].strip())
    folded = [fold(word).strip(" ,;:.?!") for word in words]
    for size in (3, 2, 1):
        for where, found in (("before", folded[:size]), ("own", folded[-size:]), ("after", folded[-size:])):
            kin = _kin().get((where, " ".join(found)), ())
            if kin and len(words) > size:
                rest = words[size:] if where == "before" else words[:-size]
                names = _names(rest, where)
                if names:
                    return Relative(kin, names)
    return _at_the_end_of_han(text[:_LONGEST].strip())


def _names(words: list[str], where: str) -> tuple[str, ...]:
    """What is left is the name; of an owner, and after words that stand behind one, also without that ending."""
    name = " ".join(words).strip(' ,;:.?!“”"«»').removesuffix(" 的").removesuffix(" 之")
    if len(fold(name).strip()) < _SHORTEST_NAME:
        return ()
    if where == "before":
        return (name,)
    bare = _OWNER.sub("", name).rstrip("'’ʼ‘`- ")
    if where == "own":
        return (bare,) if bare != name else ()
    shorter = _WITHOUT_APOSTROPHE.sub("", bare) if bare == name else bare
    return tuple(dict.fromkeys(one for one in (bare, name, shorter) if len(one) >= _SHORTEST_NAME))


def _at_the_end_of_han(text: str) -> Relative | None:
    """Han has no spaces: 盐生舟的妻子."""
    plain = text.rstrip(" ,;:.?!，。？！")
    if plain[-1:] < "\u3400":
        return None
    folded = fold(plain)
    for form, kin in _kin_in_han():
        if folded.endswith(form):
            name = plain[: len(plain) - len(form)].rstrip("的之 ")
            if len(name) >= _SHORTEST_NAME:
                return Relative(kin, (name,))
    return None


@cache
def _kin_in_han() -> list[tuple[str, tuple[str, ...]]]:
    return [(form, kin) for (where, form), kin in _kin().items() if where == "after" and form >= "\u3400"]


@cache
def _kin() -> dict[tuple[str, str], tuple[str, ...]]:
    """By where they stand and the folded words, longer ones first."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for code, where, forms, *_ in read_rows("kinship_words.tsv"):
        for form in forms.split("|"):
            key = where, fold(form)
            found[key] = (*found.get(key, ()), code)
    return dict(sorted(found.items(), key=lambda one: -len(one[0][1])))
