"""`stamp` and `cosign`: what people outside say about this vault's log, and what it says about theirs."""

from pathlib import Path

import click

from amanet.canonical import format_utc, readable_name
from amanet.cli.session import Session, read, say, settings, with_session
from amanet.vault.durable import write_file


@click.group()
def stamp() -> None:
    """Time-stamps by outside authorities (RFC 3161): that the log was no younger than they say."""


@stamp.command()
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="The request file (.tsq) to write."
)
@with_session()
def request(session: Session, output: Path) -> None:
    """Write a request file to carry to any time-stamping authority."""
    session.files_outside(output)
    with session.vault(writable=False) as vault:
        write_file(output, vault.stamp_request())
    say(
        "Carry it to an authority, as with: curl -H 'Content-Type: application/timestamp-query' --data-binary @FILE URL"
    )
    session.show({"request": str(output)}, f"Wrote {output}.")


@stamp.command("import")
@click.argument("answer", type=click.Path(path_type=Path))
@click.option(
    "--tsa-ca", multiple=True, type=click.Path(path_type=Path), help="The authority's root certificate (PEM)."
)
@click.option(
    "--chain",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Further certificates to keep with it (PEM).",
)
@click.option(
    "--revocation",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Revocation data to keep with it: a CRL or an OCSP answer.",
)
@with_session()
def import_(
    session: Session,
    answer: Path,
    tsa_ca: tuple[Path, ...],
    chain: tuple[Path, ...],
    revocation: tuple[Path, ...],
) -> None:
    """Take in the authority's ANSWER (.tsr)."""
    with session.vault() as vault:
        stamped = vault.take_stamp(
            read(answer),
            roots=[read(path) for path in tsa_ca],
            extra=[read(path) for path in chain],
            revocation=[read(path) for path in revocation],
        )
    _show_stamp(session, stamped)


@stamp.command("list")
@with_session()
def list_stamps(session: Session) -> None:
    """List time-stamps and cosignatures, and until when each time-stamp should be renewed by a fresh one."""
    with session.vault(writable=False) as vault:
        words = vault.outside_words()
    if not words:
        say("Nobody outside has vouched for this log yet: amanet stamp request, amanet cosign export.")
    rows = [
        {
            "kind": word.kind,
            "size": word.size,
            "origin": word.origin,
            "authority": word.authority,
            "stated_at": word.stated_at,
            "renew_before": word.renew_before,
        }
        for word in words
    ]
    session.show(
        rows,
        "\n".join(
            f"{word.stated_at}  {word.kind:<12} first {word.size} entries  {readable_name(word.authority)}"
            + (f"  (renew before {word.renew_before})" if word.renew_before else "")
            for word in words
        ),
    )


@stamp.command()
@click.option("--tsa", required=True, metavar="URL", help="The authority's address. It is contacted, now.")
@click.option(
    "--tsa-ca", multiple=True, type=click.Path(path_type=Path), help="The authority's root certificate (PEM)."
)
@with_session()
def online(session: Session, tsa: str, tsa_ca: tuple[Path, ...]) -> None:
    """Ask an authority over the network. It learns your address and the time, and a hash that tells it
    nothing.
    """
    with session.vault() as vault:
        stamped = vault.stamp_online(tsa, roots=[read(path) for path in tsa_ca])
    _show_stamp(session, stamped)


def _show_stamp(session: Session, stamped: object) -> None:
    from amanet.work.stamp import Stamped

    assert isinstance(stamped, Stamped)
    if not stamped.verified:
        say(
            "note: the stamp fits the checkpoint, but it was not verified: give the authority's root with --tsa-ca."
        )
    session.show(
        {
            "record": stamped.record.number,
            "stated_at": stamped.stated_at,
            "authority": stamped.authority,
            "verified": stamped.verified,
        },
        f"Stamped {stamped.stated_at} by {stamped.authority} (record {stamped.record.number}).",
    )


@click.group()
def cosign() -> None:
    """Two organisations sign each other's checkpoints, so that neither can rewrite its log unseen."""


@cosign.command()
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="The request file to write."
)
@click.option(
    "--cosigner-key", metavar="VKEY", help="The partner's cosigner key, if they have cosigned before."
)
@click.option(
    "--from-size",
    type=click.IntRange(min=0),
    metavar="N",
    help="The size they signed last, if their answer was lost; their refusal tells it.",
)
@click.option("--sheet", type=click.Path(path_type=Path), help="Write it as a page with a QR code too (PDF).")
@with_session()
def export(
    session: Session, output: Path, cosigner_key: str | None, from_size: int | None, sheet: Path | None
) -> None:
    """Write a request for a partner to sign the newest checkpoint."""
    session.files_outside(output, sheet)
    with session.vault(writable=False) as vault:
        data = vault.cosign_export(cosigner_key, from_size=from_size)
        log_key = vault.keys()["log_key"]
    write_file(output, data)
    _sheet(sheet, data, is_answer=False)
    say(f"The first time, tell the partner this log key yourself: {log_key}")
    session.show({"request": str(output), "log_key": log_key}, f"Wrote {output}.")


@cosign.command()
@click.argument("request_file", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="The answer file to write."
)
@click.option(
    "--log-key", metavar="VKEY", help="The partner's log key, as they told it to you. Needed the first time."
)
@click.option("--sheet", type=click.Path(path_type=Path), help="Write it as a page with a QR code too (PDF).")
@with_session()
def sign(session: Session, request_file: Path, output: Path, log_key: str | None, sheet: Path | None) -> None:
    """Sign a partner's request. Refuses what is smaller than, or not a continuation of, what was signed
    before.
    """
    session.files_outside(output, sheet)
    with session.vault() as vault:
        cosigned = vault.cosign_sign(read(request_file), log_key)
        mine = vault.keys()["cosigner_key"]
    write_file(output, cosigned.answer)
    _sheet(sheet, cosigned.answer, is_answer=True)
    say(f"The first time, tell the partner this cosigner key yourself: {mine}")
    session.show(
        {"answer": str(output), "origin": cosigned.origin, "size": cosigned.size, "cosigner_key": mine},
        f"Cosigned {cosigned.origin} at {cosigned.size} entries; wrote {output}.",
    )


@cosign.command("import")
@click.argument("answer", type=click.Path(path_type=Path))
@click.option(
    "--cosigner-key",
    metavar="VKEY",
    required=True,
    help="The partner's cosigner key, as they told it to you.",
)
@with_session()
def import_answer(session: Session, answer: Path, cosigner_key: str) -> None:
    """Take in a partner's ANSWER."""
    with session.vault() as vault:
        record = vault.cosign_import(read(answer), cosigner_key)
    body = record.body
    session.show(
        {"record": record.number, "size": body["tree_size"], "stated_at": body["stated_at"]},
        f"The first {body['tree_size']} entries are cosigned, {body['stated_at']} (record {record.number}).",
    )


def _sheet(path: Path | None, payload: bytes, *, is_answer: bool) -> None:
    if path is None:
        return
    from amanet.printing import CosignSheet

    made_on = format_utc(settings().now())[:10]
    write_file(path, CosignSheet(payload.decode("utf-8"), made_on, is_answer).pdf())
