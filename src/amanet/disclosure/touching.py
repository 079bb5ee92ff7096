"""Whom a piece touches, and how: who said it, from whom they heard it, of whom it is, who is named in it, who handed it over.

Everybody who is found here is asked. What is found is rather too much than too little: whoever is said to be the victim of an act is
touched by every statement about that act, also where somebody else says that it was another. Only officials in what they did or said for
their office are not asked (DESIGN.md, section 6); who is one is read from the role somebody had in one act, never from the person.

>>> from amanet.disclosure.story import Story
>>> from amanet.disclosure.touching import Touch
>>> Touch("7", "said it").how
'said it'
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from amanet.disclosure.story import Said, Story
from amanet.phrases import phrase

__all__ = [
    "GAVE_IT",
    "HEARD_FROM",
    "NAMED_IN_IT",
    "OF_THEM",
    "SAID_IT",
    "SPEAKS_IN_IT",
    "Touch",
    "gave",
    "touched_by",
    "touched_by_item",
]

SAID_IT: Final = phrase("said it")
HEARD_FROM: Final = phrase("was the one they heard it from")
OF_THEM: Final = phrase("is the one it is of")
NAMED_IN_IT: Final = phrase("is named in it")
GAVE_IT: Final = phrase("handed it over")
SPEAKS_IN_IT: Final = phrase("speaks in it")

# What names people as part of one story: every statement of it touches them.
_PEOPLE_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "Act": ("victim",),
    "Involvement": ("actor", "act", "event"),
    "SignOfLife": ("person", "received_by"),
    "AgreedSign": ("person", "with"),
    "OfficialClaim": ("about", "about_act", "made_by"),
    "Intervention": ("by", "for"),
    "Relation": ("person", "relative"),
    "Group": ("member",),
    "Source": ("person",),
}
_DEEPEST: Final = 4


@dataclass(frozen=True, order=True)
class Touch:
    """An entity (a Person, a Source, or a Group whose members nobody says) and how it is touched."""

    entity: str
    how: str


def touched_by(story: Story, said: Said) -> tuple[Touch, ...]:
    """Everybody a statement touches who is to be asked, each once for each way. Who handed over what it rests on is asked too."""
    found = [Touch(said.said_by, SAID_IT)]
    if said.heard_from is not None:
        found.append(Touch(said.heard_from, HEARD_FROM))
    if said.property != "name" or said.subject not in story.officials:
        found += (Touch(one, OF_THEM) for one in _people(story, said.subject))
    if said.names is not None and not story.is_for_office(said.subject, said.property, said.names):
        found += (Touch(one, NAMED_IN_IT) for one in _people(story, said.names))
    found += (Touch(one, GAVE_IT) for item in story.items_of(said) for one in gave(story, item))
    return tuple(dict.fromkeys(found))


def touched_by_item(story: Story, item: str) -> tuple[Touch, ...]:
    """Everybody touched by the bytes of an item, as far as it is recorded: who is called as the one who gave it, who was interviewed or is known to
    speak in it, and everybody touched by a statement that rests on it. Who else is pictured, heard or named in it nobody has recorded; the
    policy does not take that for nobody.
    """
    found = [Touch(one, GAVE_IT) for one in gave(story, item)]
    found += (Touch(one, SPEAKS_IN_IT) for one in story.heard.get(item, ()))
    for said in story.resting_on(item):
        found += touched_by(story, said)
    return tuple(dict.fromkeys(found))


def gave(story: Story, item: str) -> tuple[str, ...]:
    """The sources under whose name an item was handed over."""
    return story.called(str(story.items.get(item, {}).get("source", "")))


def _people(story: Story, entity: str, depth: int = 0) -> Iterator[str]:
    """The humans behind an entity: itself, or those of the story it is."""
    schema = story.schemata.get(entity)
    if schema is None or story.is_a(entity, "Person"):
        yield entity  # what is not known is asked, and nobody answers for it
        return
    if story.is_a(entity, "Source"):
        yield entity
    names = _PEOPLE_OF.get(schema) or next(
        (found for of, found in _PEOPLE_OF.items() if story.is_a(entity, of)), ()
    )
    if schema == "Group" and not any(story.named(entity, *names)):
        yield entity
    if depth < _DEEPEST:
        part = {
            (one.property, one.names) for one in story.about(entity) if one.property in names and one.names
        }
        for name, other in sorted(part):
            if not story.is_for_office(entity, name, other):
                yield from _people(story, other, depth + 1)
