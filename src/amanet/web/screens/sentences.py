"""Sentences with links in them: a translated text whose places are filled with pieces, each of them isolated from the words around it.

>>> [one.text for one in sentence("%(who)s came.", who=Piece("Aygul", "/people/3"))]
['Aygul', ' came.']
"""

import re
from dataclasses import dataclass
from typing import Final

__all__ = ["Piece", "Sentence", "sentence"]

_PLACE: Final = re.compile(r"%\((\w+)\)[sd]")


@dataclass(frozen=True)
class Piece:
    """A part of a sentence: words of ours, or something that is named, where it is `isolated`, with the address of it if it has one."""

    text: str
    address: str = ""
    isolated: bool = True


Sentence = tuple[Piece, ...]


def sentence(template: str, **named: Piece | str | int) -> Sentence:
    """The pieces of a text that was translated already. What nobody fills stays as it stands."""
    found: list[Piece] = []
    end = 0
    for place in _PLACE.finditer(template):
        found.append(Piece(template[end : place.start()], isolated=False))
        value = named.get(place[1], place[0])
        found.append(value if isinstance(value, Piece) else Piece(str(value)))
        end = place.end()
    found.append(Piece(template[end:], isolated=False))
    return tuple(one for one in found if one.text)
