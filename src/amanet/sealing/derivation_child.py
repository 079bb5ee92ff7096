"""The short-lived process that derives a key from a passphrase. Run by path; knows nothing of amanet.

Argon2id fills hundreds of mebibytes with what depends on the passphrase. In a process of its own that memory
goes back to the system at once, is not written out by a core dump and is not readable by other processes of
the user; a machine that is out of memory kills it instead of us.

Standard input: one line of JSON (memory_kib, iterations, lanes, salt in hex), then the passphrase, up to the
end. Standard output: 32 bytes, nothing else. Exit codes: 0, or `OUT_OF_MEMORY`.
"""

import contextlib
import json
import sys

OUT_OF_MEMORY = 3


def forbid_core_dumps() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes

        set_dumpable = 4
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(set_dumpable, 0, 0, 0, 0)


def main() -> int:
    forbid_core_dumps()
    line, _, passphrase = sys.stdin.buffer.read().partition(b"\n")
    asked = json.loads(line)
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    argon2 = Argon2id(
        salt=bytes.fromhex(asked["salt"]),
        length=32,
        iterations=asked["iterations"],
        lanes=asked["lanes"],
        memory_cost=asked["memory_kib"],
    )
    try:
        key = argon2.derive(passphrase)
    except MemoryError:
        return OUT_OF_MEMORY
    sys.stdout.buffer.write(key)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
