"""Empties what `names` keeps in memory to be fast: names are personal data, and a vault that is closed leaves none behind here.

Every cache of a bounded size under `amanet.names` holds names or their words; those without a bound hold rows of tables and no name. Both kinds
may be used by several threads at once: who asks while they are emptied works a name out again.
"""

import sys

__all__ = ["forget"]


def forget() -> None:
    """Forgets the names last read and compared, and the pools last used. For the moment a vault is closed; loads nothing."""
    for name, module in list(sys.modules.items()):
        if name.startswith("amanet.names.") and module is not None:
            for kept in list(vars(module).values()):
                if hasattr(kept, "cache_parameters") and kept.cache_parameters()["maxsize"] is not None:
                    kept.cache_clear()
