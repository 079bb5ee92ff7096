"""What may leave, as values: the only thing that `exports` turns into files, and made nowhere but here.

`disclose` takes a plan and whoever protects words, and gives statements under random ids, in an order that says nothing. Nothing in it is
counted, numbered or named after what stays inside: no number of what was withheld, no id, no time of entry, no member.

    disclosed = disclose(plan, story, asked, pseudonyms, protect, quotes, draw)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

from amanet.canonical import JSON
from amanet.consent.levels import Level, Recipient
from amanet.disclosure.plan import Plan
from amanet.disclosure.policy import Shape
from amanet.disclosure.pseudonyms import Draw
from amanet.disclosure.story import Story
from amanet.disclosure.wishes_asked import Asked
from amanet.errors import ConsentForbids, Misuse

__all__ = [
    "NOTHING_LEAVES",
    "Disclosed",
    "ProtectWords",
    "ReleasedEntity",
    "ReleasedStatement",
    "disclose",
    "to_be_pseudonyms",
]

# Words, their language where known, and the strictest level of everybody they touch; gives the words as they may be read.
ProtectWords = Callable[[str, str | None, Level], str]

NOTHING_LEAVES: Final = "Nothing of this may leave for this use and recipient. Without consent there is no package, not even an empty one."
_NAMELESS: Final = {"Person": "a person", "Source": "a source"}
_TEXTS: Final = ("text", "name")
# At which words are protected that call a place or an organization something: it was said that it may be named, of nobody in it.
_CALLED: Final = Level("named", words=True, place="exact", date="day")
_MAKER: Final = object()


@dataclass(frozen=True)
class ReleasedEntity:
    """`shown` is `named`, `pseudonym` or `nameless` for people and sources; None for anything else."""

    id: str
    schema: str
    label: str
    shown: str | None

    def to_json(self) -> dict[str, JSON]:
        return _present(self)


@dataclass(frozen=True)
class ReleasedStatement:
    """Entities by their ids in the release. `changed` says in words what is not as it was said."""

    id: str
    subject: str
    property: str
    value: Mapping[str, Any]
    polarity: str
    said_by: str
    heard_from: str | None
    said_at: Mapping[str, Any] | None
    wording: str | None
    quotes: tuple[str, ...]
    language: str | None
    certainty: str | None
    basis: str | None
    state: str
    changed: tuple[str, ...]

    def to_json(self) -> dict[str, JSON]:
        return _present(self)


@dataclass(frozen=True)
class Disclosed:
    """Made by `disclose` alone; anything else is refused. `statements` and `entities` may leave as they are. The rest is for the vault and does
    not leave: `items` the form in which each goes, by id, and `levels` the level; `origins` the statements by their ids in the release; `shown`
    how each of the people appears: `named`, `nameless`, or the pseudonym; `grants` the ids of those it rests on.
    """

    use: str
    recipient: Recipient
    day: str
    statements: tuple[ReleasedStatement, ...]
    entities: tuple[ReleasedEntity, ...]
    items: Mapping[str, str] = field(repr=False)
    levels: Mapping[str, Level] = field(repr=False)
    grants: tuple[str, ...] = field(repr=False)
    origins: Mapping[str, str] = field(repr=False)
    shown: Mapping[str, str] = field(repr=False)
    made_by: object = field(repr=False, compare=False, default=None)

    def __post_init__(self) -> None:
        if self.made_by is not _MAKER:
            raise Misuse("What leaves is decided by a plan. Nothing else can be exported.")


def to_be_pseudonyms(plan: Plan, story: Story, asked: Asked) -> dict[str, str]:
    """Who needs one: the kind, `Person` or `Source`, by id."""
    found: dict[str, str] = {}
    for shape in plan.shapes:
        for one in (shape.subject, shape.said_by, shape.heard_from, shape.value.get("entity")):
            kind = None if one is None else _kind(story, str(one))
            if kind is not None and one not in story.officials and asked.identity(str(one)) == "pseudonym":
                found[str(one)] = kind
    return found


def disclose(
    plan: Plan,
    story: Story,
    asked: Asked,
    pseudonyms: Mapping[str, str],
    protect: ProtectWords,
    quotes: Mapping[str, str],
    draw: Draw,
) -> Disclosed:
    """`quotes` are the words of passages by id; those of which there are none are left out. Raises `ConsentForbids` where nothing may leave."""
    if not plan.leaves:
        raise ConsentForbids(NOTHING_LEAVES)
    release = _Release(plan, story, asked, pseudonyms, protect, quotes, draw)
    statements = [release.statement(shape) for shape in plan.shapes]
    request = plan.request
    return Disclosed(
        request.use,
        request.recipient,
        request.day.isoformat(),
        tuple(sorted(statements, key=lambda one: one.id)),
        tuple(sorted(release.entities.values(), key=lambda one: one.id)),
        {one: ruling.form for one, ruling in plan.items.items() if ruling.form is not None},
        {
            one: ruling.decision.level
            for one, ruling in plan.items.items()
            if ruling.decision.level is not None
        },
        plan.grants,
        release.origins,
        release.shown,
        _MAKER,
    )


@dataclass
class _Release:
    """The ids and names of one release."""

    plan: Plan
    story: Story
    asked: Asked
    pseudonyms: Mapping[str, str]
    protect: ProtectWords
    quotes: Mapping[str, str]
    draw: Draw
    entities: dict[str, ReleasedEntity] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    _known: dict[str, str] = field(default_factory=dict)

    def statement(self, shape: Shape) -> ReleasedStatement:
        identifier = self._id()
        self.origins[identifier] = shape.statement
        heard_from = None if shape.heard_from is None else self._entity(shape.heard_from)
        words = [self.quotes[one] for one in shape.passages if one in self.quotes]
        return ReleasedStatement(
            identifier,
            self._entity(shape.subject),
            shape.property,
            self._value(shape),
            shape.polarity,
            self._entity(shape.said_by),
            heard_from,
            shape.said_at,
            None if shape.wording is None else self.protect(shape.wording, shape.language, shape.level),
            tuple(self.protect(one, None, shape.level) for one in words),
            shape.language,
            shape.certainty,
            shape.basis,
            shape.state,
            tuple(map(str, self.plan.statements[shape.statement].decision.how)),
        )

    def _value(self, shape: Shape) -> Mapping[str, Any]:
        value = dict(shape.value)
        if "entity" in value:
            value["entity"] = self._entity(str(value["entity"]))
        for name in _TEXTS:
            if name in value and not (name == "name" and self._is_named(shape.subject)):
                value[name] = self.protect(str(value[name]), value.get("language"), shape.level)
        return value

    def _is_named(self, entity: str) -> bool:
        """Whether it is somebody's own name who is to be named: that is not hidden from itself."""
        return _kind(self.story, entity) is not None and self._identity(entity) == "named"

    def _identity(self, entity: str) -> str:
        return "named" if entity in self.story.officials else self.asked.identity(entity)

    def _entity(self, entity: str) -> str:
        kind = _kind(self.story, entity)
        identity = None if kind is None else self._identity(entity)
        if kind is not None and identity == "anonymous":
            return self._new(entity, self.story.schemata[entity], _NAMELESS[kind], "nameless")
        if entity not in self._known:
            label, shown = self._label(entity, identity)
            self._known[entity] = self._new(entity, self.story.schemata.get(entity, "Thing"), label, shown)
        return self._known[entity]

    def _label(self, entity: str, identity: str | None) -> tuple[str, str | None]:
        if identity == "pseudonym":
            return self.pseudonyms[entity], "pseudonym"
        if identity == "named":
            return self.plan.labels.get(entity, "somebody"), "named"
        label = self.plan.labels.get(entity)
        if label is None:
            return self.story.ontology.schema(self.story.schemata.get(entity, "Thing")).label, None
        return self.protect(label, None, _CALLED), None

    def _new(self, entity: str, schema: str, label: str, shown: str | None) -> str:
        identifier = self._id()
        self.entities[identifier] = ReleasedEntity(identifier, schema, label, shown)
        if shown is not None:
            self.shown[entity] = label if shown == "pseudonym" else shown
        return identifier

    def _id(self) -> str:
        return self.draw(16).hex()


def _kind(story: Story, entity: str) -> str | None:
    return next((kind for kind in ("Person", "Source") if story.is_a(entity, kind)), None)


def _present(value: Any) -> dict[str, JSON]:
    """The fields that are there."""
    found: dict[str, JSON] = {}
    for one in fields(value):
        content = getattr(value, one.name)
        if content is not None and content != ():
            found[one.name] = list(content) if isinstance(content, tuple) else content
    return found
