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
        f"What happened: {_continued(fate.text)}",
        f"Where: {_continued(whereabouts.text)}",
        _sources(weighed, groups),
        *([f"Sources contradict each other on: {_some(contested)}."] if contested else ()),
        *([f"Officials deny: {_some(denied)}."] if denied else ()),
    ]
    return Summary(len(groups), contested, denied, " ".join(sentences))


def _last_heard(silence: Silence | None, spoke: Spoke | None) -> Iterator[str]:
    if silence is not None:
        yield silence.text
        for lost in silence.no_contact:
            if lost.when:
                yield f"Contact is said to have been lost, {lost.when.in_words}."
    if spoke is not None:
        yield f"Spoke as a source, {spoke.when.in_words}."


def _who(weighed: Weighed, person: str) -> str:
    births = finest(weighed.known(person, "birth_date"))
    born = f", born {' or '.join(known.shown for known in births)}" if births else ""
    return f"{weighed.called(person)}{born}."


def _continued(sentence: str) -> str:
    return f"{sentence[0].lower()}{sentence[1:]}"


def _sources(weighed: Weighed, groups: tuple[tuple[str, ...], ...]) -> str:
    """Of everything together: for each line of the account it stands there."""
    if not groups:
        return "No source says anything that counts."
    if len(groups) == 1:
        return "All of it rests on one source."
    official = any(all(weighed.material.source(one).official for one in group) for group in groups)
    among = ", officials among them" if official else ""
    return f"In all, {len(groups)} independent sources speak here{among}, each of its own part."


def _of_what(weighed: Weighed, known: Known) -> str:
    """ "beginning of detention": the values stand in the account."""
    schema = weighed.material.schema_of(known.fact.subject)
    return known.label if schema == "Person" else f"{known.label} of {weighed.title(known.fact.subject)}"


def _what(weighed: Weighed, known: Known) -> str:
    if known.property == "type":
        return known.shown
    return f"{known.label}: {known.shown}"


def _named(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _some(several: tuple[str, ...]) -> str:
    more = f" and {len(several) - _MOST} more" if len(several) > _MOST else ""
    return f"{'; '.join(several[:_MOST])}{more}"
