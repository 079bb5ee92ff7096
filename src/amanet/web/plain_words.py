"""What errors say, for a page: without what can only be done on the command line.

Messages name an option in brackets, "Say its encoding (--encoding)", and a command as `amanet log`. On a page there is a form for the
one and a place for the other. A sentence that is of a command alone, and of none that has a place here, is left out.

>>> on_a_page("Line 3 is not UTF-8. Say its encoding (--encoding).")
'Line 3 is not UTF-8. Say its encoding.'
>>> on_a_page("Entity 7 was retracted. `amanet log` shows by whom. `amanet merge` takes vaults over.")
'Entity 7 was retracted. The log shows by whom.'
"""

import re
from typing import Final

__all__ = ["on_a_page"]

_IN_BRACKETS: Final = re.compile(r"\s*\((?:--|`amanet )[^()]*\)")
_PLACES: Final = (
    (re.compile(r"\bRun `amanet verify`"), "Verify everything, under “Log”"),
    (re.compile(r"`amanet (?:log|show [^`]*)`"), "the log"),
    (re.compile(r"`amanet list`"), "the list of items"),
    (re.compile(r"`amanet (member|key|backup) list`"), "the page of Settings for it"),
    (re.compile(r"`amanet read`"), "the page of the item"),
)
_SENTENCES: Final = re.compile(r"(?<=[.!?])\s+")
_OF_COMMANDS: Final = re.compile(r"\B--[a-z]|`amanet |^The formats: ")


def on_a_page(text: str) -> str:
    """The same in English, as the message was."""
    for pattern, place in ((_IN_BRACKETS, ""), *_PLACES):
        text = pattern.sub(place, text)
    kept = [one for one in _SENTENCES.split(text) if not _OF_COMMANDS.search(one)]
    return " ".join(one[:1].upper() + one[1:] for one in kept)
