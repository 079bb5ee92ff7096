"""All chordal (decomposable) graphs of a few nodes, found by maximum cardinality search over every set of edges; compiled by numba.

One pass gives for each graph whether it is chordal, its cliques and its separators (Tarjan & Yannakakis 1984; Blair & Peyton 1993).
"""

from typing import Any

import numpy as np
from numba import njit

__all__ = ["search"]


@njit(cache=True, nogil=True)
def _bits(mask: int) -> int:
    count = 0
    while mask:
        mask &= mask - 1
        count += 1
    return count


@njit(cache=True, nogil=True)
def search(nodes: int, first: Any, second: Any, most: int) -> tuple[Any, Any, Any]:
    """(edge sets, cliques, separators) of the graphs on `nodes` nodes whose edges i join first[i] and second[i]. Cliques and separators are
    bit masks of nodes, zeros at the end of a row; an empty separator is a zero too.
    """
    edge_sets = np.zeros(most, np.int64)
    cliques = np.zeros((most, nodes), np.int16)
    separators = np.zeros((most, nodes), np.int16)
    beside = np.zeros(nodes, np.int64)
    found = 0
    for edges in range(1 << first.size):
        beside[:] = 0
        for i in range(first.size):
            if edges >> i & 1:
                beside[first[i]] |= 1 << second[i]
                beside[second[i]] |= 1 << first[i]
        numbered, before, clique, parts, cuts = 0, -1, 0, 0, 0
        chordal = True
        for _ in range(nodes):
            chosen, most_seen = -1, -1
            for node in range(nodes):
                if not numbered >> node & 1:
                    seen = _bits(beside[node] & numbered)
                    if seen > most_seen:
                        chosen, most_seen = node, seen
            earlier = beside[chosen] & numbered
            for node in range(nodes):
                if earlier >> node & 1 and earlier & ~(1 << node) & ~beside[node]:
                    chordal = False
            if not chordal:
                break
            if numbered and most_seen <= before:
                cliques[found, parts] = clique
                separators[found, cuts] = earlier
                parts += 1
                cuts += 1
            clique, before = earlier | 1 << chosen, most_seen
            numbered |= 1 << chosen
        if chordal:
            cliques[found, parts] = clique
            edge_sets[found] = edges
            found += 1
        else:
            cliques[found] = 0
            separators[found] = 0
    return edge_sets[:found], cliques[:found], separators[:found]
