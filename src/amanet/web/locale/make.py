"""Collects the texts of the interface, and brings the catalogues up to them. Run by hand after changing a text.

    .venv/bin/python src/amanet/web/locale/make.py
    .venv/bin/python src/amanet/web/locale/make.py --missing TAG

It writes `messages.pot` from the templates and modules of `amanet.web` (`_()`, `gettext`, `ngettext`, `{% trans %}`) and from the phrases of
all others (`phrase()`, `phrases()`), and merges new texts into every `<tag>/messages.po` that is there: what was translated stays, what is
gone goes to the end, and the header stays as it is, with its comments, its number of plural forms and `X-Amanet-Draft`. No date is
written, so that the same texts give the same bytes.

`--missing` writes nothing: it lists what the catalogue of a language has not translated, and what lost a placeholder or a tag on the way.
"""

import argparse
import io
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract, extract_from_dir
from babel.messages.pofile import read_po, write_po

WEB = Path(__file__).parents[1]
TEMPLATE = WEB / "locale" / "messages.pot"
# Of `amanet.phrases`, in it and in any module that imports it.
_PHRASES = {"phrase": None, "phrases": (1, 2)}
_METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
_OPTIONS = {"templates/**.html": {"trimmed": "true", "silent": "false"}}
_MARKS = re.compile(r"%\([a-z_]+\)[sd]|%%|\{[a-z_]*\}|</?[a-z]+[^>]*>")


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


def unsettled(path: Path, template: bytes) -> Iterator[tuple[str, str]]:
    """Every text of the template that a catalogue lacks or breaks, and what is wrong with it."""
    with path.open("rb") as file:
        catalog = read_po(file)
    for message in read_po(io.BytesIO(template)):
        texts = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        found = catalog.get(message.id, message.context) if message.id else None
        if message.id and (wrong := _wrong(texts, _translations(found))):
            yield texts[0], wrong


def main(arguments: Sequence[str] | None = None) -> int:
    catalogues = {path.parent.name: path for path in sorted(WEB.glob("locale/*/messages.po"))}
    parser = argparse.ArgumentParser(description="Collects the texts of the interface into the catalogues.")
    parser.add_argument(
        "--missing", metavar="TAG", choices=catalogues, help="only list what TAG has not translated"
    )
    tag = parser.parse_args(arguments).missing
    if tag is not None:
        found = list(unsettled(catalogues[tag], collected()))
        print(*(f"{wrong}: {text}" for text, wrong in found), f"{len(found)} in {tag}", sep="\n")
        return 1 if found else 0
    template = collected()
    TEMPLATE.write_bytes(template)
    for path in catalogues.values():
        path.write_bytes(merged(path, template))
    return 0


def _translations(message: Message | None) -> tuple[str, ...]:
    if message is None or message.fuzzy:
        return ()
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _wrong(texts: tuple[str, ...], told: tuple[str, ...]) -> str:
    """A form for one or two may leave the number out; the last form, which any number can take, has every mark of the English."""
    if not told or not all(one.strip() for one in told):
        return "not translated"
    english, marks = ([sorted(_MARKS.findall(one)) for one in several] for several in (texts, told))
    is_whole = marks[-1] == english[-1] and all({*one} <= {*english[0], *english[-1]} for one in marks)
    return "" if is_whole else "other placeholders or tags"


def _found() -> Iterator[tuple[str, int, str | tuple[str, ...], list[str], str | None]]:
    yield from extract_from_dir(
        WEB,
        method_map=_METHODS,
        options_map=_OPTIONS,
        keywords={"_": None, "gettext": None, "ngettext": (1, 2), "N_": None, **_PHRASES},
        comment_tags=("Translators:",),
    )
    yield from _found_below()


def _found_below() -> Iterator[tuple[str, int, str | tuple[str, ...], list[str], str | None]]:
    """The phrases of the packages that pages are made from."""
    for path in sorted(WEB.parent.rglob("*.py")):
        text = path.read_bytes()
        if WEB in path.parents or b"phrases import" not in text:
            continue
        file = path.relative_to(WEB.parent).as_posix()
        for line, found, comments, context in extract("python", io.BytesIO(text), _PHRASES):
            yield file, line, found, comments, context


def _written(catalog: Catalog, *, without_lines: bool) -> bytes:
    output = io.BytesIO()
    write_po(output, catalog, width=100, include_lineno=not without_lines, ignore_obsolete=False)
    return re.sub(rb'"(POT-Creation-Date|PO-Revision-Date|Generated-By):[^\n]*\n', b"", output.getvalue())


if __name__ == "__main__":
    sys.exit(main())
