"""What the browser saves, over HTTP, while the server is killed: lines typed, somebody new with what is said of them, a consent talk.

Each save is told only when its answer has come. Afterwards whatever was told is there, and of each save all or nothing: every version has
all its lines, nobody new is without a name and what was said of them, every talk has all its answers.
"""

import json
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from amanet.app import OpenVault
from amanet.vault import Settings, Vault
from amanet.web.application import host_names, make_application
from amanet.web.desk import Desk
from amanet.work.kept_readings import load_reading
from amanet.work.typed_lines import lines_of

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it would rather have httpx2
    from starlette.testclient import TestClient

__all__ = ["half_saved", "prepare", "save_all", "saved"]

ROUNDS = 2
LINES = 3
KINDS = ("lines", "statement", "consent")
HOST = host_names(8000)[0]
_OURS = {"Origin": f"http://{HOST}", "Sec-Fetch-Site": "same-origin"}
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def prepare(vault: Vault, folder: Path) -> None:
    """A recording, words of it that are marked, and a source."""
    opened = OpenVault(vault)
    (folder / "voice.wav").write_bytes(b"RIFF")
    item = opened.add([folder / "voice.wav"], source="a ferryman").added[0]
    opened.mark_passage(item, heard="They led my brother out.", time=(0, 4000))
    opened.add_entity("Source", "Nursel", [("kind", "person")])


def save_all(path: Path, passphrase: str, settings: Settings, say: Callable[[dict[str, Any]], None]) -> None:
    """Everything, round after round, as a browser sends it; what is there already is not saved again."""
    desk = Desk(path, settings)
    with TestClient(make_application(desk, host_names(8000)), base_url=f"http://{HOST}") as http:
        browser = _Browser(http, passphrase)
        for each in range(ROUNDS):
            for kind in KINDS:
                if browser.save(kind, each):
                    say({"saved": [kind, each]})
    desk.close()


class _Browser:
    """Says what it is based on as the pages do, which it reads before it sends."""

    def __init__(self, http: TestClient, passphrase: str) -> None:
        self._http, self._cookie = http, ""
        answer = self._send("POST", "/unlock", {"passphrase": passphrase})
        self._cookie = answer.headers["set-cookie"].partition(";")[0]
        found = re.findall(r"/items/([0-9]+)", self._get("/items"))
        self.item = max(map(int, found))
        self.passage = int(re.findall(r"/passages/([0-9]+)", self._get(f"/items/{self.item}"))[0])
        self.source = int(re.findall(r"/sources/([0-9]+)", self._get("/sources"))[0])

    def save(self, kind: str, each: int) -> bool:
        """Whether it was acknowledged."""
        answer = getattr(self, f"_{kind}")(each)
        return answer is not None and answer.status_code in (200, 303)

    def _lines(self, each: int) -> Any:
        text = self._get(f"/items/{self.item}/type/lines")
        newest = json.loads(text)["based_on"] if text.startswith("{") else None  # nobody has typed it yet
        lines = [{"words": f"{each} {at}", "from": str(at)} for at in range(LINES)]
        sent = json.dumps({"lines": lines, "based_on": newest, "language": "en"}).encode()
        return self._send("PUT", f"/items/{self.item}/type", sent)

    def _statement(self, each: int) -> Any:
        fields = {
            "do": "save",
            "subject_new": "Person",
            "subject_words": _name(each),
            "subject_pick": "new",
            "by": str(self.source),
            "property": "notes",
            "value": f"said {each}",
        }
        return self._send("POST", f"/passages/{self.passage}/say", fields)

    def _consent(self, each: int) -> Any:
        here = f"/people/{self.source}/consent/talk"
        newest = re.findall(r'name="based_on" value="([0-9]+)"', self._get(here))[0]
        fields = {
            "go": "save",
            "step": "all",
            "language": "en",
            "based_on": newest,
            "use:research": "yes",
            "to:research:team": "yes",
            "use:media": "no",
            "identity": "pseudonym",
            "given_at": "2024-09-19",
            "explained": _talk(each),
        }
        return self._send("POST", here, fields)

    def _get(self, address: str) -> str:
        return str(self._http.get(address, headers={"Cookie": self._cookie}).text)

    def _send(self, method: str, address: str, content: Any) -> Any:
        body = {"data": content} if isinstance(content, dict) else {"content": content}
        headers = _OURS | {"Cookie": self._cookie} | (_FORM if isinstance(content, dict) else {})
        return self._http.request(method, address, headers=headers, follow_redirects=False, **body)


def _name(each: int) -> str:
    """Of no two are the names alike, so that nobody is asked whether they are the same."""
    return ("Osten Vell", "Mirsade Quay", "Tolkun Abara")[each]


def _talk(each: int) -> str:
    return f"read to her, the {each}. time"


def saved(vault: Vault) -> list[list[Any]]:
    """What is there in full, as it is told."""
    opened = OpenVault(vault)
    found = [
        ["lines", each]
        for each in range(ROUNDS)
        if [f"{each} {at}" for at in range(LINES)] in _versions(vault)
    ]
    people = _said_of(opened)
    found += [["statement", each] for each in range(ROUNDS) if (_name(each), {"name", "notes"}) in people]
    return found + [["consent", each] for each in range(ROUNDS) if _talk(each) in _talks(vault)]


def half_saved(vault: Vault) -> list[str]:
    """What is neither there in full nor not at all."""
    problems = [f"a version of {len(one)} lines" for one in _versions(vault) if len(one) != LINES]
    people = _said_of(OpenVault(vault))
    problems += [f"of {name} stand {sorted(said)}" for name, said in people if said != {"name", "notes"}]
    problems += [f"a talk of {one}" for one in _talks(vault).values() if one[0] != one[1]]
    numbers = [record.number for record in vault.records("Statement")]
    known = {str(record.body["id"]) for record in vault.records("Entity")}
    return problems + [
        f"statement {one} is of nobody"
        for one in numbers
        if str(vault.record(one).body["subject"]) not in known
    ]


def _versions(vault: Vault) -> list[list[str]]:
    typed = [one for one in vault.records("Rendition") if one.body["kind"] == "reading"]
    return [[line.words for line in lines_of(load_reading(vault, one.number)[0])] for one in typed]


def _said_of(opened: OpenVault) -> list[tuple[str, set[str]]]:
    """People, each with the properties of which something is said."""
    people = {str(opened.record(one.number).body["id"]): one.label for one in opened.entities("Person")}
    found: dict[str, set[str]] = {identifier: set() for identifier in people}
    for record in opened.vault.records("Statement"):
        if record.body["subject"] in found:
            found[str(record.body["subject"])].add(str(record.body["property"]))
    return [(people[identifier], said) for identifier, said in found.items()]


def _talks(vault: Vault) -> dict[str, tuple[int, int]]:
    """By what was explained: how many times something was allowed, and how many times something was refused."""
    found: dict[str, list[str]] = {}
    for kind in ("Grant", "Refusal"):
        for record in vault.records(kind):
            found.setdefault(str(record.body.get("explained", "")), []).append(kind)
    return {text: (kinds.count("Grant"), kinds.count("Refusal")) for text, kinds in found.items()}
