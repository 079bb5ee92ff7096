"""What a judgement is about: two entities, or a speaker of a reading and a source. Pure."""

from typing import Any

__all__ = ["entity_on"]


def entity_on(side: Any) -> str | None:
    """The id of the entity on one side of a judgement; None for a speaker in a reading.

    >>> entity_on({"entity": "7"}), entity_on({"rendition": "8", "speaker": "Aygul"})
    ('7', None)
    """
    if isinstance(side, dict):
        return str(side["entity"]) if "entity" in side else None
    return str(side)
