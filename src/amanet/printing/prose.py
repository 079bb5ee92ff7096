"""The text form of the sheets: headings, wrapped paragraphs and lists at 76 columns."""

import textwrap
from collections.abc import Sequence

__all__ = ["bullets", "fact_lines", "heading", "prose", "section"]

_COLUMNS = 76


def heading(text: str) -> str:
    return f"{text}\n{'=' * min(len(text), _COLUMNS)}\n"


def section(text: str) -> str:
    return f"\n{text}\n{'-' * min(len(text), _COLUMNS)}\n"


def prose(text: str) -> str:
    return textwrap.fill(text, _COLUMNS, break_long_words=False, break_on_hyphens=False) + "\n"


def bullets(texts: Sequence[str], *, numbered: bool = False) -> str:
    marks = [f"{n}. " if numbered else "-  " for n in range(1, len(texts) + 1)]
    return "".join(
        textwrap.fill(
            text,
            _COLUMNS,
            initial_indent=mark,
            subsequent_indent="   ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        + "\n"
        for mark, text in zip(marks, texts, strict=True)
    )


def fact_lines(rows: Sequence[tuple[str, str]]) -> str:
    """`label: value`, the values in one column; a value stays on its line, so that it can be copied whole."""
    width = max((len(label) for label, _ in rows), default=0) + 2
    return "".join(f"{label + ':':<{width}}{value}\n" for label, value in rows)
