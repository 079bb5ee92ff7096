"""What can be said about whom and what: schemata, their properties, and the terms that some properties take.

The ontology is data (schemata/*.yaml, one file a schema; thesauri/*.yaml, one file a micro-thesaurus) and this pure code,
which parses it, checks it and answers questions about it. Texts come in, nothing is read from the disk here
(`amanet.vault.ontology_files` does that). Names and codes follow the HURIDOCS Events Standard Formats where they have one;
every property says what it becomes in FollowTheMoney, or why nothing.

What it refuses: a file with a key twice, a key that it does not know, an anchor, a tag; a property whose thesaurus or range
does not exist; a team's own file that says again what a code of ours means. It never holds a grade of a person: a source has a
basis of knowledge, not a reliability (HURIDOCS 0953 and 0954 are left out on purpose). Ethnicity and religion are the words
of the person, never terms to sort people by.

Invariants: every label exists in English; codes are ASCII, unique in their thesaurus and never change their meaning.

>>> from amanet.record.ontology import parse_ontology
>>> sexes = "name: sex\\nlabel: sex\\nterms: {female: {labels: {en: female, fr: femme}}}"
>>> person = "name: Person\\nlabel: person\\nfollowthemoney: Person\\nproperties: {}"
>>> parse_ontology({"person.yaml": person}, {"sex.yaml": sexes}).thesaurus("sex").find("Femme").code
'female'
"""

from amanet.record.ontology.checks import ABSENCES
from amanet.record.ontology.mapping import Mapped, NotMapped
from amanet.record.ontology.ontology import Ontology, parse_ontology
from amanet.record.ontology.schemata import KINDS, Property, Schema
from amanet.record.ontology.thesauri import Term, Thesaurus

__all__ = [
    "ABSENCES",
    "KINDS",
    "Mapped",
    "NotMapped",
    "Ontology",
    "Property",
    "Schema",
    "Term",
    "Thesaurus",
    "parse_ontology",
]
