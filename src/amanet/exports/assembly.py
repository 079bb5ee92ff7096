"""All files of a bundle, as values: name, size, SHA-256 and where the bytes come from (docs/spec/bundle-v1.md, sections 1 and 2).

Pure but for the payloads, which are read while somebody writes them, and checked on the way: their size and SHA-256 are those that
their records open. So a bundle can be written as a folder or as a stream, and is the same.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from amanet.canonical import JSON, encode, sha256, to_base64
from amanet.errors import BadData
from amanet.exports import layout
from amanet.exports.contents import BundleContents, BundledRecord
from amanet.exports.page import verify_page
from amanet.merkle import TlogProof


@dataclass(frozen=True)
class BundleFile:
    """A file of a bundle. `pieces` can be read once."""

    name: str
    size: int
    digest: str
    pieces: Iterable[bytes] = field(repr=False)

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(self.name.split("/"))


def assemble(contents: BundleContents, page: str | None = None) -> list[BundleFile]:
    """The files, sorted by their names' parts. `contents` are ordered; `page` replaces VERIFY.md (hostile bundles do)."""
    payload = [*_evidence(contents), _small("data/bundle.json", encode(describe(contents)))]
    tags = [*_tags(contents, page), _manifest(layout.MANIFEST, payload)]
    oxum = f"Payload-Oxum: {sum(file.size for file in payload)}.{len(payload)}\n"
    info = f"Bagging-Date: {contents.made_on}\nBag-Software-Agent: amanet ({layout.FORMAT})\n{oxum}"
    tags.append(_small("bag-info.txt", info.encode("ascii")))
    return sorted([*payload, *tags, _manifest(layout.TAG_MANIFEST, tags)], key=lambda file: file.parts)


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


def _evidence(contents: BundleContents) -> Iterator[BundleFile]:
    heads = [each.checkpoint for each in contents.checkpoints]
    for number, record in enumerate(contents.records, 1):
        for place, head in enumerate(heads, 1):
            if head.origin == record.origin and head.size in record.inclusion:
                note = contents.checkpoints[place - 1].note
                proof = TlogProof(record.index, record.inclusion[head.size], note)
                yield _small("data/" + layout.proof_name(number, place), proof.to_bytes())
        if record.payload is not None:
            yield _item(number, record)
    for number, checkpoint in enumerate(contents.checkpoints, 1):
        yield _small("data/" + layout.checkpoint_name(number), checkpoint.note)
    stamps = [stamp for checkpoint in contents.checkpoints for stamp in checkpoint.stamps]
    for number, stamp in enumerate(stamps, 1):
        yield _small("data/" + layout.token_name(number), stamp.token)
        if stamp.chain:
            yield _small("data/" + layout.chain_name(number), stamp.chain)
    if contents.summary:
        yield _small("data/summary.pdf", contents.summary)


def _tags(contents: BundleContents, page: str | None) -> Iterator[BundleFile]:
    verifier = layout.verifier_source()
    text = verify_page(contents, verifier) if page is None else page
    yield _small("bagit.txt", layout.BAGIT)
    yield _small(layout.VERIFIER, verifier)
    yield _small(layout.PAGE, text.encode("utf-8"))


def _small(name: str, data: bytes) -> BundleFile:
    return BundleFile(name, len(data), sha256(data).hex(), [data])


def _item(number: int, record: BundledRecord) -> BundleFile:
    size, digest = record.opening.fields["size"][1], record.opening.fields["sha256"][1]
    if type(size) is not int or not isinstance(digest, str) or record.payload is None:
        raise BadData(f"Record {number} does not open its size as a number and its sha256 as text.")
    pieces = _checked(number, record.payload, size, digest)
    return BundleFile("data/" + layout.item_name(number), size, digest, pieces)


def _checked(number: int, payload: Iterable[bytes], size: int, digest: str) -> Iterator[bytes]:
    """The payload as it comes, never more of it than `size`. Raises `BadData` at its end if it is not the item."""
    found, left = hashlib.sha256(), size
    for piece in payload:
        found.update(piece)
        left -= len(piece)
        if left < 0:
            break
        yield piece
    if left or found.hexdigest() != digest:
        raise BadData(
            f"The bytes of record {number} are not those that its opened sha256 and size tell of. "
            "No bundle was made. Run `amanet verify`."
        )


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


def _manifest(name: str, files: list[BundleFile]) -> BundleFile:
    lines = sorted((file.name, file.digest) for file in files)
    return _small(name, "".join(f"{digest}  {each}\n" for each, digest in lines).encode("ascii"))
