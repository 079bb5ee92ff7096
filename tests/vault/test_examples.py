"""The examples of the specifications: made again they are the same bytes, and code that shares nothing with ours verifies them."""

import base64
import hashlib
import hmac
import importlib.util
import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyrage
import pytest
import rfc8785
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SPECIFICATIONS = Path(__file__).parents[2] / "docs" / "spec"
EXAMPLES = SPECIFICATIONS / "examples"
FENCE = re.compile(r"^```text (examples/\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
Files = Callable[[Path], dict[str, bytes]]


def _rows(name: str) -> dict[str, str]:
    lines = (EXAMPLES / name).read_text("utf-8").splitlines()
    return dict(line.split(" = ", 1) for line in lines)


def test_the_examples_are_what_their_script_makes(tmp_path: Path, files_below: Files) -> None:
    specification = importlib.util.spec_from_file_location("examples_make", EXAMPLES / "make.py")
    assert specification is not None
    assert specification.loader is not None
    make = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(make)
    make.make(tmp_path)
    kept = files_below(EXAMPLES)
    assert files_below(tmp_path) == {
        name: data
        for name, data in kept.items()
        if name not in ("make.py", "README.md") and ".pyc" not in name
    }


@pytest.mark.parametrize("name", ["log-v1.md", "vault-v1.md"])
def test_the_specifications_print_the_examples(name: str) -> None:
    printed = FENCE.findall((SPECIFICATIONS / name).read_text("utf-8"))
    assert len(printed) >= 2
    for path, text in printed:
        assert text.encode() == (SPECIFICATIONS / path).read_bytes(), path


def test_the_readme_lists_every_example() -> None:
    listed = set(re.findall(r"^\| `([^`]+)` \|", (EXAMPLES / "README.md").read_text("utf-8"), re.MULTILINE))
    there = {path.name + "/" * path.is_dir() for path in EXAMPLES.iterdir()}
    assert listed == there - {"make.py", "README.md", "__pycache__/"}


def _hkdf(key: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, None, info).derive(key)


def test_the_example_vault_opens_by_the_letter_of_the_specification() -> None:
    """vault-v1, section 1, step by step: checksums, slot, vault key, MAC, sealed keys."""
    data = (EXAMPLES / "vault.toml").read_bytes()
    table, printed = tomllib.loads(data.decode()), _rows("vault-secrets.txt")
    body, _, _ = data.partition(b"\n[seal]\n")
    assert table["seal"]["checksum"] == hashlib.sha256(body).hexdigest()

    slot = table["slot"][0]
    public = {name: value for name, value in slot.items() if name not in ("checksum", "vault_key")}
    sealed_key = base64.b64decode(slot["vault_key"])
    checked = b"amanet/slot/v1\n" + rfc8785.dumps(public) + hashlib.sha256(sealed_key).digest()
    assert slot["checksum"] == hashlib.sha256(checked).hexdigest()

    derivation = Argon2id(
        salt=base64.b64decode(slot["salt"]),
        length=32,
        iterations=slot["iterations"],
        lanes=slot["lanes"],
        memory_cost=slot["memory_kib"],
    )
    slot_key = derivation.derive(printed["passphrase"].encode())
    assert slot_key.hex() == printed["slot key of the first slot"]

    sealed = base64.b64decode(slot["sealed"])
    place = f"amanet/slot/v1\n{table['vault']}\n{slot['id']}".encode()
    contents = ChaCha20Poly1305(slot_key).decrypt(sealed[:12], sealed[12:], place)
    assert contents.decode() == printed["sealed in the first slot"]
    inside: dict[str, Any] = json.loads(contents)
    assert rfc8785.dumps(inside) == contents
    identity = pyrage.x25519.Identity.from_str(inside["identity"])
    assert str(identity.to_public()) == slot["recipient"]

    vault_key = pyrage.decrypt(sealed_key, [identity])
    assert vault_key.hex() == printed["vault key"]
    mac = hmac.new(_hkdf(vault_key, b"amanet/vault/v1/mac"), body, hashlib.sha256)
    assert table["seal"]["mac"] == mac.hexdigest()

    secrets = base64.b64decode(table["secrets"])
    bound = f"amanet/vault/v1\n{table['vault']}\n{table['generation']}\n{table['epoch']}".encode()
    opened = ChaCha20Poly1305(_hkdf(vault_key, b"amanet/vault/v1/secrets")).decrypt(
        secrets[:12], secrets[12:], bound
    )
    keys = {name: base64.b64decode(value).hex() for name, value in json.loads(opened).items()}
    assert keys == {
        "database": printed["database key"],
        "log": printed["log seed"],
        "cosigner": printed["cosigner seed"],
    }


def test_every_slot_of_the_example_is_sealed_to_its_recipient() -> None:
    table = tomllib.loads((EXAMPLES / "vault.toml").read_text("utf-8"))
    assert [slot["kind"] for slot in table["slot"]] == ["passphrase", "recovery"]
    for slot in table["slot"]:
        assert base64.b64decode(slot["vault_key"]).startswith(b"age-encryption.org/v1\n-> X25519 ")


def test_the_example_log_leads_to_its_signed_root() -> None:
    """log-v1, sections 4 and 5, for a tree of three leaves."""
    printed = _rows("log.txt")
    entries = [bytes.fromhex(printed[f"entry {number}"]) for number in range(3)]
    bundle = (EXAMPLES / "log" / "tile" / "entries" / "000.p" / "3").read_bytes()
    assert bundle == b"".join(b"\x00\x21" + entry for entry in entries)
    leaves = [hashlib.sha256(b"\0" + entry).digest() for entry in entries]
    assert (EXAMPLES / "log" / "tile" / "0" / "000.p" / "3").read_bytes() == b"".join(leaves)
    pair = hashlib.sha256(b"\1" + leaves[0] + leaves[1]).digest()
    root = hashlib.sha256(b"\1" + pair + leaves[2]).digest()
    origin = printed["log key"].split("+")[0]
    text = f"{origin}\n3\n{base64.b64encode(root).decode()}\n"
    note = (EXAMPLES / "log" / "checkpoint").read_text("utf-8")
    assert note.startswith(text + "\n— ")
    assert hashlib.sha256(text.encode()).hexdigest() == printed["imprint for a time-stamp"]
    assert (EXAMPLES / "item.tlog-proof").read_text("utf-8") == (
        f"c2sp.org/tlog-proof@v1\nindex 2\n{base64.b64encode(pair).decode()}\n\n{note}"
    )


@pytest.mark.needs("go")
def test_go_verifies_the_example_log_its_proof_and_its_cosignature(
    logcheck: Any, tmp_path: Path, files_below: Files
) -> None:
    printed = _rows("log.txt")
    for name, data in files_below(EXAMPLES / "log").items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    (tmp_path / "checkpoint").write_bytes((EXAMPLES / "cosigned-checkpoint").read_bytes())
    checked = logcheck(
        tmp_path,
        printed["log key"],
        "--cosigner",
        printed["cosigner key of the partner"],
        "--proof",
        EXAMPLES / "item.tlog-proof",
        printed["entry 2"],
    )
    assert checked.returncode == 0, checked.stderr
    assert "cosigned amanet-cosigner/" in checked.stdout
