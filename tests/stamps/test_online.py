import contextlib
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from amanet.errors import Misuse, WorldFailed
from amanet.stamps import ask_authority, make_request, verify_token

if TYPE_CHECKING:
    from conftest import LocalTsa

TEXT = b"amanet/0123456789abcdef0123456789abcdef\n7\nq83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k=\n"
REPLY = "application/timestamp-reply"


class Authority:
    """A web server on this machine that answers with `reply`, and remembers what it was asked."""

    def __init__(self) -> None:
        self.reply: Callable[[bytes], bytes] = lambda _: b""
        self.status, self.content_type, self.location, self.announced = 200, REPLY, "", 0
        self.asked: list[dict[str, str]] = []
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                authority.asked.append(dict(self.headers))
                body = authority.reply(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(authority.status)
                self.send_header("Content-Type", authority.content_type)
                self.send_header("Content-Length", str(authority.announced or len(body)))
                if authority.location:
                    self.send_header("Location", authority.location)
                with contextlib.suppress(ConnectionError):  # the other side may have hung up
                    self.end_headers()
                    self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/tsa"


@pytest.fixture
def authority(monkeypatch: pytest.MonkeyPatch) -> Iterator[Authority]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    made = Authority()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


@pytest.mark.needs("openssl")
def test_an_authority_is_asked_and_its_answer_verifies(authority: Authority, local_tsa: "LocalTsa") -> None:
    authority.reply = local_tsa.answer
    answer = ask_authority(authority.url, make_request(TEXT, nonce=3), 20)
    assert verify_token(answer, TEXT, [local_tsa.root_pem], nonce=3).authority == "Lantern Time-Stamping"
    assert authority.asked[0]["Content-Type"] == "application/timestamp-query"


def test_a_request_does_not_say_which_program_asks(authority: Authority) -> None:
    ask_authority(authority.url, b"request")
    assert "User-Agent" not in authority.asked[0]
    assert "amanet" not in str(authority.asked[0])


def test_a_redirect_is_not_followed_and_is_told(authority: Authority) -> None:
    authority.status, authority.location = 302, "http://elsewhere.example/\x1b[2J"
    with pytest.raises(WorldFailed, match=r"http://elsewhere.example/\\x1b.*by hand"):
        ask_authority(authority.url, b"request")
    assert len(authority.asked) == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"status": 503}, "error 503"),
        ({"content_type": "text/html"}, "text/html"),
        ({"reply": lambda _: bytes((1 << 20) + 1)}, "1 MiB"),
        ({"announced": 10_000}, "broke off"),
    ],
)
def test_other_answers_are_refused_with_the_way_by_hand(
    authority: Authority, change: dict[str, object], message: str
) -> None:
    for name, value in change.items():
        setattr(authority, name, value)
    with pytest.raises(WorldFailed, match=f"{message}.*by hand"):
        ask_authority(authority.url, b"request")


def test_a_silent_authority_is_given_up(authority: Authority) -> None:
    enough = threading.Event()

    def keep_silent(_: bytes) -> bytes:
        enough.wait(20)
        return b""

    authority.reply = keep_silent
    with pytest.raises(WorldFailed, match="by hand"):
        ask_authority(authority.url, b"request", 0.2)
    enough.set()


def test_nobody_there(authority: Authority) -> None:
    with pytest.raises(WorldFailed, match=r"could not be asked.*by hand"):
        ask_authority("http://127.0.0.1:1/", b"request", 5)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://a.example/", "https://", "https://a:b@c.example/", "x"]
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(Misuse):
        ask_authority(url, b"request")
