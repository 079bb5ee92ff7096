"""The certificate of an erasure: what was destroyed, when, on whose wish, by which key; and, as plainly,
what it does not reach.

Records are named by their references (docs/spec/log-v1.md, section 2), people by their role only.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from amanet.printing.legible import legible
from amanet.printing.paper import BODY, HASH, Paper, Style
from amanet.printing.prose import bullets, fact_lines, heading, prose, section

__all__ = ["ErasureCertificate"]

_WHAT = (
    "The records named here were destroyed in this vault, with everything derived from them: the keys, "
    "the content, the descriptions, the search index. The database was written anew under a fresh key. "
    "What remains of each is one line in the log, from which nothing can be read; it proves that "
    "something stood there and was destroyed."
)
_ALWAYS = (
    "Copies that were given away, sent or published before: they are in other hands.",
    "Receipts, and openings shown to others before: they go on proving what they proved.",
    "Remnants on flash storage (USB sticks, memory cards, solid-state disks), which may keep old blocks "
    "for a time. They are encrypted; together with a passphrase of that time they might still be read.",
    (
        "An older copy of the vault's folder, for someone who has it together with a passphrase or recovery "
        "code of that time."
    ),
    "What people remember, wrote down or photographed from a screen.",
)
_NO_BACKUP = "No outstanding backup is on record. A copy made without amanet would not be on record."
_GIVEN = "Given out before, as far as it is on record; these copies are in other hands, and no erasure reaches them:"
_NOT_GIVEN = "No copy given out is on record. One made without amanet would not be on record."
_AGAIN = (
    "This certificate was made again later, from the record of the erasure in the log. What was given out is "
    "listed as far as the log still tells: a note of it that was destroyed with the records is not."
)
_BACKUPS = "The records can still be recovered from these backups, until they are destroyed or replaced:"


@dataclass(frozen=True)
class ErasureCertificate:
    """`records` are references (64 hex digits); `on_wish_of` is a role, never a name; `backups` as they
    were named when made; `given_out` are lines, when and to whom. `again` where it is not the first one.
    """

    records: Sequence[str]
    erased_at: str
    on_wish_of: str
    member_key_fingerprint: str
    origin: str
    leaf_index: int
    backups: Sequence[str]
    given_out: Sequence[str] = ()
    again: bool = False

    def text(self) -> str:
        facts = [(label, legible(value)) for label, value, _ in self._facts()]
        backups = bullets([legible(name) for name in self.backups]) if self.backups else ""
        given_out = bullets([legible(line) for line in self.given_out]) if self.given_out else ""
        return "\n".join(
            (
                heading("amanet: certificate of erasure"),
                prose(_WHAT) + (f"\n{prose(_AGAIN)}" if self.again else ""),
                fact_lines(facts),
                section(f"What was destroyed ({len(self.records)})")
                + "".join(f"{legible(r)}\n" for r in self.records),
                section("What this does not cover")
                + prose(_BACKUPS if self.backups else _NO_BACKUP)
                + backups,
                prose(_GIVEN if self.given_out else _NOT_GIVEN) + given_out,
                bullets(_ALWAYS),
            )
        )

    def pdf(self) -> bytes:
        paper = Paper("Certificate of erasure")
        paper.title("Destroyed, and accounted for")
        paper.paragraph(_WHAT)
        if self.again:
            paper.paragraph(_AGAIN)
        paper.y += 1
        paper.facts(self._facts(), column=36)
        paper.section(f"What was destroyed ({len(self.records)})")
        for reference in self.records:
            paper.lines(reference, HASH)
        paper.section("What this does not cover", keep=24)
        paper.paragraph(_BACKUPS if self.backups else _NO_BACKUP)
        if self.backups:
            paper.points(self.backups)
            paper.y += 2
        paper.paragraph(_GIVEN if self.given_out else _NOT_GIVEN)
        if self.given_out:
            paper.points(self.given_out)
            paper.y += 2
        paper.paragraph("Nor does it reach:")
        paper.points(_ALWAYS)
        paper.y += 4
        paper.lines_to_write_on(["Handed to (role)", "Date", "Signature"])
        return paper.finish(f"amanet certificate of erasure · {self.origin} · {self.leaf_index}")

    def _facts(self) -> list[tuple[str, str, Style]]:
        return [
            ("Erased at", self.erased_at, BODY),
            ("On the wish of", self.on_wish_of, BODY),
            ("By the key", self.member_key_fingerprint, HASH),
            ("Log", self.origin, HASH),
            ("Number in the log", str(self.leaf_index), BODY),
        ]
