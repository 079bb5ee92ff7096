"""`name propose`, `name alike`: a name in other scripts, and who may be here already. Nothing is stored or merged by either."""

from collections.abc import Sequence
from typing import Any

import click

from amanet.canonical import readable_name
from amanet.cli.session import Session, with_session

__all__ = ["alike_json", "name", "tell_alike"]


@click.group("name")
def name() -> None:
    """A name in other scripts, and who may be here already under another writing of it."""


@name.command("propose")
@click.argument("called", metavar="NAME")
@click.option(
    "--script",
    type=click.Choice(("Arab", "Cyrl", "Hans", "Latn")),
    help="Only in this script; else in all but its own.",
)
@with_session()
def propose(session: Session, called: str, script: str | None) -> None:
    """How NAME might be written in other scripts. Proposals for a person to choose from: none is stored.

    The tables for Uyghur and Kazakh await a native speaker's review. A Han form may have been assigned by the state: enter it with
    --kind assigned, as a variant.
    """
    from amanet.app import propose_names

    found = propose_names(called, script)
    shown = [
        {
            "text": one.text,
            "script": _code_of(one.script.value),
            "convention": one.convention,
            "caution": one.caution or None,
            "proposal": True,
        }
        for one in found
    ]
    session.show(shown, lambda: _proposals_text(shown))


@name.command("alike")
@click.argument("called", metavar="NAME")
@click.option("--birth-date", metavar="DATE", help="Said beside each that it agrees with or not.")
@click.option("--language", metavar="TAG", help="The language of the date's words.")
@click.option(
    "--date-order", type=click.Choice(("dmy", "mdy", "ymd")), help="How a date in figures is meant."
)
@click.option(
    "--schema",
    type=click.Choice(("Person", "Source", "Place", "Facility", "Organization", "Group", "Event")),
    default="Person",
    show_default=True,
    help="Of what.",
)
@with_session()
def alike(session: Session, called: str, schema: str, **options: str | None) -> None:
    """Who may be here already under NAME or another writing of it, best first, with the reasons. Nothing is entered or merged."""
    with session.vault(writable=False) as vault:
        found = vault.already_here(called, schema, **options)
    lines = [_alike_line(one) for one in found]
    empty = "Nobody here is called so, as far as names tell."
    session.show([alike_json(one) for one in found], lambda: "\n".join(lines) or empty)


def tell_alike(found: Sequence[Any]) -> None:
    """On standard error, after somebody was entered."""
    if found:
        click.echo("\n".join(["Perhaps already here:", *map(_alike_line, found), _MERGED_NOTHING]), err=True)


def alike_json(one: Any) -> dict[str, Any]:
    return {
        "number": one.number,
        "label": one.label,
        "bits": one.bits,
        "reasons": list(one.reasons),
        "agreeing": list(one.agreeing),
        "differing": list(one.differing),
    }


_MERGED_NOTHING = "Nothing was merged. A likeness of names is a proposal; you decide."


def _alike_line(one: Any) -> str:
    agreeing = f"; agrees: {', '.join(one.agreeing)}" if one.agreeing else ""
    differing = f"; differs: {', '.join(one.differing)}" if one.differing else ""
    because = "; ".join(one.reasons)
    return readable_name(f"  #{one.number}  {one.label}, because {because}{agreeing}{differing}")


def _proposals_text(shown: Sequence[dict[str, Any]]) -> str:
    if not shown:
        return "No rendering is known for this name."
    width = max(len(one["text"]) for one in shown)
    lines = [
        f"  {one['script']}  {readable_name(one['text']):<{width}}  by {one['convention'].removeprefix('by ')}"
        + (f" ({one['caution']})" if one["caution"] else "")
        for one in shown
    ]
    return "\n".join(["Proposals; none is stored:", *lines, _HOW_TO_ENTER])


_HOW_TO_ENTER = (
    'Enter one that somebody confirms: amanet say PERSON name "…" --kind alias --script CODE --by SOURCE\n'
    "A Han form that an authority gave: --kind assigned."
)


def _code_of(script: str) -> str:
    from amanet.work.naming import SCRIPTS

    return next(code for code, called in SCRIPTS.items() if called == script)
