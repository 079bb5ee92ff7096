"""The account in a few sentences: when they were last heard of, what happened and where they were last, on how many independent sources it
all rests, what sources contest and what officials deny. Every sentence stands in the account in full, with who says so.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from amanet.corroboration.fate import Fate, Whereabouts
from amanet.corroboration.json_form import InJson
from amanet.corroboration.known import Known, Weighed
from amanet.corroboration.signs import Silence
from amanet.corroboration.spoken import Spoke
from amanet.corroboration.timeline import finest
from amanet.corroboration.verdict import CONTESTED
from amanet.corroboration.wording import either
from amanet.phrases import SEMICOLON, SPACE, phrase, phrases, recased, series

__all__ = ["Summary", "summary_of"]

_MOST: Final = 6


@dataclass(frozen=True)
class Summary(InJson):
    """`independent` counts the sources of everything in the account; `contested` and `denied` name facts, in words."""

    independent: int
    contested: tuple[str, ...]
    denied: tuple[str, ...]
    text: str


def summary_of(
    weighed: Weighed,
    person: str,
    facts: Iterable[Known],
    silence: Silence | None,
    spoke: Spoke | None,
    fate: Fate,
    whereabouts: Whereabouts,
    groups: tuple[tuple[str, ...], ...],
) -> Summary:
    """`silence` is None for what gives no signs of life, such as a group."""
    several = [known for known in facts if known.is_said]
    contested = _named(
        _of_what(weighed, known) for known in several if known.fact.verdict.standing == CONTESTED
    )
    denied = _named(_what(weighed, known) for known in several if known.fact.verdict.denied)
    sentences = [
        _who(weighed, person),
        *_last_heard(silence, spoke),
        phrase("What happened: %(sentence)s", sentence=recased(fate.text, str.lower)),
        phrase("Where: %(sentence)s", sentence=recased(whereabouts.text, str.lower)),
        _sources(weighed, groups),
    ]
    if contested:
        sentences.append(phrase("Sources contradict each other on: %(what)s.", what=_some(contested)))
    if denied:
        sentences.append(phrase("Officials deny: %(what)s.", what=_some(denied)))
    return Summary(len(groups), contested, denied, series(sentences, SPACE, None))


def _last_heard(silence: Silence | None, spoke: Spoke | None) -> Iterator[str]:
    if silence is not None:
        yield silence.text
        for lost in silence.no_contact:
            if lost.when:
                yield phrase("Contact is said to have been lost, %(day)s.", day=lost.when.in_words)
    if spoke is not None:
        yield phrase("Spoke as a source, %(day)s.", day=spoke.when.in_words)


def _who(weighed: Weighed, person: str) -> str:
    births = finest(weighed.known(person, "birth_date"))
    name = weighed.called(person)
    if not births:
        return phrase("%(name)s.", name=name)
    return phrase("%(name)s, born %(day)s.", name=name, day=either(known.shown for known in births))


def _sources(weighed: Weighed, groups: tuple[tuple[str, ...], ...]) -> str:
    """Of everything together: for each line of the account it stands there."""
    if not groups:
        return phrase("No source says anything that counts.")
    if len(groups) == 1:
        return phrase("All of it rests on one source.")
    if any(all(weighed.material.source(one).official for one in group) for group in groups):
        return phrases(
            "In all, %(num)d independent source speaks here, officials among them, each of its own part.",
            "In all, %(num)d independent sources speak here, officials among them, each of its own part.",
            len(groups),
        )
    return phrases(
        "In all, %(num)d independent source speaks here, each of its own part.",
        "In all, %(num)d independent sources speak here, each of its own part.",
        len(groups),
    )


def _of_what(weighed: Weighed, known: Known) -> str:
    """ "beginning of detention": the values stand in the account."""
    schema = weighed.material.schema_of(known.fact.subject)
    if schema == "Person":
        return known.label
    return phrase("%(property)s of %(what)s", property=known.label, what=weighed.title(known.fact.subject))


def _what(weighed: Weighed, known: Known) -> str:
    if known.property == "type":
        return known.shown
    return phrase("%(property)s: %(value)s", property=known.label, value=known.shown)


def _named(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _some(several: tuple[str, ...]) -> str:
    shown, more = series(several[:_MOST], SEMICOLON, None), len(several) - _MOST
    if more <= 0:
        return shown
    return phrases("%(several)s and %(num)d more", "%(several)s and %(num)d more", more, several=shown)
