"""`amanet open` as a whole: a process of its own, asked over the wire."""

import http.client
import importlib.util
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import amanet.web
from amanet.web.statics import static_address

if TYPE_CHECKING:
    from conftest import Client, Made

WEB = Path(amanet.web.__file__).parent
PASSPHRASE = "lantern ferry coat tide harbour salt"


@pytest.fixture
def opened(made: "Made") -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process and its authority (`amanet.localhost:PORT`)."""
    command = [
        sys.executable,
        "-c",
        "from amanet.cli import main; main()",
        "open",
        str(made.path),
        "--no-browser",
        "--json",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        document = "".join(iter(process.stdout.readline, "}\n")) + "}"
        yield process, json.loads(document)["address"].removeprefix("http://").rstrip("/")
        process.kill()


def ask(
    authority: str, method: str, address: str, body: str = "", cookie: str = ""
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", int(authority.rpartition(":")[2]), timeout=30)
    headers = {
        "Host": authority,
        "Sec-Fetch-Site": "same-origin",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection.request(method, address, body, headers | ({"Cookie": cookie} if cookie else {}))
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, content


@pytest.mark.needs("linux")
def test_it_answers_on_loopback_alone_and_ends_with_the_vault_locked(
    opened: tuple[Any, str], made: "Made"
) -> None:
    process, authority = opened
    status, headers, _ = ask(authority, "POST", "/unlock", f"passphrase={PASSPHRASE.replace(' ', '+')}")
    assert (status, headers["location"]) == (303, "/")
    assert "server" not in headers
    cookie = headers["set-cookie"].partition(";")[0]
    assert ask(authority, "GET", "/", cookie=cookie)[0] == 200
    port = int(authority.rpartition(":")[2])
    listening = [
        line.split()[1]
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
        if line.split()[3] == "0A" and int(line.split()[1].rpartition(":")[2], 16) == port
    ]
    assert listening == [f"0100007F:{port:04X}"]
    process.send_signal(signal.SIGINT)
    process.wait(20)
    assert "locked: asked" in process.stderr.read()
    from amanet.app import open_vault

    open_vault(made.path, PASSPHRASE).close()


def test_a_port_in_use_and_what_is_no_vault_are_said(made: "Made", tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        cases = [
            (["open", str(made.path), "--port", str(taken.getsockname()[1])], 6, "cannot be used"),
            (["open", str(tmp_path)], 2, "is not a vault"),
            (["open", "New"], 2, "ends in .vault"),
        ]
        for words, code, said in cases:
            command = [sys.executable, "-c", "from amanet.cli import main; main()", *words, "--no-browser"]
            ran = subprocess.run(
                command, capture_output=True, text=True, timeout=60, cwd=tmp_path, env=os.environ
            )
            assert (ran.returncode, said in ran.stderr) == (code, True), ran.stderr


def test_eight_clients_at_once_all_get_their_pages(opened: tuple[Any, str]) -> None:
    """How soon is measured by bench/app.py."""
    _, authority = opened
    cookie = ask(authority, "POST", "/unlock", f"passphrase={PASSPHRASE.replace(' ', '+')}")[1][
        "set-cookie"
    ].partition(";")[0]
    answers: list[tuple[int, bool]] = []

    def visit() -> None:
        for address in ("/", "/search", "/settings", "/log"):
            status, _, content = ask(authority, "GET", address, cookie=cookie)
            answers.append((status, content.rstrip().endswith(b"</html>")))

    threads = [threading.Thread(target=visit) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [(200, True)] * 32


def test_a_page_weighs_little(client: "Client") -> None:
    """300 kB without fonts, the door included."""
    for address in ("/", "/take-in", "/items", "/people", "/search", "/log", "/settings"):
        text = client.get(address).text
        parts = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', text))
        weight = len(text.encode()) + sum(len(client.get(part).content) for part in parts)
        assert weight < 300_000, f"{address}: {weight}"


def test_nothing_heavy_is_loaded_before_it_is_needed() -> None:
    program = (
        "import sys, amanet.web.application as a, amanet.web.desk\n"
        "from pathlib import Path\n"
        "from amanet.app import default_settings\n"
        "a.make_application(amanet.web.desk.Desk(Path('V.vault'), default_settings()), ['x'])\n"
        "print(*{'numpy', 'lxml', 'PIL', 'av', 'fpdf', 'babel', 'openpyxl', 'docx', 'uharfbuzz', 'rapidfuzz', 'pypinyin'} & set(sys.modules))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert ran.stdout.split() == []


# Files of ours and of others


def test_only_what_lies_there_is_served_by_its_exact_name(client: "Client") -> None:
    for address in (
        "/static/../pages.py",
        "/static/%2e%2e/pages.py",
        "/static/",
        "/static/vendor/make.py",
        "/static//base.css",
    ):
        assert client.get(address).status_code == 404, address
    answer = client.get(static_address("base.css"))
    assert answer.headers["content-type"].startswith("text/css")
    assert client.get("/static/base.css", if_none_match=answer.headers["etag"]).status_code == 304
    ranged = client.get("/static/base.css", range="bytes=0-0,1-1,2-2")
    assert (ranged.status_code, ranged.content) == (200, answer.content)


def test_what_others_made_is_what_the_manifest_says() -> None:
    found = importlib.util.spec_from_file_location("make", WEB / "static" / "vendor" / "make.py")
    assert found
    assert found.loader
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    assert module.problems() == []
