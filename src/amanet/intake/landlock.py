"""Landlock (Linux 5.13 and later): a process takes away from itself every access to files and to the network.

An empty ruleset that handles every right the kernel knows is the strictest there is: nothing can be opened
any more, not even for reading; descriptors already open go on working. Called directly by number (444 to 446,
the same on every processor), since glibc has no wrapper. The rights are those of
include/uapi/linux/landlock.h up to ABI 7.
"""

import ctypes
import os
import struct
import sys

from amanet.errors import WorldFailed

__all__ = ["abi_version", "deny_everything"]

_CREATE_RULESET, _RESTRICT_SELF = 444, 446
_ASK_VERSION = 1


def abi_version() -> int:
    """The ABI version of this kernel, 0 where it has no landlock or a sandbox around us hides it."""
    if sys.platform != "linux":
        return 0
    return max(0, int(ctypes.CDLL(None).syscall(_CREATE_RULESET, None, 0, _ASK_VERSION)))


def deny_everything(version: int, libc: ctypes.CDLL) -> None:
    """Denies what ABI `version` can deny. PR_SET_NO_NEW_PRIVS must be set and `libc` keep errno.

    Raises `WorldFailed`.
    """
    attributes = _attributes(version)
    ruleset = libc.syscall(_CREATE_RULESET, attributes, len(attributes), 0)
    if ruleset < 0:
        raise _refused()
    armed = libc.syscall(_RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)
    if armed != 0:
        raise _refused()


def _attributes(version: int) -> bytes:
    """struct landlock_ruleset_attr: files (13 rights, then refer, truncate, device ioctl), TCP, scopes."""
    files = (1 << 13) - 1
    if version >= 2:
        files |= 1 << 13
    if version >= 3:
        files |= 1 << 14
    if version >= 5:
        files |= 1 << 15
    if version < 4:
        return struct.pack("=Q", files)
    if version < 6:
        return struct.pack("=QQ", files, 0b11)
    return struct.pack("=QQQ", files, 0b11, 0b11)


def _refused() -> WorldFailed:
    reason = os.strerror(ctypes.get_errno())
    return WorldFailed(
        f"The kernel has landlock but refused to arm it ({reason}). Nothing is parsed without it."
    )
