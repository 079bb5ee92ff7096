"""Taking back in the browser: what stops, what went out, the letters, what must go. Everybody is invented."""

import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from amanet.app import OpenVault
from amanet.consent import Recipient
from amanet.work.signed import signed_draft

from .test_consent import YES, Story, newest, talk, tell

if TYPE_CHECKING:
    from conftest import Client

PASSPHRASE = "lantern ferry coat tide harbour salt"
SEALED = "ab" * 32


def release(vault: OpenVault, story: Story, to: str, file: str, name: str = "Source 4") -> int:
    """A Release record as sealing enters it, of what the sister said."""
    said = [number for number in vault.vault.about(story.sister) if vault.record(number).type == "Statement"]
    fields: Any = {
        "use": "legal proceedings",
        "recipient": Recipient.parse(to).to_json(),
        "day": "2026-05-02",
        "records": [vault.record(number).reference for number in said],
        "grants": [],
        "shown": {vault.record(story.sister).reference: name},
        "manifest": "cd" * 32,
        "sha256": SEALED,
        "size": 7,
        "approvals": [],
        "consequences": "…",
        "file": file,
    }
    return vault.vault.add(signed_draft(vault.vault, "Release", fields))[0].number


@pytest.fixture
def told(client: "Client", tmp_path: Path) -> Any:
    return client.write(tell, tmp_path), client


def test_what_went_out_is_shown_before_and_after_and_the_letters_are_there_to_keep(
    told: Any, tmp_path: Path
) -> None:
    story, client = told
    client.write(release, story, "court:Farshore", "to-the-court.age")
    client.write(
        lambda vault: vault.prove([story.passage], tmp_path / "bundle", recipient="the lantern office")
    )
    talk(client, story.sister, go="save", **YES)
    here, last = f"/people/{story.sister}/consent/withdraw", str(newest(client, story.sister))
    fields = {"what": "all", "based_on": last}
    before = unescape(client.post(here, **fields).text)
    for words in ("to-the-court.age", SEALED, "What this stops", "They are ready once it is taken back."):
        assert words in before
    assert "/letters/" not in before
    done = client.post(here, **fields, go="withdraw", passphrase_again=PASSPHRASE).headers["location"]
    size = client.log_size()
    page = unescape(client.get(done).text)
    assert "Telling them" in page
    assert f"amanet erase {' '.join(map(str, _theirs(client, story)))}" in page
    files = re.findall(r'href="([^"]+/letters/[^"]+)"', page)
    assert len(files) == 4
    (text,) = [
        answer.text for name in files if name.endswith(".txt") and SEALED in (answer := client.get(name)).text
    ]
    assert "“Source 4”" in text
    assert "Nursel" not in text
    answer = client.get(next(name for name in files if name.endswith(".pdf")))
    assert answer.content.startswith(b"%PDF")
    assert "attachment" in answer.headers["content-disposition"]
    for wrong in ("letter-0.txt", files[0].rpartition("/")[2] + "x", "letter-0.pdf"):
        assert client.get(f"{done}/letters/{wrong}").status_code == 404
    neighbours = files[0].replace(f"/people/{story.sister}/", f"/people/{story.neighbour}/")
    assert client.get(neighbours).status_code == 404
    assert client.log_size() == size


def _theirs(client: "Client", story: Story) -> tuple[int, ...]:
    numbers: tuple[int, ...] = client.read(lambda vault: vault.consequences(story.sister).destroy.numbers)
    return numbers


def test_of_a_recording_of_two_it_says_what_remains_possible(told: Any) -> None:
    story, client = told
    said = client.write(
        lambda vault: vault.say(
            story.act, "notes", "Three of them.", by=str(story.neighbour), passages=[str(story.passage)]
        )
    )
    page = unescape(client.post(f"/people/{story.sister}/consent/withdraw", what="all", based_on="0").text)
    assert "This item is not theirs alone:" in page
    assert f"#{said.number}" in page
    assert "in words of their own" in page
