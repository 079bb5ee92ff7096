"""Writes an evidence bundle: a BagIt 1.0 bag (RFC 8493) as docs/spec/bundle-v1.md says, byte for byte.

Invariants: the destination appears whole or not at all; the same contents give the same bytes, modes and
times; nothing of this machine or its user gets in. Payload bytes are checked against the opened SHA-256 and
size while they are written, and the finished bundle is checked before it gets its name. Refused: a destination
that exists, contents that do not check.

>>> write_bundle(Path("bundle"), contents)                                      # doctest: +SKIP
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from amanet.canonical import JSON, encode, to_base64
from amanet.errors import BadData, Misuse, WorldFailed
from amanet.exports import layout
from amanet.exports.check import check_bundle
from amanet.exports.contents import BundleContents, BundledRecord, ordered
from amanet.exports.page import verify_page
from amanet.merkle import TlogProof

FILE_TIME = 946684800  # 2000-01-01T00:00:00Z, as in the vault: a time of writing is nobody's business.


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
        _Bag(folder).fill(contents)
        _refuse_unsound(folder)
        folder.rename(destination)
        _sync_folder(destination.parent)
    except OSError as problem:
        raise WorldFailed(f"The bundle {destination} could not be written: {problem.strerror}.") from problem
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _refuse_unsound(folder: Path) -> None:
    """Reads the bundle back as a stranger would. One that does not check is never handed out."""
    problems = check_bundle(folder).problems
    if problems:
        raise BadData(f"The bundle as written does not check: {problems[0].message} Run `amanet verify`.")


def write_bag_unchecked(folder: Path, contents: BundleContents, page: str | None = None) -> None:
    """Fills an empty folder, whether or not the result will check: for hostile bundles, and for nothing else."""
    _Bag(folder).fill(contents, page)


class _Bag:
    """A bag in the making. Remembers the digest of every file it wrote."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.digests: dict[str, str] = {}
        self.payload_bytes = 0

    def fill(self, contents: BundleContents, page: str | None = None) -> None:
        for number, record in enumerate(contents.records, 1):
            self._add_record(number, record, contents)
        stamps = [stamp for checkpoint in contents.checkpoints for stamp in checkpoint.stamps]
        for number, checkpoint in enumerate(contents.checkpoints, 1):
            self._add("data/" + layout.checkpoint_name(number), [checkpoint.note])
        for number, stamp in enumerate(stamps, 1):
            self._add("data/" + layout.token_name(number), [stamp.token])
            if stamp.chain:
                self._add("data/" + layout.chain_name(number), [stamp.chain])
        if contents.summary:
            self._add("data/summary.pdf", [contents.summary])
        self._add("data/bundle.json", [encode(describe(contents))])
        self._add_tag_files(contents, page)
        self._close()

    def _add_record(self, number: int, record: BundledRecord, contents: BundleContents) -> None:
        for place, checkpoint in enumerate(contents.checkpoints, 1):
            head = checkpoint.checkpoint
            if head.origin == record.origin and head.size in record.inclusion:
                proof = TlogProof(record.index, record.inclusion[head.size], checkpoint.note)
                self._add("data/" + layout.proof_name(number, place), [proof.to_bytes()])
        if record.payload is not None:
            self._add("data/" + layout.item_name(number), _checked(number, record))

    def _add_tag_files(self, contents: BundleContents, page: str | None) -> None:
        payload = dict(self.digests)
        oxum = f"Payload-Oxum: {self.payload_bytes}.{len(payload)}\n"
        info = f"Bagging-Date: {contents.made_on}\nBag-Software-Agent: amanet ({layout.FORMAT})\n{oxum}"
        verifier = layout.verifier_source()
        self._add("bagit.txt", [layout.BAGIT])
        self._add("bag-info.txt", [info.encode("ascii")])
        self._add(layout.VERIFIER, [verifier])
        self._add(layout.PAGE, [(page or verify_page(contents, verifier)).encode("utf-8")])
        self._add(layout.MANIFEST, [_manifest(payload)])
        tags = {name: digest for name, digest in self.digests.items() if name not in payload}
        self._add(layout.TAG_MANIFEST, [_manifest(tags)])

    def _add(self, name: str, pieces: Iterable[bytes]) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with path.open("xb") as file:
            for piece in pieces:
                digest.update(piece)
                file.write(piece)
            self.payload_bytes += file.tell() if name.startswith("data/") else 0
            file.flush()
            os.fsync(file.fileno())
        self.digests[name] = digest.hexdigest()

    def _close(self) -> None:
        """Fixes modes and times, from the inside out, since writing into a folder changes its time."""
        for parent, _, names in os.walk(self.folder, topdown=False):
            for name in names:
                Path(parent, name).chmod(0o644)
                os.utime(Path(parent, name), (FILE_TIME, FILE_TIME))
            Path(parent).chmod(0o755)  # A bundle is made to be handed over.
            os.utime(parent, (FILE_TIME, FILE_TIME))
            _sync_folder(Path(parent))


def describe(contents: BundleContents) -> JSON:
    """bundle.json (section 2)."""
    places = {
        (each.checkpoint.origin, each.checkpoint.size): number
        for number, each in enumerate(contents.checkpoints, 1)
    }
    described: dict[str, JSON] = {
        "format": layout.FORMAT,
        "records": [_record(number, record, places) for number, record in enumerate(contents.records, 1)],
        "checkpoints": _checkpoints(contents),
        "consistency": [
            {
                "old": places[each.origin, each.old_size],
                "new": places[each.origin, each.new_size],
                "hashes": [to_base64(one) for one in each.proof],
            }
            for each in contents.consistency
        ],
    }
    if contents.summary:
        described["summary"] = "summary.pdf"
    return described


def _record(number: int, record: BundledRecord, places: dict[tuple[str, int], int]) -> JSON:
    described: dict[str, JSON] = {
        "origin": record.origin,
        "index": record.index,
        "entry": to_base64(record.entry),
        "opening": record.opening.to_json(),
        "proofs": [
            layout.proof_name(number, places[record.origin, size]) for size in sorted(record.inclusion)
        ],
    }
    if record.payload is not None:
        described["payload"] = layout.item_name(number)
    return described


def _checkpoints(contents: BundleContents) -> list[JSON]:
    described: list[JSON] = []
    count = 0
    for number, checkpoint in enumerate(contents.checkpoints, 1):
        stamps: list[JSON] = []
        for stamp in checkpoint.stamps:
            count += 1
            chain = {"chain": layout.chain_name(count)} if stamp.chain else {}
            stamps.append({"token": layout.token_name(count), **chain})
        described.append({"note": layout.checkpoint_name(number), "stamps": stamps})
    return described


def _checked(number: int, record: BundledRecord) -> Iterator[bytes]:
    """The payload as it comes. Raises `BadData` at its end if it is not the item."""
    fields = record.opening.fields
    digest, left = hashlib.sha256(), fields["size"][1]
    assert isinstance(left, int)
    assert record.payload is not None
    for piece in record.payload:
        digest.update(piece)
        left -= len(piece)
        if left < 0:
            break
        yield piece
    if left or digest.hexdigest() != fields["sha256"][1]:
        raise BadData(
            f"The bytes of record {number} are not those that its opened sha256 and size tell of. "
            "Nothing was written. Run `amanet verify`."
        )


def _manifest(digests: dict[str, str]) -> bytes:
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests)).encode("ascii")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
