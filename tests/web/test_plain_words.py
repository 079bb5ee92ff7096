"""No message on a page speaks of options of the command line."""

import re
from pathlib import Path

import pytest

from amanet.web.plain_words import on_a_page

INTAKE = Path(__file__).parents[2] / "src" / "amanet" / "intake"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Not UTF-8. Say its encoding (--encoding); likely is cp1251.", "Not UTF-8. Say its encoding; likely is cp1251."),
        ("Say which it is (--date-order dmy, for example).", "Say which it is."),
        ("If you know what it is, say so (--as). The formats: a, b.", "If you know what it is, say so."),
        ("Run `amanet verify`, and take it from a backup.", "Verify everything, under “Log”, and take it from a backup."),
        ("Say for what: --use USE. Each use is asked for by itself.", "Each use is asked for by itself."),
        ("Change it first (`amanet key change`).", "Change it first."),
        ("Nothing of that kind.", "Nothing of that kind."),
    ],
)  # fmt: skip
def test_known_messages(said: str, shown: str) -> None:
    assert on_a_page(said) == shown


def test_what_readers_of_files_say_names_options_in_brackets_only() -> None:
    """So that on a page the sentence stays when the option goes."""
    wrong = []
    for path in sorted(INTAKE.rglob("*.py")):
        for line in path.read_text("utf-8").splitlines():
            if "`--" in line or line.lstrip().startswith("#") or "BEGIN" in line:
                continue
            if re.search(r"(?<!\()--(as|encoding|date-order|language|speaker)\b", line) and '"' in line:
                wrong.append(f"{path.name}: {line.strip()}")
    assert not wrong
