"""Several spellings given at once are told apart, and a name that has such a word in it stays one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.names import Script, propose
from amanet.names.spellings import MOST_SPELLINGS, spellings_in


@pytest.mark.parametrize(
    ("given_name", "spellings"),
    [
        ("Talli or Tali", ("Talli", "Tali")),
        ("Talli Vane/Vain", ("Talli Vane", "Talli Vain")),
        ("Талли или Тали", ("Талли", "Тали")),
        ("盐生舟或者盐生周", ("盐生舟", "盐生周")),
        ("Talli Vane", ()),
        ("Or Levi", ()),
        ("2018/2019", ()),
        ("a/b/c", ()),
        ("", ()),
    ],
)
def test_spellings(given_name: str, spellings: tuple[str, ...]) -> None:
    assert spellings_in(given_name) == spellings


def test_each_spelling_is_proposed_in_another_script() -> None:
    both = {one.text for one in propose("Talli or Tali", Script.CYRILLIC)}
    alone = [{one.text for one in propose(name, Script.CYRILLIC)} for name in ("Talli", "Tali")]
    assert both == alone[0] | alone[1]


@given(st.text(max_size=600))
def test_whatever_is_given_has_few_spellings(text: str) -> None:
    assert len(spellings_in(text)) <= MOST_SPELLINGS
