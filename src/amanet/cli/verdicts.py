"""What `verify` and `check` found, in words. The same is in their JSON; nothing is decided here."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from amanet.canonical import readable_name
from amanet.cli.session import count_of, readable_size

if TYPE_CHECKING:
    from amanet.exports import BundleVerdict
    from amanet.exports.verdict import RecordVerdict
    from amanet.fsck import Report

CHECK_EXIT_CODES = {"verified": 0, "internally consistent": 3, "failed": 1}
_CLOSING = {
    "verified": "VERIFIED",
    "internally consistent": (
        "INTERNALLY CONSISTENT. The parts fit together, but not every record is anchored in a key that you "
        "gave (--log-key, --cosigner-key, --tsa-ca). Whoever made this bundle could have made all of it up."
    ),
    "failed": "FAILED",
}


def report_text(report: "Report") -> str:
    """What an examination of a vault found: damage first, and what to do about it."""
    return "\n".join(_report_lines(report))


def verdict_text(verdict: "BundleVerdict") -> str:
    """The verdict on a bundle, in the words of the single-file verifier."""
    return "\n".join(_verdict_lines(verdict))


def _report_lines(report: "Report") -> Iterator[str]:
    counts = report.counts
    read = [
        count_of(counts.records, "record"),
        count_of(counts.leaves, "entry of the log", "entries of the log"),
        count_of(counts.checkpoints, "checkpoint"),
        count_of(counts.epochs, "epoch"),
    ]
    if not report.quick:
        read.append(f"{count_of(counts.objects, 'object')} ({readable_size(counts.bytes)})")
    yield f"Read again from bytes: {', '.join(read)}."
    for finding in report.findings:
        yield ""
        yield f"{finding.severity}: {finding.where}"
        yield f"  {finding.what}"
        for number in finding.numbers:
            name = report.names.get(number)
            yield f"  touches record {number}" + (f": {name}" if name else "")
    yield ""
    if not report.holds:
        yield "DAMAGED. Copy the vault as it is before anything else; then take what is touched from a backup"
        yield "(`amanet restore` to another path, and compare)."
    elif report.quick:
        yield "The log and the database hold. The bytes of the items were not read (--quick)."
    else:
        yield "Everything holds."


def _verdict_lines(verdict: "BundleVerdict") -> Iterator[str]:
    proven = "holds, in a bundle that FAILED" if verdict.problems else "proven"
    for record in verdict.records:
        yield from _record_lines(record, proven)
        yield ""
    yield from _list("Not known:", verdict.not_known)
    yield from _list(
        "Does not hold:", [f"[{each.category}] {readable_name(each.message)}" for each in verdict.problems]
    )
    yield _CLOSING[verdict.outcome]


def _record_lines(record: "RecordVerdict", proven: str) -> Iterator[str]:
    yield f"Record {record.number}: {record.type}, {record.payload or 'bytes not included'}"
    for name, value in sorted(record.fields.items()):
        if name != "type":
            yield f"  {name:<14} {readable_name(value) if isinstance(value, str) else value}"
    yield f"  {'reference':<14} {record.reference}"
    yield f"  {'in the log':<14} {record.origin}, index {record.index}"
    if record.payload:
        yield f"  {proven}: the file has this SHA-256 and size"
    if record.signed_by_log:
        yield f"  {proven}: signed into the log by the log key you gave"
    for stamped in record.logged_before:
        by = f"{readable_name(stamped.authority)} (SHA-256 {stamped.fingerprint})"
        yield f"  {proven}: in the log before {stamped.time}, by the authority of {by}"
    for cosigned in record.cosigned:
        yield f"  {proven}: in the log at {cosigned.time}, cosigned by {readable_name(cosigned.name)}"
    if not record.anchored:
        yield "  NOT anchored in any key that you gave"


def _list(title: str, lines: "tuple[str, ...] | list[str]") -> Iterator[str]:
    if lines:
        yield title
        yield from (f"  - {readable_name(line)}" for line in lines)
        yield ""
