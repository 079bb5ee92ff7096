"""Every error amanet raises on purpose, by cause.

One root, `AmanetError`, and a family for each cause; the command line gives each family an exit code of its own.
A message says what was expected, what was found and what to do next. It holds no testimony, no name of a person and no
secret. File names of the user's own machine may stand in it, because the user needs them to act; nothing of it is kept in the vault.
"""

__all__ = [
    "AmanetError",
    "BadData",
    "ChangedMeanwhile",
    "ConsentForbids",
    "Misuse",
    "VaultDamaged",
    "WorldFailed",
    "WrongKey",
]


class AmanetError(Exception):
    """The root. `exit_code` is what the command line ends with."""

    exit_code = 1


class Misuse(AmanetError):
    """The caller asked for something that cannot be asked for like that."""

    exit_code = 2


class BadData(AmanetError):
    """Something that was handed to us is not what it says it is."""

    exit_code = 3


class VaultDamaged(AmanetError):
    """The vault does not hold what it should: changed, cut, swapped or put back."""

    exit_code = 4


class ConsentForbids(AmanetError):
    """Nobody agreed to this."""

    exit_code = 5


class WorldFailed(AmanetError):
    """The machine failed us: disk full, no permission, no such program, in use elsewhere."""

    exit_code = 6


class WrongKey(AmanetError):
    """The passphrase, recovery code or key opens nothing here."""

    exit_code = 7


class ChangedMeanwhile(AmanetError):
    """Somebody else changed the same thing since it was looked at, and nothing was entered. `newest` is the number of the record that
    counts by now, where there is one. Look at that, then do it again on top of it.
    """

    exit_code = 8

    def __init__(self, message: str, newest: int | None = None) -> None:
        super().__init__(message)
        self.newest = newest
