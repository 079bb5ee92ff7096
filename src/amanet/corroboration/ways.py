"""Ways through a graph of sources: who hangs in a circle, and who stands between two.

Nothing of what is told is known here: nodes are texts. Each function looks at every line of the graph once or twice, without recursion, so that a
long chain of hearsay is no trouble.

>>> circles({"a": ["b"], "b": ["a", "c"], "c": []})
{'c': 'c', 'b': 'a', 'a': 'a'}
>>> sorted(on_a_way({"a": {"s"}, "b": {"s"}, "s": {"a", "b", "t"}, "t": {"s"}}, ["a", "b"]))
['a', 'b', 's']
"""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from typing import Final

__all__ = ["Joined", "circles", "on_a_way"]

_ROOT: Final = ("root", 0)


class Joined:
    """Nodes that are put together, two by two; each node stands for itself until it is."""

    def __init__(self, nodes: Iterable[str]) -> None:
        self._over = {node: node for node in nodes}

    def leader(self, node: str) -> str:
        """One that stands for all that are together with this one."""
        over = self._over
        while over[node] != node:
            over[node] = node = over[over[node]]
        return node

    def join(self, one: str, other: str) -> None:
        self._over[self.leader(one)] = self.leader(other)


def circles(onward: Mapping[str, Collection[str]]) -> dict[str, str]:
    """Of each node the smallest of those that it reaches and that reach it; a circle comes after all that it leads to."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    waiting: list[str] = []
    found: dict[str, str] = {}
    for start in onward:
        way = [(start, iter(onward[start]))] if start not in number else []
        while way:
            node, rest = way[-1]
            if node not in number:
                number[node] = lowest[node] = len(number)
                waiting.append(node)
            following = next(rest, None)
            if following is not None:
                if following not in number:
                    way.append((following, iter(onward[following])))
                elif following not in found:
                    lowest[node] = min(lowest[node], number[following])
                continue
            way.pop()
            if way:
                lowest[way[-1][0]] = min(lowest[way[-1][0]], lowest[node])
            if lowest[node] == number[node]:
                _close(waiting, node, found)
    return found


def _close(waiting: list[str], node: str, found: dict[str, str]) -> None:
    at = waiting.index(node) if waiting[-1] != node else len(waiting) - 1
    circle = waiting[at:]
    del waiting[at:]
    found.update(dict.fromkeys(reversed(circle), min(circle)))


def on_a_way(near: Mapping[str, Collection[str]], ends: Collection[str]) -> set[str]:
    """The nodes on ways between two different ends that pass nobody twice; `near` names the neighbours of each node, both ways.

    With one more node that is near all ends, these are the nodes of circles through it: those for which no single node stands
    between.
    """
    met: dict[Hashable, int] = {_ROOT: 0}
    lowest: dict[Hashable, int] = {_ROOT: 0}
    before: dict[Hashable, Hashable] = {}
    is_end = frozenset(ends)
    way: list[tuple[Hashable, Iterator[Hashable]]] = [(_ROOT, iter(sorted(is_end)))]
    while way:
        node, rest = way[-1]
        following = next(rest, None)
        if following is None:
            way.pop()
            if node in before:
                lowest[before[node]] = min(lowest[before[node]], lowest[node])
        elif following not in met:
            met[following] = lowest[following] = len(met)
            before[following] = node
            way.append((following, _around(str(following), near, is_end)))
        elif following != before.get(node):
            lowest[node] = min(lowest[node], met[following])
    return _under_the_root(met, lowest, before)


def _around(node: str, near: Mapping[str, Collection[str]], ends: frozenset[str]) -> Iterator[Hashable]:
    if node in ends:
        yield _ROOT
    yield from near.get(node, ())


def _under_the_root(
    met: Mapping[Hashable, int], lowest: Mapping[Hashable, int], before: Mapping[Hashable, Hashable]
) -> set[str]:
    top: dict[Hashable, Hashable] = {}
    for node in met:  # in the order in which they were met
        if node in before:
            above = before[node]
            top[node] = above if lowest[node] >= met[above] else top[above]
    return {str(node) for node, highest in top.items() if highest == _ROOT}
