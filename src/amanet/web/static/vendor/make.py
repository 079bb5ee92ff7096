"""Fetches what pages use of other people's making, and checks that what lies here is that. Run by hand, rarely.

    python make.py            fetch with `npm pack`, refuse what is not written in manifest.json, put the files here
    python make.py --check    only compare the files that lie here with manifest.json

Users never run it and never need node: the files are part of the package. The manifest says of each file from which npm package and
version it came, under which licence, and the SHA-256 of the package and of the file. To add one: write its row with empty
hashes, run with --write, look at what came, and commit both.
"""

import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
MANIFEST = HERE / "manifest.json"


def problems() -> list[str]:
    """What lies here and is not as the manifest says; empty where all is well."""
    rows = _rows()
    listed = {row["file"] for row in rows} | {row["licence_file"] for row in rows}
    found = {path.name for path in HERE.iterdir() if path.suffix not in (".py", ".pyc") and path.is_file()}
    wrong = [f"{name} is in no row of manifest.json" for name in sorted(found - listed - {MANIFEST.name})]
    for row in rows:
        path = HERE / row["file"]
        if not path.exists():
            wrong.append(f"{row['file']} is missing")
        elif _sha256(path.read_bytes()) != row["sha256"]:
            wrong.append(f"{row['file']} is not the one of manifest.json")
    return wrong + [f"{name} is missing" for name in sorted(listed - found)]


def fetch(*, write: bool) -> None:
    """Puts every file in its place; with `write`, the hashes of what came into the manifest."""
    rows = _rows()
    for row in rows:
        content, licence, package = _from_npm(row)
        if write:
            row |= {"package_sha256": package, "sha256": _sha256(content)}
        if (package, _sha256(content)) != (row["package_sha256"], row["sha256"]):
            sys.exit(
                f"{row['package']}@{row['version']} is not what manifest.json says. Nothing was written for it."
            )
        (HERE / row["file"]).write_bytes(content)
        (HERE / row["licence_file"]).write_bytes(licence)
    MANIFEST.write_text(json.dumps(rows, indent=2) + "\n", "utf-8")


def _from_npm(row: dict[str, Any]) -> tuple[bytes, bytes, str]:
    with tempfile.TemporaryDirectory() as folder:
        command = [
            "npm",
            "pack",
            "--silent",
            f"{row['package']}@{row['version']}",
            "--pack-destination",
            folder,
        ]
        subprocess.run(command, check=True, capture_output=True)
        (packed,) = Path(folder).glob("*.tgz")
        with tarfile.open(packed) as archive:
            content, licence = (_member(archive, row[name]) for name in ("member", "licence_member"))
        return content, licence, _sha256(packed.read_bytes())


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    file = archive.extractfile(f"package/{name}")
    assert file is not None
    return file.read()


def _rows() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(MANIFEST.read_text("utf-8"))
    return rows


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    if "--check" not in sys.argv:
        fetch(write="--write" in sys.argv)
    found = problems()
    print("\n".join(found) or "All files are as manifest.json says.")
    sys.exit(1 if found else 0)
