"""`disclose`: the only way out. Plan, leak check, two signatures, a sealed package; everything on record."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amanet.app import OpenVault
from amanet.cli.session import Session, ask, confirm, count_of, read_passphrase_file, say, with_session
from amanet.consent import USES
from amanet.errors import BadData, ConsentForbids, Misuse

if TYPE_CHECKING:
    from amanet.work.disclosing import Drafted, Wanted
    from amanet.work.disclosing_checked import Leaks

_USES = ", ".join(USES)
_MOST_SHOWN = 40


@click.group()
def disclose() -> None:
    """The only way out: plan, check, sign and seal what may leave.

    What may go is decided piece by piece from what everybody it touches has allowed. Silence is a refusal. Two members sign;
    who works alone signs twice, a day apart.
    """


def _choosing(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say what is chosen, for whom, and what is kept back."""
    options = (
        click.argument("who", nargs=-1),
        click.option("--for", "use", required=True, metavar="USE", help=f"One of: {_USES}."),
        click.option(
            "--to",
            "recipient",
            required=True,
            metavar="TO",
            help="partner:NAME, court:NAME, un:NAME or public.",
        ),
        click.option(
            "--statement",
            "statements",
            multiple=True,
            metavar="N",
            help="Also this statement; repeat for more.",
        ),
        click.option(
            "--found",
            multiple=True,
            metavar="WORDS",
            help="Also what `amanet ask WORDS` finds; repeat for more.",
        ),
        click.option("--item", "items", multiple=True, metavar="N", help="Also this item; repeat for more."),
        click.option(
            "--open",
            "opens",
            multiple=True,
            metavar="PROPERTY",
            help="Ask for a sensitive property by name, such as `phone`.",
        ),
        click.option(
            "--hide", multiple=True, metavar="N", help="Keep back this statement, item, person or source."
        ),
        click.option(
            "--words",
            multiple=True,
            metavar="TEXT[=SHOWN]",
            help="Hide these words wherever they stand; remembered.",
        ),
        click.option(
            "--pseudonyms",
            default="numbers",
            metavar="LIST",
            help="numbers, trees, stones, or a file with one name a line.",
        ),
        click.option(
            "--drafts", is_flag=True, help="Also what no second member has reviewed; it is marked so."
        ),
        click.option(
            "--decide",
            multiple=True,
            metavar="KEY=REASON",
            help="A finding of the leak check that is none, and why.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@disclose.command("plan")
@_choosing
@click.option("--check/--no-check", default=False, help="Also run the leak check on the package.")
@with_session()
def show_plan(session: Session, check: bool, **chosen: Any) -> None:
    """What would leave about WHO, in which form, and why the rest stays. Nothing is entered, nothing leaves."""
    with session.vault(writable=False) as vault:
        drafted = vault.draft_release(_wanted(chosen))
        leaks = vault.leaks_of(drafted) if check and drafted.package else None
        result = {**_plan_json(vault, drafted), **({"leaks": _leaks_json(leaks)} if leaks else {})}
        session.show(result, lambda: "\n".join(_plan_lines(vault, drafted, leaks)))


@disclose.command("propose")
@_choosing
@click.option(
    "--consequences", required=True, metavar="SENTENCE", help="What may come of it for the people in it."
)
@click.option("--note", metavar="WORDS")
@with_session()
def propose(session: Session, consequences: str, note: str | None, **chosen: Any) -> None:
    """Propose this for release, and sign it. Refused while the leak check has anything open."""
    with session.vault() as vault:
        drafted = vault.draft_release(_wanted(chosen))
        if drafted.package is None:
            raise ConsentForbids(
                "Nothing of this may leave for this use and recipient. `amanet disclose plan` says why, piece by piece."
            )
        leaks = vault.leaks_of(drafted)
        if leaks.open:
            say("\n".join(_leak_lines(leaks)))
            raise BadData(
                f"The leak check found {count_of(len(leaks.open), 'open place')}. Hide them with --words or --hide, or decide those that may be "
                "decided with --decide KEY=REASON."
            )
        record = vault.propose_release(drafted, consequences, note=note)
        result = {"record": record.number, "manifest": drafted.manifest, **_plan_json(vault, drafted)}
        session.show(
            result,
            f"Proposal {record.number}: {_counted(drafted)}. You have signed it. Another member looks at it with `amanet disclose show "
            f"{record.number}` and signs with `amanet disclose sign {record.number}`.",
        )


@disclose.command("show")
@click.argument("proposal")
@with_session()
def show_proposal(session: Session, proposal: str) -> None:
    """The package of a proposal, made anew: piece by piece, and every word that was changed, beside what it was."""
    with session.vault(writable=False) as vault:
        drafted = vault.proposed(proposal)
        leaks = vault.leaks_of(drafted) if drafted.package else None
        result = {**_plan_json(vault, drafted), "leaks": _leaks_json(leaks) if leaks else None}
        session.show(
            result, lambda: "\n".join([*_plan_lines(vault, drafted, leaks), *_changed_lines(drafted)])
        )


@disclose.command("list")
@with_session()
def list_proposals(session: Session) -> None:
    """Proposals that wait, with what is missing; and what was released before."""
    with session.vault(writable=False) as vault:
        waiting, released = vault.proposals(), vault.releases()
    lines = [
        f"  #{one.number}  {one.use} → {one.recipient}, by {one.by}, {one.day}: "
        + (
            "void: consent or records have changed; propose it anew."
            if one.void
            else " ".join(one.missing) or "ready to be sealed."
        )
        for one in waiting
    ] or ["  no proposal waits. `amanet disclose plan` shows what may leave."]
    sent = [
        f"  #{one.number}  {one.day}  {one.use} → {one.recipient}, {count_of(one.pieces, 'piece')}, {one.file}"
        for one in released
    ]
    session.show(
        {
            "waiting": [
                vars(one) | {"signed": list(one.signed), "missing": list(one.missing)} for one in waiting
            ],
            "released": [vars(one) for one in released],
        },
        "\n".join(["Proposed", *lines, "Released", *(sent or ["  nothing yet."])]),
    )


@disclose.command("sign")
@click.argument("proposal")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_session()
def sign(session: Session, proposal: str, yes: bool) -> None:
    """Sign that this very package may leave. Whoever changes a byte of it needs a new signature."""
    with session.vault() as vault:
        body = vault.record(proposal).body
        say(f"What may come of it: {body.get('consequences', '')}")
        confirm("Have you looked at every piece of it, and may it leave?", yes=yes)
        record = vault.approve_release(proposal)
        session.show(
            {"record": record.number},
            f"Signed (record {record.number}). `amanet disclose list` shows what is missing.",
        )


@disclose.command("refuse")
@click.argument("proposal")
@click.option("--reason", required=True, metavar="WORDS")
@with_session()
def refuse(session: Session, proposal: str, reason: str) -> None:
    """Sign that it may not leave, and why."""
    with session.vault() as vault:
        record = vault.approve_release(proposal, refuse=True, reason=reason)
        session.show(
            {"record": record.number},
            f"Refused (record {record.number}). It cannot be sealed any more; propose it anew.",
        )


@disclose.command("seal")
@click.argument("proposal")
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="The sealed file to write."
)
@click.option(
    "--to", multiple=True, metavar="AGE-KEY", help="age1…: the key of whoever may open it; repeat for more."
)
@click.option(
    "--passphrase-for-recipient",
    "words",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Instead of keys; asked for where neither is given.",
)
@click.option("--note", metavar="WORDS")
@with_session()
def seal(
    session: Session, proposal: str, output: Path, to: tuple[str, ...], words: Path | None, note: str | None
) -> None:
    """Check it once more, seal it, and put the release on record."""
    session.files_outside(output)
    if to and words:
        raise Misuse("Either --to or --passphrase-for-recipient, not both.")
    with session.vault() as vault:
        given = (
            None
            if to
            else read_passphrase_file(words)
            if words
            else ask("Passphrase for the recipient: ", twice=True)
        )
        record = vault.seal_release(proposal, output, to, passphrase=given, note=note)
        how = f"age -d -i KEY {output.name} | tar x" if to else f"age -d {output.name} | tar x"
        session.show(
            {
                "record": record.number,
                "file": str(output),
                "sha256": record.body["sha256"],
                "size": record.body["size"],
            },
            f"Sealed into {output} (release {record.number}). Any age program opens it: `{how}`."
            + ("" if to else " Tell the passphrase another way."),
        )


def _wanted(chosen: dict[str, Any]) -> "Wanted":
    from amanet.work.disclosing import Wanted

    words = tuple((text, shown) for text, _, shown in (one.partition("=") for one in chosen["words"]))
    decisions = tuple(
        (key.strip(), reason.strip()) for key, _, reason in (one.partition("=") for one in chosen["decide"])
    )
    if any(not text.strip() for text, _ in words) or any(not key or not reason for key, reason in decisions):
        raise Misuse("--words is TEXT or TEXT=SHOWN; --decide is KEY=REASON, with a reason.")
    return Wanted(
        chosen["use"],
        chosen["recipient"],
        about=chosen["who"],
        statements=chosen["statements"],
        items=chosen["items"],
        opens=chosen["opens"],
        hide=chosen["hide"],
        words=words,
        pseudonyms=_names(chosen["pseudonyms"]),
        drafts=chosen["drafts"],
        decisions=decisions,
        found=chosen["found"],
    )


def _names(text: str) -> tuple[str, ...]:
    from amanet.disclosure.pseudonyms import LISTS, NUMBERS, named_list, read_list

    if text == NUMBERS or text in LISTS or not Path(text).is_file():
        return named_list(text)
    try:
        return read_list(Path(text).read_text(encoding="utf-8-sig").splitlines())
    except (OSError, UnicodeDecodeError) as problem:
        raise BadData(f"The list {text} cannot be read as text in UTF-8.") from problem


def _plan_json(vault: OpenVault, drafted: "Drafted") -> dict[str, Any]:
    form = drafted.plan.to_json()
    ids = [*drafted.plan.statements, *drafted.plan.items]
    return {
        **form,
        "numbers": vault.vault.related.numbers(ids),
        "manifest": drafted.manifest if drafted.package else None,
    }


def _plan_lines(vault: OpenVault, drafted: "Drafted", leaks: "Leaks | None") -> list[str]:
    numbers = vault.vault.related.numbers([*drafted.plan.statements, *drafted.plan.items])
    request = drafted.request
    lines = [f"{request.use} → {request.recipient}, {request.day}: {_counted(drafted)}"]
    decisions = {
        **{one: ruling.decision for one, ruling in drafted.plan.statements.items()},
        **{one: ruling.decision for one, ruling in drafted.plan.items.items()},
    }
    for identifier, decision in decisions.items():
        said = drafted.story.statements.get(identifier)
        lines.append(
            f"  #{numbers.get(identifier, 0)}  {said.property if said else 'item'}: {decision.verdict}"
        )
        lines += [f"      {one}" for one in (decision.how if decision.leaves else decision.reasons)]
    if drafted.package is None:
        lines.append("Nothing of this may leave. Without consent there is no package, not even an empty one.")
    return [*lines, *(_leak_lines(leaks) if leaks else ())]


def _counted(drafted: "Drafted") -> str:
    counts = Counter(dict(drafted.plan.counts))
    return f"{counts['release']} as they are, {counts['transform']} changed, {counts['withhold']} stay"


def _leak_lines(leaks: "Leaks") -> list[str]:
    found = [
        f"  {one.key}  {one.where}: {one.kind} ({one.severity}). {one.what_to_do}"
        for one in leaks.report.findings
    ]
    found += [
        f"  {one.key}  {one.as_open().where}: {one.as_open().what}"
        for one in leaks.tied
        if one.key not in leaks.decided
    ]
    shown = found[:_MOST_SHOWN] + (
        [f"  … and {len(found) - _MOST_SHOWN} more"] if len(found) > _MOST_SHOWN else []
    )
    return [
        "Leak check: nothing open." if not found else "Leak check:",
        *shown,
        *(f"  note: {one}" for one in leaks.report.notes),
    ]


def _leaks_json(leaks: "Leaks") -> dict[str, Any]:
    return {
        **leaks.report.to_json(),
        "tied": [{"key": one.key, "release": one.release, "statement": one.statement} for one in leaks.tied],
        "open": len(leaks.open),
    }


def _changed_lines(drafted: "Drafted") -> list[str]:
    """Each stretch of words once, with what was put in place of what."""
    seen: dict[str, str] = {}
    for text, done in drafted.changed:
        hid = ", ".join(f"“{text[one.start : one.end]}” → {one.shown}" for one in done.replacements)
        seen.setdefault(text, f"  {done.text}\n      {hid}")
    lines = list(seen.values())
    return ["Words that were changed, as they will be read:", *lines] if lines else []
