"""The desk: who reads, who writes, who is alone; what a lock does to work; what a job tells."""

import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from amanet.app import OpenVault
from amanet.errors import Misuse, WorldFailed
from amanet.web.desk import Locked
from amanet.web.jobs import Job

if TYPE_CHECKING:
    from conftest import Client


def names(vault: OpenVault) -> list[str]:
    return [entity.label for entity in vault.entities("Source")]


def test_what_is_written_is_read_at_once_by_every_reader(client: "Client") -> None:
    for number in range(6):
        client.write(OpenVault.add_entity, "Source", f"Nursel {number}")
        assert len(client.read(names)) == number + 1


def test_a_reader_cannot_write(client: "Client") -> None:
    with pytest.raises(WorldFailed, match="for reading only"):
        client.read(OpenVault.add_entity, "Source", "Nursel")


def test_readers_work_beside_each_other_and_beside_the_writer(client: "Client") -> None:
    """Two readers and the writer meet inside their functions: none waits for another to end."""
    meeting = threading.Barrier(3, timeout=20)

    async def scenario() -> list[int]:
        import asyncio

        met = lambda _vault: meeting.wait()  # noqa: E731
        return await asyncio.gather(client.desk.read(met), client.desk.read(met), client.desk.write(met))

    assert sorted(client.run(scenario)) == [0, 1, 2]


def test_an_error_of_ours_comes_back_as_it_was(client: "Client") -> None:
    with pytest.raises(Misuse, match="There is no record 999"):
        client.read(OpenVault.record, 999)


def test_erasing_needs_the_vault_alone_and_readers_see_the_new_database(
    client: "Client", tmp_path: object
) -> None:
    first = client.write(OpenVault.add_entity, "Source", "Nursel").number
    assert client.read(names) == ["Nursel"]

    def erase(vault: OpenVault) -> None:
        vault.erase(vault.plan_erasure([first]), reason="asked")

    assert [hand.handle is not None for hand in client.desk._readers].count(True) >= 1
    client.run(lambda: client.desk.alone(erase))
    assert client.read(names) == []
    assert len(list(client.made.path.glob("records-*.db"))) == 1


def test_keys_can_be_changed_under_a_session(client: "Client") -> None:
    before = client.read(lambda vault: vault.vault.secrets.database)
    client.run(lambda: client.desk.alone(OpenVault.rotate_keys))
    assert client.read(lambda vault: vault.vault.secrets.database) != before
    assert client.get("/").status_code == 200


def test_a_stream_comes_step_by_step_and_closes_what_it_opened(client: "Client") -> None:
    closed = threading.Event()

    def steps(_vault: OpenVault, count: int) -> Iterator[int]:
        try:
            yield from range(count)
        finally:
            closed.set()

    async def whole() -> list[int]:
        return [step async for step in client.desk.stream(steps, 3)]

    async def first() -> int:
        stream = client.desk.stream(steps, 3)
        async for step in stream:
            await stream.aclose()  # type: ignore[attr-defined]
            return step
        raise AssertionError

    assert client.run(whole) == [0, 1, 2]
    closed.clear()
    assert client.run(first) == 0
    assert closed.wait(10)


def test_the_lock_ends_what_the_database_is_reading(client: "Client") -> None:
    begun = threading.Event()

    def endless(vault: OpenVault) -> None:
        begun.set()
        vault.vault.database.one(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n"
        )

    async def scenario() -> float:
        import asyncio

        reading = asyncio.create_task(client.desk.read(endless))
        await asyncio.to_thread(begun.wait)
        await asyncio.sleep(0.2)
        began = time.monotonic()
        await client.desk.lock()
        with pytest.raises(Locked):
            await reading
        return time.monotonic() - began

    assert client.run(scenario) < 5


def test_nothing_is_read_or_written_behind_a_lock(client: "Client") -> None:
    client.post("/lock")
    for work in (client.read, client.write):
        with pytest.raises(Locked):
            work(names)
    with pytest.raises(Locked):
        client.run(lambda: client.desk.alone(names))
    with pytest.raises(Locked):
        client.desk.start("late", lambda _vault, _job: None)


def test_asking_again_takes_the_passphrase_of_the_member_at_work_only(client: "Client") -> None:
    client.write(OpenVault.add_member, "Dauren", "tide salt harbour ferry coat lantern")
    opens = lambda typed: client.run(lambda: client.desk.opens(typed))  # noqa: E731
    assert opens("lantern ferry coat tide harbour salt")
    assert opens(client.made.recovery_code)
    assert not opens("tide salt harbour ferry coat lantern")
    assert not opens("nonsense")
    assert client.desk.throttle.failures == 2


# Jobs


def test_a_job_tells_how_far_it_is_and_where_to_go_on(client: "Client") -> None:
    def work(vault: OpenVault, job: Job, count: int) -> int:
        for number in range(count):
            vault.add_entity("Source", f"Nursel {number}")
            job.report(number + 1, count)
        return count

    job = client.desk.start("Entering", work, 3)
    job.then = "/log"
    client.wait_for_jobs()
    assert (job.state, job.done, job.total, job.result) == ("done", 3, 3, 3)
    assert "/log" in client.get(f"/jobs/{job.id}").text
    events = client.get(f"/jobs/{job.id}/events")
    assert events.headers["content-type"].startswith("text/event-stream")
    assert '"state": "done"' in events.text


def test_a_job_ends_when_asked_and_what_was_acknowledged_stays(client: "Client") -> None:
    began = threading.Event()

    def work(vault: OpenVault, job: Job) -> None:
        vault.add_entity("Source", "Nursel")
        began.set()
        while True:
            job.report(1)
            time.sleep(0.01)

    job = client.desk.start("Entering", work)
    assert began.wait(10)
    assert client.post(f"/jobs/{job.id}/stop").status_code == 303
    client.wait_for_jobs()
    assert job.state == "stopped"
    assert client.read(names) == ["Nursel"]


def test_a_job_that_fails_says_why_or_gives_an_id(client: "Client", caplog: pytest.LogCaptureFixture) -> None:
    def told(_vault: OpenVault, _job: Job) -> None:
        raise Misuse("This cannot be.")

    def untold(_vault: OpenVault, _job: Job) -> None:
        raise ValueError("Nursel")

    jobs = [client.desk.start("One", told), client.desk.start("Two", untold)]
    client.wait_for_jobs()
    assert jobs[0].error == "This cannot be."
    assert jobs[1].error in caplog.text
    assert "Nursel" not in caplog.text
    assert "This cannot be." in client.get(f"/jobs/{jobs[0].id}").text


def test_a_job_at_work_keeps_the_vault_open_and_the_lock_stops_it(client: "Client") -> None:
    def work(_vault: OpenVault, job: Job) -> None:
        while True:
            job.report(1)
            time.sleep(0.01)

    job = client.desk.start("Long", work)
    client.clock.pass_by(client.desk.limits.idle + 1)
    assert client.get("/").status_code == 200
    client.post("/lock")
    assert job.state == "stopped"
    assert client.get(f"/jobs/{job.id}").headers["location"] == "/unlock"


def test_there_is_no_page_for_an_unknown_job(client: "Client") -> None:
    assert client.get("/jobs/0000").status_code == 404
