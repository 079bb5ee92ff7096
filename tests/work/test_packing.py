"""The processes that make packs: both sides may talk at once, and answers come in the order of the tasks."""

from pathlib import Path
from typing import Any

import pytest

from amanet.errors import WorldFailed
from amanet.intake.walk import FoundFile, walk
from amanet.work import packing
from amanet.work.packing import Packer, PackingProcesses

pytestmark = pytest.mark.needs("linux")


@pytest.fixture
def packer(tmp_path: Path) -> Packer:
    (tmp_path / "v").mkdir()
    return Packer(tmp_path / "v", "0" * 32, {"source": "a cousin"})


def _files(folder: Path, count: int) -> list[Any]:
    folder.mkdir()
    for number in range(count):
        (folder / f"{number:05}-{'x' * 240}").write_bytes(b"%d" % number)
    return [one for one in walk([folder], never=Path("/nowhere")) if isinstance(one, FoundFile)]


def test_tasks_and_answers_larger_than_a_pipe_do_not_wait_for_each_other(
    packer: Packer, tmp_path: Path
) -> None:
    """Names of 246 bytes: a task of a thousand is more than a socket holds, and so is its answer."""
    files = _files(tmp_path / "phone", 1000)
    processes = PackingProcesses(packer)
    tasks = 0
    while processes.wants_more:
        processes.give(files, hash_only=True)
        tasks += 1
    told = 0

    def tell(count: int, _size: int) -> None:
        nonlocal told
        told += count

    for _ in range(tasks):
        while (packed := processes.take(tell)) is None:
            pass
        assert [piece.found for piece in packed.pieces] == files
    processes.stop()
    assert told == tasks * 1000
    assert not processes.ready()


def test_answers_come_in_the_order_of_the_tasks(packer: Packer, tmp_path: Path) -> None:
    """The first task takes longest, so another process is done before it."""
    files = _files(tmp_path / "phone", 400)
    parts = [files[:300], files[300:301], files[301:302], files[302:]]
    processes = PackingProcesses(packer)
    for part in parts:
        processes.give(part, hash_only=False)
    found = []
    while len(found) < len(parts):
        packed = processes.take(lambda _files, _bytes: None)
        if packed is not None:
            found.append([piece.found for piece in packed.pieces])
    processes.stop()
    assert found == parts


def test_a_process_that_ended_is_an_error_and_never_silence(packer: Packer, tmp_path: Path) -> None:
    """A broken pipe as such would look like a reader of our output who went away."""
    files = _files(tmp_path / "phone", 5)
    processes = PackingProcesses(packer)
    for process in processes._processes:
        process._process.kill()
        process._process.wait()
    with pytest.raises(WorldFailed, match="ended before its time"):
        processes.give(files, hash_only=True)
    processes.stop()


def test_a_process_that_never_began_is_the_same_error(
    packer: Packer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_self: object, _message: object) -> None:
        raise BrokenPipeError(32, "Broken pipe")

    monkeypatch.setattr(packing.Connection, "send", broken)
    with pytest.raises(WorldFailed, match="ended before its time"):
        PackingProcesses(packer)
