"""The leak check: a finished package, opened as an enemy would who knows the secrets (docs/methods/leak-check.md).

>>> from amanet.protect.leaks import Secret, Secrets
>>> Secrets(names=(Secret("Aydin Serik", "p1"),)).names
(Secret(text='…', id='p1'),)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from amanet.protect.leaks.report import Decision, Finding, Report, Severity
from amanet.protect.leaks.secrets import (
    Earlier,
    Original,
    Place,
    Secret,
    Secrets,
    SimilarPicture,
    SimilarSound,
)

if TYPE_CHECKING:
    from amanet.protect.leaks.checking import LeakLimits, check
    from amanet.protect.leaks.picture_prints import all_ways_round, picture_print
    from amanet.protect.leaks.sound_prints import sound_print

__all__ = [
    "Decision",
    "Earlier",
    "Finding",
    "LeakLimits",
    "Original",
    "Place",
    "Report",
    "Secret",
    "Secrets",
    "Severity",
    "SimilarPicture",
    "SimilarSound",
    "all_ways_round",
    "check",
    "picture_print",
    "sound_print",
]

# Imported when first asked for: who only names the secrets does not pay for what searches.
_LATER = {
    "LeakLimits": "checking",
    "all_ways_round": "picture_prints",
    "check": "checking",
    "picture_print": "picture_prints",
    "sound_print": "sound_prints",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
