"""A date in the form for a statement: how its words are understood, told back; the question where they can be read in several ways."""

from collections.abc import Mapping
from typing import Any

from amanet.canonical import JSON
from amanet.errors import AmanetError
from amanet.phrases import phrase
from amanet.web.plain_words import on_a_page
from amanet.web.screens.saying_fields import Question, Understood

__all__ = ["echo_of", "read_said_at"]


def read_said_at(found: Understood) -> Mapping[str, JSON] | None:
    """When it was said. None where nothing stands there, where it is no date, or where a question is open."""
    from amanet.record.dates import Ambiguous
    from amanet.work.wording import Hints, date_from_words

    words = found.fields["said_at"].strip()
    if not words:
        return None
    try:
        return date_from_words(words, Hints())
    except Ambiguous as several:
        return _chosen_of(several, found)
    except AmanetError as problem:
        found.problems["said_at"] = on_a_page(str(problem))
    return None


def _chosen_of(several: Any, found: Understood) -> Mapping[str, JSON] | None:
    chosen = found.fields["said_at_chosen"]
    for one in several.candidates:
        if one.edtf == chosen:
            return dict(one.to_json())
    if not found.asks("said_at_chosen"):
        told = tuple((one.edtf, echo_of({"date": one.to_json()})) for one in several.candidates)
        found.questions.append(Question("said_at_chosen", dates=told))
    return None


def echo_of(value: Mapping[str, Any]) -> str:
    """How a date was understood; empty for what needs no echo."""
    if "date" not in value:
        return ""
    from amanet.record.dates import PartialDate

    date = PartialDate.from_json(value["date"])
    edtf = date.edtf
    earliest, latest = (None if one is None else one.isoformat() for one in date.bounds())
    if earliest and earliest == latest:
        return phrase("Understood as %(day)s.", day=earliest)
    if earliest and latest:
        return phrase(
            "Understood as %(edtf)s: from %(earliest)s to %(latest)s.",
            edtf=edtf,
            earliest=earliest,
            latest=latest,
        )
    if latest:
        return phrase("Understood as %(edtf)s: not after %(latest)s.", edtf=edtf, latest=latest)
    if earliest:
        return phrase("Understood as %(edtf)s: not before %(earliest)s.", edtf=edtf, earliest=earliest)
    return phrase("Understood as %(edtf)s, which no day bounds.", edtf=edtf)
