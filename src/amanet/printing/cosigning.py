"""A page that carries a cosigning request or its answer between two organisations, as text and, where it
fits, as a QR code.
"""

from dataclasses import dataclass

from amanet.printing.paper import BODY, LEFT, QUIET, WIDTH, Paper, Style
from amanet.printing.prose import fact_lines, heading, prose
from amanet.printing.qr import fits_qr

__all__ = ["CosignSheet"]

_REQUEST = (
    "Please check this checkpoint of our log and sign it: that it continues the last one you saw from "
    "us. Your signature says that we have not rewritten our log since. It says nothing about what "
    "stands in it, and nothing in it can be read from here."
)
_ANSWER = (
    "We checked that this checkpoint of your log continues the last one we saw from you, and signed it "
    "with our cosigning key. Take the signature in beside your checkpoint."
)
_TOO_LONG = "This is too long for one QR code. Carry it as a file."


@dataclass(frozen=True)
class CosignSheet:
    """`payload` is the request or the answer exactly as `amanet cosign` wrote it; it goes into the QR code
    as it is.
    """

    payload: str
    made_on: str
    is_answer: bool = False

    def text(self) -> str:
        facts = fact_lines([("Made on", self.made_on)])
        return "\n".join((heading(f"amanet: {self._title()}"), prose(self._words()), facts, self.payload))

    def pdf(self) -> bytes:
        paper = Paper("Cosigning")
        paper.title(self._title())
        paper.paragraph(self._words())
        paper.facts([("Made on", self.made_on, BODY)], column=24)
        paper.y += 3
        data = self.payload.encode()
        if fits_qr(data):
            size = 96.0
            paper.qr(data, size=size, left=LEFT + (WIDTH - size) / 2)
            paper.y += size + 3
        else:
            paper.paragraph(_TOO_LONG, QUIET)
        paper.block(self.payload.rstrip("\n"), Style("mono", 7.5, 3.9))
        paper.y += 2
        paper.lines("Compare the log's origin and size by voice before you sign or take in.", QUIET)
        return paper.finish("amanet cosigning")

    def _title(self) -> str:
        return "An answer to a request for a signature" if self.is_answer else "A request for a signature"

    def _words(self) -> str:
        return _ANSWER if self.is_answer else _REQUEST
