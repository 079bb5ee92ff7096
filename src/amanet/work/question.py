"""A question to the vault, taken apart: words, phrases in quotation marks, and what reads as a date.

Nothing is guessed. What can mean several dates means each of them here: a question that finds too much does no harm. Words that read as
a date stay words too. "Ablet or Ablat" and "Ablet/Ablat" ask for the words as they stand and for each spelling; "wife of X" for the words and
for X's wife (`names.relatives`).

>>> from amanet.work.question import parse_question
>>> parse_question('Kashgar "the school"').parts
(Part(words=('kashgar',), days=()), Part(words=('the school',), days=()))
>>> [one.text for one in parse_question("Muyesser Ablet or Ablat").spellings]
['Muyesser Ablet', 'Muyesser Ablat']
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from amanet.errors import BadData, Misuse
from amanet.names.spellings import sides_of, spellings_of, with_words_between
from amanet.vault.text_lookup import Part, days_between, searchable

__all__ = ["Question", "parse_question"]

LONGEST: Final = 500
MOST_PARTS: Final = 16
_HALVES: Final = re.compile("[\ud800-\udfff]")
_LONGEST_DATE: Final = 6
_TOKEN: Final = re.compile(
    '"([^"]*)"|“([^”]*)”|„([^“”]*)[“”]|«([^»]*)»|「([^」]*)」|『([^』]*)』|([^\\s"]+)|"'
)


@dataclass(frozen=True)
class Question:
    """As it was asked, and its parts, each once. `spellings` are the questions for each of several spellings, `sides` for what stood on
    each side of "or" alone, where that is another; `kin` is what is asked for, where it is a relative (codes of the thesaurus), and `of` the
    questions for whose.
    """

    text: str
    parts: tuple[Part, ...]
    spellings: tuple["Question", ...] = ()
    sides: tuple["Question", ...] = ()
    kin: tuple[str, ...] = ()
    of: tuple["Question", ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """Of all parts."""
        return tuple(dict.fromkeys(word for part in self.parts for word in part.words))


def parse_question(text: str) -> Question:
    """Raises `Misuse` where there is nothing to look for, or too much."""
    if len(text) > LONGEST:
        raise Misuse(f"A question has at most {LONGEST} characters. Ask for the words that matter.")
    text = _HALVES.sub("", text)
    parts = _parts_of(text)
    if not parts:
        raise Misuse("There is nothing to look for: a question has a word, a name, a date or a number in it.")
    if len(parts) > MOST_PARTS:
        raise Misuse(f"A question has at most {MOST_PARTS} parts. Ask for the words that matter.")
    kin, of = _relative(text)
    spellings, sides = _spelled(text) if not of else ((), ())
    return Question(text, parts, spellings, sides, kin, of)


def _parts_of(text: str) -> tuple[Part, ...]:
    return tuple(dict.fromkeys(_parts(list(_tokens(text)))))


def _relative(text: str) -> tuple[tuple[str, ...], tuple[Question, ...]]:
    from amanet.names.relatives import relative_in

    found = relative_in(text)
    if found is None:
        return (), ()
    asked = [one for name in found.names for one in (name, *(each.text for each in _spelled(name)[0]))]
    return found.kin, _questions(asked)


def _spelled(text: str) -> tuple[tuple[Question, ...], tuple[Question, ...]]:
    """The questions for each spelling, and for what stands on each side alone where that is another; nothing where there is one only."""
    tokens = _tokens(with_words_between(text))
    sides = sides_of([f'"{token}"' if quoted else token for token, quoted in tokens])
    spelled = spellings_of(sides)
    found = _questions(spelled)
    alone = [one for one in map(" ".join, sides) if one not in spelled]
    return (found, _questions(alone)) if len(found) > 1 else ((), ())


def _questions(texts: Sequence[str]) -> tuple[Question, ...]:
    """Without those in which there is nothing to look for."""
    found = (Question(text, _parts_of(text)) for text in dict.fromkeys(texts))
    return tuple(one for one in found if one.parts)


def _tokens(text: str) -> Iterator[tuple[str, bool]]:
    """Words and phrases as they were asked, and whether they were in quotation marks."""
    for match in _TOKEN.finditer(text):
        *phrases, word = match.groups()
        phrase = next((one for one in phrases if one is not None), None)
        if phrase is not None:
            yield phrase, True
        elif word is not None:
            yield word, False


def _parts(tokens: Sequence[tuple[str, bool]]) -> Iterator[Part]:
    at = 0
    while at < len(tokens):
        count, days = _date_at(tokens, at)
        words = tuple(filter(None, (searchable(token).strip() for token, _ in tokens[at : at + count])))
        if words:
            yield Part(words, days)
        at += count


def _date_at(tokens: Sequence[tuple[str, bool]], at: int) -> tuple[int, tuple[tuple[int, int], ...]]:
    """How many of the next words read as a date, as many as can be, and the days it may mean; 1 and none where they do not."""
    for count in range(min(_LONGEST_DATE, len(tokens) - at), 0, -1):
        chosen = tokens[at : at + count]
        if any(quoted for _, quoted in chosen):
            continue
        days = _days(" ".join(token for token, _ in chosen))
        if days:
            return count, days
    return 1, ()


def _days(words: str) -> tuple[tuple[int, int], ...]:
    """Without a number in them, words say no day that stands by itself; and most questions are spared the reading of dates."""
    if not any(character.isnumeric() for character in words):
        return ()
    from amanet.record.dates import Ambiguous, PartialDate, parse_date_words, parse_edtf

    candidates: Sequence[PartialDate]
    try:
        candidates = [parse_date_words(words)]
    except Ambiguous as several:
        candidates = several.candidates
    except BadData:
        try:
            candidates = [parse_edtf(words)]
        except BadData:
            return ()
    found = (days_between(one.to_json()) for one in candidates)
    return tuple(dict.fromkeys(days for days in found if days is not None))
