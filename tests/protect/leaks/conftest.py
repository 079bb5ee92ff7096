"""The planted files and their harmless twins, opened once for all tests."""

import importlib.util
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest

from amanet.protect.leaks import Finding, Place, Report, Secret, Secrets, check


def _load() -> ModuleType:
    path = Path(__file__).with_name("planted.py")
    spec = importlib.util.spec_from_file_location("planted_leaks", path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["planted_leaks"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


planted = sys.modules.get("planted_leaks") or _load()
SECRETS = Secrets(
    names=(
        *(Secret(name, "p1") for name in (planted.NAME, planted.ARABIC, planted.CYRILLIC, planted.HAN)),
        Secret("Зулпикар Аблимит", "p2"),
    ),
    numbers=(Secret(planted.PHONE, "n1"), Secret(planted.PAPER, "n2")),
    addresses=(Secret(planted.ADDRESS, "a1"),),
    accounts=(Secret(planted.ACCOUNT, "c1"),),
    links=(Secret(planted.LINK, "l1"),),
    serials=(Secret(planted.SERIAL, "s1"),),
    texts=(Secret(planted.SENTENCE, "w1"),),
    places=(Place(planted.LATITUDE, planted.LONGITUDE, 250, "g1"),),
    regions=("UZ",),
)


@pytest.fixture(scope="session")
def secrets() -> Secrets:
    return SECRETS


@pytest.fixture(scope="session")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """`planted/` with a secret in each file, `harmless/` with the same files without."""
    folder = tmp_path_factory.mktemp("package")
    for plant in planted.PLANTS:
        for which, words in (("planted", plant.words), ("harmless", planted.HARMLESS)):
            file = folder / which / plant.file
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(plant.make(words))
    return check(folder, SECRETS)


@pytest.fixture(scope="session")
def by_file(everything: Report) -> Mapping[str, list[Finding]]:
    found = defaultdict(list)
    for finding in everything.findings:
        found[finding.file].append(finding)
    return found
