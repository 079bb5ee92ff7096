"""The readable summary of an evidence bundle: what is in it, under which checkpoint, and how to check it
without us.

A summary is a convenience: the evidence is the bundle. Everything in it is untrusted text in any script,
shown so that it can neither control the page nor pretend to be part of another field.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from amanet.printing.paper import BODY, HASH, LABEL, LEFT, QUIET, SECTION, WIDTH, Paper, Style

__all__ = ["BundleSummary", "SummaryItem", "SummaryStamp"]

_CAUTION = (
    "This page is a convenience for people; it proves nothing by itself. What counts is what the "
    "verifier says about the bundle, given keys that you got from somewhere else than this bundle."
)
_CHECK = (
    "Get the log's key, and those of its cosigners, from people you trust, not from this bundle. "
    "Compare them with the fingerprints above.",
    "On a machine without a network, in the bundle's folder, run the command below. It needs Python "
    "3.8 or newer and nothing else; read it first if you like, it is one file. Better, use a copy of "
    "it that you got elsewhere.",
    "Or check by hand: VERIFY.md spells the same steps out with openssl and coreutils.",
)
_ITEM_TITLE = Style("mono", 9.5, 5.6)


@dataclass(frozen=True)
class SummaryItem:
    """One item: its name in the bundle, SHA-256 and size, and the fields that are opened, with their values
    as text.
    """

    payload_name: str
    sha256: str
    size: int
    fields: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class SummaryStamp:
    """Somebody outside who vouched for the checkpoint: `kind` ("time-stamp", "cosignature"), who, and when
    they say.
    """

    kind: str
    authority: str
    stated_at: str


@dataclass(frozen=True)
class BundleSummary:
    """`keys` are pairs of what a key is for and its fingerprint; `checkpoint_root` is base64 as in the
    checkpoint; `mark` says whom the copy is for.
    """

    title: str
    made_on: str
    origin: str
    keys: Sequence[tuple[str, str]]
    checkpoint_size: int
    checkpoint_root: str
    stamps: Sequence[SummaryStamp]
    items: Sequence[SummaryItem]
    verify_command: str
    mark: str = ""

    def pdf(self) -> bytes:
        paper = Paper("Evidence bundle")
        paper.title(self.title or "Evidence")
        if self.mark:
            paper.paragraph(self.mark, LABEL)
        paper.facts(
            [
                ("Made on", self.made_on, BODY),
                (
                    "Items",
                    f"{len(self.items)}, {_grouped(sum(i.size for i in self.items))} bytes in all",
                    BODY,
                ),
            ]
        )
        paper.paragraph(_CAUTION, QUIET)
        self._draw_log(paper)
        paper.section("How to check it", keep=50)
        paper.points(_CHECK, numbered=True)
        paper.block(self.verify_command, HASH)
        paper.section("Items", keep=40)
        for number, item in enumerate(self.items, 1):
            _draw_item(paper, number, item)
        return paper.finish(f"amanet evidence bundle · {self.origin}")

    def _draw_log(self, paper: Paper) -> None:
        paper.section("The log and its keys", keep=40)
        rows = [("Log", self.origin, HASH), *((what, print_, HASH) for what, print_ in self.keys)]
        rows.append(("Checkpoint", f"{_grouped(self.checkpoint_size)} entries", BODY))
        rows.append(("Root", self.checkpoint_root, HASH))
        paper.facts(rows)
        if not self.stamps:
            none = "Nobody outside the vault vouched for this checkpoint. Its age is its keepers' word."
            paper.facts([("Vouched for", none, BODY)])
        for stamp in self.stamps:
            # Three values, three paragraphs: none of them can turn the direction of another.
            paper.facts([(stamp.kind, stamp.stated_at, BODY), ("", stamp.authority, BODY)])


def _draw_item(paper: Paper, number: int, item: SummaryItem) -> None:
    paper.room(24)
    paper.rule()
    top = paper.y
    paper.lines(str(number), SECTION, width=10)
    paper.y = top
    paper.lines(item.payload_name, _ITEM_TITLE, left=LEFT + 10, width=WIDTH - 10)
    rows = [("SHA-256", item.sha256, Style("mono", 7.6, 5.4)), ("size", f"{_grouped(item.size)} bytes", BODY)]
    rows += [(name, value, BODY) for name, value in item.fields]
    paper.facts(rows, left=LEFT + 10, column=34)


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", "\u2009")
