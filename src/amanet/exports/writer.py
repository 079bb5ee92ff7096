"""Writes an evidence bundle as a folder: a BagIt 1.0 bag (RFC 8493) as docs/spec/bundle-v1.md says, byte for byte.

Invariants: the destination appears whole or not at all; the same contents give the same bytes, modes and times; nothing of this
machine or its user gets in. Payloads are checked while they are written, and the finished bundle is read back as a stranger would
before it gets its name. Refused: a destination that exists, contents that do not check.

A process that is killed leaves a folder `.new-…`, readable by its user only, beside the destination. For a recipient,
`amanet.exports.stream_bundle` gives the same bundle as a stream that can be sealed with nothing on the disk in the clear.

>>> write_bundle(Path("bundle"), contents)                                      # doctest: +SKIP
"""

import os
import shutil
import tempfile
from pathlib import Path

from amanet.errors import BadData, Misuse, WorldFailed
from amanet.exports.assembly import BundleFile, assemble
from amanet.exports.check import check_bundle
from amanet.exports.contents import BundleContents, ordered
from amanet.exports.layout import FILE_MODE, FILE_TIME, FOLDER_MODE


def write_bundle(destination: Path, contents: BundleContents) -> None:
    """Writes the bundle into the new folder `destination`. Raises `Misuse`, `BadData` or `WorldFailed`."""
    contents = ordered(contents)
    if destination.exists() or destination.is_symlink():
        raise Misuse(f"{destination} exists already. A bundle is written to a new folder.")
    try:
        folder = Path(tempfile.mkdtemp(prefix=".new-", dir=destination.parent))
    except OSError as problem:
        raise WorldFailed(
            f"No bundle can be written to {destination.parent}: {problem.strerror}."
        ) from problem
    try:
        write_bag_unchecked(folder, contents)
        _refuse_unsound(folder)
        folder.rename(destination)
        _sync_folder(destination.parent)
    except OSError as problem:
        raise WorldFailed(f"The bundle {destination} could not be written: {problem.strerror}.") from problem
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_bag_unchecked(folder: Path, contents: BundleContents, page: str | None = None) -> None:
    """Fills an empty folder, whether or not the result will check. Alone it is for hostile bundles, and for nothing else."""
    for file in assemble(contents, page):
        _write(folder, file)
    # From the inside out, since writing into a folder changes its time.
    for parent, _, names in os.walk(folder, topdown=False):
        for name in names:
            Path(parent, name).chmod(FILE_MODE)
            os.utime(Path(parent, name), (FILE_TIME, FILE_TIME))
        Path(parent).chmod(FOLDER_MODE)
        os.utime(parent, (FILE_TIME, FILE_TIME))
        _sync_folder(Path(parent))


def _write(folder: Path, file: BundleFile) -> None:
    path = folder / file.name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as output:
        for piece in file.pieces:
            output.write(piece)
        output.flush()
        os.fsync(output.fileno())


def _refuse_unsound(folder: Path) -> None:
    problems = check_bundle(folder).problems
    if problems:
        raise BadData(f"The bundle as written does not check: {problems[0].message} Run `amanet verify`.")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
