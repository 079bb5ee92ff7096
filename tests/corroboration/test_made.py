"""What is made quickly is the same as what the standard library makes."""

from dataclasses import FrozenInstanceError, dataclass, field, fields, replace

import pytest

from amanet.corroboration.made import quickly_made
from amanet.corroboration.material import Told
from amanet.corroboration.verdict import Fact, Support


@dataclass(frozen=True)
class Plain:
    one: str
    other: tuple[int, ...]
    last: frozenset[str] = frozenset("a")


@quickly_made
@dataclass(frozen=True)
class Quick:
    one: str
    other: tuple[int, ...]
    last: frozenset[str] = frozenset("a")


def test_it_compares_hashes_and_shows_itself_as_before() -> None:
    quick, plain = Quick("x", (1,)), Plain("x", other=(1,))
    assert vars(quick) == vars(plain)
    assert repr(quick) == repr(plain).replace("Plain", "Quick")
    assert hash(quick) == hash(plain) == hash(Quick("x", (1,), frozenset("a")))
    assert quick == Quick(other=(1,), one="x") != Quick("y", (1,))
    assert replace(quick, one="y", last=frozenset()) == Quick("y", (1,), frozenset())


def test_it_stays_frozen_and_asks_for_all_its_fields() -> None:
    quick = Quick("x", ())
    with pytest.raises(FrozenInstanceError):
        quick.one = "y"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del quick.one
    with pytest.raises(TypeError):
        Quick("x")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Quick("x", (), frozenset(), "more")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Quick("x", (), nobody="knows")  # type: ignore[call-arg]


def test_what_it_cannot_do_the_same_for_it_refuses() -> None:
    @dataclass(frozen=True, slots=True)
    class Slotted:
        one: str

    @dataclass(frozen=True)
    class Made:
        one: list[str] = field(default_factory=list)

    @dataclass(frozen=True)
    class After:
        one: str

        def __post_init__(self) -> None:
            raise AssertionError(self)

    for other in (Slotted, Made, After):
        with pytest.raises(TypeError, match="plain dataclass"):
            quickly_made(other)


@pytest.mark.parametrize("cls", [Told, Fact, Support])
def test_what_accounts_are_made_of_keeps_each_value_under_its_name(cls: type) -> None:
    names = [one.name for one in fields(cls)]
    made = cls(*range(len(names)))
    assert [getattr(made, name) for name in names] == list(range(len(names)))
