"""`source`, `person`, `place` …, `say`, `correct`, `retract`, `review`, `undo`: who says what of whom."""

from collections.abc import Callable, Mapping
from typing import Any

import click

from amanet.canonical import readable_name
from amanet.cli.assessing import assessment_line
from amanet.cli.session import Session, count_of, with_session
from amanet.errors import Misuse
from amanet.record.statement import CERTAINTIES, POLARITIES, STATES

_GROUPS: dict[str, tuple[str, str]] = {
    "source": ("Source", "Who or what says something: people, papers, recordings, lists."),
    "person": ("Person", "The people in the vault."),
    "group": ("Group", "Groups of people."),
    "organization": ("Organization", "Organizations, authorities and companies."),
    "place": ("Place", "Places."),
    "facility": ("Facility", "Facilities: prisons, camps, police stations, factories."),
    "event": ("Event", "What happened, as a whole."),
    "act": ("Act", "An arrest, a detention, a transfer, a trial, a release, a death …"),
    "involvement": ("Involvement", "Who was part of an act or an event, and as what."),
    "intervention": ("Intervention", "What was done for somebody, and the answer."),
    "sign": ("SignOfLife", "Signs of life: a call, a message, a sighting, an official word."),
    "agreed": (
        "AgreedSign",
        "Signs that were agreed on: what would tell that somebody is well, and how often.",
    ),
    "claim": ("OfficialClaim", "What officials say or deny."),
    "relation": ("Relation", "Kinship and other ties that have a kind, dates or doubts of their own."),
}


_PLURALS = {"Entity": "Entities"}


def _said(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of everything that enters a statement."""
    for option in reversed(
        (
            click.option("--by", metavar="SOURCE", help="The source who says so (number or name)."),
            click.option(
                "--heard-from", metavar="SOURCE", help="The source it was heard from, if not known directly."
            ),
            click.option("--basis", metavar="TERM", help="How they know: a term of basis_of_knowledge."),
            click.option(
                "--passage",
                "passages",
                multiple=True,
                metavar="PASSAGE",
                help="The passage it rests on; repeat for more.",
            ),
            click.option("--said-at", metavar="DATE", help="When it was said."),
            click.option("--wording", help="The original words."),
            click.option(
                "--language", metavar="TAG", help="The language of words and names: ug, kk, zh, ru …"
            ),
            click.option("--certainty", type=click.Choice(CERTAINTIES), help="As the source puts it."),
            click.option("--note", help="A note of the team."),
            click.option(
                "--proposed", is_flag=True, help="Ready for another member to review; else it is a draft."
            ),
            click.option("--kind", metavar="TERM", help="The kind of a name or a document."),
            click.option("--script", metavar="CODE", help="The script of a name: Arab, Cyrl, Hans, Latn …"),
            click.option(
                "--date-order",
                type=click.Choice(("dmy", "mdy", "ymd")),
                help="How dates in figures are meant.",
            ),
            click.option(
                "--calendar",
                metavar="NAME",
                help="The calendar dates are meant in: gregorian, islamic, persian …",
            ),
        )
    ):
        command = option(command)
    return command


def entity_commands(name: str) -> click.Group:
    """The group of one schema."""
    schema, line = _GROUPS[name]

    @click.group(name, help=line)
    def group() -> None:
        pass

    @group.command("add", help=f"Enter a new {name}, with what is said of it first: --set PROPERTY=VALUE.")
    @click.argument("called", required=False, metavar="NAME")
    @click.option(
        "--set",
        "settings",
        multiple=True,
        metavar="PROPERTY=VALUE",
        help="Another statement about it; repeat for more.",
    )
    @_said
    @with_session()
    def add(session: Session, called: str | None, settings: tuple[str, ...], **options: Any) -> None:
        with session.vault() as vault:
            added = vault.add_entity(schema, called, [_pair(one) for one in settings], **_given(options))
            held = vault.held(added.number)
            shown = _held_json(vault, held)
            if schema == "Person":
                from amanet.cli.naming import alike_json, tell_alike

                found = vault.alike(added.number)
                shown["perhaps_already_here"] = [alike_json(one) for one in found]
                tell_alike(found)
            session.show(shown, lambda: _held_text(vault, held))

    @group.command("list", help="List them, in their order of entry.")
    @click.argument("containing", required=False, default="")
    @with_session()
    def list_them(session: Session, containing: str) -> None:
        with session.vault(writable=False) as vault:
            found = list(vault.entities(schema, containing))
        text = "\n".join(
            f"{one.number:>7}  {readable_name(one.label) or '(nothing said yet)'}  · {count_of(one.statements, 'statement')}"
            for one in found
        )
        empty = f"None yet. Enter the first: amanet {name} add NAME" + (
            "" if name == "source" else " --by SOURCE"
        )
        session.show([vars(one) for one in found], text or empty)

    @group.command(
        "show", help="Everything said about one, with who says it; what contradicts stands beside it."
    )
    @click.argument("which")
    @click.option("--as-of", metavar="DATE", help="What was held on a day: 2026-05-01, or a moment.")
    @click.option("--history", is_flag=True, help="Also what was superseded or retracted.")
    @with_session()
    def show(session: Session, which: str, as_of: str | None, history: bool) -> None:
        with session.vault(writable=False) as vault:
            held = vault.held(which, as_of=as_of)
            session.show(
                _held_json(vault, held, history=history), lambda: _held_text(vault, held, history=history)
            )

    @group.command(
        "edit", help="Enter more about one, or correct: --set PROPERTY=VALUE, --replaces STATEMENT."
    )
    @click.argument("which")
    @click.option("--set", "settings", multiple=True, required=True, metavar="PROPERTY=VALUE")
    @click.option("--replaces", metavar="STATEMENT", help="The statement that the (only) new one replaces.")
    @click.option("--reason", help="Why it is replaced.")
    @_said
    @with_session()
    def edit(
        session: Session,
        which: str,
        settings: tuple[str, ...],
        replaces: str | None,
        reason: str | None,
        **options: Any,
    ) -> None:
        with session.vault() as vault:
            vault.find_entity(which, schema)
            if replaces is not None and len(settings) != 1:
                raise Misuse("--replaces goes with exactly one --set.")
            given = _given(options)
            if schema == "Source" and replaces is None:
                given.setdefault("by", which)  # what the team knows of a source is taken as its own word
            for one in settings:
                prop, words = _pair(one)
                vault.say(which, prop, words, replaces=replaces, reason=reason, **given)
            held = vault.held(which)
            session.show(_held_json(vault, held), lambda: _held_text(vault, held))

    return group


@click.command("say")
@click.argument("subject")
@click.argument("prop", metavar="PROPERTY", required=False)
@click.argument("value", required=False)
@click.option("--denies", is_flag=True, help="The source says that it is not so.")
@click.option("--does-not-know", is_flag=True, help="The source was asked and does not know.")
@click.option("--replaces", metavar="STATEMENT", help="The statement that this one corrects.")
@click.option("--reason", help="Why it is corrected.")
@_said
@with_session()
def say(
    session: Session,
    subject: str,
    prop: str | None,
    value: str | None,
    denies: bool,
    does_not_know: bool,
    replaces: str | None,
    reason: str | None,
    **options: Any,
) -> None:
    """Enter a statement: who (--by) says what (PROPERTY VALUE) of whom (SUBJECT).

    Without PROPERTY and VALUE a form opens in your editor. A VALUE of “= unknown”, “= withheld”, “= refused” or “= not asked”
    says why there is none.
    """
    if denies and does_not_know:
        raise Misuse("A source either denies something or does not know it.")
    with session.vault() as vault:
        given = _given(options)
        if denies or does_not_know:
            given["polarity"] = POLARITIES[1 if denies else 2]
        if prop is None or value is None:
            from amanet.cli.forms import fill_in

            prop, value, more = fill_in(vault, subject, prop, value, given)
            given |= more
        record = vault.say(subject, prop, value, replaces=replaces, reason=reason, **given)
        shown = _statement_json(vault, vault.held_statement(record.number))
        session.show(shown, lambda: _statement_line(shown))


@click.command("retract")
@click.argument("which")
@click.option("--reason", required=True, help="Why it no longer counts.")
@with_session()
def retract(session: Session, which: str, reason: str) -> None:
    """Say that a statement, entity or passage no longer counts. It stays, marked; `amanet undo` takes the last step back."""
    with session.vault() as vault:
        record = vault.retract(which, reason=reason)
    session.show({"number": record.number}, f"Retracted (record {record.number}).")


@click.command("review")
@click.argument("statement", required=False)
@click.option("--state", type=click.Choice(STATES), default="reviewed", show_default=True)
@click.option("--reason", help="Why, above all where it is disputed.")
@with_session()
def review(session: Session, statement: str | None, state: str, reason: str | None) -> None:
    """Say that you looked at a statement of another member, or list those that wait for it."""
    with session.vault(writable=statement is not None) as vault:
        if statement is None:
            waiting = [_statement_json(vault, one) for one in vault.waiting_for_review()]
            text = "\n".join(map(_statement_line, waiting))
            session.show(waiting, text or "Nothing waits for review. Statements entered with --proposed do.")
            return
        record = vault.review(statement, state, reason=reason)
    session.show({"number": record.number, "state": state}, f"{state.capitalize()} (record {record.number}).")


@click.command("undo")
@with_session()
def undo(session: Session) -> None:
    """Take back your last step: an entity, a statement, a correction, an import. Again: the step before."""
    with session.vault() as vault:
        undone = vault.undo()
    records = [{"number": number, "type": kind} for number, kind in undone.records]
    kinds: dict[str, int] = {}
    for _, kind in undone.records:
        kinds[kind] = kinds.get(kind, 0) + 1
    what = ", ".join(count_of(count, kind, _PLURALS.get(kind)) for kind, count in kinds.items())
    session.show({"undone": records}, f"Taken back: {what}. They stay in the log, marked as undone.")


def _pair(text: str) -> tuple[str, str]:
    prop, sign, words = text.partition("=")
    if not sign or not prop.strip():
        raise Misuse("--set takes PROPERTY=VALUE, as in --set birth_date=1984.")
    return prop.strip(), words.strip()


def _given(options: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: value for name, value in options.items() if value not in (None, ())}
    if given.pop("proposed", False):
        given["state"] = "proposed"
    return given


def _held_json(vault: Any, held: Any, *, history: bool = False) -> dict[str, Any]:
    return {
        "number": held.number,
        "schema": held.schema,
        "label": held.label,
        "statements": [_statement_json(vault, one) for one in held.statements if one.living or history],
    }


def _statement_json(vault: Any, one: Any) -> dict[str, Any]:
    body = one.body
    return {
        "number": one.number,
        "subject": vault.label_of(body["subject"]),
        "property": body["property"],
        "value": body["value"],
        "shown": vault.shown(body),
        "polarity": body["polarity"],
        "said_by": vault.label_of(body["said_by"]),
        "heard_from": vault.label_of(body["heard_from"]) if "heard_from" in body else None,
        "state": one.state,
        "living": one.living,
        "ended_by": list(one.ended_by),
        "passages": [vault.record(passage).number for passage in body.get("passages", ())],
        **{
            name: body[name]
            for name in ("said_at", "wording", "language", "certainty", "basis", "note")
            if name in body
        },
        "entered_at": body["entered_at"],
        "assessments": vault.shown_assessments(one.assessments),
    }


def _held_text(vault: Any, held: Any, *, history: bool = False) -> str:
    lines = [f"{held.schema} #{held.number}  {readable_name(held.label or '')}"]
    shown = [one for one in held.statements if one.living or history]
    lines += [_statement_line(_statement_json(vault, one), subject=False) for one in shown]
    ended = sum(not one.living for one in held.statements)
    if ended and not history:
        lines.append(f"  {count_of(ended, 'statement')} superseded or retracted: --history shows them.")
    return "\n".join(lines)


def _statement_line(one: Mapping[str, Any], *, subject: bool = True) -> str:
    polarity = {"affirms": "", "denies": "NOT ", "does not know": "does not know: "}[one["polarity"]]
    heard = f", heard from {one['heard_from']}" if one["heard_from"] else ""
    passages = "".join(f" ¶{number}" for number in one["passages"])
    certainty = f", {one['certainty']}" if "certainty" in one else ""
    ended = "" if one["living"] else f"  (ended by {', '.join(f'#{n}' for n in one['ended_by'])})"
    of = f"{one['subject']}: " if subject else ""
    said = f"{one['property']}: {polarity}{one['shown']}  — {one['said_by']}{heard}{certainty}"
    line = f"  #{one['number']}  {of}{said}{passages} [{one['state']}]{ended}"
    assessments = (f"        assessed by {assessment_line(each)}" for each in one["assessments"])
    return "\n".join((readable_name(line), *assessments))


source, person, group, organization, place, facility = (
    entity_commands(name) for name in ("source", "person", "group", "organization", "place", "facility")
)
event, act, involvement, intervention, sign, agreed, claim, relation = (
    entity_commands(name)
    for name in ("event", "act", "involvement", "intervention", "sign", "agreed", "claim", "relation")
)
