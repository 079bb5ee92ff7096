"""A browser without a screen for `app.py`: what pages of ours send along, and when the first byte of an answer comes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from time import perf_counter
from typing import Any
from urllib.parse import urlencode, urlsplit

_COOKIE = re.compile(r"(__Host-amanet=[^;]+);")
# Words of the statements and quotes of `known_people.py`.
_RARE = ("Vetluga-on-Ilem musician birthmark", "source 7", "case 77", "norlyk tailor")
_COMMON = ("blanket telephone", "market school", "studying nobody", "police station", "men in uniform")


@dataclass(frozen=True)
class Answer:
    """`first_byte` and `seconds` (until it was read) count from the sending."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    first_byte: float
    seconds: float
    asked: str

    def must_be(self, status: int) -> "Answer":
        if self.status != status:
            raise AssertionError(f"{self.asked} was answered with {self.status}, not {status}")
        return self


class Browser:
    """One connection that stays open; `cookie` is the session's."""

    def __init__(self, address: str, cookie: str = "") -> None:
        self.host, self.cookie = urlsplit(address).netloc, cookie
        self._connection = HTTPConnection("127.0.0.1", urlsplit(address).port, timeout=300)

    def get(self, path: str, *, headers: Mapping[str, str] | None = None, at_most: int = -1) -> Answer:
        return self._ask("GET", path, None, headers or {}, at_most)

    def post(self, path: str, **fields: str) -> Answer:
        body = urlencode(fields).encode()
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def put(self, path: str, pieces: Iterator[bytes], size: int) -> Answer:
        return self._ask("PUT", path, pieces, {"Content-Length": str(size)})

    def _ask(
        self, method: str, path: str, body: Any, headers: Mapping[str, str], at_most: int = -1
    ) -> Answer:
        sent = {
            "Host": self.host,
            "Origin": f"http://{self.host}",
            "Sec-Fetch-Site": "same-origin",
            **headers,
        }
        if self.cookie:
            sent["Cookie"] = self.cookie
        begin = perf_counter()
        self._connection.request(method, path, body=body, headers=sent)
        answer = self._connection.getresponse()
        first_byte = perf_counter() - begin
        content = answer.read() if at_most < 0 else answer.read(at_most)
        seconds = perf_counter() - begin
        if at_most >= 0:
            self._connection.close()  # as a player does that goes on elsewhere
        self._keep_cookie(answer.headers.get("set-cookie") or "")
        found = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(answer.status, found, content, first_byte, seconds, f"{method} {path}")

    def _keep_cookie(self, header: str) -> None:
        if found := _COOKIE.match(header):
            self.cookie = found[1]


@dataclass(frozen=True)
class Person:
    """Whom the bench looks up, by the numbers of the vault; and what it searches for."""

    much_said: int
    ordinary: int
    names: list[str]
    rare: list[str]
    common: list[str]

    @classmethod
    def found_by(cls, browser: Browser, name: str) -> "Person":
        """By the search, as people do: `name` is that of the first person, of whom much is said."""
        numbers = _people_of(browser, name)
        ordinary = next(one for one in _people_of(browser, name.split()[0]) if one != numbers[0])
        first = name.split()[0]
        names = [name, first, name.split()[1], name[:4], "Гүлжан", "Nurlashar", "Эльбаев"]
        return cls(numbers[0], ordinary, names, list(_RARE), list(_COMMON))


def _people_of(browser: Browser, words: str) -> list[int]:
    page = browser.post("/search", q=words, only="entity").must_be(200).body
    return [int(path.rsplit("/", 1)[1]) for path in links_in(page, "/people/")]


def links_in(page: bytes, begin: str, *, attributes: str = "href", tags: str = "a") -> list[str]:
    """The addresses on a page that begin so, each once."""
    found = re.findall(
        rf'<(?:{tags})\b[^>]*?\b(?:{attributes})="({re.escape(begin)}[^"]+)"', page.decode("utf-8")
    )
    return list(
        dict.fromkeys(path for path in found if begin == "" or re.fullmatch(r"\d+", path[len(begin) :]))
    )


def weight_of(browser: Browser, page: bytes) -> int:
    """Bytes of a page with its style sheets, scripts and pictures; fonts come from style sheets and are not counted."""
    parts = links_in(page, "", attributes="href|src", tags="link|script|img")
    return len(page) + sum(len(browser.get(path).must_be(200).body) for path in parts)
