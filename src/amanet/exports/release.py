"""The files of a release, from what `disclosure` let out: a BagIt bag with statements as JSON and CSV, a dossier to read, and documents made anew.

Pure, and byte for byte the same from the same `Disclosed`. No clock, no name of this machine, no version of a library gets in, and file names
are numbers. It is held in memory: nothing of it is ever on a disk in the clear. What it looks like inside is docs/spec/release-v1.md.

    package = assemble_release(disclosed, documents, dossier_html, dossier_pdf)
    package.manifest                 what members sign (SHA-256, hexadecimal)
    stream_release(package, cleared) the bytes that are sealed
"""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from amanet.canonical import JSON, encode
from amanet.disclosure.clearing import Cleared
from amanet.disclosure.disclosed import Disclosed, ReleasedStatement
from amanet.errors import Misuse
from amanet.exports.assembly import BundleFile
from amanet.exports.tar import stream_files

__all__ = ["FORMAT", "LARGEST", "ReleasePackage", "assemble_release", "stream_release"]

FORMAT: Final = "amanet/release/v1"
# Held in memory until it is sealed (docs/spec/release-v1.md).
LARGEST: Final = 512 * 1024 * 1024
_BAGIT: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_COLUMNS: Final = (
    "id", "subject", "subject_label", "property", "value", "polarity", "said_by", "said_by_label", "heard_from", "said_at", "wording",
    "quotes", "certainty", "basis", "state", "changed",
)  # fmt: skip
# What a spreadsheet would run instead of show.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class ReleasePackage:
    """All files by name; `manifest` is the SHA-256 of the tag manifest, which names every other file."""

    files: Mapping[str, bytes] = field(repr=False)

    @property
    def manifest(self) -> str:
        return hashlib.sha256(self.files["tagmanifest-sha256.txt"]).hexdigest()

    @property
    def size(self) -> int:
        return sum(map(len, self.files.values()))


def assemble_release(
    disclosed: Disclosed,
    documents: Sequence[tuple[str, bytes]],
    dossier: Mapping[str, bytes],
    proofs: Mapping[str, bytes] = MappingProxyType({}),
) -> ReleasePackage:
    """`documents` are copies made anew, or originals unchanged, with the ending of each (`pdf`); `dossier` files by name; `proofs` the files of an
    evidence bundle for the originals. Raises `Misuse` where it grows too large.
    """
    payload = {
        "data/statements.json": encode(_statements(disclosed)),
        "data/statements.csv": _table(disclosed),
        **{f"data/{name}": content for name, content in dossier.items()},
        **{f"data/proofs/{name}": content for name, content in proofs.items()},
        **{
            f"data/documents/{number:04d}.{ending}": content
            for number, (ending, content) in enumerate(documents, 1)
        },
    }
    if sum(map(len, payload.values())) > LARGEST:
        raise Misuse(f"A release has at most {LARGEST >> 20} MiB. Disclose it in parts.")
    tags = {
        "bagit.txt": _BAGIT,
        "bag-info.txt": _info(disclosed, payload),
        "manifest-sha256.txt": _manifest(payload),
    }
    files = {**payload, **tags, "tagmanifest-sha256.txt": _manifest(tags)}
    return ReleasePackage({name: files[name] for name in sorted(files)})


def stream_release(package: ReleasePackage, cleared: Cleared) -> Iterator[bytes]:
    """The package as a tar. Raises `Misuse` unless just this package was cleared."""
    if cleared.manifest != package.manifest:
        raise Misuse("This is not the package that was signed. Propose it anew.")
    yield from stream_files("release", (_file(name, content) for name, content in package.files.items()))


def _file(name: str, content: bytes) -> BundleFile:
    return BundleFile(name, len(content), hashlib.sha256(content).hexdigest(), [content])


def _statements(disclosed: Disclosed) -> JSON:
    return {
        "format": FORMAT,
        "use": disclosed.use,
        "recipient": disclosed.recipient.to_json(),
        "day": disclosed.day,
        "entities": [one.to_json() for one in disclosed.entities],
        "statements": [one.to_json() for one in disclosed.statements],
    }


def _table(disclosed: Disclosed) -> bytes:
    """The statements as rows: what a lawyer opens in a spreadsheet."""
    labels = {one.id: one.label for one in disclosed.entities}
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for statement in disclosed.statements:
        writer.writerow([_safe(cell) for cell in _row(statement, labels)])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def _row(one: ReleasedStatement, labels: Mapping[str, str]) -> list[str]:
    return [
        one.id,
        one.subject,
        labels[one.subject],
        one.property,
        _shown(one.value, labels),
        one.polarity,
        one.said_by,
        labels[one.said_by],
        labels[one.heard_from] if one.heard_from else "",
        str((one.said_at or {}).get("edtf", "")),
        one.wording or "",
        " | ".join(one.quotes),
        one.certainty or "",
        one.basis or "",
        one.state,
        "; ".join(one.changed),
    ]


def _shown(value: Mapping[str, object], labels: Mapping[str, str]) -> str:
    """A value as one cell: of an entity its label, of a date its EDTF, of anything else its JSON."""
    if "entity" in value:
        return labels[str(value["entity"])]
    if len(value) == 1:
        content = next(iter(value.values()))
        if isinstance(content, Mapping):
            return str(content["edtf"]) if "edtf" in content else encode(dict(content)).decode("utf-8")
        return str(content)
    return str(value["name"]) if "name" in value else encode(dict(value)).decode("utf-8")  # type: ignore[arg-type]


def _safe(cell: str) -> str:
    """No spreadsheet runs what a witness said."""
    return "'" + cell if cell.startswith(_FORMULA) else cell


def _manifest(files: Mapping[str, bytes]) -> bytes:
    lines = (f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    return "".join(lines).encode("ascii")


def _info(disclosed: Disclosed, payload: Mapping[str, bytes]) -> bytes:
    oxum = f"{sum(map(len, payload.values()))}.{len(payload)}"
    return f"Bagging-Date: {disclosed.day}\nBag-Software-Agent: amanet ({FORMAT})\nPayload-Oxum: {oxum}\n".encode(
        "ascii"
    )
