"""`merge`."""

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from amanet.cli.session import Session, ask, confirm, count_of, read_passphrase_file, say, with_session

if TYPE_CHECKING:
    from amanet.work.merge import Merged, MergePlan


@click.command()
@click.argument("other", type=click.Path(path_type=Path))
@click.option(
    "--other-passphrase-file",
    type=click.Path(path_type=Path),
    help="Read the passphrase of the OTHER vault from this file.",
)
@click.option("--dry-run", is_flag=True, help="Only count what would come and what would be destroyed here.")
@click.option("--yes", is_flag=True, help="Do not ask before records here are destroyed.")
@with_session()
def merge(
    session: Session, other: Path, other_passphrase_file: Path | None, dry_run: bool, yes: bool
) -> None:
    """Merge the vault OTHER into this one: its records come here, and what either side erased is gone.

    OTHER is opened with its own passphrase and stays as it is. What was erased there is destroyed here too,
    with everything derived from it. Interrupted, the same command carries on.
    """
    with session.vault(writable=not dry_run) as vault, ExitStack() as opened:
        key = _key_of_other(other_passphrase_file)
        with session.progress("Verifying the other vault", None, unit="steps") as step:
            merging = opened.enter_context(
                vault.merging(other, key, progress=lambda _what, _done, _all: step(1))
            )
        plan = merging.plan
        if dry_run:
            session.show(_plan_json(plan), lambda: _plan_text(plan))
            return
        _say_plan(plan)
        if plan.erasing:
            confirm(f"Destroy {count_of(plan.erasing, 'record')} here for good, and merge?", yes=yes)
        with session.progress("Merging", sum(plan.coming.values()), unit="records") as safe:
            merged = merging.carry_out(safe)
    session.show(_merged_json(plan, merged), lambda: _merged_text(merged))


def _key_of_other(given: Path | None) -> str:
    if given is not None:
        return read_passphrase_file(given)
    return ask("Passphrase or recovery code of the other vault: ")


def _say_plan(plan: "MergePlan") -> None:
    if plan.removed:
        say(f"Members of the other vault who were removed from this one: {plan.removed}")
    if plan.erasure is None:
        return
    say(f"The other side erased {count_of(plan.erasing, 'record')} that are here, or what they derive from.")
    for line in plan.erasure.given_out:
        say(f"  copies given out before are not reached: {line}")
    for name in plan.erasure.outstanding:
        say(f"  still recoverable from the backup: {name}")
    for number in plan.erasure.notes:
        say(f"  a note that may speak of it remains in record {number}; it can be erased too")


def _plan_json(plan: "MergePlan") -> dict[str, object]:
    return {
        "dry_run": True,
        "would_take": dict(plan.coming),
        "would_erase": plan.erasing,
        "already_here": plan.known,
        "kept_out": plan.kept_out,
        "members_removed_here": plan.removed,
    }


def _plan_text(plan: "MergePlan") -> str:
    lines = [
        f"Would come: {_by_type(plan.coming)}",
        f"Would be destroyed here: {count_of(plan.erasing, 'record')}",
        f"Here already: {count_of(plan.known, 'record')}",
        f"Stays out, erased on one side: {count_of(plan.kept_out, 'record')}",
    ]
    if plan.removed:
        lines.append(f"Members of the other vault who were removed here: {plan.removed}")
    return "\n".join([*lines, "Nothing was changed (--dry-run)."])


def _merged_json(plan: "MergePlan", merged: "Merged") -> dict[str, object]:
    return {
        "taken": dict(merged.taken),
        "erased": merged.erased,
        "erasure": merged.erasure,
        "record": merged.custody,
        "already_here": plan.known,
        "kept_out": plan.kept_out,
        "still_recoverable_from": [] if plan.erasure is None else list(plan.erasure.outstanding),
        "given_out_before": [] if plan.erasure is None else list(plan.erasure.given_out),
    }


def _merged_text(merged: "Merged") -> str:
    if merged.custody is None:
        return "There is nothing to merge: all of it is here already, or was erased."
    lines = [f"Merged (record {merged.custody}). Came: {_by_type(merged.taken)}"]
    if merged.erasure is not None:
        lines.append(
            f"Destroyed here: {count_of(merged.erased, 'record')}; its certificate: amanet certificate {merged.erasure}"
        )
    return "\n".join(lines)


def _by_type(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items()) or "nothing"
