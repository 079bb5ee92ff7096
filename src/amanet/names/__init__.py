"""One name in many scripts: folding, keys, comparison, ranking, proposals and finding. Pure.

    compare(a, b)        how many bits speak for one name behind two writings, and why
    rank(query, pool)    the likeliest of many names, best first
    keys(name)           strings that the writings of a name share, to look it up with
    propose(name, …)     renderings in another script, for a person to choose from
    find(text, names)    where in a running text any form of these names stands
    fold(text)           the form of a text for searching

A score proposes, a person decides. No function here returns or stores a presumed language, ethnicity or religion of a person (DESIGN
section 7). The tables for Uyghur and Kazakh await a native speaker's review. Parts are loaded when they are first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amanet.names.comparison import Comparison, Reason, compare
    from amanet.names.finding import NameFinder, find
    from amanet.names.finding_hits import Hit
    from amanet.names.folding import fold, fold_with_offsets
    from amanet.names.forgetting import forget
    from amanet.names.index import NameIndex, rank
    from amanet.names.lookup_keys import KEY_VERSION, keys
    from amanet.names.proposals import Proposal, propose
    from amanet.names.scripts import Script, script_of

__all__ = [
    "KEY_VERSION",
    "Comparison",
    "Hit",
    "NameFinder",
    "NameIndex",
    "Proposal",
    "Reason",
    "Script",
    "compare",
    "find",
    "fold",
    "fold_with_offsets",
    "forget",
    "keys",
    "propose",
    "rank",
    "script_of",
]

_STANDS_IN = {
    "KEY_VERSION": "lookup_keys",
    "Comparison": "comparison",
    "Hit": "finding_hits",
    "NameFinder": "finding",
    "NameIndex": "index",
    "Proposal": "proposals",
    "Reason": "comparison",
    "Script": "scripts",
    "compare": "comparison",
    "find": "finding",
    "fold": "folding",
    "fold_with_offsets": "folding",
    "forget": "forgetting",
    "keys": "lookup_keys",
    "propose": "proposals",
    "rank": "index",
    "script_of": "scripts",
}


def __getattr__(name: str) -> object:
    """The libraries behind a comparison take a while to load; who only folds or finds does not wait for them."""
    if name not in _STANDS_IN:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_STANDS_IN[name]}"), name)
    globals()[name] = value
    return value
