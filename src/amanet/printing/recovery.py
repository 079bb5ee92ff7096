"""The recovery sheet: one page with the code that opens a vault when its passphrase is lost
(docs/spec/vault-v1.md, section 1).

It is a secret on paper. It says which vault it belongs to only in the words its keeper chose, and nothing
about the machine.
"""

from dataclasses import dataclass, field

from amanet.errors import Misuse
from amanet.printing.legible import legible
from amanet.printing.paper import BODY, LEFT, QUIET, WIDTH, Paper
from amanet.printing.prose import bullets, fact_lines, heading, prose, section
from amanet.printing.qr import qr_terminal

__all__ = ["RecoverySheet"]

_WHAT = (
    "This code opens the vault named below when its passphrase is lost. Whoever holds this page and a "
    "copy of the vault's folder can read everything in it. Nobody, the makers of amanet included, can "
    "make this code again."
)
_USE = (
    "Have the vault's folder before you, and amanet installed. Nothing is sent anywhere.",
    "Type:  amanet key add --vault NAME.vault",
    (
        "It asks for “Passphrase or recovery code”: type the code, group by group; nothing is shown. Capital "
        "and small letters are the same, hyphens and spaces do not matter; O is read as 0, and I and L as 1. "
        "The last two characters are a check: a slip is found."
    ),
    "It asks for “New passphrase”: choose one and type it twice. From now on it opens the vault.",
    "Type:  amanet key change --recovery --vault NAME.vault  and keep the new sheet it makes. Burn this one.",
)
_KEEP = (
    "Apart from the laptop and from every copy of the vault: in another house, with someone you trust.",
    (
        "On paper. Do not photograph it, scan it, send it or store it in a phone; a picture of this page is "
        "this page."
    ),
    "Where its loss would be noticed: a sealed envelope, signed across the flap.",
    "If you must destroy it, burn it.",
)


@dataclass(frozen=True)
class RecoverySheet:
    """`vault_label` as its keeper calls the vault, the code in groups joined by hyphens, and the day."""

    vault_label: str
    code_text: str = field(repr=False)
    made_on: str

    def __post_init__(self) -> None:
        groups = self.code_text.split("-")
        if (
            not all(group.isascii() and group.isalnum() and len(group) <= 6 for group in groups)
            or len(groups) > 12
        ):
            raise Misuse("A recovery code is groups of up to six letters and digits, joined by hyphens.")

    def text(self) -> str:
        groups = self.code_text.upper().split("-")
        shown = "\n".join(
            "      " + "   ".join(groups[start : start + 4]) for start in range(0, len(groups), 4)
        )
        qr = "\n".join(
            "      " + line for line in qr_terminal(self.code_text.upper(), light_background=True).split("\n")
        )
        facts = [("Vault", legible(self.vault_label)), ("Made on", legible(self.made_on))]
        return "\n".join(
            (
                heading("amanet: recovery code"),
                prose(_WHAT),
                fact_lines(facts),
                f"{shown}\n\n{qr}",
                section("How to use it") + bullets(_USE, numbered=True),
                section("How to keep it") + bullets(_KEEP),
                "\nKept by: ______________________________    Since: ______________________\n",
            )
        )

    def pdf(self) -> bytes:
        paper = Paper("Recovery code")
        paper.title("The key of last resort")
        paper.paragraph(_WHAT)
        paper.y += 1
        paper.facts([("Vault", self.vault_label, BODY), ("Made on", self.made_on, BODY)], column=24)
        paper.y += 2
        paper.code_groups(self.code_text.upper().split("-"))
        paper.section("How to use it")
        paper.points(_USE, numbered=True)
        paper.section("How to keep it")
        paper.points(_KEEP)
        paper.y += 4
        top = paper.y
        paper.qr(self.code_text.upper().encode("ascii"), size=30, left=LEFT + WIDTH - 30)
        paper.lines("The same code for a camera that is not a phone's:", QUIET, width=110)
        paper.lines("a scanner that stores nothing and sends nothing.", QUIET, width=110)
        paper.lines_to_write_on(["Kept by", "Since"], width=120)
        paper.y = max(paper.y, top + 32)
        return paper.finish("amanet recovery code · a secret: keep it apart from the vault")
