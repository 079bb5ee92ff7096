"""`consent contact`, `interview`, `sheet`, `reviewed` and `readback`: care of the people who tell."""

from pathlib import Path
from typing import Any

import click

from amanet.app import OpenVault
from amanet.canonical import readable_name
from amanet.cli.papers import files_of, reserved
from amanet.cli.session import Session, confirm, count_of, say, with_session
from amanet.consent.contact import CHANNELS, RULES
from amanet.errors import Misuse

__all__ = ["contact", "interview", "readback", "reviewed", "sheet"]

_output = click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE.pdf", help="Write FILE.pdf and FILE.txt."
)


@click.command("contact")
@click.argument("person")
@click.option("--channel", metavar="CHANNEL", help=f"{', '.join(CHANNELS)}, or another in a word.")
@click.option("--rule", type=click.Choice(RULES), help="“only” closes whatever was allowed before.")
@click.option("--hours", help="When, in words: “after 20:00 local”.")
@click.option("--language", metavar="TAG", help="The language to use.")
@click.option("--address", help="The number or address.")
@click.option("--note", help="A note of the team.")
@with_session()
def contact(session: Session, person: str, channel: str | None, rule: str | None, **more: str | None) -> None:
    """Record how PERSON may be reached safely, or show it. Every letter and reminder obeys it.

    A later instruction for the same channel replaces the earlier one. A channel nobody spoke of may not be used.
    """
    given: dict[str, Any] = {name: value for name, value in more.items() if value}
    if (channel is None) != (rule is None) or (channel is None and given):
        raise Misuse("An instruction has a --channel and a --rule. Without any option, what holds is shown.")
    with session.vault(writable=channel is not None) as vault:
        number = None
        if channel is not None and rule is not None:
            number = vault.set_contact(person, channel=channel, rule=rule, **given).number
        found = vault.safe_contact(person)
    result = {"record": number, **found.to_json()}
    session.show(result, "\n".join(map(readable_name, found.lines())))
    if found.do_not_contact and rule in ("allowed", "only"):
        say("An earlier “never” for any channel still stands. To lift it: --channel any --rule allowed.")


@click.command("interview")
@click.argument("source")
@click.option("--held-at", metavar="DATE", help="When it was held.")
@click.option("--by", "interviewers", multiple=True, metavar="NAME", help="Who asked; repeat for more.")
@click.option("--language", metavar="TAG", help="In which it was held.")
@click.option("--interpreter", help="Who interpreted.")
@click.option("--place", help="Where; no more exactly than is needed.")
@click.option("--item", "items", multiple=True, metavar="ITEM", help="A recording or transcript of it.")
@click.option("--note", help="A note of the team.")
@click.option(
    "--check", is_flag=True, help="Only say whether they were interviewed before; do it before you ask."
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_session()
def interview(
    session: Session,
    source: str,
    held_at: str | None,
    interviewers: tuple[str, ...],
    items: tuple[str, ...],
    check: bool,
    yes: bool,
    **more: str | None,
) -> None:
    """Record that SOURCE was interviewed; who was interviewed before, by anybody, is shown first."""
    given = {name: value for name, value in more.items() if value}
    if not check and (held_at is None or not interviewers):
        raise Misuse("An interview was held on a day (--held-at) by somebody (--by). Or only look: --check.")
    with session.vault(writable=not check) as vault:
        before = vault.interviewed_before(source)
        _say_before(vault, source, before)
        number = None
        if not check and held_at is not None:
            if before:
                confirm("Record another interview?", yes=yes)
            number = vault.add_interview(
                source, held_at=held_at, interviewers=interviewers, items=items, **given
            ).number
    result = {"record": number, "interviewed_before": [one.to_json() for one in before]}
    text = (
        f"Recorded (record {number})." if number else "" if before else "No interview of them is on record."
    )
    session.show(result, text)


@click.command("sheet")
@click.option(
    "--language", default="en", show_default=True, metavar="TAG", help="ar, en, es, fr, kk, ru, tr, ug, zh."
)
@click.option("--person", metavar="PERSON", help="For whom: how they may be reached stands on it first.")
@_output
@with_session()
def sheet(session: Session, language: str, person: str | None, output: Path | None) -> None:
    """Print the questions of a good consent talk. A translation that nobody reviewed is a draft, not for signing."""
    session.outside(output)
    with reserved(*files_of(output, ".pdf", ".txt")) as files:
        with session.vault(writable=False) as vault:
            made = vault.consent_sheet(language, person=person)
        for line in made.contact:
            say(readable_name(line))
        if made.is_draft:
            say(
                f"Nobody has checked the sheet in this language ({made.talk.language}): it is marked as a draft and has no place to sign. "
                f"Once somebody has: amanet consent reviewed {made.talk.language} --by NAME"
            )
        result: dict[str, object] = {
            "language": made.talk.language,
            "draft": made.is_draft,
            "reviewed_by": made.checked_by,
            "sha256": made.talk.digest,
            "contact": list(made.contact),
        }
        files.hand_over(session, made, result, "sheet", said="The sheet is in {}.")


@click.command("reviewed")
@click.argument("language")
@click.option(
    "--by", required=True, metavar="NAME", help="Who speaks the language and has checked every line."
)
@with_session()
def reviewed(session: Session, language: str, by: str) -> None:
    """Record that the sheet in LANGUAGE was checked. It is of this text; another text is one that nobody reviewed."""
    with session.vault() as vault:
        record = vault.review_translation(language, by=by)
        made = vault.consent_sheet(language)
    result = {"record": record.number, "language": made.talk.language, "sha256": made.talk.digest}
    session.show(
        result, f"Recorded (record {record.number}): the sheet in {made.talk.language} may be signed."
    )


@click.command("readback")
@click.argument("source")
@click.option("--language", default="en", show_default=True, metavar="TAG", help="In which language to read.")
@click.option("--as-of", metavar="DATE", help="What was held on a day: 2026-05-01, or at a moment.")
@_output
@with_session()
def readback(session: Session, source: str, language: str, as_of: str | None, output: Path | None) -> None:
    """Read back to SOURCE everything held from and about them. That it was done is logged."""
    session.outside(output)
    with reserved(*files_of(output, ".pdf", ".txt")) as files:
        with session.vault() as vault:
            made = vault.read_back(source, language=language, as_of=as_of)
        for line in made.sheet.contact:
            say(readable_name(line))
        if made.sheet.is_draft:
            say(
                f"Nobody has checked the words of this language ({made.sheet.talk.language}); every page says so."
            )
        result: dict[str, object] = dict(made.document)
        if not files.asked_for:
            session.show(result, made.text)
            return
        files.hand_over(
            session, made, result, "files", said="It is in {}. Leave it with them only if it is safe there."
        )


def _say_before(vault: OpenVault, source: str, before: list[Any]) -> None:
    from amanet.work.interviews import WHY_NOT_AGAIN

    if not before:
        return
    say(f"They were interviewed before, {count_of(len(before), 'time')}:")
    for one in before:
        perhaps = " (perhaps: somebody who may be the same person)" if one.perhaps else ""
        by = ", ".join(one.interviewers) or "(not recorded)"
        say(readable_name(f"  #{one.number}  {one.held_at or 'on a day not recorded'}, by {by}{perhaps}"))
    say(WHY_NOT_AGAIN)
    for line in vault.safe_contact(source).lines():
        say(f"contact: {readable_name(line)}")
