"""What is raised where words can be read in several ways: nothing is chosen, everything is named.

>>> from amanet.record.dates import Ambiguous, parse_date_words
>>> try:
...     parse_date_words("03/04/2018")
... except Ambiguous as question:
...     print(question.question, [one.edtf for one in question.candidates])
date_order ['2018-04-03', '2018-03-04']
"""

from collections.abc import Iterable
from typing import Any

from amanet.errors import BadData

__all__ = ["Ambiguous"]


class Ambiguous(BadData):
    """`candidates` are the values it may be (`PartialDate` or `Quantity`), `question` what decides between them.

    `question` is `date_order`, `calendar`, `century`, `language`, `number` or `meaning`; `choices`, where it has any, the
    answers in the order of the candidates. The message says how to answer; it does not repeat the words.
    """

    def __init__(
        self,
        message: str,
        candidates: Iterable[Any],
        question: str = "meaning",
        choices: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message)
        self.candidates = tuple(candidates)
        self.question = question
        self.choices = choices
