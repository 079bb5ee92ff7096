"""What the edge passes in: clock, randomness, the user's state folder, and a place for notices to the user."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Settings"]


def _no_notice(_text: str) -> None:
    return None


@dataclass(frozen=True)
class Settings:
    """The world as a vault sees it. Tests pass their own clock and folder."""

    state_folder: Path
    now: Callable[[], float] = time.time
    random_bytes: Callable[[int], bytes] = os.urandom
    notice: Callable[[str], None] = field(default=_no_notice)
