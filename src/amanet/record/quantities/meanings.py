"""What words around a number make of it: about, at least, more than, nearly, half. Each takes a quantity and gives another."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Final

from amanet.errors import BadData
from amanet.record.quantities.quantity import Quantity

__all__ = ["MEANINGS", "NotUnderstood", "at_least", "at_least_two", "exact", "quotient"]


class NotUnderstood(BadData):
    """No reading was found; not that one was found and is wrong."""

    def __init__(self) -> None:
        super().__init__(
            "These words are not understood as a number. Write it as 60, about 60, at least 60 or 50–70; docs/dates.md tells what "
            "is understood."
        )


def at_least_two(kind: int, unit: str) -> Quantity:
    return Quantity(at_least=Decimal(2 * kind), approximate=kind > 1, unit=unit or None)


def quotient(whole: Decimal, above: Decimal, below: Decimal) -> Quantity:
    """Exact where it ends within ten places; else between two neighbours there."""
    step = Decimal("1e-10")
    low = (above / below).quantize(step, rounding="ROUND_FLOOR")
    if low * below == above:
        return Quantity(about=whole + low)
    return Quantity(at_least=whole + low, at_most=whole + low + step)


def exact(quantity: Quantity) -> Decimal:
    """The one number it gives. Raises where it is a range already."""
    if quantity.about is None or quantity.at_least is not None or quantity.at_most is not None:
        raise NotUnderstood
    return quantity.about


def _about(quantity: Quantity) -> Quantity:
    return replace(quantity, approximate=True)


def at_least(quantity: Quantity) -> Quantity:
    return replace(quantity, at_least=exact(quantity), about=None)


def _at_most(quantity: Quantity) -> Quantity:
    return replace(quantity, at_most=exact(quantity), about=None)


def _more_than(quantity: Quantity) -> Quantity:
    return replace(quantity, at_least=exact(quantity), about=None, more_than=True)


def _less_than(quantity: Quantity) -> Quantity:
    return replace(quantity, at_most=exact(quantity), about=None, less_than=True)


def _nearly(quantity: Quantity) -> Quantity:
    return replace(quantity, at_most=exact(quantity), approximate=True, less_than=True)


def _half(quantity: Quantity) -> Quantity:
    return replace(quantity, about=exact(quantity) / 2)


def _percent(quantity: Quantity) -> Quantity:
    exact(quantity)
    return replace(quantity, unit="%")


def _exactly(quantity: Quantity) -> Quantity:
    return quantity


MEANINGS: Final[dict[str, Callable[[Quantity], Quantity]]] = {
    "about": _about,
    "at least": at_least,
    "at most": _at_most,
    "more than": _more_than,
    "less than": _less_than,
    "nearly": _nearly,
    "half": _half,
    "percent": _percent,
    "upwards": at_least,
    "exactly": _exactly,
}
