"""The examples of the documents do what they show: shell sessions, and the doctests of every module."""

import doctest
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import amanet

if TYPE_CHECKING:
    from conftest import Shell


ROOT = Path(__file__).parents[2]
WITH_SESSIONS = ("README.md", "docs/commands.md", "docs/methods/corroboration.md")


@pytest.mark.needs("linux")
@pytest.mark.parametrize("name", WITH_SESSIONS)
def test_the_sessions_of_a_document_run_as_they_are_shown(name: str, shell: "Shell") -> None:
    assert shell.follow((ROOT / name).read_text("utf-8")) > 5


def test_every_document_with_a_session_is_among_those_that_are_run() -> None:
    with_sessions = {
        path.relative_to(ROOT).as_posix()
        for folder in (ROOT, ROOT / "docs")
        for path in (folder.glob("*.md") if folder == ROOT else folder.rglob("*.md"))
        if "```console" in path.read_text("utf-8")
    }
    assert with_sessions == set(WITH_SESSIONS)


def _modules() -> Iterator[str]:
    for module in pkgutil.walk_packages(amanet.__path__, "amanet."):
        if not module.name.endswith(("verify_bundle", "derivation_child")):
            yield module.name


@pytest.mark.parametrize("name", ["amanet", *_modules()])
def test_the_doctests_of_a_module_hold(name: str) -> None:
    module = importlib.import_module(name)
    result = doctest.testmod(module, optionflags=doctest.ELLIPSIS)
    assert not result.failed
