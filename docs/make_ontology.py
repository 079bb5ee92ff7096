#!/usr/bin/env python3
"""Writes docs/ontology.md from the ontology's files.

    .venv/bin/python docs/make_ontology.py

The words above the tables stand here. A test compares (tests/record/test_ontology.py).
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from amanet.record.ontology import Mapped, NotMapped, Ontology, Property, Schema, Term, Thesaurus
from amanet.vault.ontology_files import load_ontology

PAGE = Path(__file__).parent / "ontology.md"
_LONG = 100  # terms: then in a line, not in a table

_START = """# Ontology

What can be recorded about whom and what. This page is made from the files in `src/amanet/record/ontology/` by
`docs/make_ontology.py`; change those, not this.

- **HURIDOCS** is the field in the Events Standard Formats, or the code in one of their micro-thesauri, where one could be
  confirmed in HURIDOCS' own OpenEvSys. A dash: they have none, or we could not confirm it.
- **FollowTheMoney** is what a value becomes in an export, as schema and property. A dash with a reason: nothing.
- *multiple*: several values may be true side by side. Of all others, two values contradict each other; both may be recorded.
- *sensitive*: neither shown nor exported unless it is asked for by name.
- *own words*: only what the person says of themselves; never a conclusion of others.
- Labels in languages other than English await review by people who speak them (`reviewed: false` in the files).

No person is graded: a source has a basis of knowledge, not a reliability. How far information holds is said of one statement at a
time, by a member who signs it ([credibility](#credibility)). The HURIDOCS fields 0953, 0954 and 2553 are left out.

## Forms of values

| kind | value |
|---|---|
| text | `{"text": "…"}` |
| name | `{"name": "…", "kind": code}`, with `"script": "Arab"` (ISO 15924) and `"language": "ug"` where known |
| date | `{"date": {…}}` |
| quantity | `{"quantity": {…}}` |
| entity | `{"entity": "…"}`, the id of an entity of the schema named, or of one that extends it |
| term | `{"term": code}` from the thesaurus named |
| identifier | `{"identifier": "…"}`, with `"kind": code` and `"issuer": "…"` where known |
| coordinates | `{"coordinates": ["43.2", "76.9"]}`, degrees north and east, with `"precision": "500"` in metres where known |
| yes_no | `{"yes_no": true}` |
| any | `{"absent": "unknown"}`, or `withheld`, `refused`, `not asked` |

## Your own terms

A team keeps files of its own in a folder, as many as it likes. Each adds to one thesaurus:

```yaml
adds_to: act_type
terms:
  lantern.study_camp:            # your mark, a dot, the code: nobody else will ever mean another thing by it
    broader: detention
    labels: {en: study camp, ru: учебный лагерь}
translations:
  arrest: {ky: камоо}            # a language we lack, or a better label where ours is not reviewed
```

What a code of ours means cannot be changed: neither its English label nor a label that has been reviewed.
"""


def page() -> str:
    """The page as it must be today."""
    return "\n".join([_START, *_schemata(load_ontology()), *_thesauri(load_ontology())]) + "\n"


def _schemata(ontology: Ontology) -> Iterator[str]:
    yield "## Schemata\n"
    for schema in ontology.schemata.values():
        yield from _schema(ontology, schema)


def _schema(ontology: Ontology, schema: Schema) -> Iterator[str]:
    yield f"### {schema.name}\n"
    parent = f" Extends {schema.lineage[1]} and has its properties too." if schema.lineage[1:] else ""
    huridocs = f" HURIDOCS {schema.huridocs}xx." if schema.huridocs else ""
    abstract = " Only there to be extended." if schema.abstract else ""
    yield f"{schema.description}{parent}{abstract}{huridocs} FollowTheMoney: {schema.followthemoney}.\n"
    inherited = ontology.schema(schema.lineage[1]).properties if schema.lineage[1:] else {}
    own = [one for one in schema.properties.values() if inherited.get(one.name) != one]
    if own:
        yield "| property | what it says | kind | HURIDOCS | FollowTheMoney |\n|---|---|---|---|---|"
        yield from map(_property, own)
    yield ""


def _property(one: Property) -> str:
    of = f" {one.range}" if one.range else f" [{one.thesaurus}](#{one.thesaurus})" if one.thesaurus else ""
    said = " ".join(filter(None, (f"{one.label}.", one.description, _marks(one))))
    return (
        f"| `{one.name}` | {said} | {one.kind}{of} | {one.huridocs or '–'} | {_mapping(one.followthemoney)} |"
    )


def _marks(one: Property) -> str:
    given = {"multiple": one.multiple, "sensitive": one.sensitive, "own words": one.self_described}
    marks = ", ".join(mark for mark, stands in given.items() if stands)
    return f"*{marks}*" if marks else ""


def _mapping(mapped: Mapped | NotMapped) -> str:
    if isinstance(mapped, NotMapped):
        return f"– {mapped.reason}"
    also = f", {mapped.also}" if mapped.also else ""
    return f"{mapped.schema}.{mapped.property}{also}"


def _thesauri(ontology: Ontology) -> Iterator[str]:
    yield "## Thesauri\n"
    for name in sorted(ontology.thesauri):
        yield from _thesaurus(ontology.thesaurus(name))


def _thesaurus(thesaurus: Thesaurus) -> Iterator[str]:
    yield f"### {thesaurus.name}\n"
    number = f" HURIDOCS micro-thesaurus {thesaurus.huridocs}." if thesaurus.huridocs else ""
    languages = sorted({language for term in thesaurus.terms.values() for language in term.labels})
    label = thesaurus.labels["en"]
    yield f"{label[0].upper()}{label[1:]}.{number} Labels: {', '.join(languages)}.\n"
    if len(thesaurus.terms) > _LONG:
        yield ", ".join(f"`{term.code}` {term.label()}" for term in thesaurus.terms.values()) + ".\n"
        return
    yield "| code | label | broader | HURIDOCS |\n|---|---|---|---|"
    yield from map(_term, thesaurus.terms.values())
    yield ""


def _term(term: Term) -> str:
    said = f"{term.label()}. {term.description}" if term.description else term.label()
    return f"| `{term.code}` | {said} | {term.broader or '–'} | {term.huridocs or '–'} |"


def main() -> int:
    PAGE.write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
