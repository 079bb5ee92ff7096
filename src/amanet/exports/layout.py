"""Where everything lies in a bundle, and how large it may be (docs/spec/bundle-v1.md, sections 1 and 5)."""

import re
from importlib.resources import files

FORMAT = "amanet-bundle/1"
BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
TAG_MANIFEST = "tagmanifest-sha256.txt"
MANIFEST = "manifest-sha256.txt"
PAGE = "VERIFY.md"
VERIFIER = "verify_bundle.py"
LISTED_TAG_FILES = frozenset({"bagit.txt", "bag-info.txt", MANIFEST, PAGE, VERIFIER})
FOLDERS = frozenset({"data", "data/items", "data/proofs", "data/checkpoints", "data/timestamps"})
PAYLOAD_NAME = re.compile(
    r"bundle\.json|summary\.pdf|items/[0-9]{4,7}\.bin|proofs/[0-9]{4,7}-[0-9]{4,7}\.tlog-proof"
    r"|checkpoints/[0-9]{4,7}\.txt|timestamps/[0-9]{4,7}\.(?:tsr|pem)"
)

FILE_TIME = 946684800  # 2000-01-01T00:00:00Z, as in the vault: a time of writing is nobody's business.
FILE_MODE, FOLDER_MODE = 0o644, 0o755

_MEBIBYTE = 1 << 20
LARGEST_BUNDLE_JSON = 64 * _MEBIBYTE
LARGEST_MANIFEST = 64 * _MEBIBYTE
LARGEST_TAG_FILE = 4 * _MEBIBYTE
LARGEST_NOTE = 64 * 1024
LARGEST_PROOF = 128 * 1024
LARGEST_STAMP = _MEBIBYTE
MOST_FILES = 1_000_000

# SHA-256 of the verifiers of earlier releases, which older bundles rightly carry (the same list as in it).
EARLIER_VERIFIERS: frozenset[str] = frozenset()


def item_name(record: int) -> str:
    return f"items/{record:04d}.bin"


def proof_name(record: int, checkpoint: int) -> str:
    return f"proofs/{record:04d}-{checkpoint:04d}.tlog-proof"


def checkpoint_name(checkpoint: int) -> str:
    return f"checkpoints/{checkpoint:04d}.txt"


def token_name(stamp: int) -> str:
    return f"timestamps/{stamp:04d}.tsr"


def chain_name(stamp: int) -> str:
    return f"timestamps/{stamp:04d}.pem"


def verifier_source() -> bytes:
    """The single-file verifier, byte for byte as it goes into bundles. Publish its SHA-256 elsewhere."""
    return (files("amanet.exports") / "bundle_files" / VERIFIER).read_bytes()


def page_template() -> str:
    return (files("amanet.exports") / "bundle_files" / PAGE).read_text("utf-8")
