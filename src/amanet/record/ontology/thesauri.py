"""Micro-thesauri: short lists of terms with a code each, labels in several languages and the code HURIDOCS gives them.

A code of ours is lower-case ASCII and never changes its meaning. A team adds terms of its own under its mark, `mark.code`, so
that neither a later version of ours nor another team ever means something else by the same code; and it gives our terms labels
in languages that we lack or that nobody has reviewed. It cannot redefine a code.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property

from amanet.errors import BadData
from amanet.record.ontology.fields import Fields, Tree
from amanet.record.ontology.labels import ENGLISH, folded, label_in, verify_languages
from amanet.record.ontology.mapping import Mapped, parse_mapping

# A space only because the reasons for an absent value are written so in records: "not asked".
_CODE = r"[a-z][a-z0-9]*(?:[_ ][a-z0-9]+)*"
_OWN_CODE = r"[a-z][a-z0-9]*\.[a-z][a-z0-9]*(?:_[a-z0-9]+)*"
_OWN_HINT = (
    "is no code for a team's own term: those begin with the team's mark and a dot, like lantern.study_camp"
)
_LONGEST_CODE = 48
_MOST_SHOWN = 30


@dataclass(frozen=True)
class Term:
    """`huridocs` is the twelve-digit code in the micro-thesaurus of the Events Standard Formats; `added` by a team."""

    code: str
    labels: Mapping[str, str]
    broader: str | None = None
    description: str | None = None
    huridocs: str | None = None
    followthemoney: Mapped | None = None
    added: bool = False

    def label(self, language: str = ENGLISH) -> str:
        return label_in(self.labels, language)


@dataclass(frozen=True)
class Thesaurus:
    """`reviewed` names the languages whose labels somebody who speaks them has checked; `huridocs` its number there."""

    name: str
    labels: Mapping[str, str]
    description: str | None
    reviewed: frozenset[str]
    huridocs: str | None
    terms: Mapping[str, Term]

    def term(self, code: str) -> Term:
        """Raises `BadData`, which names the codes there are and not the one given: it may be anything out of a table."""
        found = self.terms.get(code)
        if found is None:
            raise BadData(f"{self.name} has no such code. {self.offer(code)}")
        return found

    def label(self, code: str, language: str = ENGLISH) -> str:
        return self.term(code).label(language)

    def find(self, words: str, language: str | None = None) -> Term | None:
        """The term with exactly this label (letter case and spaces aside), in `language` or in any.

        None where there is none, and also where the words mean different terms in different languages.
        """
        found = {code for spoken, code in self._codes.get(folded(words), ()) if language in (None, spoken)}
        return self.terms[found.pop()] if len(found) == 1 else None

    def offer(self, code: str) -> str:
        near = get_close_matches(code, self.terms) if len(code) <= _LONGEST_CODE else []
        shown = near or list(self.terms)[:_MOST_SHOWN]
        more = "" if near or len(self.terms) <= _MOST_SHOWN else f" and {len(self.terms) - _MOST_SHOWN} more"
        return f"{'Near' if near else 'Codes'}: {', '.join(shown)}{more}."

    def verify(self, file: str) -> None:
        """Raises `BadData` where `broader` leads nowhere or in a circle, or one label means two terms."""
        sound: set[str] = set()
        for term in self.terms.values():
            sound |= self._verified_upward(file, term, sound)
        for meanings in self._codes.values():
            if len({language for language, _ in meanings}) < len(meanings):
                codes = ", ".join(code for _, code in meanings)
                raise BadData(f"{file}: in one language the same label stands for several of: {codes}.")

    def _verified_upward(self, file: str, term: Term, sound: set[str]) -> set[str]:
        """This term and those above it, as far up as nobody has been yet."""
        seen = {term.code}
        while term.broader is not None and term.code not in sound:
            if term.broader not in self.terms or term.broader in seen:
                raise BadData(f"{file}: the broader term of {term.code!r} is none, or lies below it.")
            seen.add(term.broader)
            term = self.terms[term.broader]
        return seen

    @cached_property
    def _codes(self) -> Mapping[str, list[tuple[str, str]]]:
        """Language and code by folded label."""
        found: dict[str, list[tuple[str, str]]] = {}
        for term in self.terms.values():
            for language, label in term.labels.items():
                found.setdefault(folded(label), []).append((language, term.code))
        return found


def parse_thesaurus(file: str, tree: Tree, name: str) -> Thesaurus:
    """Raises `BadData` unless the thesaurus in this file is called `name`."""
    fields = Fields(file, tree)
    if fields.text("name") != name:
        fields.refuse("name", f"must be {name!r}, as the file is called")
    thesaurus = Thesaurus(
        name,
        parse_titles(fields),
        fields.optional_text("description"),
        frozenset(fields.words("reviewed")),
        fields.optional_text("huridocs", r"\d\d"),
        _parse_terms(fields, _CODE, added=False),
    )
    fields.finish()
    thesaurus.verify(file)
    return thesaurus


def added_to(fields: Fields, names: Iterable[str]) -> str:
    """Which of our thesauri a team's file adds to."""
    if fields.has("name"):
        fields.refuse(
            "name", "would make a thesaurus of its own; say with adds_to which of ours the terms belong to"
        )
    known = list(names)
    name = fields.text("adds_to")
    if name not in known:
        near = get_close_matches(name[:_LONGEST_CODE], known) or known
        fields.refuse("adds_to", f"names no thesaurus. Did you mean {' or '.join(near)}?")
    return name


def add_terms(fields: Fields, old: Thesaurus) -> Thesaurus:
    """`old` with what a team's file adds to it. Raises `BadData` where that touches what our codes mean."""
    own = _parse_terms(fields, _OWN_CODE, added=True)
    for code in own:
        if code in old.terms:
            fields.refuse(repr(code), "is added a second time")
    translated = _translated(fields, old)
    fields.finish()
    new = replace(old, terms={**old.terms, **translated, **own})
    new.verify(fields.where)
    return new


def parse_titles(fields: Fields) -> Mapping[str, str]:
    """`label` is English; `labels` has the other languages."""
    english, others = fields.text("label"), fields.texts("labels")
    if ENGLISH in others:
        fields.refuse("labels", "has English too, which stands in label")
    verify_languages(fields.where, others)
    return {ENGLISH: english, **others}


def _parse_terms(fields: Fields, pattern: str, *, added: bool) -> Mapping[str, Term]:
    found = {}
    for code, tree in fields.mapping("terms").items():
        if re.fullmatch(pattern, code) is None or len(code) > _LONGEST_CODE:
            fields.refuse(repr(code), _OWN_HINT if added else f"does not look as a code must ({pattern})")
        found[code] = _parse_term(code, fields.inside(code, tree), added=added)
    return found


def _parse_term(code: str, fields: Fields, *, added: bool) -> Term:
    labels = fields.texts("labels")
    verify_languages(fields.where, labels)
    if ENGLISH not in labels:
        fields.refuse("labels", "has no English (en), which every term has")
    mapped = parse_mapping(fields) if fields.has("followthemoney") else None
    term = Term(
        code,
        labels,
        fields.optional_text("broader"),
        fields.optional_text("description"),
        fields.optional_text("huridocs", r"\d{12}"),
        mapped if isinstance(mapped, Mapped) else None,
        added,
    )
    fields.finish()
    return term


def _translated(fields: Fields, old: Thesaurus) -> Mapping[str, Term]:
    """Terms of ours with labels in further languages, or in place of labels that nobody has reviewed."""
    found = {}
    for code, tree in fields.mapping("translations").items():
        if code not in old.terms:
            fields.refuse("translations", f"is of a code that {old.name} does not have. {old.offer(code)}")
        labels = fields.inside("translations", {code: tree}).texts(code)
        verify_languages(f"{fields.where}, translations, {code}", labels)
        for language in labels:
            if language == ENGLISH or language in old.reviewed:
                fields.refuse(
                    repr(code), f"cannot get another label in {language}: that one says what the code means"
                )
        term = old.terms[code]
        found[code] = replace(term, labels={**term.labels, **labels})
    return found
