"""Whether the slots of vault.toml are those that the members recorded, and no others (docs/spec/vault-v1.md, section 1).

Who knows the vault key can write a slot that no record names, or put back a vault.toml of the same generation
with a passphrase that was changed since: its MAC holds.
"""

from collections import Counter
from collections.abc import Callable, Iterator

from amanet.errors import BadData, Misuse
from amanet.fsck.examined import Examined
from amanet.fsck.opened import Body, verified_body
from amanet.vault.examination import Examination
from amanet.vault.header import FILE_NAME, read_header
from amanet.vault.membership import known_members, name_of, verify_member_at_work

_INTERRUPTED = "A change of passphrases or members is under way or was interrupted. The next opening for writing finishes it."
_UNKNOWN = (
    "A way in that nobody of the vault recorded: slot {}. Somebody planted it, or this is an older vault.toml. See `amanet key list`; "
    "take it away with `amanet key remove`, or `amanet key change` if it opens with your passphrase, and run `amanet key rotate`."
)
_MISSING = (
    "A slot that a member recorded is missing: this is older than the records, or was changed. See `amanet key list`; the member it was "
    "of sets a passphrase again with `amanet key add`, after which the records agree."
)


def check_slots(examined: Examined) -> None:
    """Both as they stand now: another process may be changing them, so what differs is looked at twice."""
    findings = examined.findings
    with examined.going_on(FILE_NAME):
        unknown, missing = _differences(examined)
        if unknown or missing:
            unknown, missing = _differences(examined)
        for slot in unknown:
            findings.damage(FILE_NAME, _UNKNOWN.format(slot))
        for number in missing:
            findings.damage(FILE_NAME, _MISSING, number)


def _differences(examined: Examined) -> tuple[list[str], list[int]]:
    """The ids of slots that nobody recorded; the numbers of the records that name a slot which is not there."""
    with Examination(examined.vault) as before:
        header, _ = read_header(examined.vault.path)
        with Examination(examined.vault) as now:
            if before.slots_are_changing() or now.slots_are_changing():
                examined.findings.notice(FILE_NAME, _INTERRUPTED)
                return [], []
            found = known_members(member_records(now))
    verify_member_at_work(examined.vault, found)
    members = found.values()
    owned = {slot for member in members for slot in member.slots}
    there = Counter(name_of(slot) for slot in header.slots)
    unknown = [slot.id for slot in header.slots if name_of(slot) not in owned or there[name_of(slot)] > 1]
    return unknown, [member.number for member in members if not there.keys() >= set(member.slots)]


def member_records(
    database: Examination, refused: Callable[[int], None] = lambda _: None
) -> Iterator[tuple[int, Body]]:
    """The Member records that hold against their leaf; `refused` is told of the others."""
    for row in database.records_of("Member"):
        try:
            yield row.number, verified_body(row)
        except (BadData, Misuse):
            refused(row.number)
