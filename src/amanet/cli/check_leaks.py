"""`check-leaks`: what in a finished package gives somebody away. Works on any folder, file or archive, also one that amanet did not make."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from amanet.cli.session import Session, count_of, read, readable_size, with_session
from amanet.errors import BadData, Misuse

if TYPE_CHECKING:
    from amanet.protect.leaks import Decision, Finding, Report, Secrets

_LEAKS = 1


@click.command("check-leaks")
@click.argument("package", type=click.Path(path_type=Path))
@click.option(
    "--names",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="What to look for, without a vault: a name a line, or a table kind,value.",
)
@click.option(
    "--decided",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="What was decided about earlier findings: on each line its key and the reason.",
)
@click.option(
    "--language",
    "languages",
    multiple=True,
    metavar="CODE",
    help="A language of words in pictures, as tesseract calls it (uig, kaz, rus …).",
)
@with_session()
def check_leaks(
    session: Session, package: Path, names: Path | None, decided: Path | None, languages: tuple[str, ...]
) -> None:
    """Open PACKAGE as an enemy would, and say what in it gives somebody away.

    It knows the secrets of the vault, or those in a file of yours (--names), and prints none of them. Ends with 0 when nothing is found, with 1 when
    something leaks, waits to be decided, or could not be looked into.
    """
    from amanet.protect.leaks import check
    from amanet.protect.leaks.package import things_in

    secrets = _secrets_in(names) if names is not None else _secrets_of_vault(session)
    decisions = _decisions_in(decided) if decided is not None else []
    total = sum(thing.size for thing in things_in(package) if thing.kind == "file")
    with session.progress("Opening", total) as step:
        report = check(package, secrets, decisions=decisions, languages=languages, progress=step)
    session.show(report.to_json(), lambda: _text(report))
    if not report.passes:
        sys.exit(_LEAKS)


def _secrets_in(path: Path) -> "Secrets":
    from amanet.protect.leaks.lists import secrets_in_list

    return secrets_in_list(read(path))


def _secrets_of_vault(session: Session) -> "Secrets":
    """Whatever the vault protects. `OpenVault.secrets` is the verb of `app` that gathers it."""
    with session.vault(writable=False) as vault:
        gather = getattr(vault, "secrets", None)
        if gather is None:
            raise Misuse(
                "This version does not gather the secrets of a vault yet. Say what to look for: --names FILE."
            )
        found: Secrets = gather()
        return found


def _decisions_in(path: Path) -> "list[Decision]":
    from amanet.protect.leaks import Decision

    decisions = []
    for number, line in enumerate(read(path).decode("utf-8-sig", "replace").splitlines(), 1):
        key, _, reason = line.strip().partition(" ")
        if key and not reason.strip():
            raise BadData(
                f"Line {number} of the decisions gives no reason. Write the key, a space, and the reason."
            )
        if key:
            decisions.append(Decision(key, reason.strip()))
    return decisions


def _text(report: "Report") -> str:
    lines = [_line(finding) for finding in report.findings]
    lines += [f"decided: {finding.where}: {finding.kind}" for finding in report.decided]
    lines += ["", *(f"note: {note}" for note in report.notes)] if report.notes else [""]
    lines.append(
        f"Opened {count_of(report.files, 'file')} of {readable_size(report.bytes)}, "
        f"{report.parts} with what lies inside them and their folders."
    )
    if report.passes:
        lines.append("NOTHING FOUND of what was looked for. That is no proof that nobody can be recognised.")
    else:
        lines.append(
            f"{count_of(len(report.findings), 'FINDING', 'FINDINGS')}. Nothing of this package may leave as it is."
        )
    return "\n".join(lines).lstrip("\n")


def _line(finding: "Finding") -> str:
    whose = f" ({finding.secret_id})" if finding.secret_id else ""
    more = f", {finding.text}" if finding.text else ""
    key = f" [{finding.key}]" if finding.severity == "decide" else ""
    return f"{finding.severity}: {finding.where}: {finding.kind}{whose}{more}.{key} {finding.what_to_do}"
