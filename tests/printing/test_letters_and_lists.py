"""Papers for others: the letter after a withdrawal, and whom to warn. Everybody is invented."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from amanet.printing.letter import Given, Letter
from amanet.printing.warn_list import Warned, WarnList

PAPER = WarnList(
    "2026-11-23",
    [
        Warned("نۇرسەل", ("has spoken",), ("only: signal; after 20:00",)),
        Warned("Elvan", ("is named",), (), False),
    ],
)


def test_the_paper_names_no_vault_and_says_what_to_do_first(text_of: Callable[[bytes], str]) -> None:
    text = PAPER.text()
    assert text.index("What to do first") < text.index("نۇرسەل") < text.index("Elvan")
    assert "Whoever holds this paper can find these people" in text
    assert "signal;after20:00" in text_of(PAPER.pdf())


LETTER = Letter(
    "Working Group",
    "2026-11-23",
    [
        Given("2026-05-02", "to-the-group.age", ["ab" * 32], "UN submission", "Person 1"),
        Given("2026-05-03", None, ["cd" * 32]),
    ],
)


def test_a_letter_says_what_was_given_and_what_is_asked(text_of: Callable[[bytes], str]) -> None:
    pdf = text_of(LETTER.pdf())
    for words in ("to-the-group.age", "ab" * 32, "cd" * 32, "“Person1”", "Donottrytofindoutwhoitis"):
        assert words in pdf
        assert words in "".join(LETTER.text().split())


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=60))
def test_whatever_a_recipient_is_called_no_line_of_the_letter_can_be_forged(name: str) -> None:
    text = Letter(name, "2026-11-23", LETTER.given).text()
    assert text.count("\n") == Letter("x", "2026-11-23", LETTER.given).text().count("\n")
    assert "\u202e" not in text
