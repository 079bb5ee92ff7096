"""Running the application on this machine: one process, one vault, one loopback address.

The socket is bound before anything else is loaded, so that the address is known and nobody else gets it. The process refuses to
connect anywhere (an audit hook of Python; children that were started for parsing have stricter walls of their own). It is the
caller's part to keep the process's memory private before a passphrase is typed (`amanet.cli.process`).
"""

import logging
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from amanet.errors import WorldFailed
from amanet.vault import Settings

__all__ = ["LOOPBACK", "OneLine", "bind", "refuse_to_connect", "serve"]

LOOPBACK = "127.0.0.1"


def bind(port: int) -> socket.socket:
    """A listening socket on loopback; port 0 lets the system choose. There is no way to ask for another address."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((LOOPBACK, port))
        listening.listen(128)
    except (OSError, OverflowError) as problem:
        listening.close()
        raise WorldFailed(
            f"Port {port} of this computer cannot be used ({getattr(problem, 'strerror', None) or problem}). Name another with --port, or none."
        ) from problem
    return listening


def serve(
    path: Path,
    listening: socket.socket,
    *,
    settings: Settings,
    ready: Callable[[str, tuple[str, ...]], None] = lambda _address, _others: None,
    begin: str = "/",
) -> None:
    """Serves the vault at `path` until the process is told to end. `ready` gets the address, once it answers, and others that lead there; the
    first who unlocks it is led to `begin`.
    """
    import uvicorn

    from amanet.web.application import host_names, make_application
    from amanet.web.desk import Desk

    _log_to_standard_error()
    refuse_to_connect()
    hosts = host_names(listening.getsockname()[1])
    desk = Desk(path, settings)
    desk.begin = begin
    config = uvicorn.Config(
        make_application(desk, hosts),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        http="h11",
        loop="asyncio",
        lifespan="on",
        limit_concurrency=256,
        timeout_graceful_shutdown=3,
        h11_max_incomplete_event_size=64 << 10,
    )
    server = _told(
        config, lambda: ready(f"http://{hosts[0]}/", tuple(f"http://{host}/" for host in hosts[1:]))
    )
    try:
        server.run(sockets=[listening])
    finally:
        desk.close()


def _told(config: Any, ready: Callable[[], None]) -> Any:
    """A server that says when it answers. The class is made here because uvicorn is loaded late."""
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if not self.should_exit:
                ready()

    return Server(config)


def refuse_to_connect() -> None:
    """From here on this process connects to nothing and looks up no name. It cannot be taken back."""

    def look(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "socket.connect" and not _is_local(arguments[1]):
            raise PermissionError("The application in the browser connects to nothing.")
        if event == "socket.getaddrinfo" and arguments[0] not in (None, LOOPBACK):
            raise PermissionError("The application in the browser looks up no names.")

    sys.addaudithook(look)


def _is_local(address: object) -> bool:
    """Sockets of this machine by path; and on Windows, where there is no other pair of sockets, loopback."""
    if isinstance(address, str | bytes):
        return True
    return sys.platform == "win32" and isinstance(address, tuple) and address[0] == LOOPBACK


class OneLine(logging.Formatter):
    """One event, one line, whatever stands in it."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        record.exc_info = record.exc_text = record.stack_info = None
        return "".join(char if char.isprintable() else " " for char in super().format(record))


def _log_to_standard_error() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine())
    for name in ("amanet.web", "uvicorn"):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.propagate = False
    logging.getLogger("amanet.web").setLevel(logging.INFO)
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)
