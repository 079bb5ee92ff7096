"""The security requirements of the application (numbers as in the list they came from; ASVS 5.0 in brackets), each a test with
its number in its name.

Here stand those of the frame: 1 to 13, 16, 19, 25, 28. Those of single screens (14, 17, 18, 20 to 24, 26, 27) stand in the tests of these
screens under the same kind of name; 15, and 1 for a server of a team, wait for that server, which does not exist yet.
"""

import ast
import logging
import re
import socket
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest
from starlette.routing import Route

import amanet.web
from amanet.app import OpenVault
from amanet.cli.opening import open_in_browser
from amanet.errors import WorldFailed
from amanet.web.desk import Locked
from amanet.web.gate import FORM_SIZE, is_open
from amanet.web.guard import POLICIES
from amanet.web.serving import LOOPBACK, OneLine, bind
from amanet.web.throttle import FREE_ATTEMPTS

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from conftest import Client

HOST = "amanet.localhost:8000"
OURS = {"Host": HOST, "Origin": f"http://{HOST}", "Sec-Fetch-Site": "same-origin"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
CANARY = "Sefton Quillmarsh"
_SAMPLES = {"state": "draft", "name": "base.css", "tag": "tr", "file": "base.css"}


def routes_of(client: "Client", method: str) -> list[Route]:
    found = [route for route in client.application.routes if isinstance(route, Route)]
    return [route for route in found if route.methods and method in route.methods]


def address_of(route: Route) -> str:
    """An address that the route matches."""
    return re.sub(
        r"\{(\w+)(?::(\w+))?\}",
        lambda found: _SAMPLES.get(found[1], "3" if found[2] != "path" else "x"),
        route.path,
    )


@pytest.fixture
def filled(client: "Client", tmp_path: Path) -> "Client":
    """An open vault with an item and somebody in it."""
    (tmp_path / "note.txt").write_text(f"[00:00] {CANARY}: the ferry left at six\n")
    client.write(OpenVault.add, [tmp_path / "note.txt"], source=CANARY)
    client.write(OpenVault.add_entity, "Source", CANARY)
    return client


def every_kind_of_answer(client: "Client") -> dict[str, Any]:
    """One answer of each kind: pages, parts, redirects, refusals, files of ours."""
    return {
        "page": client.get("/"),
        "static": client.get("/static/base.css"),
        "font": client.get("/static/fonts/sans.ttf"),
        "not there": client.get("/nothing/here"),
        "wrong method": client.post("/countdown"),
        "not at this address": client.request("GET", "/", headers={"Host": "evil.example"}),
        "from elsewhere": client.request(
            "POST", "/lock", headers={"Host": HOST, "Origin": "http://evil.example"}
        ),
        "too large": client.request("POST", "/language", headers=OURS | FORM, content=b"a" * (FORM_SIZE + 1)),
        "redirect": client.get("/unlock"),
        "at the door": client.request("GET", "/", headers={"Host": HOST, "Cookie": "none=1"}),
        "json": client.get("/countdown"),
    }


# 1. Binds loopback only.


def test_01_the_socket_is_on_loopback_and_no_option_says_otherwise() -> None:
    with bind(0) as listening:
        assert listening.getsockname()[0] == LOOPBACK == "127.0.0.1"
    options = {
        name for option in open_in_browser.params for name in option.opts if isinstance(option, click.Option)
    }
    assert options == {"--port", "--no-browser", "--json"}


# 2. Unknown Host or port: 421.


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1:8000", "[::1]:8000", "amanet.localhost", "amanet.localhost:8001", "amanet.localhost.evil.example:8000", ""],
)  # fmt: skip
def test_02_another_host_or_port_is_misdirected(client: "Client", host: str) -> None:
    for address in ("/", "/unlock", "/static/base.css"):
        assert client.request("GET", address, headers={"Host": host}).status_code == 421
    assert client.request("POST", "/lock", headers=OURS | {"Host": host}).status_code == 421
    assert client.desk.is_open


def test_02_both_names_of_this_machine_answer(client: "Client") -> None:
    for host in (HOST, "localhost:8000", "AMANET.localhost:8000"):
        assert client.request("GET", "/unlock", headers={"Host": host}).status_code in (200, 303)


# 3. Unsafe method without same-origin Origin or Sec-Fetch-Site: 403 (3.5.1).


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "http://evil.example"},
        {"Origin": "https://amanet.localhost:8000"},
        {"Origin": "http://amanet.localhost:8001"},
        {"Origin": "http://localhost:8000"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "null", "Sec-Fetch-Site": "same-site"},
        {"Origin": "null", "Sec-Fetch-Site": "none"},
        {"Origin": f"http://{HOST}", "Sec-Fetch-Site": "cross-site"},
        {"Origin": f"http://{HOST}", "Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_03_what_does_not_come_from_our_page_changes_nothing(
    client: "Client", headers: dict[str, str]
) -> None:
    for method in ("POST", "PUT", "DELETE"):
        assert client.request(method, "/lock", headers={"Host": HOST, **headers}).status_code == 403
    assert client.desk.is_open


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": f"http://{HOST}"},
        {"Origin": f"http://{HOST}", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "same-origin"},
    ],
)
def test_03_what_comes_from_our_page_is_done(client: "Client", headers: dict[str, str]) -> None:
    assert client.request("POST", "/lock", headers={"Host": HOST, **headers}).status_code == 303
    assert not client.desk.is_open


# 4. Reads by pages of other sites, and of other ports of this one: 403 (3.5.8).


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_04_pages_elsewhere_read_nothing(client: "Client", site: str) -> None:
    headers = {"Host": HOST, "Sec-Fetch-Site": site}
    embedded = headers | {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
    framed = headers | {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}
    for address in ("/", "/static/base.css", "/countdown", "/search"):
        assert client.request("GET", address, headers=embedded).status_code == 403
        assert client.request("GET", address, headers=framed).status_code == 403
    walked = headers | {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert client.request("GET", "/search", headers=walked).status_code == 403
    assert client.request("GET", "/", headers=walked).status_code == 200


# 5. GET never changes state (3.5.3).


def test_05_no_get_of_any_route_changes_the_vault(filled: "Client") -> None:
    before = filled.log_size()
    state = filled.write(lambda vault: vault.vault.database.one("SELECT count(*), max(number) FROM record"))
    asked = [address_of(route) for route in routes_of(filled, "GET") if not route.path.endswith("/events")]
    assert "/" in asked
    for address in asked:
        for headers in ({"Host": HOST}, OURS | {"HX-Request": "true"}):
            assert filled.request("GET", address, headers=headers).status_code < 500, address
    assert filled.desk.is_open
    assert filled.log_size() == before
    assert (
        filled.write(lambda vault: vault.vault.database.one("SELECT count(*), max(number) FROM record"))
        == state
    )


def test_05_a_route_reads_or_writes_and_never_both(client: "Client") -> None:
    for route in client.application.routes:
        assert isinstance(route, Route), f"{route} has no methods of its own"
        assert route.methods
        assert route.methods <= {"GET", "HEAD"} or not route.methods & {"GET", "HEAD"}, route.path


# 6. The headers of every response (3.4.3 to 3.4.8).


def test_06_every_kind_of_answer_carries_them_all(client: "Client", monkeypatch: pytest.MonkeyPatch) -> None:
    answers = every_kind_of_answer(client)
    monkeypatch.setattr(client.desk, "lock_if_due", _fails)
    answers["mishap"] = client.get("/")
    assert {name: answer.status_code for name, answer in answers.items() if answer.status_code >= 400} == {
        "not there": 404, "wrong method": 405, "not at this address": 421, "from elsewhere": 403, "too large": 413, "mishap": 500,
    }  # fmt: skip
    for name, answer in answers.items():
        headers = answer.headers
        assert headers["content-security-policy"] == POLICIES["page"], name
        assert headers["x-content-type-options"] == "nosniff", name
        assert headers["referrer-policy"] == "no-referrer", name
        assert headers["cross-origin-opener-policy"] == "same-origin", name
        assert headers["cross-origin-resource-policy"] == "same-origin", name
        assert headers["x-frame-options"] == "DENY", name


def test_06_no_policy_allows_what_is_unsafe() -> None:
    for name, policy in POLICIES.items():
        assert "default-src 'none'" in policy
        assert "unsafe-eval" not in policy
        assert "http" not in policy.replace("https:", "http:"), name
        assert "*" not in policy
    assert "unsafe" not in POLICIES["page"]
    assert POLICIES["page"].endswith("frame-ancestors 'none'")
    assert POLICIES["inert"].startswith("sandbox; ")
    assert "script" not in POLICIES["inert"]


def test_06_the_pages_hold_nothing_the_policy_forbids() -> None:
    for path in Path(amanet.web.__file__).parent.rglob("*.html"):
        text = path.read_text("utf-8")
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*\bsrc=)", text), path.name
        assert "| safe" not in text, path.name
        assert "|safe" not in text, path.name


# 7. No CORS headers (3.4.2).


def test_07_nothing_is_shared_with_another_origin(client: "Client") -> None:
    asked = {"Host": HOST, "Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
    answers = [*every_kind_of_answer(client).values(), client.request("OPTIONS", "/lock", headers=asked)]
    assert answers[-1].status_code == 405
    for answer in answers:
        assert not [name for name in answer.headers if name.startswith("access-control")]


# 8. The cookie (3.3).


def test_08_the_cookie_is_for_this_host_and_no_script(door: "Client") -> None:
    cookie = door.unlock().headers["set-cookie"]
    name, *attributes = cookie.split("; ")
    assert name.startswith("__Host-amanet=")
    assert set(attributes) == {"Path=/", "Secure", "HttpOnly", "SameSite=Strict"}


def test_08_no_other_answer_sets_one(client: "Client") -> None:
    for name, answer in every_kind_of_answer(client).items():
        assert "set-cookie" not in answer.headers, name


# 9. Zero requests off-origin; the server runs with outbound sockets denied.


def test_09_every_page_is_made_without_a_connection(
    filled: "Client", monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[object] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *asked, **_more: tried.append(asked))
    monkeypatch.setattr(socket, "create_connection", lambda *asked, **_more: tried.append(asked))
    for route in routes_of(filled, "GET"):
        if not route.path.endswith("/events"):
            filled.get(address_of(route))
    assert tried == []


def test_09_the_process_that_serves_cannot_connect() -> None:
    program = (
        "import socket; from amanet.web.serving import refuse_to_connect; refuse_to_connect()\n"
        "there = socket.create_server(('127.0.0.1', 0))\n"
        "for act in (lambda: socket.create_connection(there.getsockname()), lambda: socket.getaddrinfo('example.org', 80)):\n"
        "    try: act()\n"
        "    except PermissionError: print('refused')\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert ran.stdout.split() == ["refused", "refused"]


def test_09_no_page_names_another_host() -> None:
    """Even one that a person might only click on."""
    for path in Path(amanet.web.__file__).parent.rglob("*"):
        if path.suffix in {".html", ".css", ".js"} and "vendor" not in path.parts:
            assert not re.findall(r"https?://(?!www\.w3\.org/)[^\s\"'`]+", path.read_text("utf-8")), path.name


# 10. `no-store` on data; `Clear-Site-Data` on lock (14.3.1, 14.3.2).


def test_10_nothing_of_a_vault_is_kept_by_the_browser(client: "Client") -> None:
    for name, answer in every_kind_of_answer(client).items():
        if name not in ("static", "font"):
            assert answer.headers["cache-control"] == "no-store", name


def test_10_locking_clears_what_the_browser_holds(client: "Client") -> None:
    answer = client.post("/lock")
    assert answer.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    assert "Max-Age=0" in answer.headers["set-cookie"]


def test_10_so_does_the_first_request_after_it_locked_by_itself(client: "Client") -> None:
    client.clock.pass_by(client.desk.limits.idle + 1)
    assert client.get("/search").headers["clear-site-data"] == '"cache", "cookies", "storage"'


# 11. Nothing sensitive in browser storage (14.3.3) or addresses (14.2.1).


@pytest.mark.needs("chromium")
def test_11_the_browser_keeps_nothing(unlocked_page: "Page") -> None:
    for place in ("/take-in", "/search", "/settings", "/"):
        unlocked_page.goto(place)
        kept = unlocked_page.evaluate(
            "async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, "
            "(await caches.keys()).length, document.cookie.length, (await navigator.serviceWorker.getRegistrations()).length]"
        )
        assert kept == [0] * 6
    assert unlocked_page.evaluate("navigator.cookieEnabled")


def test_11_no_form_puts_what_is_typed_into_an_address() -> None:
    for path in Path(amanet.web.__file__).parent.rglob("*.html"):
        for form in re.findall(r"<form\b[^>]*>", path.read_text("utf-8")):
            assert 'method="post"' in form, f"{path.name}: {form}"


# 12. The idle lock drops keys, closes the pool, ends streams (7.3.1).


def test_12_the_idle_lock_drops_every_handle_and_key(client: "Client") -> None:
    assert client.read(lambda vault: vault.vault.unlocked.vault_key)
    hands = [client.desk._writer, *client.desk._readers]
    handles = [(hand, hand.handle) for hand in hands if hand.handle is not None]
    assert len(handles) >= 2
    client.clock.pass_by(client.desk.limits.idle + 1)
    assert client.get("/").headers["location"] == "/unlock"
    assert not client.desk.is_open
    assert [hand.handle for hand in hands] == [None] * len(hands)
    for hand, handle in handles:
        with pytest.raises(WorldFailed, match="was closed"):
            hand.submit(partial(handle.vault.database.one, "SELECT 1")).result()


def test_12_the_idle_lock_needs_no_request(client: "Client") -> None:
    client.clock.pass_by(client.desk.limits.idle + 1)
    for _ in range(100):
        if not client.desk.is_open:
            break
        time.sleep(0.05)
    assert not client.desk.is_open


def test_12_what_pages_fetch_by_themselves_does_not_keep_it_open(client: "Client") -> None:
    half = client.desk.limits.idle / 2 + 1
    client.clock.pass_by(half)
    assert client.get("/countdown").json()["seconds"] < half
    client.get("/search", x_amanet_quiet="1")
    client.clock.pass_by(half)
    assert client.get("/").headers["location"] == "/unlock"


def test_12_somebody_there_keeps_it_open(client: "Client") -> None:
    for _ in range(3):
        client.clock.pass_by(client.desk.limits.idle - 1)
        assert client.post("/still-here").json()["seconds"] == client.desk.limits.idle


def test_12_the_lock_ends_a_stream(client: "Client") -> None:
    async def scenario() -> list[int]:
        got: list[int] = []
        try:
            async for step in client.desk.stream(lambda _vault: iter(range(10_000_000))):
                got.append(step)
                if step == 3:
                    await client.desk.lock()
        except Locked:
            got.append(-1)
        return got

    assert client.run(scenario) == [0, 1, 2, 3, -1]


# 13. The absolute limit (7.3.2), a new token at unlock (7.2.4), 128-bit tokens (7.2.3).


def test_13_a_session_ends_though_somebody_is_there(client: "Client") -> None:
    limits = client.desk.limits
    passed = 0.0
    while passed < limits.absolute:
        assert client.get("/").status_code == 200
        client.clock.pass_by(limits.idle - 1)
        passed += limits.idle - 1
    assert client.get("/").headers["location"] == "/unlock"


def test_13_every_unlocking_gives_a_new_token_and_ends_the_old(client: "Client") -> None:
    old = client.cookie
    client.post("/lock")
    client.unlock()
    new = client.cookie
    assert new != old
    assert len(new.partition("=")[2]) * 6 >= 128
    assert client.request("GET", "/", headers={"Host": HOST, "Cookie": old}).headers["location"] == "/unlock"
    assert client.request("GET", "/", headers={"Host": HOST, "Cookie": new}).status_code == 200


@pytest.mark.parametrize("cookie", ["", "x", "é" * 40, "a" * 5000])
def test_13_another_token_opens_no_route(client: "Client", cookie: str) -> None:
    for method in ("GET", "POST"):
        for route in routes_of(client, method):
            address = address_of(route)
            if not is_open(address):
                answer = client.request(
                    method, address, headers=OURS | {"Cookie": f"__Host-amanet={cookie}".encode()}
                )  # type: ignore[dict-item]
                assert answer.status_code in (303, 401), address
                assert "location" not in answer.headers or answer.headers["location"] == "/unlock"
    assert client.desk.is_open


# 16. Argon2id; unlock throttled and logged (16.3.1).


def test_16_after_five_failures_nothing_is_tried_for_a_while(
    door: "Client", caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "amanet.web")
    wrong = [door.unlock(f"{CANARY} is not it") for _ in range(FREE_ATTEMPTS)]
    assert [answer.status_code for answer in wrong] == [403] * FREE_ATTEMPTS
    assert "This did not open the vault." in wrong[0].text
    assert "Wait 31 seconds" in wrong[-1].text
    told = door.unlock()
    assert told.status_code == 429
    assert int(told.headers["retry-after"]) == 30 + 1
    door.clock.pass_by(31)
    assert door.unlock(f"{CANARY} is not it").status_code == 403
    door.clock.pass_by(31)
    assert door.unlock().status_code == 429  # twice as long
    door.clock.pass_by(31)
    assert door.unlock().status_code == 303
    assert "6 attempts to unlock this vault failed here" in door.get("/").text
    assert "unlocking failed, 5 in a row" in caplog.text
    assert CANARY not in caplog.text


def test_16_the_throttle_does_not_lock_out_who_is_in(client: "Client", door: "Client") -> None:
    for _ in range(FREE_ATTEMPTS + 1):
        client.request(
            "POST", "/unlock", headers=OURS | {"Cookie": "x=1"}, data={"passphrase": "another one"}
        )
    assert client.get("/").status_code == 200


def test_16_the_key_is_derived_by_argon2id_in_a_child(made: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cheap derivation of the tests apart: without it, a vault made so is refused, and a new one takes 256 MiB and 3 passes."""
    from amanet.sealing import default_cost

    monkeypatch.delenv("AMANET_TEST_CHEAP_KDF")
    assert (default_cost().memory_kib, default_cost().iterations) == (256 * 1024, 3)


# 19. No core dump, not dumpable; a warning about unencrypted swap.


@pytest.mark.needs("linux")
def test_19_the_serving_process_leaves_no_core_dump(tmp_path: Path) -> None:
    program = (
        "import ctypes, resource, sys\n"
        "from amanet.web import serving\n"
        "from amanet.cli import process\n"
        "from amanet.cli import opening\n"
        "opening.unencrypted_swap = lambda: True\n"
        "serving.serve = lambda *_given, **_more: print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))\n"
        "sys.argv = ['amanet', 'open', 'New.vault', '--no-browser']\n"
        "from amanet.cli import main; main()\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert ran.stdout.strip() == "(0, 0) 0"
    assert "Encrypt the disk, or turn swap off" in ran.stderr


# 25. Errors show an id; logs hold no names, text or file names, and are newline-safe (16.2.5, 16.5.1, 16.4.1).


async def _fails() -> None:
    raise RuntimeError(f"{CANARY}\r\n2026-01-01 INFO unlocked after 0 failed attempts")


def test_25_a_mishap_shows_an_id_and_nothing_else(
    client: "Client", monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(client.desk, "lock_if_due", _fails)
    answer = client.get("/")
    assert answer.status_code == 500
    (identifier,) = re.findall(r'class="code">([0-9a-f]{8})<', answer.text)
    assert f"mishap {identifier}: RuntimeError at test_security.py:" in caplog.text
    for text in (answer.text, caplog.text):
        assert CANARY not in text
        assert "Traceback" not in text


def test_25_the_log_of_a_whole_visit_names_nobody(filled: "Client", caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for route in routes_of(filled, "GET"):
        if not route.path.endswith("/events"):
            filled.get(address_of(route))
    filled.get(f"/{CANARY}")
    filled.post("/search", query=CANARY)
    filled.post("/lock")
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("amanet", "uvicorn"))]
    assert ours
    assert not [line for line in ours if CANARY in line or "note.txt" in line or "Names" in line]


def test_25_one_event_is_one_line_whatever_stands_in_it() -> None:
    record = logging.LogRecord("amanet.web", logging.INFO, "", 0, "a\r\nb\u2028c\x1b[31m", (), None)
    assert len(OneLine().format(record).splitlines()) == 1
    assert "\x1b" not in OneLine().format(record)


# 28. No URL is fetched on the server's initiative.


def test_28_no_module_of_the_application_can_fetch_an_address() -> None:
    fetching = {
        "urllib.request",
        "http.client",
        "httpx",
        "requests",
        "aiohttp",
        "ftplib",
        "smtplib",
        "amanet.stamps.online",
    }
    for path in Path(amanet.web.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert fetching.isdisjoint(names), path.name
