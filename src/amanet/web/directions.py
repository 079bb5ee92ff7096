"""Texts put together of several, such as “lost contact, ئايتوز, 2024-09-14”: each date and number keeps its own direction.

Without that a date after a name in Arabic script is shown turned round, the day first.
"""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = ["composed"]

# A digest is one figure, letters and all.
_FIGURES = re.compile(r"(\b[0-9a-f]{16,}\b|#?[0-9][0-9X./~?%:\-–]*[0-9X~?%]|#?[0-9])")


def composed(text: object) -> "Markup":
    """The text, safe for a page, with its dates and numbers isolated.

    >>> str(composed("loss, عليم <b>, 2024-09-14"))
    'loss, عليم &lt;b&gt;, <bdi dir="ltr">2024-09-14</bdi>'
    >>> str(composed("SHA-256 0f9e8d7c6b5a4f3e"))
    'SHA-<bdi dir="ltr">256</bdi> <bdi dir="ltr">0f9e8d7c6b5a4f3e</bdi>'
    """
    from markupsafe import Markup, escape

    pieces = _FIGURES.split(str(text))
    told = (
        f'<bdi dir="ltr">{piece}</bdi>' if place % 2 else escape(piece) for place, piece in enumerate(pieces)
    )
    return Markup("".join(told))  # noqa: S704 - no figure has a sign in it that a page would take for markup
