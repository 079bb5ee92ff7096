"""All schemata and thesauri together, checked against each other."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from amanet.canonical import JSON
from amanet.errors import BadData
from amanet.record.ontology.checks import check_value
from amanet.record.ontology.fields import Fields, Tree
from amanet.record.ontology.schemata import Property, Schema, parse_schemata
from amanet.record.ontology.thesauri import Term, Thesaurus, add_terms, added_to, parse_thesaurus


@dataclass(frozen=True)
class Ontology:
    """Asks are by name and raise `BadData` with what there is where the name is not known."""

    schemata: Mapping[str, Schema]
    thesauri: "Thesauri"

    def schema(self, name: str) -> Schema:
        found = self.schemata.get(name)
        if found is None:
            raise BadData(_unknown("schema", name, self.schemata))
        return found

    def property(self, schema: str, name: str) -> Property:
        properties = self.schema(schema).properties
        if name not in properties:
            raise BadData(_unknown(f"property of {schema}", name, properties))
        return properties[name]

    def thesaurus(self, name: str) -> Thesaurus:
        if name not in self.thesauri:
            raise BadData(_unknown("thesaurus", name, self.thesauri))
        return self.thesauri[name]

    def term(self, schema: str, name: str, code: str) -> Term:
        """The term that a property of the kind `term` (or the kind of a name or identifier) means by `code`."""
        thesaurus = self.property(schema, name).thesaurus
        if thesaurus is None:
            raise BadData(f"{schema}.{name} takes no codes.")
        return self.thesauri[thesaurus].term(code)

    def accepts(self, schema: str, name: str, of_schema: str) -> bool:
        """Whether an entity of `of_schema` may be the value of this property."""
        wanted = self.property(schema, name).range
        return wanted is not None and self.schema(of_schema).is_a(wanted)

    def check(self, schema: str, name: str, value: Mapping[str, JSON]) -> None:
        """Raises `BadData`, with what is expected, unless `value` has the form that the property takes (checks.py)."""
        expected = self.property(schema, name)
        thesaurus = None if expected.thesaurus is None else self.thesauri[expected.thesaurus]
        check_value(f"{schema}.{name}", expected, thesaurus, value)

    def with_additions(self, additions: Mapping[str, str]) -> "Ontology":
        """With the terms and translations that a team's own files add; texts by file name.

        Raises `BadData` where one of them touches what a code of ours means.
        """
        extended: dict[str, Thesaurus] = {}
        for file, text in additions.items():
            fields = Fields(file, _tree(file, text))
            name = added_to(fields, self.thesauri)
            extended[name] = add_terms(fields, extended.get(name) or self.thesauri[name])
        return Ontology(self.schemata, self.thesauri.replaced(extended))


def parse_ontology(
    schemata: Mapping[str, str], thesauri: Mapping[str, str], *, lazily: bool = False
) -> Ontology:
    """From texts by file name. Raises `BadData` that names the file and the key.

    A thesaurus stands in the file of its name: `sex` in `…/sex.yaml`. `lazily`, each is parsed when it is first asked for, and
    what is wrong with it is said then: all of ours take a tenth of a second, and a command needs two or three.
    """
    by_name = Thesauri(thesauri)
    ontology = Ontology(parse_schemata({file: _tree(file, text) for file, text in schemata.items()}), by_name)
    for schema in ontology.schemata.values():
        _verify_references(ontology, schema)
    if not lazily:
        for name in by_name:
            ontology.thesaurus(name)
    return ontology


class Thesauri(Mapping[str, Thesaurus]):
    """By name, parsed when asked for. The names are those of the files, so that nothing is parsed to know them."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._files = {file.rpartition("/")[2].partition(".")[0]: file for file in texts}
        self._parsed: dict[str, Thesaurus] = {}
        if len(self._files) < len(texts):
            raise BadData(f"Two files are of the same thesaurus: {', '.join(texts)}.")

    def __getitem__(self, name: str) -> Thesaurus:
        if name not in self._parsed:
            file = self._files[name]
            self._parsed[name] = parse_thesaurus(file, _tree(file, self._texts[file]), name)
        return self._parsed[name]

    def __contains__(self, name: object) -> bool:
        return name in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def replaced(self, extended: Mapping[str, Thesaurus]) -> "Thesauri":
        new = Thesauri(self._texts)
        new._parsed = {**self._parsed, **extended}
        return new


def _tree(file: str, text: str) -> Tree:
    from amanet.record.ontology.plain import parse_plain  # there, for the time that PyYAML takes to import

    return parse_plain(file, text)


def _verify_references(ontology: Ontology, schema: Schema) -> None:
    for one in schema.properties.values():
        where = f"{schema.name}, properties, {one.name}"
        if one.range is not None and one.range not in ontology.schemata:
            raise BadData(f"{where}: the range {one.range!r} is no schema.")
        if one.thesaurus is not None and one.thesaurus not in ontology.thesauri:
            raise BadData(f"{where}: there is no thesaurus {one.thesaurus!r}.")


def _unknown(what: str, name: str, known: Iterable[str]) -> str:
    folded = {one.casefold(): one for one in known}
    shown = name[:60]  # a mapping file may hold anything where a name is expected
    near = [folded[one] for one in get_close_matches(shown.casefold(), folded)]
    hint = f"Did you mean {' or '.join(near)}?" if near else f"There are: {', '.join(folded.values())}."
    return f"{shown!r} is no {what}. {hint}"
