"""The log: who did what, what vouches for it from outside, verifying everything, and the trail of reads (requirement 26)."""

import base64
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from amanet.app import OpenVault, default_settings, make_vault
from amanet.web.screens import log as log_screen

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from conftest import Client, Served

PASSPHRASE = "lantern ferry coat tide harbour salt"
CANARY = "Sefton Quillmarsh"
FROM_ELSEWHERE = {"Host": "amanet.localhost:8000", "Origin": "http://evil.example"}


@pytest.fixture
def item(client: "Client", tmp_path: Path) -> int:
    """An open vault with an item; its number."""
    (tmp_path / "note.txt").write_text(f"[00:00] {CANARY}: the ferry left at six\n")
    client.write(OpenVault.add, [tmp_path / "note.txt"], source=CANARY)
    return client.read(lambda vault: next(iter(vault.listing())).number)


@pytest.fixture
def partner(tmp_path: Path) -> Any:
    vault, _code = make_vault(
        tmp_path / "Partner.vault", PASSPHRASE, member="Dilnur", settings=default_settings()
    )
    yield vault
    vault.close()


def numbers_in(text: str) -> list[int]:
    return [int(one) for one in re.findall(r'event-number"><bdi class="code">#(\d+)<', text)]


# Who did what


def test_the_newest_comes_first_a_page_at_a_time(client: "Client", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_screen, "PER_PAGE", 4)
    for name in ("a cousin", "a neighbour", "a teacher"):
        client.write(OpenVault.add_entity, "Source", name)
    last = client.log_size()
    text = client.get("/log").text
    assert numbers_in(text) == list(range(last, last - 4, -1))
    (older,) = re.findall(r'rel="next" href="([^"]+)"', text)
    assert numbers_in(client.get(older).text) == list(range(last - 4, last - 8, -1))
    assert numbers_in(client.get("/log?before=1").text) == []


def test_one_kind_can_be_asked_for(client: "Client", item: int) -> None:
    assert numbers_in(client.get("/log?kind=Item").text) == [item]
    assert numbers_in(client.get("/log?kind=Erasure").text) == []
    assert client.get("/log?kind=Nothing").status_code == 404
    assert client.post("/log", kind="Item").headers["location"] == "/log?kind=Item"
    assert client.post("/log", kind="//evil.example").headers["location"] == "/log"
    assert client.get("/log?before=x").status_code == 404


def test_what_was_erased_is_a_place_where_something_stood(client: "Client", item: int) -> None:
    def erase(vault: OpenVault) -> None:
        vault.erase(vault.plan_erasure([item]), reason="on wish")

    client.run(lambda: client.desk.alone(erase))
    text = client.get("/log").text
    assert "Something stood here and was erased." in text
    assert item in numbers_in(text)
    assert CANARY not in text


def test_recent_pages_are_the_history_backwards(client: "Client", item: int) -> None:
    def erase(vault: OpenVault) -> None:
        vault.erase(vault.plan_erasure([item]), reason="on wish")

    for name in ("a cousin", "a neighbour"):
        client.write(OpenVault.add_entity, "Source", name)
    client.run(lambda: client.desk.alone(erase))
    whole = client.read(lambda vault: list(vault.history()))[::-1]
    for limit in (1, 2, 3, 50):
        before, found = None, []
        while page := client.read(OpenVault.recent, before=before, limit=limit):
            found += page
            before = page[-1].number
        assert found == whole


# From outside


@pytest.mark.needs("openssl")
def test_a_stamp_is_asked_for_and_taken_in_by_file(client: "Client", local_tsa: Any) -> None:
    asked = client.get("/log/outside/checkpoint.tsq")
    assert asked.headers["content-disposition"] == 'attachment; filename="checkpoint.tsq"'
    answer = local_tsa.answer(asked.content)
    root = local_tsa.root_pem.decode()
    told = client.post("/log/outside/stamp", answer=base64.b64encode(answer).decode(), root=root)
    assert told.status_code == 303
    text = client.get("/log/outside").text
    assert "It was verified against the certificate" in text
    assert "time-stamp" in text
    assert "Last vouched for" in text


@pytest.mark.parametrize("answer", ["", "not base64!", "AAAA", "é" * 10])
def test_what_is_no_stamp_is_refused_beside_its_form(client: "Client", answer: str) -> None:
    size = client.log_size()
    told = client.post("/log/outside/stamp", answer=answer)
    assert told.status_code == 422
    assert 'role="alert"' in told.text
    assert client.log_size() == size


def test_a_partner_cosigns_by_file(client: "Client", partner: OpenVault) -> None:
    asked = client.post("/log/outside/ask", cosigner_key="")
    assert "attachment" in asked.headers["content-disposition"]
    keys = client.read(OpenVault.keys)
    cosigned = partner.cosign_sign(asked.content, str(keys["log_key"]))
    key = str(partner.keys()["cosigner_key"])
    wrong = client.post("/log/outside/answer", answer=cosigned.answer.decode(), cosigner_key="nonsense")
    assert wrong.status_code == 422
    told = client.post("/log/outside/answer", answer=cosigned.answer.decode(), cosigner_key=key)
    assert told.status_code == 303
    text = client.get("/log/outside").text
    assert "cosignature" in text
    assert f'<option value="{key}">' in text
    again = client.post("/log/outside/ask", cosigner_key=key)
    assert again.status_code == 200


def test_a_partners_checkpoint_is_cosigned(client: "Client", partner: OpenVault) -> None:
    request = partner.cosign_export().decode()
    assert client.post("/log/outside/sign", request=request).status_code == 422
    told = client.post("/log/outside/sign", request=request, log_key=str(partner.keys()["log_key"]))
    assert told.status_code == 200
    (answer,) = re.findall(r'id="cosign-answer"[^>]*>([^<]+)<', told.text)
    key = str(client.read(OpenVault.keys)["cosigner_key"])
    assert partner.cosign_import(f"{answer.strip()}\n".encode(), key)


def test_the_keys_to_give_to_partners_stand_there(client: "Client") -> None:
    text = client.get("/log/outside").text
    keys = client.read(OpenVault.keys)
    assert str(keys["log_key"]) in text
    assert str(keys["cosigner_key"]) in text


# Verify


@pytest.mark.parametrize("fields", [{}, {"quick": "yes"}])
def test_everything_is_verified_with_a_result_to_read(
    client: "Client", item: int, fields: dict[str, str]
) -> None:
    address = client.post("/log/verify", **fields).headers["location"]
    client.wait_for_jobs()
    job = client.desk.jobs.find(address.rpartition("/")[2])
    assert job is not None
    text = client.get(job.then).text
    assert "Nothing is damaged" in text
    assert ("were not read" in text) == bool(fields)
    client.post("/lock")
    client.unlock()
    assert client.get(job.then).status_code == 404


def test_damage_is_told_with_what_it_concerns(client: "Client", item: int) -> None:
    (place,) = [path for path in (client.made.path / "packs").rglob("*") if path.is_file()]
    data = bytearray(place.read_bytes())
    data[len(data) // 2] ^= 1
    place.write_bytes(data)
    address = client.post("/log/verify").headers["location"]
    client.wait_for_jobs()
    job = client.desk.jobs.find(address.rpartition("/")[2])
    assert job is not None
    text = client.get(job.then).text
    assert "Something is damaged" in text
    assert f"#{item}</bdi>" in text


def test_somebody_may_write_while_it_is_verified(client: "Client") -> None:
    import threading

    go = threading.Event()
    client.desk.start_reading("slow", lambda _vault, _job: go.wait(20))
    client.write(OpenVault.add_entity, "Source", "a cousin")
    go.set()
    client.wait_for_jobs()


# 18. Database, journal, temporary files and objects hold no word of what is in the vault (a kill: test_17_killed… in test_take_in.py).


def test_18_no_word_of_it_is_on_the_disk_while_it_is_open(
    client: "Client", item: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os
    import tempfile

    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    tempfile.tempdir = None
    client.write(OpenVault.read, item, as_format="transcript")
    client.write(
        OpenVault.add_entity,
        "Person",
        CANARY,
        by=str(client.write(OpenVault.add_entity, "Source", "a cousin").number),
    )
    for address in ("/", "/items", f"/items/{item}", "/people", "/log", "/log/reads", "/settings/members"):
        assert client.get(address).status_code == 200
    client.post("/search", query=CANARY)
    assert CANARY in client.get("/people").text
    needles = [CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.lower().encode(), b"ferry left at six"]
    folders = (client.made.path, tmp_path / "temporary", Path(os.environ["AMANET_STATE_DIR"]))
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert any(path.name.endswith("-wal") for path in files)
    for path in files:
        assert not [one for one in needles if one in path.read_bytes()], path.name
    tempfile.tempdir = None


# 26. The audit trail covers reads of sensitive records and denials (16.3.2, 16.4.2).


def written(client: "Client") -> list[tuple[int, str, str]]:
    """What is in the trail once it was written down, the newest first."""
    client.clock.pass_by(6)
    client.desk.write_trail_if_due()
    return client.write(lambda vault: [(one.number, one.what, one.member) for one in vault.reads()])


def test_26_every_record_that_is_opened_is_in_the_trail(client: "Client", item: int) -> None:
    assert written(client) == []
    size = client.log_size()
    client.get(f"/items/{item}")
    client.get(f"/items/{item}/bytes")
    client.get("/items")
    client.get("/people/9999")
    me = client.read(lambda vault: vault.vault.member)
    assert written(client) == [(item, "read", me)]
    assert client.log_size() == size


def test_26_denials_are_in_the_trail(client: "Client", item: int) -> None:
    client.post("/settings/keys/rotate", passphrase_again="not this one at all")
    client.request("POST", "/lock", headers=FROM_ELSEWHERE)
    refused = written(client)
    assert {what for _, what, _ in refused} == {"refused"}
    client.post("/lock")
    client.unlock("wrong and wrong and wrong")
    client.unlock()
    assert (0, "refused", "") in written(client)


def test_26_the_lock_writes_down_what_was_not_written_yet(client: "Client", item: int) -> None:
    client.get(f"/items/{item}")
    client.post("/lock")
    client.unlock()
    assert [
        number for number, _, _ in client.write(lambda vault: [(one.number, 0, 0) for one in vault.reads()])
    ] == [item]


def test_26_a_get_writes_nothing_by_itself(client: "Client", item: int) -> None:
    client.get(f"/items/{item}")
    assert client.read(lambda vault: vault.reads()) == []


def test_26_the_founder_sees_it_and_others_are_told_whom_to_ask(client: "Client", item: int) -> None:
    client.get(f"/items/{item}")
    written(client)
    text = client.get("/log/reads").text
    assert "note.txt" in text
    assert "Mirel" in text
    client.write(OpenVault.add_member, "Dilnur", "another long passphrase", role="member")
    client.post("/lock")
    client.unlock("another long passphrase")
    text = client.get("/log/reads").text
    assert "Ask one of them" in text
    assert "note.txt" not in text


def test_26_nothing_of_it_is_in_the_clear_on_the_disk(client: "Client", item: int) -> None:
    client.get(f"/items/{item}")
    written(client)
    for path in client.made.path.rglob("*"):
        if path.is_file():
            assert b"read_audit" not in path.read_bytes(), path.name


def test_26_another_hand_that_only_reads_stops_nobody(client: "Client", item: int) -> None:
    """Where it cannot be written the page is shown all the same, and nothing is kept for ever."""
    client.desk.read_only_because = "another program writes"
    assert client.get(f"/items/{item}").status_code == 200
    client.desk.read_only_because = ""
    assert written(client) == []


# In a browser


@pytest.mark.needs("chromium", "openssl")
def test_the_log_in_a_browser(
    served: "Served", unlocked_page: "Page", tmp_path: Path, axe_problems: "Callable[..., list[str]]",
    local_tsa: Any,
) -> None:  # fmt: skip
    page = unlocked_page
    (tmp_path / "note.txt").write_text("the ferry left at six\n")
    served.write(OpenVault.add, [tmp_path / "note.txt"], source="a cousin")
    served.write(OpenVault.add_entity, "Source", "a cousin")
    page.goto("/log")
    assert not axe_problems(page)
    page.goto("/log/outside")
    with page.expect_download() as download:
        page.locator("#way-stamp").locator("xpath=..").get_by_role("link", name="Save the request").click()
    (tmp_path / "answer.tsr").write_bytes(local_tsa.answer(Path(download.value.path()).read_bytes()))
    (tmp_path / "root.pem").write_bytes(local_tsa.root_pem)
    page.set_input_files("#stamp-answer-file", tmp_path / "answer.tsr")
    page.set_input_files("#stamp-root-file", tmp_path / "root.pem")
    page.get_by_role("button", name="Take the stamp in").click()
    page.wait_for_selector("text=It was verified against the certificate")
    assert not axe_problems(page)
    page.goto("/log/verify")
    assert not axe_problems(page)
    page.get_by_role("button", name="Verify").press("Enter")
    page.wait_for_selector("text=Nothing is damaged", timeout=30_000)
    assert not axe_problems(page)
    page.goto("/items/3")
    served.desk._writer.submit(served.desk._write_trail).result()  # in use it is done every few seconds
    page.goto("/log/reads")
    assert not axe_problems(page)
    served.desk.prefer(language="ug")
    page.goto("/log")
    assert not axe_problems(page)
