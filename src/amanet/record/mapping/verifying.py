"""Whether a mapping fits the ontology and itself: entities, properties, codes and links that there are.

One check a noun; each yields sentences. Nothing is looked at here but the mapping file: whether the table has the columns is
found when its heading is read (`heading`).
"""

from collections.abc import Callable, Iterator
from typing import Final

from amanet.errors import BadData
from amanet.record.mapping.mapping import FIXED_KINDS, ColumnRule, EntityRule, LinkRule, Mapping
from amanet.record.ontology import Ontology, Property

__all__ = ["find_problems"]

_BASES: Final = "basis_of_knowledge"

# Options of a column that only values of some kinds have.
_OPTIONS: Final = {
    "kind": ("name", "identifier"),
    "script": ("name",),
    "issuer": ("identifier",),
    "precision": ("coordinates",),
    "date_order": ("date",),
    "calendar": ("date",),
    "decimal": ("quantity",),
    "terms": ("term",),
    "yes": ("yes_no",),
    "no": ("yes_no",),
}


def find_problems(mapping: Mapping, ontology: Ontology) -> list[str]:
    """A sentence for everything that does not fit. Empty: it can be used."""
    checks: tuple[Callable[[Mapping, Ontology], Iterator[str]], ...] = (
        _of_entities,
        _of_columns,
        _of_links,
        _of_table,
    )
    return [problem for check in checks for problem in check(mapping, ontology)]


def _of_entities(mapping: Mapping, ontology: Ontology) -> Iterator[str]:
    identities: dict[str, EntityRule] = {}
    names: set[str] = set()
    for entity in mapping.entities:
        where = f"[[entity]] {entity.name}"
        if entity.name in names:
            yield f"{where}: another entity has this name."
        names.add(entity.name)
        yield from _of_schema(where, entity, ontology)
        yield from _of_fixed(where, entity, ontology)
        first = identities.setdefault(entity.identity, entity)
        if first.schema != entity.schema:
            yield f"{where}: {first.name} has the same identity and another schema; they could not be one."
        if not _is_spoken_of(entity, mapping):
            yield f"{where}: nothing is said of it. Map a column to it, link it, or say always = true."


def _of_schema(where: str, entity: EntityRule, ontology: Ontology) -> Iterator[str]:
    try:
        if ontology.schema(entity.schema).abstract:
            yield f"{where}: {entity.schema} is only what other schemata have in common; name one of those."
    except BadData as problem:
        yield f"{where}: {problem}"


def _of_fixed(where: str, entity: EntityRule, ontology: Ontology) -> Iterator[str]:
    for name, words in entity.fixed.items() if entity.schema in ontology.schemata else ():
        expected = ontology.schema(entity.schema).properties.get(name)
        if expected is None or expected.kind not in FIXED_KINDS:
            yield f"{where}, set: {name} is no property of {entity.schema} that takes a code or a text."
        elif expected.thesaurus is not None:
            yield from (f"{where}, set: {one}" for one in _of_codes([words], expected.thesaurus, ontology))


def _is_spoken_of(entity: EntityRule, mapping: Mapping) -> bool:
    by_columns = any(rule.entity == entity.name for rule in mapping.columns)
    by_links = any(entity.name in (link.entity, link.to) for link in mapping.links)
    return entity.always or by_columns or by_links


def _of_columns(mapping: Mapping, ontology: Ontology) -> Iterator[str]:
    seen: set[tuple[object, ...]] = set()
    for number, rule in enumerate(mapping.columns, 1):
        where = f"[[column]] {number} ({rule.label()})"
        same = (rule.columns, rule.entity, rule.property)
        if same in seen:
            yield f"{where}: an earlier one says this property of the same columns."
        seen.add(same)
        expected, problem = _property(mapping, ontology, rule)
        if expected is None:
            yield f"{where}: {problem}"
        else:
            yield from (f"{where}: {one}" for one in _of_column(rule, expected, ontology))


def _property(
    mapping: Mapping, ontology: Ontology, rule: ColumnRule | LinkRule
) -> tuple[Property | None, str]:
    entity = mapping.find_entity(rule.entity)
    if entity is None:
        return None, f"there is no [[entity]] named {rule.entity}."
    try:
        return ontology.property(entity.schema, rule.property), ""
    except BadData as problem:
        return None, str(problem)


def _of_column(rule: ColumnRule, expected: Property, ontology: Ontology) -> Iterator[str]:
    if expected.kind == "entity":
        yield f"{rule.property} names another entity. Describe that in an [[entity]] and join the two in a [[link]]."
    for option, kinds in _OPTIONS.items():
        if getattr(rule, option) and expected.kind not in kinds:
            yield f"{option} stands with {' and '.join(kinds)}, and {rule.property} is a {expected.kind}."
    if expected.kind == "name" and rule.kind is None:
        yield "a name needs its kind (kind = …)."
    if expected.kind == "yes_no" and not (rule.yes or rule.no):
        yield 'the words that mean yes and no are missing (yes = ["…"], no = ["…"]).'
    if expected.self_described and not rule.self_described:
        yield (
            f"{rule.property} takes only what people say of themselves, in their words. Where this column holds that, say "
            "self_described = true; otherwise ignore the column."
        )
    if rule.yes & rule.no:
        yield "the same words mean yes and no."
    if expected.thesaurus is not None:
        codes = [*([rule.kind] if rule.kind else []), *rule.terms.values()]
        yield from _of_codes(codes, expected.thesaurus, ontology)
    elif rule.kind is not None and expected.kind == "identifier":
        yield f"{rule.property} has no kinds."


def _of_codes(codes: list[str], thesaurus: str, ontology: Ontology) -> Iterator[str]:
    terms = ontology.thesaurus(thesaurus)
    for code in dict.fromkeys(codes):
        if code not in terms.terms:
            yield f"{code!r} is no code of {thesaurus}. {terms.offer(code)}"


def _of_links(mapping: Mapping, ontology: Ontology) -> Iterator[str]:
    for number, link in enumerate(mapping.links, 1):
        where = f"[[link]] {number} ({link.entity}.{link.property})"
        expected, problem = _property(mapping, ontology, link)
        target = mapping.find_entity(link.to)
        if expected is None:
            yield f"{where}: {problem}"
        elif target is None:
            yield f"{where}: there is no [[entity]] named {link.to}."
        elif expected.kind != "entity":
            yield f"{where}: {link.property} is a {expected.kind}, not another entity. Map a [[column]] to it."
        elif target.schema in ontology.schemata and not ontology.schema(target.schema).is_a(
            expected.range or ""
        ):
            yield f"{where}: it takes a {expected.range}, and {link.to} is a {target.schema}."


def _of_table(mapping: Mapping, ontology: Ontology) -> Iterator[str]:
    if not mapping.columns:
        yield "No [[column]] is mapped."
    bases = [one.basis for one in mapping.sayings() if one.basis is not None]
    if bases:
        yield from _of_codes(bases, _BASES, ontology)
    used = {column for rule in mapping.columns for column in rule.columns}
    for column in sorted(used & set(mapping.table.ignore)):
        yield f"[table] ignore: {column} is mapped too."
    heading = mapping.table.heading
    if heading == 0 and any(
        not (one.startswith("[") and one.endswith("]")) for one in mapping.named_columns()
    ):
        yield "[table] heading: without a row of headings, columns are named by letter, as [C]."
