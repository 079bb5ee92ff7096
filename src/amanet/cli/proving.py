"""`verify`, `prove`, `check`, `keys`."""

import sys
from pathlib import Path

import click

from amanet.app import check_bundle
from amanet.cli.session import Session, count_of, readable_size, say, with_session
from amanet.cli.verdicts import CHECK_EXIT_CODES, report_text, verdict_text

_FOR_SOMEBODY = (
    "Nobody whom it touches was asked for it: it is for that one recipient, to check that it was there. What is for anybody else, or for any other "
    "use, goes through `amanet disclose`."
)


@click.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("--quick", is_flag=True, help="Check the log and the database only, not the items' bytes.")
@with_session()
def verify(session: Session, path: Path | None, quick: bool) -> None:
    """Re-read everything from bytes; every entry of the log accounted for. Ends with 0 only when all holds."""
    if path is not None:
        session.choose(path)
    with session.vault(writable=False) as vault, session.progress("Verifying", None, unit="steps") as step:
        report = vault.verify(quick=quick, progress=lambda _what, _done, _all: step(1))
    session.show(report.to_json(), lambda: report_text(report))
    if not report.holds:
        sys.exit(4)


@click.command()
@click.argument("which", nargs=-1, required=True)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="The folder (or file) to write."
)
@click.option(
    "--open", "fields", multiple=True, metavar="FIELD", help="Open this field too (name, source, …)."
)
@click.option(
    "--to", multiple=True, metavar="AGE1…", help="Seal the bundle to this age recipient, as one file."
)
@click.option("--for", "recipient", help="Whom it is for; it is logged.")
@click.option("--purpose", help="Why; it is logged.")
@with_session()
def prove(
    session: Session,
    which: tuple[str, ...],
    output: Path,
    fields: tuple[str, ...],
    to: tuple[str, ...],
    recipient: str | None,
    purpose: str | None,
) -> None:
    """Write an evidence bundle of the items WHICH.

    It holds their bytes and proofs and opens type, sha256 and size; other fields only where --open names
    them, never who gave it unless you ask.

    It is a working copy of the team, or for one recipient who checks that something was there (--for, --to). Nobody is asked for it; so it is
    refused where anybody it touches took back what they allowed. What is for others goes through `amanet disclose`.
    """
    session.outside(output)
    with session.vault() as vault:
        proved = vault.prove(which, output, open_also=fields, to=to, recipient=recipient, purpose=purpose)
        keys, mark = vault.keys(), _FOR_SOMEBODY if to or recipient else vault.working_copy()
    say(
        f"Wrote {output}: {count_of(proved.records, 'record')}, {readable_size(proved.payload_bytes)}, "
        f"{count_of(proved.checkpoints, 'checkpoint')}, "
        f"{count_of(proved.stamps, 'time-stamp or cosignature', 'time-stamps or cosignatures')}."
    )
    say("Whoever checks it needs this vault's log key from you, not from the bundle (amanet keys):")
    say(f"  {keys['log_key']}")
    say(mark)
    session.show({"bundle": str(output), **vars(proved), "log_key": keys["log_key"], "mark": mark})


@click.command()
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option(
    "--log-key", multiple=True, metavar="VKEY", help="The log key, as the vault's keepers told it to you."
)
@click.option(
    "--cosigner-key", multiple=True, metavar="VKEY", help="A partner's cosigner key, as they told it to you."
)
@click.option(
    "--tsa-ca",
    multiple=True,
    type=click.Path(path_type=Path),
    help="The root certificate of an authority (PEM).",
)
@with_session(vault=False)
def check(
    session: Session,
    bundle: Path,
    log_key: tuple[str, ...],
    cosigner_key: tuple[str, ...],
    tsa_ca: tuple[Path, ...],
) -> None:
    """Check the evidence BUNDLE, starting from keys that you got elsewhere. Needs no vault.

    Ends with 0 when verified, with 3 when it is only consistent in itself (no key was given), with 1 when it
    fails.
    """
    verdict = check_bundle(bundle, log_keys=log_key, cosigner_keys=cosigner_key, tsa_cas=tsa_ca)
    session.show(verdict.to_json(), lambda: verdict_text(verdict))
    sys.exit(CHECK_EXIT_CODES[verdict.outcome])


@click.command()
@click.option("--log-key", "only_log_key", is_flag=True, help="Print the log key alone, to keep in a file.")
@with_session()
def keys(session: Session, only_log_key: bool) -> None:
    """Show this vault's public keys. Tell them to partners and experts in person, on paper or by another way
    than the bundle.
    """
    with session.vault(writable=False) as vault:
        found = vault.keys()
    if only_log_key:
        session.show({"log_key": found["log_key"]}, str(found["log_key"]))
        return

    def text() -> str:
        lines = [f"log key        {found['log_key']}", f"cosigner key   {found['cosigner_key']}"]
        epochs = found["epochs"]
        assert isinstance(epochs, list)
        if len(epochs) > 1:
            lines += ["", "earlier epochs of the log:"]
            lines += [f"  {epoch['epoch']}: {epoch['log_key']}" for epoch in epochs[:-1]]
        return "\n".join(lines)

    session.show(found, text)
