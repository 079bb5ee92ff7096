"""Collects the texts of the interface, and brings the catalogues up to them. Run by hand after changing a text.

    .venv/bin/python src/amanet/web/locale/make.py

It writes `messages.pot` from the templates and modules of `amanet.web` (`_()`, `gettext`, `ngettext`, `{% trans %}`), and merges new texts
into every `<tag>/messages.po` that is there: what was translated stays, what is gone goes to the end. No date is written, so that the same
texts give the same bytes.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

WEB = Path(__file__).parents[1]
TEMPLATE = WEB / "locale" / "messages.pot"
_METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
_OPTIONS = {"templates/**.html": {"trimmed": "true", "silent": "false"}}


def collected() -> bytes:
    """The template of all catalogues, as it should be now."""
    catalog = Catalog(project="amanet", charset="utf-8")
    for file, line, text, comments, context in sorted(_found(), key=lambda one: (one[0], one[1])):
        catalog.add(text, None, [(file, line)], auto_comments=comments, context=context)
    return _written(catalog, without_lines=True)


def merged(path: Path, template: bytes) -> bytes:
    """A catalogue with the texts of today."""
    with path.open("rb") as file:
        header = path.read_text("utf-8").split("\n\n")[0]
        catalog = read_po(file)
    catalog.update(read_po(io.BytesIO(template)), no_fuzzy_matching=True)
    body = _written(catalog, without_lines=True).decode("utf-8").split("\n\n", 1)[1]
    return f"{header}\n\n{body}".encode()


def main() -> int:
    template = collected()
    TEMPLATE.write_bytes(template)
    for path in sorted(WEB.glob("locale/*/messages.po")):
        path.write_bytes(merged(path, template))
    return 0


def _found() -> Iterator[tuple[str, int, str | tuple[str, ...], list[str], str | None]]:
    found = extract_from_dir(
        WEB,
        method_map=_METHODS,
        options_map=_OPTIONS,
        keywords={"_": None, "gettext": None, "ngettext": (1, 2), "N_": None},
        comment_tags=("Translators:",),
    )
    return iter(found)


def _written(catalog: Catalog, *, without_lines: bool) -> bytes:
    output = io.BytesIO()
    write_po(output, catalog, width=100, include_lineno=not without_lines, ignore_obsolete=False)
    return re.sub(rb'"(POT-Creation-Date|PO-Revision-Date|Generated-By):[^\n]*\n', b"", output.getvalue())


if __name__ == "__main__":
    sys.exit(main())
