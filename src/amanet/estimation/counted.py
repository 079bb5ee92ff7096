"""From what somebody wrote to a pattern and a count. Nothing is rounded and nothing guessed; errors name the place, never the person."""

import math
import numbers
import string
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from amanet.errors import BadData

__all__ = ["exact_count", "mask_of", "membership", "names_for"]

_IN = {"1", "true", "yes", "1.0"}
_OUT = {"0", "false", "no", "0.0"}


def exact_count(value: Any, where: str) -> int:
    """A whole number that is not negative. 3.0 is one, 3.5 and "about 3" are not."""
    if isinstance(value, str):
        value = _number(value.strip(), where)
    if not isinstance(value, numbers.Real) or isinstance(value, bool) or type(value).__name__ == "bool":
        raise BadData(f"The count of {where} is not a number. Write a whole number.")
    if not math.isfinite(value):
        raise BadData(
            f"The count of {where} is not a number. Write a whole number; 0 where nobody was found."
        )
    whole = int(float(value)) if not isinstance(value, numbers.Integral) else int(value)
    if value != whole:
        raise BadData(
            f"The count of {where} is {value}, which is not a whole number. People are counted, not weighted."
        )
    if value < 0:
        raise BadData(f"The count of {where} is {whole}. A count cannot be negative.")
    return whole


def _number(text: str, where: str) -> float | int:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    raise BadData(f"The count of {where} is not a number. Write a whole number.")


def membership(value: Any, where: str) -> bool:
    """On the list or not: True, False, 1, 0, yes, no. An empty cell is neither, and refused."""
    text = str(value).strip().lower()
    if text in _IN:
        return True
    if text in _OUT:
        return False
    if value is None or text in {"", "nan", "none", "na", "<na>"}:
        raise BadData(
            f"{where} is empty. Write 1 for somebody who is on the list and 0 for somebody who is not."
        )
    raise BadData(f"{where} is neither 0 nor 1.")


def mask_of(pattern: Any, names: Sequence[str], where: str) -> int:
    if isinstance(pattern, AbstractSet):
        unknown = [str(name) for name in pattern if name not in names]
        if unknown:
            raise BadData(f"{where.capitalize()} names a list that is not among the lists.")
        return sum(1 << j for j, name in enumerate(names) if name in pattern)
    marks = list(pattern) if isinstance(pattern, str | Sequence) or hasattr(pattern, "__iter__") else None
    if marks is None or len(marks) != len(names):
        raise BadData(f"The pattern of {where} should have {len(names)} marks, one for each list.")
    return sum(
        1 << j
        for j, mark in enumerate(marks)
        if membership(mark, f"{where.capitalize()}, list {names[j]!r},")
    )


def names_for(pattern: Any) -> tuple[str, ...]:
    """A, B, C …, where nobody named the lists."""
    if isinstance(pattern, AbstractSet) or not hasattr(pattern, "__len__"):
        raise BadData("Patterns that are sets need the names of the lists: from_counts(…, lists=[…]).")
    return tuple(string.ascii_uppercase[: len(pattern)])
