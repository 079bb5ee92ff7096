"""`consent`: what people allow, refuse and take back. How they may be reached and asked is in `caring`."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amanet.app import OpenVault
from amanet.canonical import readable_name
from amanet.cli.caring import contact, interview, readback, reviewed, sheet
from amanet.cli.session import Session, count_of, say, with_session
from amanet.consent import DATES, IDENTITIES, PLACES, USES

if TYPE_CHECKING:
    from amanet.consent import Instructions, StandingGrant
    from amanet.work.consent import PersonWishes, Withdrawn
    from amanet.work.withdrawing import Consequences, Destroyed, Shared

_USES = ", ".join(USES)
_MOST_NUMBERS = 40


@click.group()
def consent() -> None:
    """What people allow, refuse and take back; how they may be reached; reading back to them.

    Silence is a refusal. Nothing is enforced by recording: that comes with disclosure, which asks these records.
    """


for _command in (contact, interview, sheet, reviewed, readback):
    consent.add_command(_command)

_date_order = click.option(
    "--date-order", type=click.Choice(("dmy", "mdy", "ymd")), help="How dates in figures are meant."
)
_passages = click.option(
    "--passage", "passages", multiple=True, metavar="PASSAGE", help="Where it was said; repeat for more."
)


@consent.command("grant")
@click.argument("person")
@click.option(
    "--use", "uses", multiple=True, required=True, metavar="USE", help=f"One of: {_USES}. Repeat for more."
)
@click.option(
    "--recipient", required=True, metavar="TO", help="team, partner:NAME, court:NAME, un:NAME or public."
)
@click.option("--identity", required=True, type=click.Choice(tuple(reversed(IDENTITIES))))
@click.option("--face/--no-face", default=None, help="Whether the face may be shown.")
@click.option("--voice/--no-voice", default=None, help="Whether the voice may be heard.")
@click.option("--words/--no-words", default=None, help="Whether the exact words may be given.")
@click.option("--place", type=click.Choice(tuple(reversed(PLACES))), help="How exactly places may be given.")
@click.option("--date", type=click.Choice(tuple(reversed(DATES))), help="How exactly dates may be given.")
@click.option("--given-at", required=True, metavar="DATE", help="When it was given.")
@click.option("--language", required=True, metavar="TAG", help="In which it was explained: ug, kk, zh …")
@click.option(
    "--explained", metavar="WORDS", help="What was explained. With --signed-sheet, the sheet says it."
)
@_passages
@click.option(
    "--signed-sheet",
    "--sheet",
    "signed_sheet",
    metavar="ITEM",
    help="The item with the signed sheet in that language, whose translation must have been reviewed.",
)
@click.option("--expires", metavar="DATE", help="The first day on which it no longer counts.")
@click.option(
    "--review", metavar="DATE", help="The first day on which it does not count before they were asked anew."
)
@click.option("--by-proxy", metavar="PERSON", help="Who decided in the place of a missing person.")
@click.option("--kinship", help="What the proxy is to the person.")
@click.option(
    "--evidence", multiple=True, metavar="PASSAGE", help="Where the kinship is shown; repeat for more."
)
@click.option(
    "--dissent", multiple=True, metavar="WHO: WHY", help="Kin who disagree, and why; repeat for more."
)
@click.option("--note", help="A note of the team.")
@_date_order
@with_session()
def grant(session: Session, person: str, **options: Any) -> None:
    """Record what PERSON allowed: for a use, to a recipient, at a level of identity. Each --use is a grant of its own.

    What is not said (--face, --place …) was not asked, and is a no.
    """
    given = _given(options)
    given["media"] = {
        name: given.pop(name) for name in ("face", "voice", "words", "place", "date") if name in given
    }
    given["passages"] = [*given.get("passages", ()), *given.pop("evidence", ())]
    with session.vault() as vault:
        records = vault.grant(person, **given)
        found = vault.consents(person)[0]
    entered = {record.number for record in records}
    shown = [one for one in _grants_json(found) if one["record"] in entered]
    session.show({"grants": shown}, "\n".join(map(_grant_line, shown)))
    if not all(one["in_force"] for one in shown):
        say("Not all of this counts; the reasons stand beside it. `amanet consent list PERSON` shows all.")


@consent.command("refuse")
@click.argument("person")
@click.option("--use", "uses", multiple=True, metavar="USE", help=f"One of: {_USES}. Without: any use.")
@click.option(
    "--recipient",
    metavar="TO",
    help="team, partner, court, un (all of the kind, or one: partner:NAME) or public. Without: anybody.",
)
@click.option("--given-at", metavar="DATE", help="When they said so; today where nothing is given.")
@click.option("--language", metavar="TAG", help="In which it was explained.")
@click.option("--explained", metavar="WORDS", help="What was explained.")
@_passages
@click.option("--by-proxy", metavar="PERSON", help="Who decided in the place of a missing person.")
@click.option("--note", help="A note of the team.")
@_date_order
@with_session()
def refuse(session: Session, person: str, **options: Any) -> None:
    """Record what PERSON refused. What was allowed before ends; what they allow on a later day counts."""
    with session.vault() as vault:
        records = vault.refuse(person, **_given(options))
        found = vault.consents(person)[0]
    numbers = [record.number for record in records]
    text = f"Recorded: {count_of(len(numbers), 'refusal')} (record {', '.join(map(str, numbers))}).\n"
    session.show({"refusals": numbers, "grants": _grants_json(found)}, text + _person_text(found))


@consent.command("withdraw")
@click.argument("person")
@click.argument("grants", nargs=-1, metavar="[GRANT]...")
@click.option("--given-at", metavar="DATE", help="When they said so; today where nothing is given.")
@click.option("--language", metavar="TAG", help="In which it was said.")
@click.option("--reason", help="Nobody has to give one.")
@_passages
@click.option("--by-proxy", metavar="PERSON", help="Who decided in the place of a missing person.")
@click.option(
    "--letters",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Write a letter to each recipient of what went out, as PDF and text, into this new folder.",
)
@_date_order
@with_session()
def withdraw(
    session: Session, person: str, grants: tuple[str, ...], letters: Path | None, **options: Any
) -> None:
    """Record that PERSON takes back the grants named, or everything, and say what is to be done now.

    What stops; what must be destroyed; what is in other hands, and the letters that ask for it; how the person may be told. Nothing is widened by
    it: what an ended grant had replaced does not come back. Nothing is destroyed by it, and nothing is sent.
    """
    from amanet.work.letters import make_folder, write_letters

    session.outside(letters)
    with session.vault() as vault:
        if letters is not None:
            make_folder(vault.vault, letters)
        done = vault.withdraw(person, grants, **_given(options))
        found = vault.consents(person)[0]
        follows = vault.consequences(found.number)
        files = write_letters(letters, follows.letters) if letters is not None else []
        result = {**_withdrawn_json(done, found), **follows.to_json(), "files": files}
        session.show(result, lambda: "\n".join(_withdrawn_lines(vault, done, found, follows, files)))


@consent.command("list")
@click.argument("person", required=False)
@with_session()
def list_consents(session: Session, person: str | None) -> None:
    """List what PERSON, or everybody, allows as of today, with the reasons, and who should be asked anew."""
    with session.vault(writable=False) as vault:
        found = vault.consents(person)
    session.show([_person_json(one) for one in found], "\n\n".join(map(_person_text, found)) or _NOTHING)


_NOTHING = "Nothing is recorded yet, so nothing is allowed: amanet consent grant PERSON …"


def _given(options: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value not in (None, ())}


def _person_json(one: "PersonWishes") -> dict[str, Any]:
    return {
        "person": one.number,
        "label": one.label,
        "as_of": one.wishes.as_of.isoformat(),
        "contact": one.contact.to_json(),
        "grants": _grants_json(one),
        "denials": [
            {
                "record": one.numbers[denial.id],
                "type": one.bodies[denial.id]["type"],
                **_plain(one.bodies[denial.id]),
            }
            for denial in one.wishes.denials
        ],
        "ask_anew": [
            {
                "record": one.numbers[each.id],
                "by": None if each.grant is None else str(each.grant.review or each.grant.until),
                "only_by": [way.channel for way in one.contact.channels()],
                "do_not_contact": one.contact.do_not_contact,
            }
            for each in one.wishes.to_ask()
        ],
    }


def _grants_json(found: "PersonWishes") -> list[dict[str, Any]]:
    return sorted(
        (_grant_json(one, found) for one in found.wishes.grants), key=lambda one: int(one["record"])
    )


def _grant_json(one: "StandingGrant", found: "PersonWishes") -> dict[str, Any]:
    return {
        "record": found.numbers[one.id],
        "state": one.state,
        "in_force": one.in_force,
        "reasons": list(one.reasons),
        **_plain(found.bodies[one.id]),
    }


def _plain(body: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a consent record that people read."""
    names = (
        "use",
        "recipient",
        "identity",
        "media",
        "given_at",
        "expires_at",
        "review_at",
        "kinship",
        "dissent",
        "language",
        "explained",
        "note",
        "reason",
    )
    return {**{name: body[name] for name in names if name in body}, "by_proxy": "given_by" in body}


def _person_text(one: "PersonWishes") -> str:
    lines = [readable_name(one.label), *(f"  contact: {readable_name(line)}" for line in one.contact.lines())]
    lines += [_grant_line(each) for each in _grants_json(one)]
    lines += [_denial_line(one.numbers[denial.id], one.bodies[denial.id]) for denial in one.wishes.denials]
    lines += [_ask_line(one, each) for each in one.wishes.to_ask()]
    return "\n".join(lines)


def _grant_line(one: Mapping[str, Any]) -> str:
    media = one.get("media", {})
    shown = [name for name in ("face", "voice", "words") if media.get(name) is True]
    shown += [f"{name}: {media[name]}" for name in ("place", "date") if name in media]
    proxy = f" by proxy ({one.get('kinship', 'kinship not recorded')})" if one["by_proxy"] else ""
    given_at = one["given_at"].get("words", one["given_at"].get("edtf"))
    level = ", ".join([str(one.get("identity")), *shown])
    reasons = f" ({' '.join(one['reasons'])})" if one["reasons"] else ""
    what = f"{one.get('use')} → {_recipient(one.get('recipient'))}: {level}"
    return readable_name(f"  #{one['record']}  {what}, given {given_at}{proxy}  [{one['state']}]{reasons}")


def _denial_line(number: int, body: Mapping[str, Any]) -> str:
    given_at = body["given_at"].get("words", body["given_at"].get("edtf"))
    if body["type"] == "Withdrawal":
        what = (
            f"took back {count_of(len(body['withdraws']), 'grant')}"
            if "withdraws" in body
            else "took back everything"
        )
    else:
        to = _recipient(body["recipient"]) if "recipient" in body else "anybody"
        what = f"refused {body.get('use', 'any use')} → {to}"
    return readable_name(f"  #{number}  {what}, {given_at}{' (by proxy)' if 'given_by' in body else ''}")


def _recipient(content: Any) -> str:
    if not isinstance(content, dict):
        return "?"
    return f"{content.get('kind')} {content['name']}" if "name" in content else str(content.get("kind"))


def _ask_line(one: "PersonWishes", each: "StandingGrant") -> str:
    assert each.grant is not None
    by = each.grant.review or each.grant.until
    return readable_name(f"  ask anew about #{one.numbers[each.id]} by {by}: {_way(one.contact)}")


def _way(instructions: "Instructions") -> str:
    if instructions.do_not_contact:
        return "do not contact. Wait until they come to you."
    if not instructions.known:
        return instructions.lines()[0]
    ways = [f"{way.channel}{f' ({way.hours})' if way.hours else ''}" for way in instructions.channels()]
    if instructions.others_allowed:
        hours = "; ".join(instructions.hours("any"))
        ways.append(f"any way not forbidden{f' ({hours})' if hours else ''}")
    return f"only by {' or '.join(ways)}" if ways else "no way is allowed. Wait until they come to you."


def _withdrawn_json(done: "Withdrawn", found: "PersonWishes") -> dict[str, Any]:
    return {
        "record": done.record.number,
        "ended": [found.numbers[one.id] for one in done.ended],
        "left_before": [one.to_json() for one in done.sent],
        "held": list(done.traces.all()),
        "contact": found.contact.to_json(),
        "grants": _grants_json(found),
    }


def _withdrawn_lines(
    vault: OpenVault, done: "Withdrawn", found: "PersonWishes", follows: "Consequences", files: Sequence[str]
) -> Iterator[str]:
    ended = ", ".join(f"#{found.numbers[one.id]}" for one in done.ended) or "none that still counted"
    yield f"Recorded (record {done.record.number}). Ended by it: {ended}."
    yield from map(readable_name, _stopped_lines(follows))
    yield from map(readable_name, _sent_lines(done, follows, files))
    yield from _destroyed_lines(follows.destroy)
    held = [number for number in done.traces.all() if vault.record(number).type != "Withdrawal"]
    yield f"Held from and about them (items they gave go by name alone): {_numbers(held)}"
    yield f"Reading it back to them before anything is destroyed: amanet consent readback {found.number}"
    yield from (f"contact: {readable_name(line)}" for line in found.contact.lines())
    yield from map(str, follows.tell)


def _stopped_lines(follows: "Consequences") -> Iterator[str]:
    yield "What stops; these proposals can be neither signed nor sealed any more:"
    yield from (f"  #{one.number} for {one.recipient} ({one.use}), of {one.day}" for one in follows.stops)
    if not follows.stops:
        yield "  nothing that waits for a signature touches them"


def _sent_lines(done: "Withdrawn", follows: "Consequences", files: Sequence[str]) -> Iterator[str]:
    yield "What left before, as far as it is on record; ask those who have it to destroy it:"
    for one in follows.releases:
        yield f"  {one.day} released to {one.recipient} ({one.use}): {one.file}, SHA-256 {one.sha256} (#{one.number})"
    for sent in done.sent:
        what = f" ({sent.what})" if sent.what else ""
        yield f"  {sent.at} {sent.action}{what}{f' to {sent.to}' if sent.to else ''}: {_numbers(sent.records)}"
    if not follows.releases and not done.sent:
        yield "  nothing"
    if follows.own_copies:
        yield f"  The team's own working copies are among it ({_numbers(follows.own_copies)}): destroy them yourselves."
    yield from (f"  went to the person: #{number}; no letter of it" for number in follows.unwritten)
    yield from _letter_lines(follows, files)


def _letter_lines(follows: "Consequences", files: Sequence[str]) -> Iterator[str]:
    if not follows.letters:
        return
    yield f"Letters ready: {', '.join(one.letter.recipient for one in follows.letters)}."
    if files:
        yield f"  written: {', '.join(files)}. They are not sent: sign them, and send each the way you send to that recipient."
    else:
        yield "  --letters FOLDER writes them; the browser offers them on the page of this withdrawal."


def _destroyed_lines(destroy: "Destroyed") -> Iterator[str]:
    yield "What must be destroyed, if they want it gone (nothing is destroyed yet):"
    kinds = {
        "what they said": destroy.statements,
        "passages that only that rests on": destroy.passages,
        "items that are theirs alone": destroy.items,
        "interviews": destroy.interviews,
    }
    yield from (f"  {what}: {_numbers(numbers)}" for what, numbers in kinds.items() if numbers)
    if destroy.numbers:
        yield f'  amanet erase {" ".join(map(str, destroy.numbers))} --reason "consent withdrawn" --wish-of "the person it is from"'
    if destroy.heard:
        yield f"  What others heard from them is still held: {_numbers(destroy.heard)}. Decide with those others."
    for one in destroy.shared:
        yield from _shared_lines(one)
    if destroy.items or destroy.shared:
        yield "  Who else is heard or pictured in an item is known only as far as somebody recorded it: look and listen before you destroy it."
    if not destroy.numbers and not destroy.shared:
        yield "  nothing of their own is held"


def _shared_lines(one: "Shared") -> Iterator[str]:
    """What remains possible with an item that others are in as well."""
    ties = {
        "somebody else speaks in it": one.speaks,
        "somebody else handed it over": one.gave,
        f"statements of others rest on it ({_numbers(one.others)})": bool(one.others),
    }
    yield f"  Item #{one.item} is not theirs alone: {'; '.join(what for what, is_so in ties.items() if is_so)}."
    if one.alone:
        yield f"    theirs alone in it: the passages {_numbers(one.alone)}, which go with the command above"
    if one.together:
        yield f"    of both: the passages {_numbers(one.together)}"
    if one.others:
        yield (
            f"    to keep what the others said: let each say {_numbers(one.others)} again in words of their own, without a passage "
            "(amanet say … --by SOURCE);"
        )
    yield (
        f'    then: amanet erase {one.item} --reason "consent withdrawn" --wish-of "the person it is from". It takes all that rests on the item.'
        " A copy with one of two voices cut out is not made by amanet."
    )


def _numbers(numbers: Sequence[int]) -> str:
    shown = ", ".join(f"#{number}" for number in numbers[:_MOST_NUMBERS])
    return shown + (f" … ({len(numbers)} in all)" if len(numbers) > _MOST_NUMBERS else "")
