"""Decomposable graphs of lists as a matrix: which marginal tables each multiplies (cliques) and divides by (separators)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any

from amanet.errors import Misuse

__all__ = ["KNOWN_COUNTS", "Graphs", "decomposable_graphs"]

# How many decomposable graphs there are (OEIS A058862).
KNOWN_COUNTS = {2: 2, 3: 8, 4: 61, 5: 822, 6: 18154, 7: 617675}


@dataclass(frozen=True)
class Graphs:
    """`incidence`: sparse, graphs × subsets of lists (by mask), +1 for a clique, −1 for a separator; `cliques`: masks, zeros after."""

    lists: int
    edges: Any
    cliques: Any
    incidence: Any

    def name(self, at: int, lists: Sequence[str]) -> str:
        masks = sorted(
            (int(mask) for mask in self.cliques[at] if mask), key=lambda mask: (-mask.bit_count(), mask)
        )
        return (
            "["
            + ", ".join("·".join(name for j, name in enumerate(lists) if mask >> j & 1) for mask in masks)
            + "]"
        )

    @property
    def saturated(self) -> int:
        """Where the graph of all edges stands."""
        return len(self.edges) - 1


@lru_cache(maxsize=4)
def decomposable_graphs(lists: int) -> Graphs:
    import numpy as np
    from scipy.sparse import csr_matrix

    if lists not in KNOWN_COUNTS:
        raise Misuse(
            f"Decomposable graphs are weighed for 3 to 7 lists; here are {lists}. Merge lists that are alike: table.merge('A', 'B')."
        )
    from amanet.estimation.chordal_kernels import search

    pairs = np.array(list(combinations(range(lists), 2)))
    edges, cliques, separators = search(
        lists, pairs[:, 0].copy(), pairs[:, 1].copy(), KNOWN_COUNTS[lists] + 1
    )
    rows = np.arange(len(edges)).repeat(lists)
    ones = np.ones(len(rows))
    plus = csr_matrix((ones, (rows, cliques.ravel())), shape=(len(edges), 1 << lists))
    minus = csr_matrix((ones, (rows, separators.ravel())), shape=(len(edges), 1 << lists))
    incidence = (plus - minus).tolil() if lists < 3 else (plus - minus)
    return Graphs(lists, edges, cliques, _without_empty(csr_matrix(incidence)))


def _without_empty(incidence: Any) -> Any:
    """h(∅) = 0, whatever fills the rows up."""
    from scipy.sparse import diags

    keep = [0.0] + [1.0] * (incidence.shape[1] - 1)
    cleared = incidence @ diags(keep)
    cleared.eliminate_zeros()
    return cleared.tocsr()
