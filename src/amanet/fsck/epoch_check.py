"""Check 3: the epochs: one key each, the same wherever it is written, and each holding fast to the one before
(docs/spec/log-v1.md, section 5).
"""

from collections.abc import Sequence
from itertools import pairwise

from amanet.errors import BadData
from amanet.fsck.examined import Examined
from amanet.fsck.opened import Body, verified_body
from amanet.merkle import VerifierKey, open_checkpoint
from amanet.vault.header import FILE_NAME
from amanet.vault.store import Epoch

_WHERE = "epochs"


def check_epochs(examined: Examined) -> None:
    epochs = examined.database.epochs()
    examined.counts["epochs"] = len(epochs)
    if not epochs:
        examined.findings.damage(_WHERE, "The database names no epoch of the log.")
        return
    _check_row_of_epochs(examined, epochs)
    _check_against_header(examined, epochs[-1])
    for before, epoch in zip([None, *epochs], epochs, strict=False):
        with examined.going_on(f"epoch {epoch.number}", epoch.first):
            _check_first_record(examined, epoch, before)


def sizes(examined: Examined, epochs: Sequence[Epoch]) -> list[int]:
    """How many leaves each epoch has."""
    edges = [epoch.first for epoch in epochs] + [examined.database.last_number() + 1]
    return [end - first for first, end in pairwise(edges)]


def _check_row_of_epochs(examined: Examined, epochs: Sequence[Epoch]) -> None:
    numbered = [epoch.number for epoch in epochs] == list(range(1, len(epochs) + 1))
    if not numbered or epochs[0].first != 1 or min(sizes(examined, epochs)) < 1:
        examined.findings.damage(
            _WHERE, "The epochs are not a row that starts at the first record and leaves nothing out."
        )


def _check_against_header(examined: Examined, newest: Epoch) -> None:
    header = examined.vault.header
    if header.epoch == newest.number + 1:
        examined.findings.notice(
            FILE_NAME, "A new epoch was begun and not finished. The next opening for writing finishes it."
        )
    elif (header.epoch, header.origin, header.log_key) != (newest.number, newest.origin, newest.log_key):
        examined.findings.damage(
            FILE_NAME,
            "It names another epoch, origin or log key than the database: one of the two was put back or replaced.",
        )


def _check_first_record(examined: Examined, epoch: Epoch, before: Epoch | None) -> None:
    row = next(examined.database.records(lambda _: None, epoch.first, epoch.first + 1), None)
    if row is None or row.body is None:
        raise BadData("Its first leaf has no record. It must be the Epoch record.")
    body = verified_body(row)
    if body["type"] != "Epoch":
        raise BadData("Its first leaf is not an Epoch record.")
    if (body["number"], body["origin"], body["log_key"]) != (epoch.number, epoch.origin, epoch.log_key):
        raise BadData(
            "Its Epoch record names another number, origin or log key than the database's own table of epochs."
        )
    if VerifierKey.parse(epoch.log_key).name != epoch.origin:
        raise BadData("Its log key does not bear its origin as its name.")
    header = examined.vault.header
    if header.epoch == epoch.number and body["cosigner_key"] != header.cosigner_key:
        raise BadData("Its Epoch record names another cosigner key than vault.toml.")
    _check_commitment(examined, body, before)


def _check_commitment(examined: Examined, body: Body, before: Epoch | None) -> None:
    """From the second epoch on: the last checkpoint of the one before, so that nothing of it can be dropped."""
    if before is None:
        if "previous_checkpoint" in body:
            raise BadData("It is the first epoch here but commits to one before it.")
        return
    last = next(reversed(examined.database.checkpoints(before.number)), None)
    stated = (body.get("previous_origin"), body.get("previous_size"), body.get("previous_root"))
    if last is None or stated != (before.origin, last.size, last.root.hex()):
        raise BadData(f"It does not commit to the last checkpoint of epoch {before.number}.")
    try:
        signed = open_checkpoint(
            str(body.get("previous_checkpoint")).encode("utf-8"), VerifierKey.parse(before.log_key)
        )
    except BadData as problem:
        raise BadData(
            f"The checkpoint of epoch {before.number} that it commits to does not hold: {problem}"
        ) from problem
    if (signed.size, signed.root) != (last.size, last.root):
        raise BadData(f"The checkpoint that it commits to is not the last one of epoch {before.number}.")
