"""QR codes (ISO/IEC 18004) as PNG bytes and as half blocks for a terminal, drawn by segno.

Error correction M (15 %), better where the size allows it for nothing, L (7 %) where M would not fit. Bytes
go in as they are.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from amanet.errors import Misuse

__all__ = ["fits_qr", "qr_modules", "qr_png", "qr_terminal"]

# Byte capacity of the largest symbol (version 40), by level.
_CAPACITY_L = 2953
_QUIET_ZONE = 4
_HALVES = {(False, False): " ", (True, False): "\u2580", (False, True): "\u2584", (True, True): "\u2588"}


def fits_qr(data: bytes) -> bool:
    """Whether one QR code can carry `data`."""
    return 0 < len(data) <= _CAPACITY_L


def qr_png(data: bytes, *, scale: int = 8) -> bytes:
    """A black-and-white PNG with its quiet zone, `scale` pixels a module. Raises `Misuse` where it does not
    fit.
    """
    import io

    target = io.BytesIO()
    _symbol(data).save(target, kind="png", scale=scale, border=_QUIET_ZONE)
    return target.getvalue()


def qr_terminal(text: str, *, light_background: bool = False) -> str:
    """Half blocks, two modules a character. A dark terminal is assumed: there the blocks are the light
    modules.
    """
    rows = qr_modules(text.encode())
    filled = [[module == light_background for module in row] for row in rows]
    if len(filled) % 2:
        filled.append([not light_background] * len(filled[0]))
    return "\n".join(_half_blocks(filled))


def qr_modules(data: bytes) -> Sequence[Sequence[bool]]:
    """The symbol as rows of modules, dark ones true, a narrow quiet zone around."""
    return [[bool(module) for module in row] for row in _symbol(data).matrix_iter(border=2)]


def _half_blocks(filled: Sequence[Sequence[bool]]) -> Iterator[str]:
    for upper, lower in zip(filled[::2], filled[1::2], strict=True):
        yield "".join(_HALVES[pair] for pair in zip(upper, lower, strict=True))


def _symbol(data: bytes) -> Any:
    import segno

    if not fits_qr(data):
        raise Misuse(
            f"One QR code carries 1 to {_CAPACITY_L} bytes; these are {len(data)}. Carry them as a file."
        )
    for level in ("M", "L"):
        try:
            return segno.make(
                data.decode("ascii") if _is_alphanumeric(data) else data, error=level, micro=False
            )
        except segno.DataOverflowError:
            continue
    raise AssertionError("what fits the largest symbol fits one")


def _is_alphanumeric(data: bytes) -> bool:
    """Such text takes segno's denser mode; segno would choose by itself, but only for text."""
    return all(byte in b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:" for byte in data)
