"""`redact`: a copy of one document without the names, numbers and places in it, or of a picture without what is written into it. Without a vault."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from amanet.cli.session import Session, read, with_session
from amanet.errors import Misuse, WorldFailed

if TYPE_CHECKING:
    from amanet.consent.levels import Level
    from amanet.protect.documents import Rebuilt, Wanted
    from amanet.protect.words import Hidden, WordProtector

_LARGEST = 256 << 20
_NO_NAME = "[name]"
_NO_WORDS = "[…]"
_CAUTIONS = (
    "look at every page of the copy before it leaves: what only one person can know, and the way somebody speaks, stay",
    "a name that you did not give was not looked for, nor was anybody's face",
)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Where the copy goes.")
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="NAME[=PSEUDONYM]",
    help="A person to hide, in every script and spelling, and what stands there instead. The same pseudonym twice: two names of one person.",
)
@click.option("--place", "places", multiple=True, metavar="PLACE[=SHOWN]", help="A place to hide.")
@click.option(
    "--words",
    "words",
    multiple=True,
    metavar="TEXT=SHOWN|FILE",
    help="Words to hide, or a file with one TEXT=SHOWN a line.",
)
@click.option(
    "--level",
    type=click.Choice(("anonymous", "pseudonym", "named")),
    default="pseudonym",
    show_default=True,
    help="Anonymous: pseudonyms are not used either. Named: numbers and addresses stay.",
)
@click.option(
    "--dates",
    type=click.Choice(("none", "year", "month", "day")),
    default="day",
    show_default=True,
    help="How exactly days stay.",
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="HEADER",
    help="Of a table, a column that may stay; all others go.",
)
@click.option(
    "--without-column", "without", multiple=True, metavar="HEADER", help="Of a table, a column that goes."
)
@click.option(
    "--withhold-pictures",
    is_flag=True,
    help="Of a PDF, leave out pictures and pages without words, instead of refusing.",
)
@click.option(
    "--words-alone",
    is_flag=True,
    help="Of a PDF, write its words on new pages, so that nobody can measure what was hidden.",
)
@click.option(
    "--encoding",
    metavar="NAME",
    help="The encoding of text that does not say it, such as windows-1251.",
)
@click.option("--replace", is_flag=True, help="Write over a file that is there.")
@with_session(vault=False)
def redact(
    session: Session, file: Path, output: Path, names: tuple[str, ...], places: tuple[str, ...], words: tuple[str, ...],
    level: str, dates: str, columns: tuple[str, ...], without: tuple[str, ...], withhold_pictures: bool, words_alone: bool,
    encoding: str | None, replace: bool,
) -> None:  # fmt: skip
    """Make a copy of FILE in which what you name cannot be read.

    The copy is made anew from what can be seen: nothing of the file itself is in it. Telephone and document numbers, addresses and links go by
    themselves. Pictures lose what is written into them; what can be SEEN in them stays. What no safe copy can be made of is refused.
    """
    from amanet.protect.documents import Columns, Wanted

    _must_be_free(file, output, replace=replace)
    people = [name.partition("=")[0] for name in names] if level == "anonymous" else names
    hidden = [*_named(people, "person", _NO_NAME), *_hidden_words(words)]
    protector = _protector(hidden, _named(places, "place", "[place]"))
    allowed = Columns(frozenset(columns) or None, frozenset(without))
    wanted = Wanted(withhold_pictures, words_alone, allowed, encoding)
    made, media_type = _made(_content(file), file, protector, _level(level, dates, bool(places)), wanted)
    _write(output, made.content)
    session.show(_told(made, media_type, output), lambda: _text(made, output))


def _must_be_free(file: Path, output: Path, *, replace: bool) -> None:
    if output.is_dir():
        raise Misuse(f"{output} is a folder. Name the file to write.")
    if os.path.lexists(output) and not replace:
        raise Misuse(f"{output} exists already. Choose another name, or say --replace.")
    if output.exists() and file.exists() and output.samefile(file):
        raise Misuse("The copy cannot take the place of the file that it is made of.")


def _named(given: Iterable[str], kind: str, shown: str) -> "list[Hidden]":
    """Those with the same pseudonym are one person's names."""
    from amanet.protect.words import Hidden

    forms: dict[str, list[str]] = {}
    for one in given:
        name, _, instead = one.partition("=")
        if not name.strip():
            raise Misuse(
                f"Say whom to hide: --name NAME=PSEUDONYM. Nothing stands before the = in one --{kind}."
            )
        forms.setdefault(instead.strip() or shown, []).append(name.strip())
    return [
        Hidden(str(number), kind, tuple(found), instead)
        for number, (instead, found) in enumerate(forms.items())
    ]


def _hidden_words(given: Iterable[str]) -> "list[Hidden]":
    from amanet.protect.words import Hidden

    pairs = [pair for one in given for pair in (_pairs_in(one) if "=" not in one else [one])]
    found: list[Hidden] = []
    for pair in pairs:
        text, _, instead = pair.partition("=")
        if text.strip():
            found.append(Hidden(f"w{len(found)}", "words", (text.strip(),), instead.strip() or _NO_WORDS))
    return found


def _pairs_in(file: str) -> Sequence[str]:
    try:
        return read(Path(file)).decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as problem:
        raise Misuse("The file of words is not text in UTF-8.") from problem


def _protector(hidden: "list[Hidden]", places: "list[Hidden]") -> "WordProtector":
    from amanet.protect.words import WordProtector

    return WordProtector(hidden, places)


def _level(identity: str, dates: str, hides_places: bool) -> "Level":
    from amanet.consent.levels import Level

    if identity == "named" and dates == "day" and not hides_places:
        return Level("named", face=True, voice=True, words=True, place="exact", date="day")
    return Level(identity, words=True, place="district" if hides_places else "exact", date=dates)


def _content(file: Path) -> bytes:
    try:
        with open(file, "rb") as opened:
            content = opened.read(_LARGEST + 1)
    except OSError as problem:
        raise WorldFailed(f"{file} cannot be read: {problem.strerror}.") from problem
    if len(content) > _LARGEST:
        raise Misuse(f"{file} has over {_LARGEST >> 20} MiB, more than a copy is made of.")
    return content


def _made(
    content: bytes, file: Path, protector: "WordProtector", level: "Level", wanted: "Wanted"
) -> "tuple[Rebuilt, str]":
    from amanet.protect.documents import rebuild, rebuilt_picture

    media_type = _media_type(content, file)
    if media_type.startswith("image/"):
        return rebuilt_picture(content, media_type), media_type
    return rebuild(content, media_type, protector, level, wanted), media_type


def _media_type(content: bytes, file: Path) -> str:
    """By its content, in a confined process; the name only says which kind of text it is."""
    import mimetypes

    from amanet.intake.inspector import Inspector

    with Inspector() as inspector:
        found = inspector.inspect(
            lambda offset, length: content[offset : offset + length], len(content), os.fsencode(file.name)
        ).media_type
    by_name = {".srt": "application/x-subrip", ".vtt": "text/vtt", ".eml": "message/rfc822"}.get(
        file.suffix.lower()
    )
    by_name = by_name or mimetypes.MimeTypes(filenames=()).guess_type(file.name)[0]
    return by_name if by_name and found == "text/plain" else found


def _write(output: Path, content: bytes) -> None:
    """Whole or not at all, and for its owner alone."""
    from amanet.vault.durable import write_file

    write_file(output.absolute(), content)


def _told(made: "Rebuilt", media_type: str, output: Path) -> dict[str, object]:
    return {
        "copy": str(output), "media_type": media_type, "kind": made.ending, "bytes": len(made.content),
        "replaced": _counts(made), "notes": list(made.notes), "not_protected": list(_CAUTIONS),
    }  # fmt: skip


def _counts(made: "Rebuilt") -> dict[str, int]:
    counts: dict[str, int] = {}
    for _, done in made.changed:
        for one in done.replacements:
            counts[one.kind] = counts.get(one.kind, 0) + 1
    return dict(sorted(counts.items()))


def _text(made: "Rebuilt", output: Path) -> str:
    counts = _counts(made)
    replaced = ", ".join(f"{kind} {count}" for kind, count in counts.items()) or "nothing"
    lines = [f"Written: {output}. Replaced: {replaced}.", *(f"note: {note}" for note in made.notes)]
    if output.suffix.lower().lstrip(".") != made.ending:
        lines.append(f"note: the copy is of the kind .{made.ending}, whatever it is called")
    lines += [f"NOT PROTECTED: {one}" for one in _CAUTIONS]
    return "\n".join(lines)
