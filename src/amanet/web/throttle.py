"""How often somebody may try to unlock: after five failures each further attempt waits, twice as long every time.

It slows down somebody at this keyboard or on this machine. Somebody who holds a copy of the folder guesses elsewhere, as often as
they like (docs/threat-model.md, section 1).
"""

from collections.abc import Callable

__all__ = ["FREE_ATTEMPTS", "Throttle", "TooManyAttempts"]

FREE_ATTEMPTS = 5
_FIRST_WAIT, _LONGEST_WAIT = 30.0, 15 * 60.0


class TooManyAttempts(Exception):
    """Nothing was tried. `seconds` until something will be."""

    def __init__(self, seconds: float) -> None:
        super().__init__("Too many attempts to unlock.")
        self.seconds = seconds


class Throttle:
    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._open_again = 0.0
        self.failures = 0

    @property
    def seconds_to_wait(self) -> float:
        return max(0.0, self._open_again - self._clock())

    def let_through(self) -> None:
        """Raises `TooManyAttempts` while waiting."""
        if self.seconds_to_wait > 0:
            raise TooManyAttempts(self.seconds_to_wait)

    def failed(self) -> None:
        self.failures += 1
        if self.failures >= FREE_ATTEMPTS:
            wait = min(_FIRST_WAIT * 2 ** min(self.failures - FREE_ATTEMPTS, 10), _LONGEST_WAIT)
            self._open_again = self._clock() + wait

    def succeeded(self) -> int:
        """How many attempts had failed before this one."""
        failures, self.failures, self._open_again = self.failures, 0, 0.0
        return failures
