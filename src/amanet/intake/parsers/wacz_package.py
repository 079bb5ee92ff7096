"""A WACZ as a package: its members, what is said of them, and whether that holds.

Hashes are those of `datapackage.json` (Frictionless Data Package; WACZ 1.1.1, and the older form of 1.0), the hash of that file
itself is in `datapackage-digest.json`, and a signature may be over it. Nothing here reads a WARC.

Invariant: a member is read by its place in the zip's directory, never under a path.
"""

import io
import json
import struct
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final, cast

from amanet.canonical import JSON
from amanet.errors import BadData
from amanet.intake.parsers.archives import open_archive
from amanet.intake.parsers.composing import Composer
from amanet.intake.parsers.decoding import LARGEST_TEXT
from amanet.intake.parsers.spans import PIECE, Span, read_at, size_of
from amanet.intake.parsers.wacz_checks import Result, fails, holds_if, not_checked
from amanet.intake.parsers.wacz_signature import verify_signed_data
from amanet.intake.parsers.warc_digests import FAILS, HOLDS, Check
from amanet.intake.parsers.zip_members import files_of, stream_of, whole_of

__all__ = ["Package"]

_ZIP: Final = b"PK\x03\x04"
_PACKAGE, _DIGEST = "datapackage.json", "datapackage-digest.json"
_LARGEST_JSON = 64 << 20
_LONGEST = 2000
_SAID: Final = {
    "title": "title", "description": "description", "created": "created", "modified": "modified", "software": "software",
    "wacz_version": "wacz_version", "mainPageUrl": "main_page", "mainPageURL": "main_page", "mainPageDate": "main_page_date",
}  # fmt: skip


class Package:
    """The archive, and what is said of it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.archive = open_archive(file)
        self.members = files_of(self.archive)
        # Where two members have one name, programs differ on which they read; `verify` tells. The last one counts here.
        self.by_name = {member.filename: member for member in self.members}
        self.told: dict[str, JSON] = {}

    def verify(self) -> list[Result]:
        results = [
            holds_if(len(self.by_name) == len(self.members), "names", "two files in it have one name"),
            *self._contents(),
        ]
        raw, package = self._json(_PACKAGE)
        if not isinstance(package, dict):
            return [*results, fails(_PACKAGE, "it is missing, or cannot be read")]
        self._tell_package(package)
        results += [_form(package), *self._resources(package)]
        return results + self._digest(raw, package)

    def pages(self) -> list[dict[str, JSON]]:
        """The pages that `pages/*.jsonl` list, with address, time and title."""
        found: list[dict[str, JSON]] = []
        for name, member in self.by_name.items():
            if name.startswith("pages/") and name.endswith(".jsonl"):
                found += _pages_of(self._bytes(member) or b"")
        return found

    def warcs(self, composer: Composer) -> Iterator[tuple[str, BinaryIO, int]]:
        """Each WARC in `archive/`, as a stream that can be gone back in."""
        for name, member in sorted(self.by_name.items()):
            if not _is_warc(name):
                continue
            start = self._stored_at(member)
            if start is not None:
                yield (
                    name,
                    cast(BinaryIO, Span(self._file, start, start + member.file_size)),
                    member.file_size,
                )
            elif (data := self._bytes(member, LARGEST_TEXT)) is not None:
                yield name, io.BytesIO(data), len(data)
            else:
                why = f"it is packed once more than WACZ allows and over {LARGEST_TEXT >> 20} MiB, or damaged; it was not read"
                composer.oddity(name, f"{why}. Unpack it and add the WARC")

    def others(self) -> Iterator[zipfile.ZipInfo]:
        """What has no place in the format: logs, screenshots."""
        for name, member in self.by_name.items():
            if not name.startswith(("archive/", "indexes/", "pages/")) and name not in (_PACKAGE, _DIGEST):
                yield member

    def _contents(self) -> list[Result]:
        wanted = {"archive/*.warc": _is_warc, "pages/pages.jsonl": "pages/pages.jsonl".__eq__}
        return [
            holds_if(any(map(fits, self.by_name)), f"contents: {what}", "it is missing")
            for what, fits in wanted.items()
        ]

    def _tell_package(self, package: Mapping[str, Any]) -> None:
        for name, told in _SAID.items():
            if isinstance(value := package.get(name), str):
                self.told[told] = value[:_LONGEST]

    def _resources(self, package: Mapping[str, Any]) -> Iterator[Result]:
        resources = package.get("resources")
        listed: set[str] = set()
        for resource in resources if isinstance(resources, list) else []:
            path = resource.get("path") if isinstance(resource, dict) else None
            if not isinstance(path, str):
                yield fails("hash", "a resource is listed without a path")
                continue
            listed.add(path)
            yield self._resource(resource, path)
        for name in self.by_name:
            if name not in listed and name not in (_PACKAGE, _DIGEST):
                yield fails("listed", "it is in the archive and not in datapackage.json", name[:_LONGEST])

    def _resource(self, resource: Mapping[str, Any], path: str) -> Result:
        member, of = self.by_name.get(path), path[:_LONGEST]
        if member is None:
            return fails("hash", "it is listed and not in the archive", of)
        check, size = _stated(resource)
        try:
            found = self._hash(member, check)
        except BadData:
            return fails("hash", "it is damaged: the archive's own checksum does not hold", of)
        if size is not None and size != found:
            return fails("hash", "it has another size than is listed", of)
        if check.result in (HOLDS, FAILS):
            return holds_if(check.result == HOLDS, "hash", "its bytes are not those that were listed", of)
        return not_checked("hash", "no hash is listed, or one of a kind that is not known", of)

    def _hash(self, member: zipfile.ZipInfo, check: Check) -> int:
        size = 0
        with stream_of(self.archive, member) as stream:
            while piece := stream.read(PIECE):
                check.update(piece)
                size += len(piece)
        return size

    def _digest(self, raw: bytes, package: Mapping[str, Any]) -> list[Result]:
        if _DIGEST not in self.by_name:
            return [not_checked(_DIGEST, "there is none, so nothing vouches for datapackage.json")]
        _, digest = self._json(_DIGEST)
        if not isinstance(digest, dict) or not isinstance(digest.get("hash"), str):
            return [fails(_DIGEST, "it cannot be read, or states no hash")]
        check = Check(digest["hash"])
        check.update(raw)
        path = holds_if(digest.get("path") == _PACKAGE, f"{_DIGEST}: path", "it is about another file")
        results = [
            path,
            Result(
                _DIGEST, check.result, None if check.result == HOLDS else "datapackage.json has another hash"
            ),
        ]
        signed = digest.get("signedData")
        if signed is None:
            return [*results, not_checked("signature", "there is none")]
        if not isinstance(signed, dict):
            return [*results, fails("signature: form", "it is no object")]
        # Signers sign the text of the hash, so what they signed is compared with the text that was just checked.
        verdicts, told = verify_signed_data(signed, digest["hash"] if check.result == HOLDS else "")
        self.told["signature"] = told
        return [*results, *verdicts, *_same_creation(package, signed)]

    def _json(self, name: str) -> tuple[bytes, object]:
        member = self.by_name.get(name)
        raw = self._bytes(member, _LARGEST_JSON) if member else None
        return raw or b"", _parse_json(raw or b"")

    def _bytes(self, member: zipfile.ZipInfo, limit: int = _LARGEST_JSON) -> bytes | None:
        try:
            return whole_of(self.archive, member, limit)
        except BadData:
            return None

    def _stored_at(self, member: zipfile.ZipInfo) -> int | None:
        """Where its bytes stand in the file, if they are not packed (APPNOTE 4.3.7). Their hash is checked elsewhere."""
        if member.compress_type != zipfile.ZIP_STORED or member.compress_size != member.file_size:
            return None
        if not 0 <= member.header_offset < size_of(self._file):
            return None
        header = read_at(self._file, member.header_offset, 30)
        if len(header) < 30 or not header.startswith(_ZIP):
            return None
        name, extra = struct.unpack_from("<HH", header, 26)
        return member.header_offset + 30 + int(name) + int(extra)


def _form(package: Mapping[str, Any]) -> Result:
    resources = isinstance(package.get("resources"), list)
    profile = package.get("profile") in ("data-package", "wacz-package", "multi-wacz-package")
    if not isinstance(package.get("wacz_version"), str):
        return fails(_PACKAGE, "it states no version of WACZ")
    return holds_if(resources and profile, _PACKAGE, "it is no list of resources of a data package")


def _stated(resource: Mapping[str, Any]) -> tuple[Check, int | None]:
    """The hash as WACZ 1.1 writes it, or as 1.0 did (`stats` and `hashing`). Without a prefix, a data package means MD5."""
    stats = resource.get("stats")
    older = stats if isinstance(stats, dict) else {}
    value, size = resource.get("hash", older.get("hash")), resource.get("bytes", older.get("bytes"))
    kind = resource.get("hashing")
    default = kind if isinstance(kind, str) else "md5"
    check = Check(value if isinstance(value, str) else None, default)
    return check, size if isinstance(size, int) and not isinstance(size, bool) else None


def _same_creation(package: Mapping[str, Any], signed: Mapping[str, Any]) -> list[Result]:
    """py-wacz demands it, the specification does not say it: what was signed then is what was made then."""
    if package.get("created") is None or signed.get("created") is None:
        return []
    same = package["created"] == signed["created"]
    return [holds_if(same, "signature: created", "datapackage.json states another time of creation")]


def _is_warc(name: str) -> bool:
    return name.startswith("archive/") and name.lower().endswith((".warc", ".warc.gz"))


def _parse_json(raw: bytes) -> object:
    """None for what is no JSON, or names one thing twice: programs differ on which of the two counts."""
    try:
        value = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_without_duplicates)
        if b"\\u" in raw:  # an escape can bring half a surrogate pair in, which no encoding can carry
            json.dumps(value, ensure_ascii=False).encode("utf-8")
        return value
    except (ValueError, RecursionError):
        return None


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _pages_of(raw: bytes) -> Iterator[dict[str, JSON]]:
    for line in raw.splitlines():
        page = _parse_json(line)
        if isinstance(page, dict) and isinstance(page.get("url"), str):
            yield {
                name: page[name][:_LONGEST]
                for name in ("url", "ts", "title")
                if isinstance(page.get(name), str)
            }
