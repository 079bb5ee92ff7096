"""What a property or a term becomes in FollowTheMoney, or why nothing.

In YAML: `followthemoney: {schema: Person, property: birthDate}`, with `also: longitude` where one value fills two properties, or
`followthemoney: {none: the reason}`.
"""

from dataclasses import dataclass

from amanet.record.ontology.fields import Fields

_SCHEMA = r"[A-Z][A-Za-z]*"
_PROPERTY = r"[a-z][A-Za-z0-9]*"


@dataclass(frozen=True)
class Mapped:
    schema: str
    property: str
    also: str | None = None


@dataclass(frozen=True)
class NotMapped:
    reason: str


def parse_mapping(fields: Fields) -> Mapped | NotMapped:
    """From the key `followthemoney`, which must be there."""
    if not fields.has("followthemoney"):
        fields.refuse("followthemoney", "is missing: say the schema and property, or {none: the reason}")
    inner = fields.inside("followthemoney", fields.mapping("followthemoney"))
    reason = inner.optional_text("none")
    if reason is not None:
        inner.finish()
        return NotMapped(reason)
    mapped = Mapped(
        inner.text("schema", _SCHEMA),
        inner.text("property", _PROPERTY),
        inner.optional_text("also", _PROPERTY),
    )
    inner.finish()
    return mapped
