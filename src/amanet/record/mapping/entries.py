"""The keys of one table of a mapping file, taken one by one. What is wrong is collected, so that one run shows all of it."""

import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import Any

from amanet.record.ontology.labels import folded

__all__ = ["Entries"]

_SHOWN = 40


class Entries:
    """Each key is taken once; `finish` names what nobody took. `problems` is shared by all tables of a file."""

    def __init__(self, where: str, values: Any, problems: list[str]) -> None:
        self.where = where
        self._problems = problems
        self._known: list[str] = []
        self._left: dict[str, Any] = dict(values) if isinstance(values, Mapping) else {}
        if not isinstance(values, Mapping):
            problems.append(f"{where}: keys and values are expected here.")

    def problem(self, key: str, what: str) -> None:
        self._problems.append(f"{self.where}: {key} {what}.")

    def has(self, key: str) -> bool:
        return key in self._left

    def text(self, key: str, pattern: str = "") -> str | None:
        found = self.take(key)
        if found is None:
            return None
        if not isinstance(found, str) or not found.strip():
            self.problem(key, "must be a text")
            return None
        if pattern and re.fullmatch(pattern, found) is None:
            self.problem(key, "does not look as it must; see docs/mapping.md")
            return None
        return found

    def exact(self, key: str, otherwise: str = "") -> str:
        """A text in which white space counts: what joins or splits."""
        found = self.take(key)
        if found is None or (isinstance(found, str) and found):
            return found or otherwise
        self.problem(key, "must be one character or more")
        return otherwise

    def required(self, key: str, pattern: str = "") -> str:
        if key not in self._left:
            self.problem(key, "is missing")
        return self.text(key, pattern) or ""

    def choice(self, key: str, choices: Collection[str]) -> str | None:
        found = self.text(key)
        if found is not None and found not in choices:
            self.problem(key, f"is one of: {', '.join(choices)}")
            return None
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, or one text."""
        found = self.take(key)
        if found is None:
            return ()
        listed = [found] if isinstance(found, str) else found
        if not isinstance(listed, list) or not all(isinstance(one, str) and one.strip() for one in listed):
            self.problem(key, "must be a list of texts")
            return ()
        return tuple(listed)

    def numbers(self, key: str) -> tuple[int, ...]:
        found = self.take(key)
        listed = [] if found is None else found
        if not isinstance(listed, list) or not all(type(one) is int and one >= 0 for one in listed):
            self.problem(key, "must be a list of row numbers")
            return ()
        return tuple(listed)

    def number(self, key: str, otherwise: int) -> int:
        found = self.take(key)
        if found is None:
            return otherwise
        if type(found) is not int or found < 0:
            self.problem(key, "must be a number, 0 or more")
            return otherwise
        return found

    def flag(self, key: str) -> bool:
        found = self.take(key)
        if found not in (None, True, False):
            self.problem(key, "must be true or false")
        return found is True

    def mapping(self, key: str) -> dict[str, str]:
        """Words to words."""
        found = self.take(key)
        if found is None:
            return {}
        if not isinstance(found, Mapping) or not all(isinstance(one, str) for one in found.values()):
            self.problem(key, 'must say what words mean: { "words" = "meaning" }')
            return {}
        return dict(found)

    def meanings(self, key: str) -> dict[str, str]:
        """What words mean, the words folded."""
        found = self.mapping(key)
        folded_words = {folded(words): meaning for words, meaning in found.items()}
        if len(folded_words) < len(found):
            self.problem(key, "has words twice: letter case and spaces do not count")
        return folded_words

    def finish(self) -> None:
        for key in self._left:
            near = get_close_matches(key[:_SHOWN], self._known, 1)
            hint = f" (perhaps {near[0]})" if near else ""
            self.problem(repr(key[:_SHOWN]), f"is no key that stands here{hint}")

    def take(self, key: str) -> Any:
        """Whatever stands there, None where nothing does."""
        self._known.append(key)
        return self._left.pop(key, None)
