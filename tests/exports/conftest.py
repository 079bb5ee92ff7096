"""The corpus of docs/spec/hostile-bundles, and the two verifiers behind one face."""

import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from amanet.exports import check_bundle, verifier_source
from amanet.merkle import VerifierKey

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "docs" / "spec" / "hostile-bundles"
VERIFIER = ROOT / "src" / "amanet" / "exports" / "bundle_files" / "verify_bundle.py"

Verdict = dict[str, Any]


def _load(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


# Loaded while tests are collected, because their cases are the parameters.
_MAKE = _load("hostile_bundles_make", CORPUS / "make.py")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "hostile" in metafunc.fixturenames:
        metafunc.parametrize("hostile", _MAKE.CASES, ids=[case.name for case in _MAKE.CASES])
    if "good_case" in metafunc.fixturenames:
        metafunc.parametrize("good_case", _MAKE.GOOD, ids=[case.name for case in _MAKE.GOOD])


@pytest.fixture(scope="session")
def corpus() -> ModuleType:
    """make.py, which makes the corpus."""
    return _MAKE


@pytest.fixture(scope="session")
def authorities() -> ModuleType:
    """authority.py, which makes invented time-stamping authorities."""
    return _load("hostile_bundles_authority", CORPUS / "authority.py")


@pytest.fixture(scope="session")
def standalone() -> ModuleType:
    """The single-file verifier as a module, from the file that goes into bundles."""
    module = _load("verify_bundle", VERIFIER)
    assert VERIFIER.read_bytes() == verifier_source()
    return module


@pytest.fixture
def good(tmp_path: Path, corpus: ModuleType) -> Path:
    folder = tmp_path / "good"
    folder.mkdir()
    corpus.make_good(folder)
    return folder


@pytest.fixture
def run_verifier() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the single file as its user does: isolated from amanet, from an empty folder."""

    def run(
        bundle: Path, *arguments: str, python: str = sys.executable, env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        command = [python, "-I", "-S", str(VERIFIER), str(bundle), *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, env=env)

    return run


@pytest.fixture
def verdict_alone(standalone: ModuleType) -> Callable[[Path, Any], Verdict]:
    def verdict(folder: Path, keys: Any) -> Verdict:
        trust = standalone.Trust(
            [standalone.parse_vkey(key, 1) for key in keys.log],
            [standalone.parse_vkey(key, 4) for key in keys.cosigner],
            [standalone.read_authority(str(CORPUS / name)) for name in keys.authorities],
        )
        report = standalone.Checks(str(folder), trust).run()
        return _plain(standalone.as_json(report, standalone.what_is_not_known(report)))

    return verdict


@pytest.fixture
def verdict_ours() -> Callable[[Path, Any], Verdict]:
    def verdict(folder: Path, keys: Any) -> Verdict:
        def parsed(texts: Sequence[str]) -> list[VerifierKey]:
            return [VerifierKey.parse(text) for text in texts]

        authorities = [CORPUS / name for name in keys.authorities]
        return _plain(check_bundle(folder, parsed(keys.log), parsed(keys.cosigner), authorities).to_json())

    return verdict


@pytest.fixture
def command_line() -> Callable[[Any], list[str]]:
    def options(keys: Any) -> list[str]:
        given = [("--log-key", key) for key in keys.log]
        given += [("--cosigner-key", key) for key in keys.cosigner]
        given += [("--tsa-ca", str(CORPUS / name)) for name in keys.authorities]
        return [word for pair in given for word in pair]

    return options


def _plain(value: Verdict) -> Verdict:
    plain: Verdict = json.loads(json.dumps(value))
    return plain
