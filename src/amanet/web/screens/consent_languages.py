"""The languages that a consent talk can be held in here, and which way each is written.

The tags are those of the talks (`amanet.work.consent_talk`): `zh`, where the interface says `zh-Hans`.
"""

from dataclasses import dataclass
from typing import Final

from amanet.web.languages import LANGUAGES

__all__ = ["TALKS", "TalkLanguage", "talk_language", "talk_of"]


@dataclass(frozen=True)
class TalkLanguage:
    tag: str
    own_name: str
    direction: str


TALKS: Final = tuple(
    TalkLanguage(one.tag.partition("-")[0], one.own_name, one.direction) for one in LANGUAGES
)
_BY_TAG: Final = {one.tag: one for one in TALKS}


def talk_language(tag: str) -> str | None:
    """The tag of the talk in that language (`ug-Arab` and `zh-Hans` too); None where there is none."""
    found = tag.partition("-")[0].lower()
    return found if found in _BY_TAG else None


def talk_of(tag: str) -> TalkLanguage:
    return _BY_TAG[tag]
