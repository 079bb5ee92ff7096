"""A kind of file: what opens it, and what that needs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amanet.protect.leaks.opening.opener import Opener, Part

__all__ = ["Kind"]


@dataclass(frozen=True)
class Kind:
    """`is_plain`: its text is all that its bytes hold. `reads_once`: a stream that is read from the start will do. `in_memory`: it is
    read whole.
    """

    name: str
    open: "Callable[[Opener, Part], None]"
    is_plain: bool = False
    reads_once: bool = False
    in_memory: bool = False
