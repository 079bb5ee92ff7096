"""What of one item may go: its bytes unchanged, a copy made anew from what may be read, or nothing.

The strictest of all rulings, for bytes hold what nobody recorded. Pictures, film and sound stay: who is seen and heard in them is not
annotated, and how faces and voices are hidden is not built yet. A document goes as a copy made anew where everybody it touches allowed
exact words; unchanged only where it comes from no person and everybody it touches is named without any limit.

>>> from amanet.disclosure.items import UNCHANGED
>>> UNCHANGED
'unchanged'
"""

from dataclasses import dataclass
from typing import Final

from amanet.disclosure.decision import Decision
from amanet.disclosure.request import Request
from amanet.disclosure.story import Story
from amanet.disclosure.touching import Touch, gave, touched_by_item
from amanet.disclosure.wishes_asked import OPEN, Asked
from amanet.phrases import phrase

__all__ = ["ANEW", "UNCHANGED", "ItemRuling", "rule_item"]

UNCHANGED: Final = "unchanged"
ANEW: Final = "anew"
_MEDIA: Final = ("image/", "video/", "audio/")
# What a copy can be made anew of: everything else stays (protect.documents).
_DOCUMENTS: Final = frozenset(
    (
        "application/pdf",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "text/plain",
        "text/html",
        "application/xhtml+xml",
        "application/x-subrip",
        "text/srt",
        "text/vtt",
        "text/csv",
        "text/tab-separated-values",
        "application/csv",
        "application/json",
        "text/json",
    )
)

_HIDDEN: Final = phrase("A member keeps it back.")
_NO_TYPE: Final = phrase("What kind of file it is was not found out.")
_SEEN_OR_HEARD: Final = phrase(
    "Pictures, film and sound stay: who is seen or heard in them is not recorded, and hiding them is not built yet."
)
_NOT_MADE_ANEW: Final = phrase("A copy that holds cannot be made of this kind of file.")
_NOBODY_GAVE_IT: Final = phrase("Nobody recorded who gave it, so nobody can be asked.")
_WORDS: Final = phrase("Not everybody it touches allowed exact words.")
_MADE_ANEW: Final = phrase("it is made anew from what may be read, with names, places and numbers replaced")
_COARSE: Final = phrase(
    "Not everybody it touches allowed exact places and days, which a document may hold anywhere."
)


@dataclass(frozen=True)
class ItemRuling:
    """`form` is UNCHANGED or ANEW; None where it stays."""

    decision: Decision
    touches: tuple[Touch, ...] = ()
    form: str | None = None


def rule_item(story: Story, asked: Asked, request: Request, item: str) -> ItemRuling:
    """Total: what it cannot decide stays."""
    try:
        return _rule(story, asked, request, item)
    except Exception:  # noqa: BLE001 - whatever a rule stumbles over is no permission
        return ItemRuling(Decision.withhold(_NO_TYPE))


def _rule(story: Story, asked: Asked, request: Request, item: str) -> ItemRuling:
    body = story.items[item]
    if item in request.hidden:
        return ItemRuling(Decision.withhold(_HIDDEN))
    media_type = str(body.get("media_type", "")).lower()
    if not media_type:
        return ItemRuling(Decision.withhold(_NO_TYPE))
    if media_type.startswith(_MEDIA):
        return ItemRuling(Decision.withhold(_SEEN_OR_HEARD))
    touches = touched_by_item(story, item)
    if any(touch.entity in request.hidden for touch in touches):
        return ItemRuling(Decision.withhold(_HIDDEN), touches)
    if not gave(story, item):
        return ItemRuling(Decision.withhold(_NOBODY_GAVE_IT), touches)
    return _asked(asked, media_type, touches)


def _asked(asked: Asked, media_type: str, touches: tuple[Touch, ...]) -> ItemRuling:
    answers = [(touch, asked.answer(touch.entity)) for touch in touches]
    refused = [
        phrase("Somebody who %(how)s: %(why)s", how=touch.how, why=why)
        for touch, answer in answers
        if not answer
        for why in answer.reasons
    ]
    if refused:
        return ItemRuling(Decision.withhold(*refused), touches)
    level = asked.level(tuple(touch.entity for touch in touches))
    grants = [grant for _, answer in answers for grant in answer.grants]
    reasons = [
        phrase("Somebody who %(how)s: %(why)s", how=touch.how, why=why)
        for touch, one in answers
        for why in one.reasons
    ]
    if media_type not in _DOCUMENTS:
        return ItemRuling(Decision.withhold(_NOT_MADE_ANEW), touches)
    if level == OPEN and all(touch.entity in asked.no_persons for touch in touches):
        return ItemRuling(Decision.allow(level, grants, (), reasons), touches, UNCHANGED)
    if not level.words:
        return ItemRuling(Decision.withhold(_WORDS), touches)
    if level.place != "exact" or level.date != "day":
        return ItemRuling(Decision.withhold(_COARSE), touches)
    return ItemRuling(Decision.allow(level, grants, (_MADE_ANEW,), reasons), touches, ANEW)
