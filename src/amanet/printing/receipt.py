"""An opaque receipt for the person who handed something over: a log entry, its place in the tree, and the
signed checkpoint.

It holds no name, no hash of the content, no type (docs/spec/log-v1.md, sections 2 and 5): its entry is a
keyed hash that looks like every other. Reading one back is strict and checks that its parts agree with each
other; whether the proof *holds* is for the log's verifier.

    -----BEGIN AMANET RECEIPT-----
    amanet-receipt/v1
    origin amanet/<32 hex digits>
    index <leaf index>
    entry <base64 of 33 bytes>
    made <2026-11-22 or 2026-11-22T10:15:00Z>
    c2sp.org/tlog-proof@v1
    …
    -----END AMANET RECEIPT-----

What stands between the two lines is what the QR code holds.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from amanet.canonical import from_base64
from amanet.errors import BadData, Misuse
from amanet.printing.paper import BODY, HASH, LEFT, QUIET, WIDTH, Paper, Style
from amanet.printing.prose import bullets, fact_lines, heading, prose, section
from amanet.printing.qr import fits_qr

__all__ = ["Receipt", "parse_receipt"]

_BEGIN, _END = "-----BEGIN AMANET RECEIPT-----\n", "-----END AMANET RECEIPT-----\n"
_FORMAT = "amanet-receipt/v1"
_PROOF = "c2sp.org/tlog-proof@v1"
_MACHINE = re.compile(
    rf"{re.escape(_FORMAT)}\n"
    r"origin ([^\n]*)\nindex (0|[1-9][0-9]{0,14})\nentry ([^\n]*)\nmade ([^\n]*)\n(.*)",
    re.DOTALL,
)
_ORIGIN = re.compile(r"amanet/[0-9a-f]{32}")
_MADE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?")
_ENTRY_SIZE, _HASH_SIZE = 33, 32
_LONGEST = 65536


@dataclass(frozen=True)
class _Explanation:
    """What a receipt says to a person, in one language."""

    kind: str
    title: str
    opening: str
    proves_heading: str
    proves: tuple[str, ...]
    silent_heading: str
    silent: tuple[str, ...]
    later_heading: str
    later: str
    machine_heading: str
    machine: str
    too_long_for_qr: str
    labels: tuple[str, str, str, str]


_ENGLISH = _Explanation(
    kind="Receipt",
    title="Something was received, and is kept",
    opening=(
        "You handed something over, and it was written into a vault. This page is the proof of it. "
        "Keep it, or give it to someone to keep."
    ),
    proves_heading="What it proves",
    proves=(
        "That one particular record stood in the log of this vault when the checkpoint below was signed.",
        (
            "That it has not been exchanged since: another record would have another entry, and the proof "
            "would fail."
        ),
        "By which day it existed, once others have countersigned or time-stamped the checkpoint; on its "
        "own word alone, a vault could write its log anew.",
    ),
    silent_heading="What it does not reveal",
    silent=(
        (
            "Not who you are, nor anyone's name. Not what you handed over: no title, no kind, no size, no "
            "hash of it."
        ),
        (
            "Someone who has the same video or the same message cannot find out from this page that it is "
            "about that."
        ),
        "It does show, to whoever finds it with you, that something was handed to a vault of this "
        "program, and the day this page was made.",
    ),
    later_heading="Opening it later",
    later=(
        "When you wish, those who keep the vault can give you the opening that belongs to this receipt: "
        "the chosen facts, such as the hash of the file, with what is needed to check that they are the "
        "ones meant here. Without their help the receipt stays closed. If the record is destroyed at "
        "somebody's wish, the receipt goes on proving that something stood here, and nothing more."
    ),
    machine_heading="For the verifier",
    machine="Everything between the two lines belongs to the receipt. The QR code holds the same.",
    too_long_for_qr="The proof is too long for one QR code. Keep the text of this receipt as a file.",
    labels=("Log", "Number in the log", "Entry", "Made on"),
)
_LANGUAGES: Mapping[str, _Explanation] = MappingProxyType({"en": _ENGLISH})


@dataclass(frozen=True)
class Receipt:
    """`entry_b64` is the log entry, `proof_text` a C2SP tlog-proof@v1 of it. Raises `BadData` where the
    parts disagree.
    """

    origin: str
    leaf_index: int
    entry_b64: str
    proof_text: str
    made_on: str

    def __post_init__(self) -> None:
        if not _ORIGIN.fullmatch(self.origin):
            raise BadData("A receipt names its log as amanet/ and 32 hexadecimal digits.")
        if not _MADE.fullmatch(self.made_on):
            raise BadData("A receipt's day is written as 2026-11-22 or 2026-11-22T10:15:00Z.")
        entry = from_base64(self.entry_b64)
        if len(entry) != _ENTRY_SIZE or entry[0] != 1:
            raise BadData("A receipt's entry is 33 bytes, the first of them 1.")
        _check_proof(self.proof_text, self.origin, self.leaf_index)

    def machine_text(self) -> str:
        """What a program reads, and what the QR code holds."""
        head = f"origin {self.origin}\nindex {self.leaf_index}\nentry {self.entry_b64}\nmade {self.made_on}\n"
        return f"{_FORMAT}\n{head}{self.proof_text}"

    def text(self, language: str = "en") -> str:
        words = _words(language)
        return "\n".join(
            (
                heading(f"amanet: {words.title}"),
                prose(words.opening),
                fact_lines(list(zip(words.labels, self._facts(), strict=True))),
                section(words.proves_heading) + bullets(words.proves),
                section(words.silent_heading) + bullets(words.silent),
                section(words.later_heading) + prose(words.later),
                section(words.machine_heading) + prose(words.machine),
                f"{_BEGIN}{self.machine_text()}{_END}",
            )
        )

    def pdf(self, language: str = "en") -> bytes:
        words = _words(language)
        paper = Paper(words.kind)
        paper.title(words.title)
        paper.paragraph(words.opening)
        paper.y += 1
        styles = (HASH, BODY, HASH, BODY)
        paper.facts(list(zip(words.labels, self._facts(), styles, strict=True)), column=36)
        for title, texts in ((words.proves_heading, words.proves), (words.silent_heading, words.silent)):
            paper.section(title)
            paper.points(texts)
        paper.section(words.later_heading)
        paper.paragraph(words.later)
        self._draw_qr(paper, words)
        paper.section(words.machine_heading, keep=40)
        paper.paragraph(words.machine, QUIET)
        paper.block(f"{_BEGIN}{self.machine_text()}{_END}".rstrip("\n"), Style("mono", 7.5, 3.9))
        return paper.finish(f"amanet receipt · {self.origin} · {self.leaf_index}")

    def _facts(self) -> tuple[str, str, str, str]:
        return (self.origin, str(self.leaf_index), self.entry_b64, self.made_on)

    def _draw_qr(self, paper: Paper, words: _Explanation) -> None:
        data = self.machine_text().encode()
        if not fits_qr(data):
            paper.paragraph(words.too_long_for_qr, QUIET)
            return
        # Below 58 mm the modules of a long proof get too small for a telephone: then a page of its own.
        if paper.left_over() < 58:
            paper.room(80)
        size = min(paper.left_over(), 78.0)
        paper.qr(data, size=size, left=LEFT + (WIDTH - size) / 2)
        paper.y += size


def parse_receipt(text: str) -> Receipt:
    """A receipt from its text, or from its machine part alone, as a QR code gives it. Raises `BadData`."""
    if len(text) > _LONGEST:
        raise BadData("This is too long for a receipt.")
    machine = _between_lines(text) if _BEGIN in text else text
    found = _MACHINE.fullmatch(machine)
    if found is None:
        raise BadData(
            f"This is not a receipt: expected {_FORMAT} and its lines origin, index, entry, made and a proof."
        )
    origin, index, entry, made, proof = found.groups()
    return Receipt(origin, int(index), entry, proof, made)


def _between_lines(text: str) -> str:
    before, _, rest = text.partition(_BEGIN)
    if (
        (before and not before.endswith("\n"))
        or text.count(_BEGIN) != 1
        or text.count(_END) != 1
        or _END not in rest
    ):
        raise BadData(
            "A receipt's text has one line that begins the receipt and one, after it, that ends it."
        )
    return rest.partition(_END)[0]


def _check_proof(text: str, origin: str, index: int) -> None:
    """That the proof has the shape of a tlog-proof@v1 without extra data, and speaks of this leaf of this
    log.
    """
    proof, blank, checkpoint = text.partition("\n\n")
    head, _, rest = proof.partition("\n")
    if head != _PROOF or not blank or not text.endswith("\n") or "\r" in text:
        raise BadData("A receipt's proof is a C2SP tlog-proof@v1 text, and this one is not.")
    claimed, *hashes = rest.split("\n")
    if claimed != f"index {index}":
        raise BadData(
            "The receipt and the proof in it name different entries (or the proof carries extra data)."
        )
    if any(len(from_base64(line)) != _HASH_SIZE for line in hashes):
        raise BadData("Every hash of a receipt's proof is 32 bytes.")
    if checkpoint.split("\n", 1)[0] != origin:
        raise BadData("The receipt and the checkpoint in it name different logs.")


def _words(language: str) -> _Explanation:
    if language not in _LANGUAGES:
        raise Misuse(f"Receipts are written in {', '.join(_LANGUAGES)}; there is no {language!r} yet.")
    return _LANGUAGES[language]
