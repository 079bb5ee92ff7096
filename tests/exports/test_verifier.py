"""The single-file verifier by itself: its own arithmetic against vectors and other programs, and its command line."""

import ast
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from amanet.canonical import encode
from amanet.exports import verifier_source
from amanet.exports.layout import EARLIER_VERIFIERS
from amanet.merkle import leaf_hash, node_hash
from amanet.record import RECORD_TYPES

Run = Callable[..., subprocess.CompletedProcess[str]]
Options = Callable[[Any], list[str]]
ORDER = 2**252 + 27742317777372353535851937790883648493

# RFC 8032, section 7.1: public key, message, signature.
RFC_8032 = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
)

# Encodings of the eight points of small order, and three non-canonical ones.
SMALL_ORDER = (
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
)


@pytest.mark.parametrize(("public", "message", "signature"), RFC_8032)
def test_the_vectors_of_rfc_8032(standalone: ModuleType, public: str, message: str, signature: str) -> None:
    good = bytes.fromhex(signature)
    assert standalone.ed25519_holds(bytes.fromhex(public), bytes.fromhex(message), good)
    assert not standalone.ed25519_holds(bytes.fromhex(public), bytes.fromhex(message) + b"x", good)


def test_a_signature_with_s_beyond_the_order_is_refused(standalone: ModuleType) -> None:
    public, message, signature = (bytes.fromhex(text) for text in RFC_8032[1])
    s = int.from_bytes(signature[32:], "little") + ORDER
    assert not standalone.ed25519_holds(public, message, signature[:32] + s.to_bytes(32, "little"))


@pytest.mark.parametrize("public", SMALL_ORDER)
def test_keys_of_small_order_and_other_spellings_of_points_are_refused(
    standalone: ModuleType, public: str
) -> None:
    assert not standalone.is_usable_public_key(bytes.fromhex(public))
    # With such a key, R = neutral and S = 0 would sign every eighth message or all of them.
    assert not standalone.ed25519_holds(bytes.fromhex(public), b"any", b"\x01" + bytes(63))


@settings(deadline=None, max_examples=50)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 511))
def test_it_agrees_with_openssl_on_signatures_and_flipped_bits(seed: bytes, message: bytes, bit: int) -> None:
    verifier = sys.modules["verify_bundle"]
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = private.public_key().public_bytes_raw(), private.sign(message)
    assert verifier.ed25519_holds(public, message, signature)
    flipped = (int.from_bytes(signature, "big") ^ 1 << bit).to_bytes(64, "big")
    with pytest.raises(InvalidSignature):
        Ed25519PublicKey.from_public_bytes(public).verify(flipped, message)
    assert not verifier.ed25519_holds(public, message, flipped)


@pytest.fixture(autouse=True)
def _loaded(standalone: ModuleType) -> None:
    """For the property tests, which cannot ask for a fixture of their own."""


def _root(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, as it is written there."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(_root(leaves[:split]), _root(leaves[split:]))


def _path(index: int, leaves: list[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if index < split:
        return [*_path(index, leaves[:split]), _root(leaves[split:])]
    return [*_path(index - split, leaves[split:]), _root(leaves[:split])]


def _subproof(old: int, leaves: list[bytes], whole: bool) -> list[bytes]:
    if old == len(leaves):
        return [] if whole else [_root(leaves)]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if old <= split:
        return [*_subproof(old, leaves[:split], whole), _root(leaves[split:])]
    return [*_subproof(old - split, leaves[split:], False), _root(leaves[:split])]


LEAVES = [leaf_hash(bytes([number])) for number in range(33)]


def test_every_inclusion_proof_of_small_trees_holds_at_its_place_only(standalone: ModuleType) -> None:
    for size in range(1, 34):
        root = _root(LEAVES[:size])
        for index in range(size):
            path = _path(index, LEAVES[:size])
            standalone.check_inclusion(LEAVES[index], index, size, root, path)
            for wrong in (path[:-1], [*path, root]):
                if wrong != path:
                    with pytest.raises(standalone.Refused):
                        standalone.check_inclusion(LEAVES[index], index, size, root, wrong)
            with pytest.raises(standalone.Refused):
                standalone.check_inclusion(LEAVES[index], index + 1, size, root, path)


def test_every_consistency_proof_of_small_trees_holds_for_its_roots_only(standalone: ModuleType) -> None:
    def head(size: int, root: bytes) -> Any:
        return standalone.Checkpoint(b"", "log", size, root, [])

    for new in range(2, 34):
        for old in range(1, new):
            proof = _subproof(old, LEAVES[:new], True)
            before, after = head(old, _root(LEAVES[:old])), head(new, _root(LEAVES[:new]))
            standalone.check_consistency(before, after, proof)
            for wrong in (proof[:-1], [*proof, proof[0]], [bytes(32), *proof[1:]]):
                with pytest.raises(standalone.Refused):
                    standalone.check_consistency(before, after, wrong)
            with pytest.raises(standalone.Refused):
                standalone.check_consistency(head(old, bytes(32)), after, proof)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(max_codepoint=127), max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(JSON_VALUES)
def test_its_canonical_json_is_ours(value: Any) -> None:
    verifier = sys.modules["verify_bundle"]
    assert verifier.canonical_json(value) == encode(value)
    assert verifier.strict_json(encode(value)) == value


@settings(deadline=None)
@given(st.text())
def test_what_it_shows_of_a_bundle_cannot_control_or_turn_a_terminal(text: str) -> None:
    shown = sys.modules["verify_bundle"].shown(text)
    assert all(character.isprintable() for character in shown)


def test_its_types_and_slots_are_those_of_the_records(standalone: ModuleType) -> None:
    theirs = {
        name: {field: slot for slot, field in enumerate(["type", *fields.split()])}
        for name, fields in standalone.FIELDS_OF_TYPE.items()
    }
    assert theirs == {name: dict(kind.slots) for name, kind in RECORD_TYPES.items()}


def test_its_list_of_earlier_releases_is_ours(standalone: ModuleType) -> None:
    assert standalone.EARLIER_VERIFIERS == EARLIER_VERIFIERS


def test_it_is_written_for_python_38_and_imports_the_standard_library_only() -> None:
    tree = ast.parse(verifier_source(), feature_version=(3, 8))
    names = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


@pytest.mark.needs("openssl")
@pytest.mark.parametrize(
    ("which", "code", "last"),
    [
        ("all keys", 0, "VERIFIED"),
        ("no key", 3, "INTERNALLY CONSISTENT"),
    ],
)
def test_the_command_ends_with_its_code_and_verdict(
    good: Path, corpus: ModuleType, run_verifier: Run, command_line: Options, which: str, code: int, last: str
) -> None:
    keys = next(case.keys for case in corpus.GOOD if case.name == which)
    done = run_verifier(good, *command_line(keys))
    assert done.stderr == ""
    assert done.returncode == code
    assert done.stdout.splitlines()[-1].startswith(last)
    assert hashlib.sha256(verifier_source()).hexdigest() in done.stdout.splitlines()[0]


def test_a_failed_bundle_ends_with_1_and_proves_nothing(good: Path, run_verifier: Run) -> None:
    (good / "data" / "items" / "0009.bin").write_bytes(b"?")
    done = run_verifier(good)
    assert done.returncode == 1
    assert done.stdout.endswith("\nFAILED\n")
    assert "proven" not in done.stdout


def test_a_hostile_field_reaches_the_terminal_escaped(good: Path, run_verifier: Run) -> None:
    done = run_verifier(good)
    assert "\\x1b[2J\\u202egnp.exe' $(id) ئۈرۈمچى" in done.stdout
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["--log-key", "nonsense"],
        ["--tsa-ca", "/dev/null"],
        ["--what"],
        ["--log-key", "amanet/x+00000000+AQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"],
    ],
)
def test_what_makes_no_sense_on_the_command_line_ends_with_2(
    good: Path, run_verifier: Run, arguments: list[str]
) -> None:
    assert run_verifier(good, *arguments).returncode == 2


def test_a_key_of_the_wrong_kind_ends_with_2(good: Path, corpus: ModuleType, run_verifier: Run) -> None:
    keys = corpus.Keys()
    assert run_verifier(good, "--cosigner-key", keys.log[0]).returncode == 2
    assert run_verifier(good, "--log-key", keys.cosigner[0]).returncode == 2
    assert run_verifier(good / "nowhere").returncode == 2


def test_without_openssl_it_says_so_and_never_verifies_a_time(
    good: Path, corpus: ModuleType, run_verifier: Run, command_line: Options, tmp_path: Path
) -> None:
    empty = {**os.environ, "PATH": str(tmp_path / "nothing")}
    without = run_verifier(good, env=empty)
    assert without.returncode == 3
    assert "there is no `openssl` on this machine" in without.stdout
    asked = run_verifier(good, *command_line(corpus.Keys()), "--json", env=empty)
    assert asked.returncode == 1
    assert [each["category"] for each in json.loads(asked.stdout)["problems"]] == ["openssl"]


def test_an_openssl_that_is_not_openssl_is_not_used(good: Path, run_verifier: Run, tmp_path: Path) -> None:
    folder = tmp_path / "programs"
    folder.mkdir()
    program = folder / "openssl"
    program.write_text("#!/bin/sh\necho LibreSSL 3.3.6\n")
    program.chmod(0o755)
    done = run_verifier(good, env={**os.environ, "PATH": str(folder)})
    assert "is LibreSSL 3.3.6, and time-stamps need OpenSSL" in done.stdout


def test_the_copy_in_the_bundle_warns_of_itself(good: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "verify_bundle.py", "."], cwd=good, capture_output=True, text=True
    )
    assert done.returncode == 3
    assert done.stdout.splitlines()[1].startswith("WARNING: this is the copy that came with the bundle")


def test_it_leaves_the_bundle_as_it_was_and_opens_nothing_beyond_it(
    good: Path, standalone: ModuleType
) -> None:
    opened: list[str] = []

    def watch(event: str, arguments: Any) -> None:
        if watching and event == "open" and isinstance(arguments[0], str):
            opened.append(os.path.realpath(arguments[0]))

    import_module("_strptime")  # the first time anybody parses a date, Python opens this file of its own
    before = {path: path.stat().st_mtime_ns for path in good.rglob("*")}
    watching = True
    sys.addaudithook(watch)
    standalone.Checks(str(good), standalone.Trust([], [], [])).run()
    watching = False
    inside, temporary = os.path.realpath(good), os.path.realpath(os.environ.get("TMPDIR", "/tmp"))
    allowed = (inside, str(standalone.__file__), os.path.devnull)
    strangers = [name for name in opened if not name.startswith(allowed)]
    assert all(name.startswith(temporary) and "/tmp" in name for name in strangers), strangers
    assert {path: path.stat().st_mtime_ns for path in good.rglob("*")} == before


@pytest.mark.needs("openssl")
def test_every_python_here_says_the_same(
    good: Path, corpus: ModuleType, run_verifier: Run, command_line: Options
) -> None:
    pythons = [_python(version) for version in ("3.8", "3.9", "3.12", "3.13", "3.14")]
    options = command_line(corpus.Keys())
    for python in filter(None, [sys.executable, *pythons]):
        done = run_verifier(good, *options, python=python)
        assert (done.returncode, done.stderr) == (0, ""), python


def _python(version: str) -> str | None:
    """A Python of this version that starts; a shim of pyenv may stand on the path and start nothing."""
    candidates = [shutil.which("python" + version)]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    candidates += [str(path) for path in sorted(pyenv.glob(version + ".*/bin/python"))]
    for candidate in filter(None, candidates):
        if subprocess.run([candidate, "-c", ""], capture_output=True).returncode == 0:
            return candidate
    return None


def test_importing_it_does_nothing(standalone: ModuleType) -> None:
    code = f"import runpy; runpy.run_path({standalone.__file__!r})"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
