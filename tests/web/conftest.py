"""A real vault behind the real application: a client without a browser, and a browser for what only one shows.

`client` has unlocked the vault; `door` stands before it. `client.write(OpenVault.add, [...])` prepares the vault in the thread that
owns it. `served` runs the application on a port; `browser_page` is a page of Chromium on it, and a test that uses it is marked
`@pytest.mark.needs("chromium")`. Types for annotations: `if TYPE_CHECKING: from conftest import Client`, as elsewhere in these tests.
"""

import asyncio
import itertools
import re
import threading
import warnings
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import httpx
import pytest

from amanet.app import default_settings, make_vault
from amanet.vault import Settings
from amanet.web.application import host_names, make_application
from amanet.web.desk import Desk
from amanet.web.serving import bind

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it would rather have httpx2
    from starlette.testclient import TestClient

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from starlette.applications import Starlette

PASSPHRASE = "lantern ferry coat tide harbour salt"
MEMBER = "Mirel"
PORT = 8000
HOST = host_names(PORT)[0]
T = TypeVar("T")
CHROMIUM = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Made:
    """A vault on the disk, closed."""

    path: Path
    recovery_code: str


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += seconds


class Client:
    """`get`, `post` (a form, as a page of ours sends it) and `put`; no redirect is followed. Answers are httpx's."""

    def __init__(
        self, made: Made, http: TestClient, desk: Desk, clock: Clock, application: "Starlette"
    ) -> None:
        self.made, self.http, self.desk, self.clock, self.application = made, http, desk, clock, application
        self.cookie = ""

    def unlock(self, passphrase: str = PASSPHRASE, **fields: str) -> httpx.Response:
        return self.post("/unlock", passphrase=passphrase, **fields)

    def get(self, path: str, **headers: str) -> httpx.Response:
        """A page, as if its address were typed. Headers as keywords: `hx_request="true"`."""
        return self.request("GET", path, headers=_named(headers))

    def part(self, path: str, method: str = "GET", **fields: str | list[str]) -> httpx.Response:
        """The same as htmx asks for it."""
        return self.request(
            method, path, headers=_FROM_OUR_PAGE | {"HX-Request": "true"}, data=fields or None
        )

    def post(self, path: str, **fields: str | list[str]) -> httpx.Response:
        return self.request("POST", path, headers=dict(_FROM_OUR_PAGE), data=fields)

    def put(self, path: str, content: bytes | Iterator[bytes], **headers: str) -> httpx.Response:
        return self.request("PUT", path, headers=_FROM_OUR_PAGE | _named(headers), content=content)

    def request(self, method: str, path: str, *, headers: dict[str, str], **more: Any) -> httpx.Response:
        """Anything, with no header but those given and the cookie."""
        if self.cookie and "Cookie" not in headers:
            headers = headers | {"Cookie": self.cookie}
        answer = self.http.request(method, path, headers=headers, follow_redirects=False, **more)
        self._keep_cookie(answer)
        return answer

    def read(self, function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """`function(vault, …)` in a reading thread of the desk."""
        return awaited(lambda: self.desk.read(function, *args, **kwargs))

    def write(self, function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """`function(vault, …)` in the writing thread of the desk."""
        return awaited(lambda: self.desk.write(function, *args, **kwargs))

    def log_size(self) -> int:
        return self.read(lambda vault: vault.vault.last_number)

    def wait_for_jobs(self) -> None:
        for _ in range(600):
            if not self.desk.jobs.busy:
                return
            threading.Event().wait(0.05)
        raise AssertionError("a job did not end")

    def run(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """What an async function gives, in an event loop of its own."""
        return awaited(work)

    def _keep_cookie(self, answer: httpx.Response) -> None:
        found = re.match(r"(__Host-amanet=)([^;]*);", answer.headers.get("set-cookie", ""))
        if found:
            self.cookie = found[1] + found[2] if found[2] else ""


def awaited(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """In a thread of its own: a test with a browser has an event loop running already."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(work())).result()


_FROM_OUR_PAGE = {"Origin": f"http://{HOST}", "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate"}


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """A new vault of one member."""
    vault, code = make_vault(tmp_path / "Names.vault", PASSPHRASE, member=MEMBER)
    vault.close()
    return Made(vault.path, code.text)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def door(made: Made, clock: Clock) -> Iterator[Client]:
    """A client before a locked vault."""
    desk = Desk(made.path, default_settings(), clock=clock)
    application = make_application(desk, host_names(PORT))
    with TestClient(application, base_url=f"http://{HOST}", raise_server_exceptions=False) as http:
        http.headers.clear()
        yield Client(made, http, desk, clock, application)
    desk.close()


@pytest.fixture
def client(door: Client) -> Client:
    """A client that has unlocked the vault."""
    assert door.unlock().status_code == 303
    return door


def _beside(name: str) -> Any:
    """A module that lies beside this one and is no test."""
    import importlib.util
    import sys

    spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def tell_story() -> Callable[..., Any]:
    """`client.write(tell_story, folder)`: people, sources, an act, a denial, signs of life (coat_story.py). Gives their numbers."""
    tell: Callable[..., Any] = _beside("coat_story").tell
    return tell


@pytest.fixture(scope="session")
def hands() -> Callable[..., Any]:
    """`hands(page, "mouse")` or `hands(page, "keyboard")`: how one gets about (getting_about.py)."""
    found: Callable[..., Any] = _beside("getting_about").hands_for
    return found


@dataclass
class Served:
    """The application on a port of this machine. `address` has no slash at its end."""

    address: str
    desk: Desk
    made: Made

    def write(self, function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        return awaited(lambda: self.desk.write(function, *args, **kwargs))


@contextmanager
def _serving(made: Made, settings: Settings | None = None, **of_desk: Any) -> Iterator[Served]:
    import uvicorn

    listening = bind(0)
    hosts = host_names(listening.getsockname()[1])
    desk = Desk(made.path, settings or default_settings(), **of_desk)
    config = uvicorn.Config(
        make_application(desk, hosts),
        log_config=None,
        access_log=False,
        ws="none",
        http="h11",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield Served(f"http://{hosts[0]}", desk, made)
    finally:
        server.should_exit = True
        thread.join(20)
        desk.close()


@pytest.fixture
def served(made: Made) -> Iterator[Served]:
    with _serving(made) as served:
        yield served


@pytest.fixture(scope="session")
def serving() -> Callable[..., AbstractContextManager[Served]]:
    """`with serving(made, settings, clock=…) as served`: for a vault that a whole module shares."""
    return _serving


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        yield browser
        browser.close()


@contextmanager
def _watched_page(served: Served, chromium: "Browser") -> Iterator["Page"]:
    context = chromium.new_context(base_url=served.address, viewport={"width": 1280, "height": 860})
    context.set_default_timeout(15_000)
    page = context.new_page()
    wrong: list[str] = []
    # Of every page and frame, workers too.
    context.on("request", lambda request: _note_strangers(request.url, served.address, wrong))
    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    page.on("console", lambda message: wrong.append(message.text) if _is_error(message) else None)
    page.goto("/unlock")
    try:
        yield page
    finally:
        context.close()
    assert not wrong, wrong


@pytest.fixture
def browser_page(served: Served, chromium: "Browser") -> Iterator["Page"]:
    """A page at the door (`unlock_in(page)` goes in). At the end of the test: no request left the machine, no script failed."""
    with _watched_page(served, chromium) as page:
        yield page


@pytest.fixture
def page_of(chromium: "Browser") -> Callable[[Served], AbstractContextManager["Page"]]:
    """`with page_of(served) as page`: the same on a vault that is served already."""
    return lambda served: _watched_page(served, chromium)


def _unlock_in(page: "Page", passphrase: str = PASSPHRASE) -> None:
    """Types the passphrase at the door, and waits for home."""
    page.goto("/unlock")
    page.fill("#passphrase", passphrase)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")


@pytest.fixture
def unlocked_page(browser_page: "Page") -> "Page":
    """The same, at home in the open vault."""
    _unlock_in(browser_page)
    return browser_page


@pytest.fixture
def unlock_in() -> Callable[..., None]:
    """`unlock_in(page, passphrase=…)`."""
    return _unlock_in


@pytest.fixture
def axe_problems() -> Callable[["Page"], list[str]]:
    """`axe_problems(page)`: what axe finds serious or critical on the page as it stands."""
    return _axe_problems


def _axe_problems(page: "Page") -> list[str]:
    page.evaluate((Path(__file__).parent / "axe" / "axe.min.js").read_text("utf-8"))
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {node['html'][:150]}"
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in itertools.islice(violation["nodes"], 5)
    ]


def _note_strangers(address: str, ours: str, wrong: list[str]) -> None:
    if not address.startswith((f"{ours}/", "blob:", "data:")):
        wrong.append(f"request to {address}")


def _is_error(message: Any) -> bool:
    """Answers of 4xx are told as errors by Chromium; tests of refusals cause them on purpose."""
    return message.type == "error" and "the server responded with a status of 4" not in message.text
