"""From a passphrase to a key: Argon2id (RFC 9106) in a short-lived child (docs/spec/vault-v1.md, section 1).

The cost is read from the vault, so it is checked against fixed bounds before anything is computed: too small
would make guessing cheap, too large would let a damaged file take all memory or a day. The passphrase goes to
the child on its standard input and the key comes back on its standard output; nothing stands in arguments or
environment, where other users can read it.

Where the environment says `AMANET_TEST_CHEAP_KDF=1` (our own tests do), small costs are allowed, are the
default and are computed here without a child. A vault made so is refused everywhere else.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from amanet.errors import BadData, WorldFailed

__all__ = ["DerivationCost", "check_cost", "default_cost", "derive"]

KEY_SIZE = 32
_CHEAP = "AMANET_TEST_CHEAP_KDF"
_MOST_MEMORY_KIB = 4 * 1024 * 1024
_MOST_ITERATIONS = 64
_MOST_LANES = 16
# Sixty-four passes over four gibibytes on a slow machine take minutes, not hours.
_LONGEST_SECONDS = 3600


@dataclass(frozen=True)
class DerivationCost:
    memory_kib: int
    iterations: int
    lanes: int


def default_cost() -> DerivationCost:
    return DerivationCost(64, 1, 1) if _cheap_is_allowed() else DerivationCost(256 * 1024, 3, 4)


def check_cost(untrusted: DerivationCost) -> None:
    """Raises `BadData` for a cost outside the bounds of the specification."""
    cheap = _cheap_is_allowed()
    least_memory_kib = 8 * untrusted.lanes if cheap else 256 * 1024
    least_iterations = 1 if cheap else 3
    if (
        1 <= untrusted.lanes <= _MOST_LANES
        and least_memory_kib <= untrusted.memory_kib <= _MOST_MEMORY_KIB
        and least_iterations <= untrusted.iterations <= _MOST_ITERATIONS
    ):
        return
    raise BadData(
        f"A key derivation costs {least_memory_kib} to {_MOST_MEMORY_KIB} KiB, {least_iterations} to "
        f"{_MOST_ITERATIONS} iterations and 1 to {_MOST_LANES} lanes; found {untrusted.memory_kib} KiB, "
        f"{untrusted.iterations} and {untrusted.lanes}. "
        "Nothing was computed. Use an undamaged copy."
    )


def derive(passphrase: bytes, salt: bytes, cost: DerivationCost) -> bytes:
    """The 32 bytes of Argon2id. Raises `BadData` for a cost out of bounds, `WorldFailed` where it fails."""
    check_cost(cost)
    if len(salt) != 16:
        raise BadData(f"The salt of a key derivation is 16 bytes; found {len(salt)}.")
    if _cheap_is_allowed() and cost.memory_kib < 256 * 1024:
        from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

        argon2 = Argon2id(
            salt=salt,
            length=KEY_SIZE,
            iterations=cost.iterations,
            lanes=cost.lanes,
            memory_cost=cost.memory_kib,
        )
        return argon2.derive(passphrase)
    return _derive_in_child(passphrase, salt, cost)


def _derive_in_child(passphrase: bytes, salt: bytes, cost: DerivationCost) -> bytes:
    import json
    import subprocess
    import sys

    from amanet.sealing import derivation_child

    asked = json.dumps(
        {
            "memory_kib": cost.memory_kib,
            "iterations": cost.iterations,
            "lanes": cost.lanes,
            "salt": salt.hex(),
        }
    )
    # By path, not by `-m`: with -I the folder amanet is run from is not on the import path, and the child
    # needs nothing of amanet.
    command = [sys.executable, "-I", str(Path(derivation_child.__file__))]
    try:
        child = subprocess.run(
            command,
            input=asked.encode("ascii") + b"\n" + passphrase,
            capture_output=True,
            timeout=_LONGEST_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        # Without its cause: the text of a time-out shows the output, which may be the key.
        raise WorldFailed(
            f"The process that derives the key could not be run: {type(problem).__name__}."
        ) from None
    if child.returncode == 0 and len(child.stdout) == KEY_SIZE:
        return child.stdout
    if child.returncode in (derivation_child.OUT_OF_MEMORY, -9):
        raise WorldFailed(
            f"Too little memory: unlocking needs {cost.memory_kib // 1024} MiB for a moment. "
            "Close other programs and try again."
        )
    raise WorldFailed(
        f"The process that derives the key ended with code {child.returncode} and no key. "
        "Check that amanet is installed whole."
    )


def _cheap_is_allowed() -> bool:
    return os.environ.get(_CHEAP) == "1"
