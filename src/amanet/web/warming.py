"""What the first page, the first account and the first search would wait for, made ready beforehand.

While somebody types the passphrase: the templates, and the parts of the program that are loaded late. A moment after the door was opened:
a search for nothing in particular, so that the first real one finds the database at hand. Nobody's name is asked for, and nothing is noted.
"""

from importlib import import_module
from typing import Final

from amanet.app import OpenVault
from amanet.web.pages import warm_up

__all__ = ["before_the_door", "behind_the_door"]

_LATE: Final = (
    "amanet.work.attention",
    "amanet.work.stamp",
    "amanet.work.known",
    "amanet.work.people",
    "amanet.work.searching",
    "amanet.work.renderings",
    "amanet.work.overview",
    "amanet.vault.ontology_files",
)
# Invented, as all names are that stand in the program.
_NAMES: Final = ("Talli Vane", "Talli Vain", "Талли Вейн")


def before_the_door(language: str) -> None:
    """Needs no vault, and no order: what is not ready in time is made ready by whoever needs it."""
    from amanet.names import compare
    from amanet.vault.ontology_files import load_ontology

    warm_up(language)
    for name in _LATE:
        import_module(name)
    load_ontology()
    for other in _NAMES[1:]:
        compare(_NAMES[0], other, kind="person")


def behind_the_door(opened: OpenVault) -> None:
    from amanet.work.searching import KINDS

    if opened.vault.last_number:
        opened.ask_each(_NAMES[0], KINDS, limit=1)
