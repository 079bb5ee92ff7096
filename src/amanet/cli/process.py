"""What a process that holds keys does to itself: no core dumps, no other process of the user may look into it."""

import sys
from contextlib import suppress

_SET_DUMPABLE = 4


def keep_memory_private() -> None:
    """Best effort, and silent: where the system cannot, the threat model says what that means."""
    if sys.platform == "win32":
        return
    import resource

    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)


def unencrypted_swap() -> bool:
    """Whether this machine may write memory to a disk in the clear, as far as Linux tells."""
    try:
        with open("/proc/swaps", encoding="ascii", errors="replace") as swaps:
            devices = [line.split()[0] for line in swaps.readlines()[1:]]
    except OSError:
        return False
    return any(not device.startswith(("/dev/dm-", "/dev/mapper/", "/dev/zram")) for device in devices)
