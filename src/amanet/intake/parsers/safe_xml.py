"""XML of strangers as a stream of events: no document type, no entities, nothing fetched, no tree in memory.

A document type is where entity bombs and files from elsewhere come in; none of the formats read here has one, so it is refused
whole, which is stricter than defusedxml's rules. Expat is used directly because defusedxml's parser runs in pure Python, at
half the speed (measured), and everything is given to expat at once: in pieces, old versions of it read a huge tag again for each
piece (CVE-2023-52425). Names come as "prefix:local" with the prefixes of the caller's table, whatever the file calls them; a name
of a namespace that is not in the table as "?:local", one without a namespace as "local".

>>> from amanet.intake.parsers.safe_xml import read_xml
>>> class Print:
...     def start(self, name, attributes): print("start", name, attributes)
...     def end(self, name): print("end", name)
...     def text(self, data): print("text", data)
>>> read_xml(b'<a xmlns="urn:x" b="1">c</a>', Print(), "it", {"urn:x": "x"})
start x:a {'b': '1'}
text c
end x:a
"""

from collections.abc import Mapping
from typing import Protocol
from xml.parsers import expat

from amanet.errors import BadData

__all__ = ["XmlEvents", "read_xml"]

_DEEPEST = 1000
_KEPT = "The item is kept as it is."


class XmlEvents(Protocol):
    """What is told, in the order of the file. Text may come in several pieces."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, data: str) -> None: ...


def read_xml(data: bytes, events: XmlEvents, part: str, prefixes: Mapping[str, str]) -> None:
    """Raises `BadData`, naming `part` and the line, for what is no XML, has a document type or is nested too deeply."""
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    short = _ShortNames(prefixes)
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise BadData(
                f"{part}, line {parser.CurrentLineNumber}: nested over {_DEEPEST} deep: damage, or a bomb. {_KEPT}"
            )
        renamed = {short[key]: value for key, value in attributes.items()} if attributes else attributes
        events.start(short[name], renamed)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        events.end(short[name])

    def refuse(*_: object) -> None:
        raise BadData(
            f"{part}, line {parser.CurrentLineNumber}: it declares a document type, which files of this format do not: "
            f"a way to bombs and to other files. Nothing of it was read. {_KEPT}"
        )

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = events.text
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, ValueError) as problem:  # the latter two: encodings that are none
        raise BadData(
            f"{part}, line {parser.CurrentLineNumber}: this is no XML; it was damaged or cut. {_KEPT}"
        ) from problem


class _ShortNames(dict[str, str]):
    """From expat's "namespace}local" to ours."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        super().__init__()
        self._prefixes = prefixes

    def __missing__(self, name: str) -> str:
        namespace, separator, local = name.rpartition("}")
        short = f"{self._prefixes.get(namespace, '?')}:{local}" if separator else local
        self[name] = short
        return short
