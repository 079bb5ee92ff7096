"""Who has unlocked the vault in which browser: one session at a time, named by a random token in a cookie.

The server keeps the digest of the token only. A session ends with the lock: after a time without anybody there (`idle`), after a
working day whatever happens (`absolute`), by the button, or by the next unlocking. ASVS 5.0: 3.3, 7.2.3, 7.2.4, 7.3.1, 7.3.2.
"""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

__all__ = ["COOKIE", "Limits", "Session", "expired_cookie", "seconds_awake_and_asleep", "session_cookie"]

COOKIE = "__Host-amanet"
# Browsers take a Secure cookie from localhost without TLS; `__Host-` keeps it to this host and to the path /.
_ATTRIBUTES = "Path=/; Secure; HttpOnly; SameSite=Strict"


def seconds_awake_and_asleep() -> float:
    """A clock that nobody can set back and that runs on while the computer sleeps: a lid closed overnight is a night."""
    boot_time = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot_time is None else time.clock_gettime(boot_time)


@dataclass(frozen=True)
class Limits:
    """How long, in seconds, the vault stays open without anybody there, and at the most."""

    idle: float = 10 * 60
    absolute: float = 12 * 60 * 60


@dataclass
class Session:
    """One unlocking. `recovery_code` is what a new vault's owner still has to write down; `asked` what was searched for last."""

    digest: bytes = field(repr=False)
    began: float
    touched: float
    clock: Callable[[], float] = field(repr=False)
    recovery_code: str | None = field(default=None, repr=False)
    # Until when whoever is here need not type the passphrase again (`screens.again`), by this session's clock.
    sure_until: float = 0.0
    asked: object = field(default=None, repr=False)
    memory: dict[str, Any] = field(default_factory=dict, repr=False)
    _said: list[str] = field(default_factory=list, repr=False)

    @classmethod
    def new(cls, clock: Callable[[], float]) -> tuple["Session", str]:
        """A session and its token of 256 bits, which only the browser keeps."""
        token = secrets.token_urlsafe(32)
        now = clock()
        return cls(_digest(token), now, now, clock), token

    def is_named_by(self, token: str) -> bool:
        return hmac.compare_digest(self.digest, _digest(token))

    def touch(self) -> None:
        """Somebody is there."""
        self.touched = self.clock()

    def seconds_left(self, limits: Limits) -> float:
        now = self.clock()
        return max(0.0, min(self.touched + limits.idle - now, self.began + limits.absolute - now))

    def say(self, text: str) -> None:
        """What the next page tells, once."""
        self._said.append(text)

    def take_said(self) -> list[str]:
        said, self._said = self._said, []
        return said


def session_cookie(token: str) -> str:
    return f"{COOKIE}={token}; {_ATTRIBUTES}"


def expired_cookie() -> str:
    return f"{COOKIE}=; Max-Age=0; {_ATTRIBUTES}"


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
