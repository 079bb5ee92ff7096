"""`account`, `timeline`, `contested`, `silent`, `ask`: what is known, who says so, how well it rests, and where it stands."""

import re
from pathlib import Path
from typing import Any

import click

from amanet.app import OpenVault
from amanet.canonical import readable_name
from amanet.cli.session import Session, count_of, say, with_session
from amanet.errors import Misuse

__all__ = ["account", "ask", "contested", "silent", "timeline"]

_as_of = click.option(
    "--as-of",
    metavar="DATE",
    help="What was known on a day (2026-05-01) or at a moment; days are counted up to it.",
)
_LENGTH = re.compile(r"([0-9]{1,5}) *(d|days?|w|weeks?|m|months?|y|years?)?")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


_output = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write it into this new file, as a marked working copy of the team; logged.",
)


@click.command("account")
@click.argument("person")
@_as_of
@_output
@click.option(
    "--sources", "with_sources", is_flag=True, help="Also why sources count once: who rests on whom."
)
@with_session()
def account(
    session: Session, person: str, as_of: str | None, output: Path | None, with_sources: bool
) -> None:
    """What is known of PERSON, who says so and how well it rests; what contradicts it; where nobody says anything.

    #12 are records and ¶12 passages: `amanet show` and `amanet passage show` have them.
    """
    from amanet.cli.account_text import account_text

    session.files_outside(output)
    with session.vault(writable=output is not None) as vault:
        found = vault.account(person, as_of=as_of)
        if output is not None:
            _write(
                session,
                vault,
                found.number,
                output,
                account_text(found, with_sources=with_sources),
                "account",
            )
            return
    session.show(
        found.to_json() if session.as_json else None, lambda: account_text(found, with_sources=with_sources)
    )


@click.command("timeline")
@click.argument("person")
@_as_of
@_output
@with_session()
def timeline(session: Session, person: str, as_of: str | None, output: Path | None) -> None:
    """What happened to PERSON, in the order of the days that sources give; what has no date comes last."""
    from amanet.cli.account_text import timeline_text

    session.files_outside(output)
    with session.vault(writable=output is not None) as vault:
        found = vault.account(person, as_of=as_of)
        if output is not None:
            _write(session, vault, found.number, output, timeline_text(found), "timeline")
            return
    lines = [line.to_json() for line in found.account.timeline] if session.as_json else []
    session.show(
        {"number": found.number, "timeline": lines, "numbers": dict(found.numbers)},
        lambda: timeline_text(found),
    )


def _write(session: Session, vault: OpenVault, person: int, output: Path, text: str, what: str) -> None:
    vault.write_copy(person, output, text, what)
    mark = vault.working_copy()
    say(mark)
    session.show({"number": person, "file": str(output), "working_copy": mark}, f"The {what} is in {output}.")


@click.command("silent")
@click.option("--longer-than", default="90d", show_default=True, metavar="LENGTH", help="90d, 12w, 6m or 2y.")
@_as_of
@with_session()
def silent(session: Session, longer_than: str, as_of: str | None) -> None:
    """Who gave no sign of life for longer than LENGTH, whose agreed sign is missing, and with whom contact was lost; the longest first.

    Signs of life are what relatives and members entered. Nothing is looked up, and silence says nothing by itself.
    """
    days = _days(longer_than)
    with session.vault(writable=False) as vault:
        found = vault.silent(longer_than_days=days, as_of=as_of)
    session.show(
        [_silent_json(one) for one in found],
        lambda: (
            "\n".join(map(_silent_line, found))
            or f"Of nobody is it on record that they were silent for more than {days} days. `amanet sign add` enters signs of life."
        ),
    )


@click.command("contested")
@_as_of
@with_session()
def contested(session: Session, as_of: str | None) -> None:
    """Facts on which sources contradict each other, and what officials deny: who against whom."""
    with session.vault(writable=False) as vault:
        found = vault.contested(as_of=as_of)
        if session.as_json:
            session.show([_contested_json(one) for one in found])
            return
        shown = False
        for one in found:
            shown = True
            click.echo(_contested_text(vault, one))
    if not shown:
        click.echo(
            "Nothing is contested: no two sources contradict each other, and officials deny nothing that is on record."
        )


@click.command("ask")
@click.argument("words", nargs=-1, required=True)
@_as_of
@click.option(
    "--limit", default=20, show_default=True, type=click.IntRange(1, 1000), help="How many to show."
)
@click.option("--after", default=0, type=click.IntRange(0), help="Leave out so many: the next page.")
@click.option(
    "--only",
    multiple=True,
    type=click.Choice(("entity", "statement", "segment", "item")),
    help="Only what is of this kind; repeat for more.",
)
@with_session()
def ask(
    session: Session, words: tuple[str, ...], as_of: str | None, limit: int, after: int, only: tuple[str, ...]
) -> None:
    """Search words, names, dates and places in statements, readings and items, in any script, best first.

    Who and what is called by another writing of a name (another script or spelling) is found too, marked “by another writing” with the
    reason: a proposal, for you to judge.

    “Words in quotation marks” stay together. A date ("May 2018", 2018-05) also finds what is said of those days.
    """
    with session.vault(writable=False) as vault:
        found = vault.ask(" ".join(words), limit=limit, offset=after, as_of=as_of, only=only)
        shown = [_hit_json(vault, hit) for hit in found.hits]
    document = {
        "query": found.query,
        "complete": found.complete,
        "more": found.more,
        "unread": list(found.unread),
        "renderings": None if found.renderings is None else list(found.renderings),
        "about": list(found.about),
        "hits": shown,
    }
    session.show(document, lambda: _found_text(found, shown, after))


def _days(length: str) -> int:
    match = _LENGTH.fullmatch(length.strip().lower())
    if match is None:
        raise Misuse("--longer-than takes a length such as 90d, 12w, 6m or 2y.")
    return int(match[1]) * _DAYS[(match[2] or "d")[0]]


def _silent_json(one: Any) -> dict[str, Any]:
    last = None if one.last is None else [day and day.isoformat() for day in one.last]
    since = None if one.since is None else {"at_least": one.since.at_least, "at_most": one.since.at_most}
    return {
        "number": one.person,
        "label": one.label,
        "silent_days": since,
        "last_sign_between": last,
        "lost_contact": one.lost_contact,
        "rhythm": one.rhythm,
        "marks": list(one.marks),
    }


def _silent_line(one: Any) -> str:
    said = [one.since.in_words if one.since else "nobody says since when"]
    if one.last is not None:
        first, last = (day.isoformat() if day else "?" for day in one.last)
        said.append(f"last sign {first}" if first == last else f"last sign between {first} and {last}")
    said += ["contact said to be lost"] if one.lost_contact else []
    said += {"broken": ["the agreed sign is missing"], "no_sign": ["no agreed sign ever came"]}.get(
        one.rhythm, []
    )
    said += [f"{mark}, as reviewed" for mark in one.marks]
    return readable_name(f"  #{one.person}  {one.label or '(no name)'}: {', '.join(said)}")


def _contested_json(one: Any) -> dict[str, Any]:
    return {
        "number": one.number,
        "schema": one.schema,
        "label": one.label,
        **one.fact.to_json(),
        "sources": dict(one.sources),
        "numbers": dict(one.numbers),
    }


def _contested_text(vault: Any, one: Any) -> str:
    from amanet.cli.fact_lines import rests

    fact = one.fact
    shown = vault.shown({"subject": fact.subject, "property": fact.property, "value": fact.value})
    lines = [
        f"{vault.label_of_number(one.number)}, {fact.property.replace('_', ' ')}: {shown}  — {rests(fact.verdict, fact.support)}"
    ]
    lines += [f"    says so: {_told(one, told)}" for told in fact.saying]
    lines += [f"    against: {_told(one, told)}" for told in fact.against]
    return "\n".join(map(readable_name, lines))


def _told(one: Any, told: Any) -> str:
    number = one.numbers.get(told.id, "?")
    return f"{one.sources.get(told.said_by, told.said_by)} #{number}{'' if told.basis is None else ' (' + told.basis.replace('_', ' ') + ')'}"


def _hit_json(vault: Any, hit: Any) -> dict[str, Any]:
    return {
        "kind": hit.kind,
        "number": hit.number,
        "of": hit.of,
        "of_label": None if hit.of is None or hit.kind != "statement" else vault.label_of_number(hit.of),
        "place": hit.place,
        "excerpt": hit.excerpt,
        "at": hit.at,
        "marks": [list(mark) for mark in hit.marks],
        "passages": list(hit.passages),
        "said_by": hit.said_by,
        "said_by_label": None if hit.said_by is None else vault.label_of_number(hit.said_by),
        "speaker": hit.speaker,
        "state": hit.state,
        "through": list(hit.through),
        "by_day": hit.by_day,
        "closeness": hit.closeness,
        "bits": hit.bits,
        "reasons": list(hit.reasons),
    }


def _found_text(found: Any, shown: list[dict[str, Any]], after: int) -> str:
    if not shown:
        nothing = "Nothing was found. Fewer words, or the beginning of a word, find more."
        return "\n".join([*found.about, nothing]) if not after else "There is nothing more."
    lines = list(found.about)
    lines += [] if found.complete else ["Nothing has all of these words; this has most of them:"]
    lines += [_hit_line(one) for one in shown]
    if found.more:
        lines.append(f"There is more: --after {after + len(shown)}")
    lines += _about_renderings(found, shown)
    if found.unread:
        lines.append(f"Not looked into: {count_of(len(found.unread), 'reading')} that could not be read.")
    return "\n".join(lines)


def _about_renderings(found: Any, shown: list[dict[str, Any]]) -> list[str]:
    """Those of the first twenty that this page does not have are not to be missed."""
    if found.renderings is None:
        return ["Other writings of names were not looked for: open this vault for writing once."]
    entities = {one["number"] for one in shown if one["kind"] == "entity"}
    others = [number for number in found.renderings if number not in entities]
    numbers = ", ".join(f"#{number}" for number in others)
    return [f"Called by another writing of the name: {numbers} (--only entity shows why)"] if others else []


def _hit_line(one: dict[str, Any]) -> str:
    excerpt, marks = one["excerpt"], one["marks"]
    for start, end in reversed(marks):
        excerpt = f"{excerpt[:start]}[{excerpt[start:end]}]{excerpt[end:]}"
    place = "" if one["place"] is None else f" line {one['place'] + 1}"
    of = f"{one['of_label']}: " if one["of_label"] else ""
    who = f"  — {one['said_by_label']}" if one["said_by_label"] else ""
    speaker = (
        f"{one['speaker']}: " if one["speaker"] and not one["excerpt"].startswith(one["speaker"]) else ""
    )
    passages = "".join(f" ¶{number}" for number in one["passages"])
    why = (
        f"  (by another writing: {'; '.join(one['reasons'])})"
        if one["kind"] == "entity" and one["reasons"]
        else ""
    )
    return readable_name(
        " ".join(
            f"  {one['kind']} #{one['number']}{place}  {of}{speaker}{excerpt}{who}{passages}{why}".split("\n")
        )
    )
