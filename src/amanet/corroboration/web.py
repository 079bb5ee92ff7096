"""Who hangs together with whom, of those who say one thing: the rules of independence, on ties alone (docs/methods/corroboration.md, section 2).

`saying` are those who say it. Whoever rests on one of them, and is not rested on in turn, is set aside: resting joins nothing there. What joins is
everything else: the same person, document or interview, two who rest on each other, and a source that both rest on and that does not say it.

>>> from amanet.corroboration.verdict import Tie
>>> drawn = [Tie("report", "one", "draws_on", "one"), Tie("report", "other", "draws_on", "other")]
>>> web = Web({"one", "other", "report"}, {"report": drawn, "one": [], "other": []}, [])
>>> sorted(web.set_aside), len(web.counting)
(['report'], 2)
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from amanet.corroboration.verdict import Tie
from amanet.corroboration.ways import Joined, circles, on_a_way

__all__ = ["Web"]


class Web:
    """`upward` has each source that is reached, with its ties to whom it rests on; `sideways` are ties that join.

    `leader` stands for all that are joined; `counting` are the leaders of groups that count: not all in them are set aside. `shown` are those who
    say it, and those through whom they are tied, and no others.
    """

    def __init__(
        self, saying: set[str], upward: Mapping[str, Sequence[Tie]], sideways: Sequence[Tie]
    ) -> None:
        self._saying = saying
        self._upward = upward
        self._sideways = sideways
        self._circle = circles(_ways_up(upward, sideways))
        self._leading, leaving = self._ways_to_who_says_it()
        self.set_aside = frozenset(one for one in saying if self._circle[one] in leaving)
        self._joining = [*sideways, *(tie for tie in self._rising if self._joins(tie))]
        joined = Joined(upward)
        for tie in self._joining:
            joined.join(tie.one, tie.other)
        self._leaders = {source: joined.leader(source) for source in upward}
        self.counting = frozenset(self._leaders[one] for one in saying - self.set_aside)

    def leader(self, source: str) -> str:
        return self._leaders[source]

    def groups(self, order: Mapping[str, Any]) -> dict[str, str]:
        """With which group each leader stands. Those of whom none counts stand with the first of those that they rest on, in this order."""
        above: dict[str, str] = {}
        found = {leader: leader for leader in self.counting}
        for source, circle in self._circle.items():  # who is rested on comes first
            leader = self._leaders[source]
            near = [above[up] for tie in self._upward[source] if (up := self._circle[tie.other]) in above]
            near += [leader] if leader in self.counting else []
            near += [above[circle]] if circle in above else []
            if near:
                above[circle] = min(near, key=order.__getitem__)
        for source, circle in self._circle.items():
            leader = self._leaders[source]
            if leader not in self.counting and circle in above:
                found[leader] = min(found.get(leader, above[circle]), above[circle], key=order.__getitem__)
        return found

    @cached_property
    def shown(self) -> frozenset[str]:
        return frozenset(self._saying | self._between())

    def shown_ties(self) -> set[Tie]:
        several = (*self._sideways, *self._rising)
        return {tie for tie in several if tie.one in self.shown and tie.other in self.shown}

    @property
    def _rising(self) -> Iterable[Tie]:
        return (tie for ties in self._upward.values() for tie in ties)

    def _ways_to_who_says_it(self) -> tuple[set[str], set[str]]:
        """The circles in which somebody says it or that lead to somebody who does; and those from which a way out leads there."""
        leading: set[str] = set()
        leaving: set[str] = set()
        for source, circle in self._circle.items():  # who is rested on comes first
            above = {self._circle[tie.other] for tie in self._upward[source]} - {circle}
            if not above.isdisjoint(leading):
                leaving.add(circle)
            if source in self._saying or circle in leaving:
                leading.add(circle)
        return leading, leaving

    def _joins(self, tie: Tie) -> bool:
        one, other = self._circle[tie.one], self._circle[tie.other]
        return one == other or other not in self._leading

    def _between(self) -> set[str]:
        """Who says nothing of it, and stands on a way between two that are not tied without them."""
        silent = self._upward.keys() - self._saying
        if not silent:
            return set()
        place = self._places(silent)
        near: dict[str, set[str]] = {}
        passing = [tie for tie in self._rising if tie.one in silent or tie.other in silent]
        for tie in (*self._joining, *passing):
            one, other = place[tie.one], place[tie.other]
            if one != other:
                near.setdefault(one, set()).add(other)
                near.setdefault(other, set()).add(one)
        return on_a_way(near, {place[one] for one in self._saying if self._is_end(one)}) & silent

    def _places(self, silent: Iterable[str]) -> dict[str, str]:
        """Those who are joined to each other without anybody else are in one place."""
        direct = Joined(self._saying)
        for tie in self._joining:
            if tie.one in self._saying and tie.other in self._saying:
                direct.join(tie.one, tie.other)
        return {one: direct.leader(one) for one in self._saying} | {one: one for one in silent}

    def _is_end(self, source: str) -> bool:
        """Not so for who is set aside, and says from whom of those who say it: no more is needed to see why."""
        rests = any(tie.other in self._saying for tie in self._upward[source])
        return source not in self.set_aside or not rests


def _ways_up(upward: Mapping[str, Sequence[Tie]], sideways: Sequence[Tie]) -> dict[str, list[str]]:
    """To whom each rests on. Those who are the same person rest on one another: what one of the entries had from somebody, the person had."""
    ways = {source: [tie.other for tie in ties] for source, ties in upward.items()}
    for tie in sideways:
        if tie.kind == "same_person":
            ways[tie.one].append(tie.other)
            ways[tie.other].append(tie.one)
    return ways
