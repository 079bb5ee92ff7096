"""Circles and ways, against the slow and obvious."""

from hypothesis import given
from hypothesis import strategies as st

from amanet.corroboration.ways import circles, on_a_way

NODES = "abcdefg"
Lines = st.sets(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)), max_size=12)


def reached(onward: dict[str, set[str]], start: str) -> set[str]:
    found, todo = {start}, [start]
    while todo:
        new = onward[todo.pop()] - found
        found |= new
        todo += new
    return found


@given(Lines)
def test_who_reaches_each_other_is_one_circle_and_comes_after_all_it_leads_to(
    lines: set[tuple[str, str]],
) -> None:
    onward = {one: {other for first, other in lines if first == one} for one in NODES}
    found = circles(onward)
    for one in NODES:
        assert found[one] == min(other for other in reached(onward, one) if one in reached(onward, other))
    place = {node: at for at, node in enumerate(found)}
    assert all(place[other] < place[one] for one, other in lines if found[one] != found[other])


def simple_ways(near: dict[str, set[str]], way: list[str], ends: set[str]) -> set[str]:
    if len(way) > 1 and way[-1] in ends:
        return set(way)
    found: set[str] = set()
    for following in near[way[-1]] - set(way):
        found |= simple_ways(near, [*way, following], ends)
    return found


@given(Lines, st.sets(st.sampled_from(NODES), max_size=4))
def test_on_a_way_is_who_stands_on_a_way_between_two_ends(
    lines: set[tuple[str, str]], ends: set[str]
) -> None:
    near = {one: {b if a == one else a for a, b in lines if one in (a, b) and a != b} for one in NODES}
    slow = set().union(*(simple_ways(near, [end], ends) for end in ends)) | ends
    assert on_a_way(near, ends) | ends == slow


def test_a_long_chain_is_no_trouble() -> None:
    names = [str(number) for number in range(20_000)]
    onward = dict(zip(names, [[one] for one in names[1:]] + [[]], strict=True))
    assert len(circles(onward)) == len(names)
    both = {one: set(above) for one, above in onward.items()}
    for one, above in onward.items():
        for other in above:
            both[other].add(one)
    assert len(on_a_way(both, [names[0], names[-1]])) == len(names)
