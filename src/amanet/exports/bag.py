"""Reads the folder of a bundle as a stranger's: exactly the files of its manifests, nothing through a link.

RFC 8493, narrowed as docs/spec/bundle-v1.md, sections 1 and 5 say. Refused: links and special files, files in
no manifest, files that are missing, other names than the layout knows, other bytes than the manifests list,
files that are too long, and a verifier that is not one of ours. Every byte given out was hashed as it was read.
"""

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from amanet.canonical import readable_name, sha256
from amanet.exports import layout
from amanet.exports.verdict import Refused, need

_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")
_FLAGS = ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC")


class Bag:
    """The files of a bundle. `digests` and `sizes` go by the name inside the folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        present = frozenset(self._present(folder, ""))
        for name in sorted(layout.LISTED_TAG_FILES | {layout.TAG_MANIFEST}):
            need(name in present, "missing", f"{name} is not in the bundle.")
        need(
            self._bytes("bagit.txt", layout.LARGEST_TAG_FILE) == layout.BAGIT,
            "bag",
            "This is no BagIt 1.0 bag.",
        )
        tags, payload = self._manifest(layout.TAG_MANIFEST), self._manifest(layout.MANIFEST)
        _check_names(set(tags), set(payload))
        self.digests = {**tags, **payload}
        for name in sorted(present - self.digests.keys() - {layout.TAG_MANIFEST}):
            raise Refused("unlisted", f"{readable_name(name)} is in the folder and in no manifest.")
        for name in sorted(self.digests.keys() - present):
            raise Refused("missing", f"{name} is in a manifest and not in the folder.")
        self.sizes = {name: self._hashed_size(name) for name in sorted(self.digests)}
        self._check_info(payload)
        _check_verifier(self.digests[layout.VERIFIER])

    def read(self, name: str, largest: int) -> bytes:
        need(name in self.digests, "missing", f"{name} is not in the bundle.")
        data = self._bytes(name, largest)
        self._same(name, sha256(data).hex())
        return data

    def _present(self, folder: Path, inside: str) -> Iterator[str]:
        with os.scandir(folder) as entries:
            for count, entry in enumerate(entries):
                need(count < layout.MOST_FILES, "limit", "A folder of the bundle holds too many files.")
                name = inside + entry.name
                if entry.is_dir(follow_symlinks=False):
                    known = name in layout.FOLDERS
                    need(known, "unlisted", f"{_shown(name)} is a folder that no bundle has.")
                    yield from self._present(Path(entry.path), name + "/")
                else:
                    plain = entry.is_file(follow_symlinks=False)
                    need(plain, "link", f"{_shown(name)} is a link or a special file.")
                    yield name

    def _open(self, name: str) -> int:
        flags = os.O_RDONLY
        for flag in _FLAGS:
            flags |= getattr(os, flag, 0)
        descriptor = os.open(self._folder / name, flags)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise Refused("link", f"{name} is a link or a special file.")
        return descriptor

    def _bytes(self, name: str, largest: int) -> bytes:
        with os.fdopen(self._open(name), "rb") as file:
            data = file.read(largest + 1)
        need(len(data) <= largest, "limit", f"{name} is longer than {largest} bytes.")
        return data

    def _hashed_size(self, name: str) -> int:
        with os.fdopen(self._open(name), "rb") as file:
            self._same(name, hashlib.file_digest(file, "sha256").hexdigest())
            return file.tell()

    def _same(self, name: str, digest: str) -> None:
        need(digest == self.digests[name], "digest", f"{name} is not the file that its manifest lists.")

    def _manifest(self, name: str) -> dict[str, str]:
        data = self._bytes(name, layout.LARGEST_MANIFEST)
        need(data.isascii() and data.endswith(b"\n"), "bag", f"{name} is not lines of ASCII.")
        listed: dict[str, str] = {}
        for line in data[:-1].decode("ascii").split("\n"):
            match = _LINE.fullmatch(line)
            if match is None:
                raise Refused("bag", f"{name} has a line that is not a SHA-256, two spaces and a name.")
            need(match[2] not in listed, "bag", f"{name} lists a file twice.")
            listed[match[2]] = match[1]
        return listed

    def _check_info(self, payload: dict[str, str]) -> None:
        oxum = f"Payload-Oxum: {sum(self.sizes[name] for name in payload)}.{len(payload)}"
        lines = self.read("bag-info.txt", layout.LARGEST_TAG_FILE).split(b"\n")
        need(lines.count(oxum.encode()) == 1, "bag", f"bag-info.txt does not say {oxum}.")


def _check_names(tags: set[str], payload: set[str]) -> None:
    for name in sorted(payload):
        good = name.startswith("data/") and layout.PAYLOAD_NAME.fullmatch(name.removeprefix("data/"))
        need(bool(good), "path", f"A manifest names {_shown(name)}, which no bundle holds.")
    need(
        tags == layout.LISTED_TAG_FILES,
        "path",
        f"{layout.TAG_MANIFEST} does not list exactly the files beside data/.",
    )


def _check_verifier(digest: str) -> None:
    ours = sha256(layout.verifier_source()).hex()
    need(
        digest == ours or digest in layout.EARLIER_VERIFIERS,
        "verifier",
        f"The verify_bundle.py inside the bundle (SHA-256 {digest}) is not one of ours: do not run it. "
        "If the bundle is newer than this amanet, get a newer amanet.",
    )


def _shown(name: str) -> str:
    return readable_name(name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace"))
