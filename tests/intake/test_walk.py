"""Finding files on a disk that is not trusted."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amanet.errors import Misuse, WorldFailed
from amanet.intake import FoundFile, FoundLink, Skipped, count, open_found, walk
from amanet.intake.walk import Opener

NOWHERE = Path("/nowhere.vault")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "phone" / "voice").mkdir(parents=True)
    (tmp_path / "phone" / "voice" / "1.opus").write_bytes(b"one")
    (tmp_path / "phone" / "voice" / "2.opus").write_bytes(b"two!")
    (tmp_path / "phone" / "a.jpg").write_bytes(b"picture")
    return tmp_path / "phone"


def parts(found: Iterator[FoundFile | FoundLink | Skipped]) -> list[tuple[bytes, ...]]:
    return [one.parts for one in found]


def test_files_come_in_the_order_of_their_bytes_with_their_path_in_the_batch(tree: Path) -> None:
    found = list(walk([tree], never=NOWHERE))
    assert [one.parts for one in found] == [
        (b"phone", b"a.jpg"),
        (b"phone", b"voice", b"1.opus"),
        (b"phone", b"voice", b"2.opus"),
    ]
    assert [one.size for one in found if isinstance(one, FoundFile)] == [7, 3, 4]
    with open_found(found[1]) as opened:  # type: ignore[arg-type]
        assert (opened.stream.read(), opened.size) == (b"one", 3)
        assert opened.modified_ns == (tree / "voice" / "1.opus").stat().st_mtime_ns


def test_a_path_given_twice_or_inside_another_is_taken_once(tree: Path) -> None:
    once = parts(walk([tree], never=NOWHERE))
    many = [
        tree / "voice" / "1.opus",
        os.fsencode(tree) + b"//",
        tree,
        tree / "voice" / ".",
        tree / "voice" / "..",
    ]
    assert parts(walk(many, never=NOWHERE)) == once


def test_a_single_file_has_its_own_name_as_its_path(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree)
    assert parts(walk([Path("a.jpg")], never=NOWHERE)) == [(b"a.jpg",)]
    assert parts(walk([Path()], never=NOWHERE))[0] == (b"phone", b"a.jpg")


HARD_NAMES = [
    b"\xff\xfe not utf-8",
    b"line\nbreak",
    "right\u202eto left".encode(),
    "e\u0301.txt".encode(),  # NFD
    "\u00e9.txt".encode(),  # NFC
    b"CASE",
    b"case",
    b"%2e%2e",
    b"-rf",
    b"~",
    b"x" * 255,
    "ئۈرۈمچى.mp3".encode(),
]


@pytest.mark.needs("linux")
def test_every_name_a_disk_can_hold_survives(tmp_path: Path) -> None:
    for name in HARD_NAMES:
        (tmp_path / os.fsdecode(name)).write_bytes(name)
    found = list(walk([tmp_path], never=NOWHERE))
    assert [one.parts[1] for one in found] == sorted(HARD_NAMES)
    for one in found:
        assert isinstance(one, FoundFile)
        with open_found(one) as opened:
            assert opened.stream.read() == one.parts[1]


def test_a_path_longer_than_the_system_allows_is_read(tmp_path: Path) -> None:
    name, depth = "n" * 200, 25
    folder = os.open(tmp_path, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir(name, dir_fd=folder)
        deeper = os.open(name, os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = deeper
    with os.fdopen(os.open("deep", os.O_CREAT | os.O_WRONLY, dir_fd=folder), "wb") as file:
        file.write(b"found")
    os.close(folder)
    (found,) = walk([tmp_path], never=NOWHERE)
    assert isinstance(found, FoundFile)
    assert len(found.path) > 4096
    with open_found(found) as opened:
        assert opened.stream.read() == b"found"
    shutil.rmtree(tmp_path / name)


def test_links_are_recorded_with_their_target_and_not_followed(tree: Path) -> None:
    (tree / "inward").symlink_to("voice")
    (tree / "outward").symlink_to("/etc/passwd")
    (tree / "hanging").symlink_to(os.fsdecode(b"\xff"))
    links = {one.parts[1]: one.target for one in walk([tree], never=NOWHERE) if isinstance(one, FoundLink)}
    assert links == {b"inward": b"voice", b"outward": b"/etc/passwd", b"hanging": b"\xff"}
    assert [type(one) for one in walk([tree / "inward"], never=NOWHERE)] == [FoundLink]


def test_pipes_sockets_and_missing_paths_are_skipped_with_the_reason(tree: Path, tmp_path: Path) -> None:
    os.mkfifo(tree / "pipe")
    with socket.socket(socket.AF_UNIX) as listening, pytest.MonkeyPatch.context() as here:
        here.chdir(tree)
        listening.bind("sock")
        found = walk([tree, tmp_path / "gone", Path("/dev/null")], never=NOWHERE)
        skipped = {one.parts[-1]: one.reason for one in found if isinstance(one, Skipped)}
    assert skipped == {
        b"pipe": "it is a named pipe (FIFO), not a file",
        b"sock": "it is a socket, not a file",
        b"gone": "it is not there (any more)",
        b"null": "it is a device, not a file",
    }


def test_what_vanishes_on_the_way_is_skipped_and_the_rest_goes_on(tree: Path) -> None:
    found = walk([tree], never=NOWHERE)
    next(found)
    next(found)
    (tree / "voice" / "2.opus").unlink()
    (tree / "zz").write_bytes(b"too late to be listed")
    assert [type(one) for one in found] == [Skipped]


def test_a_folder_that_vanishes_while_it_is_walked_is_skipped(tree: Path) -> None:
    (tree / "voice" / "1" / "x").mkdir(parents=True)
    (tree / "voice" / "1" / "x" / "y").write_bytes(b"")
    found = walk([tree], never=NOWHERE)
    seen = [next(found), next(found)]
    shutil.rmtree(tree / "voice")
    seen += found
    assert isinstance(seen[-1], Skipped)


def test_a_file_swapped_for_a_pipe_or_a_link_is_refused_without_waiting(tree: Path) -> None:
    found = [one for one in walk([tree], never=NOWHERE) if isinstance(one, FoundFile)]
    (tree / "a.jpg").unlink()
    os.mkfifo(tree / "a.jpg")
    with pytest.raises(WorldFailed, match="no longer"):
        open_found(found[0])
    shutil.move(tree / "voice", tree.parent / "elsewhere")
    (tree / "voice").symlink_to(tree.parent / "elsewhere")
    with pytest.raises(WorldFailed, match=r"1\.opus"):
        open_found(found[1])


def test_a_file_that_grows_while_it_is_read_is_told(tree: Path) -> None:
    found = next(walk([tree / "a.jpg"], never=NOWHERE))
    assert isinstance(found, FoundFile)
    with open_found(found) as opened:
        opened.verify_unchanged()
        with (tree / "a.jpg").open("ab") as growing:
            growing.write(b"more")
        with pytest.raises(WorldFailed, match="7 bytes before, 11 now"):
            opened.verify_unchanged()


@pytest.mark.needs("linux")
def test_what_this_user_may_not_read_is_skipped_or_refused() -> None:
    script = (
        "import os, sys; from pathlib import Path\n"
        "from amanet.intake import *; from amanet.errors import WorldFailed\n"
        "if os.geteuid() == 0: os.setegid(65534); os.seteuid(65534)  # root may read everything\n"
        "for one in walk([Path(sys.argv[1])], never=Path('/nowhere')):\n"
        "    print(type(one).__name__, one.parts[-1].decode(), getattr(one, 'reason', ''))\n"
        "try: open_found(one)\n"
        "except WorldFailed as problem: print(problem)\n"
    )
    with tempfile.TemporaryDirectory() as given:
        Path(given).chmod(0o755)
        (Path(given) / "closed").mkdir()
        (Path(given) / "closed").chmod(0)
        (Path(given) / "secret").touch()
        (Path(given) / "secret").chmod(0)
        ran = subprocess.run(
            [sys.executable, "-c", script, given], capture_output=True, text=True, check=True
        )
    assert ran.stdout.splitlines() == [
        "Skipped closed this user may not read it",
        "FoundFile secret ",
        f"{given}/secret could not be read: this user may not read it.",
    ]


@pytest.mark.parametrize("given", [".", "blobs", "blobs/x", "../link"])
def test_the_vault_itself_or_a_path_inside_it_is_refused(tmp_path: Path, given: str) -> None:
    vault = tmp_path / "V.vault"
    (vault / "blobs").mkdir(parents=True)
    (tmp_path / "link").symlink_to(vault)
    with pytest.raises(Misuse, match="vault itself"):
        walk([vault / given if given != "../link" else tmp_path / "link"], never=vault)


def test_a_vault_inside_a_given_folder_is_left_out(tree: Path) -> None:
    (tree / "V.vault").mkdir()
    (tree / "V.vault" / "vault.toml").touch()
    found = list(walk([tree], never=tree / "voice" / ".." / "V.vault"))
    assert [one.reason for one in found if isinstance(one, Skipped)] == ["it is the vault itself"]
    assert (b"phone", b"V.vault", b"vault.toml") not in [one.parts for one in found]


def test_files_opened_one_after_the_other_are_those_opened_alone(tree: Path) -> None:
    """The folder stays open in between; the next file may lie in another one, or be gone."""
    found = [one for one in walk([tree], never=NOWHERE) if isinstance(one, FoundFile)]
    (tree / "voice" / "1.opus").unlink()
    read: list[bytes] = []
    with Opener() as opener:
        for one in [*found, *reversed(found)]:
            try:
                with opener.open(one) as opened:
                    read.append(opened.stream.read())
            except WorldFailed:
                read.append(b"gone")
    assert read == [b"picture", b"gone", b"two!", b"two!", b"gone", b"picture"]


def test_count_is_what_walk_finds_and_says_where_it_stopped(tree: Path) -> None:
    (tree / "link").symlink_to("a.jpg")
    whole = count([tree], never=NOWHERE)
    assert (whole.files, whole.bytes, whole.complete) == (3, 14, True)
    assert count([tree], never=NOWHERE, limit=1).complete is False
    assert count([tree], never=NOWHERE, limit=4).complete is True


def test_messages_show_a_path_on_one_line(tmp_path: Path) -> None:
    (tmp_path / "a\nb\u202e").touch()
    (found,) = walk([tmp_path], never=NOWHERE)
    assert found.shown.endswith("a\\nb\\u202e")


names = st.binary(min_size=1, max_size=4).filter(
    lambda name: not set(name) & {0, 47} and name not in {b".", b".."}
)


@pytest.mark.needs("linux")
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sets(st.lists(names, min_size=1, max_size=3).map(tuple), max_size=12))
def test_walk_finds_what_a_slow_obvious_walk_finds(tmp_path: Path, wanted: set[tuple[bytes, ...]]) -> None:
    with tempfile.TemporaryDirectory(dir=tmp_path) as made:
        top = os.fsencode(made)
        for path in wanted:
            folder = os.path.join(top, *path[:-1])
            try:
                os.makedirs(folder, exist_ok=True)
                with open(os.path.join(folder, path[-1]), "xb"):
                    pass
            except (FileExistsError, NotADirectoryError, IsADirectoryError):
                continue  # one name as file and as folder
        expected = sorted(
            tuple(os.path.relpath(os.path.join(folder, file), os.path.dirname(top)).split(b"/"))
            for folder, _, files in os.walk(top)
            for file in files
        )
        assert parts(walk([top], never=NOWHERE)) == expected
