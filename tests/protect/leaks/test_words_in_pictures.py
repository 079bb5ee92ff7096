"""Words in pictures are read by tesseract from bare pixels where it is there; where it fails, a person has to look."""

import sys
from pathlib import Path

import pytest

from amanet.protect.leaks import Secrets, check

planted = sys.modules["planted_leaks"]
_STANDS_IN = """#!{python}
import sys
data = sys.stdin.buffer.read()
assert data.startswith(b"\\x89PNG"), "bare pixels, packed anew"
assert b"tEXt" not in data
assert sys.argv[1:3] == ["stdin", "stdout"], sys.argv
{ends}
"""


def _stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, ends: str) -> None:
    program = folder / "bin" / "tesseract"
    program.parent.mkdir()
    program.write_text(_STANDS_IN.format(python=sys.executable, ends=ends))
    program.chmod(0o700)
    monkeypatch.setenv("PATH", str(program.parent))


def test_words_are_read_and_searched(
    tmp_path: Path, secrets: Secrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    _stand_in(tmp_path, monkeypatch, f"print({planted.NAME!r})")
    (tmp_path / "a.png").write_bytes(planted.png_text(planted.HARMLESS))
    report = check(tmp_path / "a.png", secrets, languages=("uig",))
    assert [(each.kind, each.place) for each in report.findings if each.secret_id == "p1"] == [
        ("name", "words in the picture")
    ]
    assert "picture not read" not in {each.kind for each in report.findings}
    assert report.notes == ()


def test_where_the_program_fails_a_person_has_to_look(
    tmp_path: Path, secrets: Secrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    _stand_in(tmp_path, monkeypatch, "sys.exit(1)")
    (tmp_path / "a.png").write_bytes(planted.saved("PNG"))
    assert [each.kind for each in check(tmp_path / "a.png", secrets).findings] == ["picture not read"]
