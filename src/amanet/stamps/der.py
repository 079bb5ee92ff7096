"""Just enough DER (ITU-T X.690) to write a time-stamp request and to read an answer without guessing.

Refuses everything that has more than one reading: indefinite and over-long lengths, high tag numbers, bytes
left over, padded integers. What it does not refuse is the order inside a SET, because authorities send
certificates in any order (docs/adr/0004-time-stamps.md).

>>> wrap(SEQUENCE, integer(1)).hex()
'3003020101'
"""

from dataclasses import dataclass

from amanet.errors import BadData

BOOLEAN, INTEGER, OCTETS, NULL, OID, UTF8 = 0x01, 0x02, 0x04, 0x05, 0x06, 0x0C
BITS, TIME, SEQUENCE, SET = 0x03, 0x18, 0x30, 0x31
CONTEXT_0, CONTEXT_1 = 0xA0, 0xA1
_PRIMITIVE_CONTEXT = 0x80


@dataclass(frozen=True)
class Element:
    """One element: its tag byte, its content, and all its bytes as they stand."""

    tag: int
    content: bytes
    raw: bytes

    def inside(self) -> list["Element"]:
        return parse_all(self.content)


def parse_one(untrusted: bytes, tag: int) -> Element:
    """The only element of these bytes, of that tag. Raises `BadData`."""
    found = parse_all(untrusted)
    if len(found) != 1:
        raise BadData(f"Expected one DER element and found {len(found)}.")
    return expect(found[0], tag)


def parse_all(untrusted: bytes) -> list[Element]:
    """The elements that stand side by side in these bytes. Raises `BadData` where they are not DER."""
    found = []
    at = 0
    while at < len(untrusted):
        element = _element_at(untrusted, at)
        found.append(element)
        at += len(element.raw)
    return found


def expect(element: Element, tag: int) -> Element:
    if element.tag != tag:
        raise BadData(f"Expected the DER tag 0x{tag:02x} and found 0x{element.tag:02x}.")
    return element


def read_integer(element: Element) -> int:
    """The value of an INTEGER, or of a context-tagged one."""
    content = element.content
    if element.tag != INTEGER and element.tag & 0xF0 != _PRIMITIVE_CONTEXT:
        raise BadData(f"Expected a DER integer and found the tag 0x{element.tag:02x}.")
    padded = len(content) > 1 and (content[0], content[1] >> 7) in {(0x00, 0), (0xFF, 1)}
    if not content or padded:
        raise BadData("A DER integer is empty or padded.")
    return int.from_bytes(content, "big", signed=True)


def read_oid(element: Element) -> str:
    """An object identifier in its dotted form."""
    content = expect(element, OID).content
    if not content or content[-1] & 0x80:
        raise BadData("A DER object identifier is cut off.")
    arcs: list[int] = []
    value = 0
    for byte in content:
        if value == 0 and byte == 0x80:
            raise BadData("A DER object identifier is padded.")
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            arcs.append(value)
            value = 0
    first = min(arcs[0] // 40, 2)
    return ".".join(map(str, (first, arcs[0] - 40 * first, *arcs[1:])))


def wrap(tag: int, *contents: bytes) -> bytes:
    """An element of that tag around these contents."""
    content = b"".join(contents)
    if len(content) < 0x80:
        return bytes((tag, len(content))) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def integer(value: int) -> bytes:
    bits = value.bit_length() if value >= 0 else (~value).bit_length()
    return wrap(INTEGER, value.to_bytes(bits // 8 + 1, "big", signed=True))


def _element_at(data: bytes, at: int) -> Element:
    if len(data) - at < 2 or data[at] & 0x1F == 0x1F:
        raise BadData("This is not DER: a tag is cut off or of a kind that is not used here.")
    length, start = data[at + 1], at + 2
    if length >= 0x80:
        size = length & 0x7F
        length = int.from_bytes(data[start : start + size], "big")
        # Covers the indefinite form (size 0), which is BER: some authorities still send it.
        if not 1 <= size <= 4 or len(data) - start < size or length < max(0x80, 1 << 8 * (size - 1)):
            raise BadData("This is not DER: a length is not in its one allowed form.")
        start += size
    if len(data) - start < length:
        raise BadData("This is not DER, or it is cut off: an element is longer than what is left.")
    return Element(data[at], data[start : start + length], data[at : start + length])
