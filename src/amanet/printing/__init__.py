"""Pages that a person can hold in the hand: values in, text or PDF out; QR codes beside.

Pure: no clock, no files but our own typefaces, no randomness; the same values give the same bytes, and a
PDF tells nothing of the machine or the user. It refuses to lose a character: what no typeface draws is
written as its code point, and what would turn or hide text is written as an escape. fpdf2 and HarfBuzz are
imported when a PDF is made.

>>> from amanet.printing import RecoverySheet
>>> "01234   56789" in RecoverySheet("our vault", "01234-56789", "2026-11-22").text()
True
"""

from amanet.printing.cosigning import CosignSheet
from amanet.printing.erasure import ErasureCertificate
from amanet.printing.qr import fits_qr, qr_png, qr_terminal
from amanet.printing.receipt import Receipt, parse_receipt
from amanet.printing.recovery import RecoverySheet
from amanet.printing.summary import BundleSummary, SummaryItem, SummaryStamp

__all__ = [
    "BundleSummary",
    "CosignSheet",
    "ErasureCertificate",
    "Receipt",
    "RecoverySheet",
    "SummaryItem",
    "SummaryStamp",
    "fits_qr",
    "parse_receipt",
    "qr_png",
    "qr_terminal",
]
