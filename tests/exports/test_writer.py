"""Writing a bundle: whole or not at all, the same bytes each time, a bag that others accept."""

import hashlib
import io
import os
import stat
import tarfile
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from amanet.errors import AmanetError, BadData, Misuse, WorldFailed
from amanet.exports import BundleContents, check_bundle, stream_bundle, tar_bundle, write_bundle
from amanet.exports.page import MOST_SPELLED_OUT
from amanet.record import Salt, open_fields


@pytest.fixture
def contents(corpus: ModuleType) -> BundleContents:
    made: BundleContents = corpus.contents()
    return made


def _every_byte(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_what_is_written_checks(tmp_path: Path, contents: BundleContents) -> None:
    write_bundle(tmp_path / "bundle", contents)
    assert check_bundle(tmp_path / "bundle").outcome == "internally consistent"
    assert os.listdir(tmp_path) == ["bundle"]


def test_bagit_accepts_it(tmp_path: Path, contents: BundleContents) -> None:
    with warnings.catch_warnings():
        # bagit 1.9 looks for its version through setuptools' deprecated pkg_resources.
        warnings.simplefilter("ignore")
        import bagit
    write_bundle(tmp_path / "bundle", contents)
    bag = bagit.Bag(str(tmp_path / "bundle"))
    bag.validate()
    assert bag.version_info == (1, 0)
    assert bag.info["Bagging-Date"] == "2024-03-03"


def test_the_same_contents_give_the_same_bytes_modes_and_times(tmp_path: Path, corpus: ModuleType) -> None:
    for name, mask in (("one", 0o022), ("two", 0o077)):
        before = os.umask(mask)
        write_bundle(tmp_path / name, corpus.contents())
        os.umask(before)
    assert _every_byte(tmp_path / "one") == _every_byte(tmp_path / "two")
    for path in [tmp_path / "two", *(tmp_path / "two").rglob("*")]:
        found = path.stat()
        assert found.st_mtime == 946684800
        assert stat.S_IMODE(found.st_mode) == (0o755 if path.is_dir() else 0o644)


def test_checkpoints_in_any_order_give_the_same_bundle(tmp_path: Path, corpus: ModuleType) -> None:
    turned = corpus.contents()
    write_bundle(tmp_path / "one", replace(turned, checkpoints=turned.checkpoints[::-1]))
    write_bundle(tmp_path / "two", corpus.contents())
    assert _every_byte(tmp_path / "one") == _every_byte(tmp_path / "two")


def test_nothing_that_was_not_opened_is_in_it(
    tmp_path: Path, corpus: ModuleType, contents: BundleContents
) -> None:
    write_bundle(tmp_path / "bundle", contents)
    everything = b"\n".join(_every_byte(tmp_path / "bundle").values())
    for secret in (
        b"018e0000-0000-7000",
        b"video.mp4",
        b'entered_by":',
        corpus.seed("salt of video.mp4"),
        corpus.seed("salt of video.mp4").hex().encode(),
        str(tmp_path).encode(),
    ):
        assert secret not in everything


@pytest.mark.parametrize("pieces", [[b"other"], [], [b"An invented"], None])
def test_a_payload_that_is_not_the_item_leaves_nothing_behind(
    tmp_path: Path, corpus: ModuleType, contents: BundleContents, pieces: list[bytes] | None
) -> None:
    payload = [corpus.VIDEO, b"!"] if pieces is None else pieces
    changed = replace(contents.records[0], payload=payload)
    with pytest.raises(BadData):
        write_bundle(tmp_path / "bundle", replace(contents, records=(changed, *contents.records[1:])))
    assert os.listdir(tmp_path) == []


def test_a_source_that_fails_leaves_nothing_behind(tmp_path: Path, contents: BundleContents) -> None:
    def failing() -> Iterator[bytes]:
        yield b"An invented"
        raise OSError(5, "Input/output error")

    changed = replace(contents.records[0], payload=failing())
    with pytest.raises(WorldFailed):
        write_bundle(tmp_path / "bundle", replace(contents, records=(changed, *contents.records[1:])))
    assert os.listdir(tmp_path) == []


def test_an_existing_destination_is_refused_and_kept(tmp_path: Path, contents: BundleContents) -> None:
    (tmp_path / "bundle").mkdir()
    with pytest.raises(Misuse):
        write_bundle(tmp_path / "bundle", contents)
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(Misuse):
        write_bundle(tmp_path / "link", contents)
    with pytest.raises(WorldFailed):
        write_bundle(tmp_path / "no" / "such" / "folder", contents)
    assert sorted(os.listdir(tmp_path)) == ["bundle", "link"]


def test_contents_that_would_not_check_are_refused(tmp_path: Path, corpus: ModuleType) -> None:
    made: BundleContents = corpus.contents()
    first = made.records[0]
    wrong = [
        replace(made, records=()),
        replace(made, consistency=()),
        replace(made, made_on="today"),
        replace(made, records=(first, first)),
        replace(made, checkpoints=made.checkpoints[:2]),
        replace(made, records=(replace(first, index=2),)),
        replace(made, records=(replace(first, inclusion={}),)),
        replace(made, records=(replace(first, inclusion={9: first.inclusion[8]}),)),
        replace(made, records=(replace(first, entry=made.records[1].entry),)),
        replace(made, records=(replace(made.records[1], payload=[b"?"]), *made.records[2:])),
        replace(
            made,
            checkpoints=(
                replace(made.checkpoints[0], stamps=(corpus.BundledStamp(b"?"),)),
                *made.checkpoints[1:],
            ),
        ),
        corpus.forked(),
        corpus.beyond(),
    ]
    for contents in wrong:
        with pytest.raises(AmanetError):
            write_bundle(tmp_path / "bundle", contents)
    assert os.listdir(tmp_path) == []


def test_an_id_is_never_opened(tmp_path: Path, corpus: ModuleType, contents: BundleContents) -> None:
    shown = corpus.item("video.mp4", corpus.VIDEO, opened=("sha256", "size", "id"))
    changed = replace(contents.records[0], opening=shown.opening)
    with pytest.raises(Misuse, match="never leaves the vault"):
        write_bundle(tmp_path / "bundle", replace(contents, records=(changed, *contents.records[1:])))


def test_many_records_are_not_all_spelled_out(tmp_path: Path, corpus: ModuleType) -> None:
    bodies = [
        {
            "type": "Item",
            "id": f"{n}",
            "entered_at": "",
            "entered_by": "",
            "sha256": "",
            "size": n,
            "name": "",
            "kind": "",
        }
        for n in range(MOST_SPELLED_OUT + 5)
    ]
    made = [(body, Salt(corpus.seed(f"many {n}"))) for n, body in enumerate(bodies)]
    tree = corpus.Tree([corpus.entry_of(body, salt) for body, salt in made])
    records = tuple(
        corpus.BundledRecord(
            open_fields(body, salt, ["size"]),
            corpus.entry_of(body, salt),
            corpus.FIRST,
            n,
            tree.inclusion(n, len(made)),
        )
        for n, (body, salt) in enumerate(made)
    )
    checkpoint = corpus.BundledCheckpoint(corpus.note(tree, corpus.FIRST, len(made), corpus.LOG))
    write_bundle(tmp_path / "bundle", BundleContents(records, (checkpoint,), (), "2024-03-03"))
    page = (tmp_path / "bundle" / "VERIFY.md").read_text("utf-8")
    assert page.count("### Record ") == MOST_SPELLED_OUT
    assert f"of {len(made)} records" in page


def test_the_tar_is_the_same_for_any_folder_and_unpacks_to_the_bundle(
    tmp_path: Path, corpus: ModuleType
) -> None:
    for name in ("one", "another name"):
        write_bundle(tmp_path / name, corpus.contents())
    packed = b"".join(tar_bundle(tmp_path / "one"))
    os.utime(tmp_path / "another name" / "VERIFY.md", (1, 1))
    (tmp_path / "another name" / "VERIFY.md").chmod(0o600)
    assert packed == b"".join(tar_bundle(tmp_path / "another name"))
    assert len(packed) % 10240 == 0
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        assert {(member.uid, member.gid, member.uname, member.mtime) for member in archive} == {
            (0, 0, "", 946684800)
        }
        archive.extractall(tmp_path / "unpacked", filter="data")
    assert _every_byte(tmp_path / "unpacked" / "bundle") == _every_byte(tmp_path / "one")


def test_the_stream_from_the_contents_is_the_tar_of_the_folder(tmp_path: Path, corpus: ModuleType) -> None:
    write_bundle(tmp_path / "bundle", corpus.contents())
    assert b"".join(stream_bundle(corpus.contents())) == b"".join(tar_bundle(tmp_path / "bundle"))


def test_a_stream_with_another_payload_ends_with_an_error(
    contents: BundleContents, corpus: ModuleType
) -> None:
    for other in (b"other", bytes(len(corpus.VIDEO)), corpus.VIDEO + b"!"):
        changed = replace(contents.records[0], payload=[other])
        with pytest.raises(BadData):
            b"".join(stream_bundle(replace(contents, records=(changed, *contents.records[1:]))))


def test_a_link_is_not_packed(tmp_path: Path, contents: BundleContents) -> None:
    write_bundle(tmp_path / "bundle", contents)
    (tmp_path / "bundle" / "more").symlink_to("/etc/hostname")
    with pytest.raises(BadData):
        b"".join(tar_bundle(tmp_path / "bundle"))


def test_the_verifier_inside_is_ours_byte_for_byte(
    tmp_path: Path, contents: BundleContents, standalone: ModuleType
) -> None:
    write_bundle(tmp_path / "bundle", contents)
    inside = (tmp_path / "bundle" / "verify_bundle.py").read_bytes()
    assert hashlib.sha256(inside).hexdigest() == standalone.own_sha256()
    assert standalone.own_sha256() in (tmp_path / "bundle" / "VERIFY.md").read_text("utf-8")
