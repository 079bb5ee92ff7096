"""docs/commands.md and `--help` say the same; links of the documents lead somewhere."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)|src=\"([^\"]+)\"")


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    specification = importlib.util.spec_from_file_location("make_commands", ROOT / "docs/make_commands.py")
    assert specification
    assert specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_the_page_holds_the_help_of_every_command(generator: ModuleType) -> None:
    page = (ROOT / "docs/commands.md").read_text("utf-8")
    assert generator.with_helps(page) == page, "run: .venv/bin/python docs/make_commands.py"


def test_no_command_on_the_page_is_gone(generator: ModuleType) -> None:
    page = (ROOT / "docs/commands.md").read_text("utf-8").partition("# Reference\n")[2]
    assert set(re.findall(r"^## (.*)$", page, re.MULTILINE)) == set(generator.helps())


@pytest.mark.parametrize("words", ["amanet", "amanet add", "amanet receipt make", "amanet cosign"])
def test_it_is_what_the_program_prints(
    generator: ModuleType, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from amanet.cli import main

    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("sys.argv", [*words.split(), "--help"])
    with pytest.raises(SystemExit):
        main()
    assert capsys.readouterr().out.rstrip() == generator.helps()[words]


def test_every_exit_code_of_the_errors_is_on_the_page() -> None:
    from amanet import errors

    page = (ROOT / "docs/commands.md").read_text("utf-8")
    for name in set(errors.__all__) - {"AmanetError"}:
        assert f"| {getattr(errors, name).exit_code} | {name} |" in page


DOCUMENTS = [
    path for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")) if ".venv" not in path.parts
]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_within_the_project_lead_somewhere(path: Path) -> None:
    for link in (first or second for first, second in _LINK.findall(path.read_text("utf-8"))):
        if not re.match(r"[a-z]+:", link):
            assert (path.parent / link).exists(), link
