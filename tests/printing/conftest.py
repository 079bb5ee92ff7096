"""Receipts and pages for the tests: made here, read with another library (PDFium)."""

import hashlib
from collections.abc import Callable

import pypdfium2
import pytest

from amanet.canonical import to_base64
from amanet.printing import Receipt

ORIGIN = "amanet/" + "3fa9" * 8


@pytest.fixture(scope="session")
def receipt_with() -> Callable[[int], Receipt]:
    """A receipt whose proof has so many hashes. The signatures are not real; nothing here verifies them."""

    def make(hashes: int) -> Receipt:
        lines = "".join(to_base64(hashlib.sha256(bytes([n])).digest()) + "\n" for n in range(hashes))
        root = to_base64(hashlib.sha256(b"root").digest())
        checkpoint = f"{ORIGIN}\n987654\n{root}\n\n— {ORIGIN} {to_base64(b'k' * 68)}\n"
        proof = f"c2sp.org/tlog-proof@v1\nindex 4711\n{lines}\n{checkpoint}"
        return Receipt(ORIGIN, 4711, to_base64(b"\x01" + b"q" * 32), proof, "2026-11-22")

    return make


@pytest.fixture(scope="session")
def text_of() -> Callable[[bytes], str]:
    """All text of a PDF as PDFium reads it, without white space (how that comes out is a matter of taste)."""

    def read(pdf: bytes) -> str:
        with pypdfium2.PdfDocument(pdf) as document:
            texts = [page.get_textpage().get_text_range() for page in document]
            return "".join("".join(text.split()) for text in texts)

    return read


@pytest.fixture(scope="session")
def pages_of() -> Callable[[bytes], int]:
    def count(pdf: bytes) -> int:
        with pypdfium2.PdfDocument(pdf) as document:
            return len(document)

    return count
