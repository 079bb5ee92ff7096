"""Whatever is flipped, cut, swapped or put back: it is found, or nothing that was acknowledged is lost."""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amanet.errors import AmanetError
from amanet.fsck import Report
from amanet.vault import Vault

Judge = Callable[[Any], Report | None]
NewCopy = Callable[[], Any]

FRACTION = st.integers(0, 9999)


def _content(vault: Vault) -> dict[object, object]:
    """All that was acknowledged: every record, every object, every signed checkpoint."""
    content: dict[object, object] = {
        record.number: (record.entry, record.body_bytes) for record in vault.records()
    }
    for number, _ in vault.stored_objects():
        with vault.open_object(number) as reader:
            content["object", number] = b"".join(map(bytes, reader.stream()))
    content["log"] = [(one.epoch, one.size, one.root) for one in vault.checkpoints()]
    return content


@pytest.fixture(scope="session")
def judge(new_copy: NewCopy) -> Judge:
    """The claim: opening refuses and says what is damaged (None), or damage is reported, or everything is still there."""
    with new_copy().open() as vault:
        content = _content(vault)

    def judge(copy: Any) -> Report | None:
        refusal, report = "", None
        try:
            with copy.open() as vault:
                report = copy.examine(vault)
                if report.holds:
                    assert _content(vault) == content
        except AmanetError as problem:
            refusal = str(problem)
        finally:
            shutil.rmtree(copy.path)
        if report is None:
            assert any(word in refusal for word in ("damage", "missing", "not an amanet vault", "newer")), (
                refusal
            )
            return None
        assert isinstance(report, Report)
        return report

    return judge


def _files(copy: Any, *starts: str) -> list[Path]:
    names = sorted(path.relative_to(copy.path).as_posix() for path in copy.path.rglob("*") if path.is_file())
    return [copy.path / name for name in names if name.startswith(starts) and name not in ("lock", "use")]


def _pick(files: list[Path], fraction: int) -> Path:
    return files[fraction * len(files) // 10000]


def test_a_changed_id_of_the_vault_is_told_from_a_wrong_passphrase(copy: Any, judge: Judge) -> None:
    header = copy.path / "vault.toml"
    text = header.read_text()
    (name,) = re.findall('vault = "(.+)"', text)
    header.write_text(text.replace(name, name[::-1]))
    judge(copy)


@settings(max_examples=50, deadline=None)
@given(
    file=FRACTION,
    at=FRACTION,
    bit=st.integers(0, 7),
    kind=st.sampled_from(["vault.toml", "records-", "blobs/", "packs/", "log/"]),
)
def test_a_flipped_bit_is_found(
    new_copy: NewCopy, judge: Judge, kind: str, file: int, at: int, bit: int
) -> None:
    copy = new_copy()
    path = _pick(_files(copy, kind), file)
    copy.flip(path, at * path.stat().st_size // 10000, bit)
    report = judge(copy)
    assert report is None or not report.holds


@settings(max_examples=20, deadline=None)
@given(file=FRACTION, at=FRACTION)
def test_a_cut_file_is_found(new_copy: NewCopy, judge: Judge, file: int, at: int) -> None:
    copy = new_copy()
    path = _pick(_files(copy, ""), file)
    os.truncate(path, at * path.stat().st_size // 10000)
    report = judge(copy)
    assert report is None or not report.holds


@settings(max_examples=20, deadline=None)
@given(one=FRACTION, two=FRACTION, kind=st.sampled_from(["", "log/", ("blobs/", "packs/")]))
def test_two_files_swapped_are_found(
    new_copy: NewCopy, judge: Judge, kind: str | tuple[str, ...], one: int, two: int
) -> None:
    copy = new_copy()
    files = _files(copy, *([kind] if isinstance(kind, str) else kind))
    first, second = _pick(files, one), _pick(files, two)
    same = first.read_bytes() == second.read_bytes()
    spare = copy.path / "spare"
    first.rename(spare)
    second.rename(first) if second != first else None
    spare.rename(second)
    report = judge(copy)
    assert report is None or report.holds == same


@settings(max_examples=20, deadline=None)
@given(file=FRACTION, tail=st.binary(min_size=1, max_size=40))
def test_a_lengthened_file_is_found_or_only_counted_where_nothing_reads_it(
    new_copy: NewCopy, judge: Judge, file: int, tail: bytes
) -> None:
    copy = new_copy()
    path = _pick(_files(copy, ""), file)
    with open(path, "ab") as opened:
        opened.write(tail)
    unread = path.parent.name == "packs" or path.suffix == ".db"
    report = judge(copy)
    assert report is None or not report.holds or unread


@settings(max_examples=20, deadline=None)
@given(file=FRACTION)
def test_a_removed_file_is_found(new_copy: NewCopy, judge: Judge, file: int) -> None:
    copy = new_copy()
    _pick(_files(copy, ""), file).unlink()
    report = judge(copy)
    assert report is None or not report.holds


@settings(max_examples=20, deadline=None)
@given(file=FRACTION)
def test_a_file_put_back_to_an_older_version_is_found(new_copy: NewCopy, judge: Judge, file: int) -> None:
    copy = new_copy()
    older = copy.made.before
    changed = [
        path
        for path in _files(copy, "")
        if (older / path.relative_to(copy.path)).is_file()
        and (older / path.relative_to(copy.path)).read_bytes() != path.read_bytes()
    ]
    path = _pick(changed, file)
    shutil.copy(older / path.relative_to(copy.path), path)
    judge(copy)


def test_a_page_of_the_database_swapped_for_its_older_version_is_found(
    new_copy: NewCopy, judge: Judge
) -> None:
    now, before = (
        (new_copy().made.now / "records-2.db").read_bytes(),
        (new_copy().made.before / "records-2.db").read_bytes(),
    )
    differing = [at for at in range(0, len(before), 4096) if before[at : at + 4096] != now[at : at + 4096]]
    assert len(differing) > 5
    found = 0
    for at in differing:
        copy = new_copy()
        copy.database.write_bytes(now[:at] + before[at : at + 4096] + now[at + 4096 :])
        report = judge(copy)
        found += report is None or not report.holds
    # The rest are pages of views, which nobody trusts: `judge` has seen that everything acknowledged is still there.
    assert found >= max(6, len(differing) // 2)
