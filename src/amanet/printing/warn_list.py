"""Whom to warn if a vault is seized: each person by name, what of them the vault holds, in words, and how they asked to be reached. On paper.

In the order of names and in no other: no person is graded. It names no vault and no member. Whoever holds this paper can find these people, so
every page says so. What was said about reaching somebody stands as it was said; ways that they forbade are named as forbidden, without an address.

>>> from amanet.printing.warn_list import Warned, WarnList
>>> print(WarnList("2026-11-23", [Warned("Nursel", ("has spoken",), ("only: signal (after 20:00)",))]).text().count("Nursel"))
1
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from amanet.printing.legible import legible
from amanet.printing.paper import BODY, LABEL, QUIET, Paper, Style
from amanet.printing.prose import bullets, heading, prose, section

__all__ = ["WarnList", "Warned"]

_TITLE: Final = "Whom to warn"
_DANGER: Final = (
    "Whoever holds this paper can find these people. Keep it outside the vault and outside the rooms where the vault is, with somebody who is "
    "trusted and not searched; as few copies as can be, each on record. Burn it when a newer one takes its place."
)
_WHEN: Final = (
    "For the day on which a machine or a disk with the vault is taken, lost or copied. What is on it is "
    "encrypted; a passphrase may be forced out of somebody."
)
_FIRST: Final = (
    "First make sure that you are safe yourself, and that nobody hears or follows you. A warning that leads to somebody is worse than a late one.",
    "Decide who warns whom. One person for each, somebody they know; never from a telephone or account that was taken or may be watched.",
    "Use only the ways that stand here, at these hours, in this language. What is forbidden stays forbidden today as well.",
    "Say as little as can be: that it is you, that it happened, on which day, what of theirs may be known now. No names of others.",
    "Ask what they need: to go elsewhere, a lawyer, silence. They decide. Do not call again unless they want it.",
    "Somebody who is in custody, or whose line others answer, is not warned by a call: it would confirm what is looked for. Ask their lawyer or kin.",
    "Tell partners who hold backups or released copies, and have the keys of the backups locked away or destroyed.",
    "Write down whom you reached and when; tell the others who does what. Mark it here, and destroy the paper when all is done.",
)
_NOBODY: Final = "Nobody is in the vault."
_NO_WAY: Final = "No way to reach these people is on record, or they asked not to be contacted"
_REACHED: Final = "How these people may be reached is on record"
_UNKNOWN: Final = "Ask whoever brought you together with them; look for them in no other way."
_NAME: Final = Style("sans-semibold", 10.5, 5.8)
_BOXES: Final = "[ ] reached   by: ____________   on: ____________"


@dataclass(frozen=True)
class Warned:
    """Somebody: the name, what of them is held, and how to reach them, line by line. `reachable` where any way is open. All untrusted."""

    name: str
    at_risk: Sequence[str]
    ways: Sequence[str]
    reachable: bool = True


@dataclass(frozen=True)
class WarnList:
    """`people` in the order in which they stand."""

    made_on: str
    people: Sequence[Warned]

    def text(self) -> str:
        parts = [heading(_TITLE), f"{self.made_on}\n\n", prose(_DANGER), "\n", prose(_WHEN)]
        parts += [section("What to do first"), bullets(_FIRST, numbered=True)]
        for title, people in self._groups():
            parts.append(section(title))
            parts += map(_person_text, people)
        return "".join(parts) if self.people else "".join([*parts, "\n", prose(_NOBODY)])

    def pdf(self) -> bytes:
        paper = Paper("Keep outside the vault")
        paper.title(_TITLE)
        paper.paragraph(self.made_on, QUIET)
        paper.paragraph(_DANGER)
        paper.paragraph(_WHEN)
        paper.section("What to do first", keep=30)
        paper.points(_FIRST, numbered=True)
        for title, people in self._groups():
            paper.section(title, keep=24)
            for one in people:
                _draw(paper, one)
        if not self.people:
            paper.paragraph(_NOBODY)
        return paper.finish(f"whom to warn · {self.made_on} · whoever holds this paper can find these people")

    def _groups(self) -> list[tuple[str, list[Warned]]]:
        groups = [
            (_REACHED, [one for one in self.people if one.reachable]),
            (_NO_WAY, [one for one in self.people if not one.reachable]),
        ]
        return [(title, people) for title, people in groups if people]


def _person_text(one: Warned) -> str:
    lines = [legible(line) for line in one.ways] or [_UNKNOWN]
    return (
        f"\n{legible(one.name)}\n{prose('At risk: ' + legible('; '.join(one.at_risk)))}"
        + bullets(lines)
        + f"   {_BOXES}\n"
    )


def _draw(paper: Paper, one: Warned) -> None:
    paper.room(26)
    paper.rule()
    paper.lines(one.name, _NAME)
    paper.facts([("At risk", "; ".join(one.at_risk), BODY)], column=24)
    paper.facts(
        [("How" if not number else "", line, BODY) for number, line in enumerate(one.ways or [_UNKNOWN])],
        column=24,
    )
    paper.lines(_BOXES, LABEL)
