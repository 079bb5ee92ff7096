"""The ontology: that its files are whole, that what they say of FollowTheMoney is so, and that its code refuses what it should."""

import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from amanet.errors import BadData, Misuse
from amanet.record.ontology import (
    ABSENCES,
    KINDS,
    Mapped,
    NotMapped,
    Ontology,
    Property,
    Thesaurus,
    parse_ontology,
)
from amanet.record.ontology import plain as plain_module
from amanet.record.ontology.plain import parse_plain
from amanet.vault.ontology_files import load_ontology

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "src/amanet/record/ontology"
SCHEMATA = {
    f"schemata/{file.name}": file.read_text("utf-8") for file in sorted(FOLDER.glob("schemata/*.yaml"))
}
THESAURI = {
    f"thesauri/{file.name}": file.read_text("utf-8") for file in sorted(FOLDER.glob("thesauri/*.yaml"))
}
OURS = parse_ontology(SCHEMATA, THESAURI)
PROPERTIES = {
    f"{schema.name}.{one.name}": one
    for schema in OURS.schemata.values()
    for one in schema.properties.values()
}
LANGUAGES = {"en", "ru", "zh", "ug", "kk", "ar", "tr", "fr", "es"}
# What a person becomes in FollowTheMoney beside a Person; entities of their own there, properties here.
BESIDE = {"Identification", "Family", "Membership", "Employment", "Directorship", "UserAccount", "CourtCase"}

every_property = pytest.mark.parametrize("name", PROPERTIES)
every_thesaurus = pytest.mark.parametrize("thesaurus", OURS.thesauri.values(), ids=lambda one: one.name)


# --- What our files say


def test_the_schemata_and_terms_that_the_design_asks_for_are_there() -> None:
    wanted = "Person Group Organization Place Facility Event Act Involvement Intervention Source SignOfLife AgreedSign OfficialClaim"
    assert set(wanted.split()) <= {name for name, schema in OURS.schemata.items() if not schema.abstract}
    acts = "arrest detention transfer trial sentence ill_treatment death release disappearance"
    assert set(acts.split()) <= OURS.thesaurus("act_type").terms.keys()
    signs = "call message picture_or_profile_change sighting official_word"
    assert set(signs.split()) <= OURS.thesaurus("sign_of_life_kind").terms.keys()
    uses = "documentation research advocacy legal_proceedings un_submission media memorial"
    assert list(OURS.thesaurus("consent_use").terms) == uses.split()
    assert list(OURS.thesaurus("identity_level").terms) == ["named", "pseudonym", "anonymous"]


@every_property
def test_every_property_says_what_it_becomes_in_followthemoney_or_why_nothing(name: str) -> None:
    model = _followthemoney()
    mapped = PROPERTIES[name].followthemoney
    if isinstance(mapped, NotMapped):
        assert mapped.reason
        return
    for property_name in filter(None, (mapped.property, mapped.also)):
        _verify_mapped(model, mapped.schema, property_name)
    ours = model.get(OURS.schema(name.partition(".")[0]).followthemoney)
    assert ours.is_a(mapped.schema) or mapped.schema in BESIDE


@every_property
def test_dates_become_dates_or_words_in_followthemoney(name: str) -> None:
    one = PROPERTIES[name]
    if one.kind == "date" and isinstance(one.followthemoney, Mapped):
        there = _followthemoney().get(one.followthemoney.schema).get(one.followthemoney.property)
        assert there.type.name in ("date", "text")


@every_thesaurus
def test_what_terms_become_in_followthemoney_exists(thesaurus: Thesaurus) -> None:
    model = _followthemoney()
    for term in thesaurus.terms.values():
        if term.followthemoney:
            _verify_mapped(model, term.followthemoney.schema, term.followthemoney.property)


@pytest.mark.parametrize("schema", OURS.schemata.values(), ids=lambda one: one.name)
def test_every_schema_that_is_recorded_becomes_something_in_followthemoney(schema: Any) -> None:
    there = _followthemoney().get(schema.followthemoney)
    assert there is not None
    assert schema.abstract or not there.abstract


def test_countries_are_those_of_iso_3166_and_followthemoney_knows_each() -> None:
    from babel import Locale
    from followthemoney import registry

    codes = OURS.thesaurus("country").terms.keys()
    assert {code for code in codes if not registry.country.validate(code)} == set()
    # What the Unicode consortium has beside ISO: parts of countries, unions and placeholders.
    more = {"ac", "cp", "cq", "dg", "ea", "eu", "ez", "ic", "qo", "ta", "un", "xa", "xb", "zz"}
    there = {code.lower() for code in Locale("en").territories if len(code) == 2}
    assert {code for code in codes if len(code) == 2} == there - more


@every_property
def test_every_property_has_words_for_people(name: str) -> None:
    one = PROPERTIES[name]
    assert one.description.endswith(".")
    assert {"en", "ru", "zh", "fr", "es"} <= one.labels.keys() <= LANGUAGES
    assert one.kind in KINDS


@every_thesaurus
def test_every_term_has_an_english_label_and_no_language_is_called_reviewed(thesaurus: Thesaurus) -> None:
    assert thesaurus.terms
    assert thesaurus.reviewed == frozenset()
    for term in thesaurus.terms.values():
        assert term.label("en") == term.labels["en"]
        assert term.labels.keys() <= LANGUAGES
        assert term.code.isascii()


@every_thesaurus
def test_every_thesaurus_is_used_by_a_property_or_by_consent_values_and_assessments(
    thesaurus: Thesaurus,
) -> None:
    elsewhere = {"absence", "identity_level", "credibility"} | {
        name for name in OURS.thesauri if name.startswith("consent_")
    }
    assert thesaurus.name in {one.thesaurus for one in PROPERTIES.values()} | elsewhere


def test_reasons_for_absence_are_the_terms_of_their_thesaurus() -> None:
    assert tuple(OURS.thesaurus("absence").terms) == ABSENCES


def test_codes_of_huridocs_are_of_the_format_that_the_schema_is_of() -> None:
    """Beside their own: 23xx ties persons; 31xx to 34xx say more of an act; 0910 is an address, 2153 a kind of place."""
    more = {
        "Person": {"23"}, "Organization": {"24"}, "Place": {"21"}, "Facility": {"21", "31"}, "Event": {"22"},
        "Act": {"31", "32", "33", "34"}, "Involvement": {"23"},
    }  # fmt: skip
    for name, one in PROPERTIES.items():
        schema = OURS.schema(name.partition(".")[0])
        if one.huridocs:
            allowed = {schema.huridocs} | more.get(schema.name, set())
            assert one.huridocs[:2] in allowed, name


def test_known_answers_of_huridocs() -> None:
    known = {
        "Person.name": "0903", "Person.birth_date": "0911", "Person.sex": "0915", "Person.document": "0917",
        "Event.title": "0102", "Event.start": "0113", "Act.type": "2109", "Act.victim": "2102", "Act.event": "2103",
        "Act.start": "2111", "Act.end": "2121", "Involvement.role": "2409", "Source.person": "2502",
        "Intervention.type": "2609", "Act.detention_type": "3112", "Person.notes": "0950", "Act.notes": "2150",
    }  # fmt: skip
    assert {name: PROPERTIES[name].huridocs for name in known} == known
    acts = OURS.thesaurus("act_type")
    assert acts.term("disappearance").huridocs == "030103000000"
    assert acts.term("torture").huridocs == "020111110000"


def test_no_person_is_graded_and_nothing_is_presumed() -> None:
    graded = {"0953", "0954", "2553"}
    assert not graded & {one.huridocs for one in PROPERTIES.values()}
    assert not [
        name for name in (*PROPERTIES, *OURS.thesauri) if re.search("reliab|score|grade|rating|risk", name)
    ]
    described = {name for name, one in PROPERTIES.items() if one.self_described}
    assert described == {"Person.self_described_ethnicity", "Person.self_described_religion"}
    assert {one.huridocs for one in PROPERTIES.values() if one.self_described} == {"0942", "0940"}
    for name in described:
        assert PROPERTIES[name].kind == "text", "a term could sort people"
        assert PROPERTIES[name].sensitive


@pytest.mark.parametrize("name", ["document", "phone", "account", "residence", "health", "affiliation"])
def test_what_could_find_or_expose_somebody_is_sensitive(name: str) -> None:
    assert OURS.property("Person", name).sensitive


# --- Asking


def test_properties_are_inherited_and_a_schema_may_call_them_otherwise() -> None:
    facility = OURS.schema("Facility")
    assert facility.lineage == ("Facility", "Place", "Thing")
    assert {"coordinates", "capacity", "notes"} <= facility.properties.keys()
    assert facility.properties["coordinates"] == OURS.property("Place", "coordinates")
    assert facility.is_a("Place")
    assert not OURS.schema("Place").is_a("Facility")
    assert OURS.property("Act", "notes").huridocs == "2150"
    assert OURS.property("Place", "notes").huridocs is None


def test_an_entity_is_accepted_where_its_schema_or_one_it_extends_is_wanted() -> None:
    assert OURS.accepts("Act", "victim", "Person")
    assert OURS.accepts("Act", "victim", "Group")
    assert OURS.accepts("Act", "place", "Facility")
    assert not OURS.accepts("Act", "facility", "Place")
    assert not OURS.accepts("Act", "start", "Person")


@pytest.mark.parametrize(
    ("ask", "answer"),
    [
        (lambda: OURS.schema("Persn"), "'Persn' is no schema. Did you mean Person"),
        (lambda: OURS.schema("person"), "Did you mean Person"),
        (lambda: OURS.schema("zzz"), "There are: .*Person"),
        (lambda: OURS.property("Person", "birthdate"), "no property of Person. Did you mean birth_date"),
        (lambda: OURS.thesaurus("kinshp"), "Did you mean kinship"),
        (lambda: OURS.thesaurus("kinship").term("sibbling"), "Near: sibling"),
        (lambda: OURS.thesaurus("country").label("Atlantis"), "and 223 more"),
        (lambda: OURS.term("Act", "start", "arrest"), "takes no codes"),
    ],
)
def test_an_unknown_name_is_refused_with_what_there_is(ask: Any, answer: str) -> None:
    with pytest.raises(BadData, match=answer):
        ask()


def test_labels_fall_back_to_the_language_and_then_to_english() -> None:
    kinship = OURS.thesaurus("kinship")
    assert kinship.label("daughter", "fr-CA") == "fille"
    assert kinship.label("daughter", "xx") == "daughter"
    assert OURS.property("Person", "birth_date").label_in("zh-Hant-TW") == "出生日期"
    assert OURS.term("Person", "sex", "female").label("tr") == "kadın"


@every_thesaurus
def test_every_label_is_found_in_its_language_however_it_is_capitalised(thesaurus: Thesaurus) -> None:
    for term in thesaurus.terms.values():
        for language, label in term.labels.items():
            for spelled in (label, label.upper(), f"  {label.title()} "):
                assert thesaurus.find(spelled, language) == term
            assert thesaurus.find(label) in (term, None)


def test_turkish_capitals_are_found() -> None:
    status = OURS.thesaurus("civil_status")
    assert status.find("EVLİ", "tr") == status.find("EVLI", "tr") == status.term("married")


def test_nothing_is_found_where_words_are_no_label_or_mean_several_terms() -> None:
    assert OURS.thesaurus("sex").find("fem") is None
    assert OURS.thesaurus("sex").find("female", "ru") is None
    two = "name: two\nlabel: two\nterms: {a: {labels: {en: gift}}, b: {labels: {en: poison, de: Gift}}}"
    thesaurus = parse_ontology({}, {"two.yaml": two}).thesaurus("two")
    assert thesaurus.find("gift") is None
    assert thesaurus.find("gift", "de") == thesaurus.term("b")


# --- Checking values

PERSON = "0190a5b2-7c3e-7def-8123-456789abcdef"
TAKEN: list[tuple[str, Mapping[str, Any]]] = [
    ("Person.health", {"text": "needs insulin"}),
    ("Person.name", {"name": "دىلنۇر", "kind": "given", "script": "Arab", "language": "ug"}),
    ("Person.name", {"name": "Dilnur", "kind": "given"}),
    ("Person.birth_date", {"date": {"edtf": "1984-05"}}),
    ("Facility.capacity", {"quantity": {"at_least": "60"}}),
    ("Person.parent", {"entity": PERSON}),
    ("Act.type", {"term": "arrest"}),
    ("Person.document", {"identifier": "X 123", "kind": "passport", "issuer": "Lantern City"}),
    ("Person.phone", {"identifier": "+0 123"}),
    ("Place.coordinates", {"coordinates": ["43.2", "76.9"]}),
    ("Place.coordinates", {"coordinates": ["-90", "180"], "precision": "500"}),
    ("Act.warrant_shown", {"yes_no": False}),
    *(("Act.sentence_length", {"absent": reason}) for reason in ABSENCES),
]
REFUSED: list[tuple[str, Any]] = [
    ("Person.health", {"text": " "}),
    ("Person.health", {"text": 3}),
    ("Person.health", {}),
    ("Person.health", []),
    ("Person.health", "well"),
    ("Person.health", {"text": "well", "language": "en"}),
    ("Person.name", {"name": "Dilnur"}),
    ("Person.name", {"name": "Dilnur", "kind": "passport"}),
    ("Person.name", {"name": "Dilnur", "kind": ["given"]}),
    ("Person.name", {"name": "Dilnur", "kind": "given", "script": "arabic"}),
    ("Person.name", {"name": "Dilnur", "kind": "given", "language": "Uyghur language"}),
    ("Person.birth_date", {"date": "1984-05"}),
    ("Person.birth_date", {"date": {}}),
    ("Person.parent", {"entity": PERSON.upper()}),
    ("Person.parent", {"entity": "Umida"}),
    ("Person.parent", {"entity": f"{PERSON}\n"}),
    ("Act.type", {"term": "Arrest"}),
    ("Act.type", {"term": None}),
    ("Person.document", {"identifier": "X 123", "kind": "given"}),
    ("Person.phone", {"identifier": "+0 123", "kind": "mobile"}),
    ("Place.coordinates", {"coordinates": [43.2, 76.9]}),
    ("Place.coordinates", {"coordinates": ["43.2"]}),
    ("Place.coordinates", {"coordinates": ["90.1", "0"]}),
    ("Place.coordinates", {"coordinates": ["0", "180.1"]}),
    ("Place.coordinates", {"coordinates": ["043", "7,6"]}),
    ("Place.coordinates", {"coordinates": ["٤٣", "76"]}),
    ("Place.coordinates", {"coordinates": "43"}),
    ("Place.coordinates", {"coordinates": ["1", "1"], "precision": "near"}),
    ("Act.warrant_shown", {"yes_no": 1}),
    ("Act.warrant_shown", {"yes_no": "no"}),
    ("Act.warrant_shown", {"absent": "nobody knows"}),
    ("Act.warrant_shown", {"absent": "unknown", "yes_no": True}),
    ("Act.warrant_shown", {"absent": ["unknown"]}),
]


@pytest.mark.parametrize(("name", "value"), TAKEN)
def test_what_a_property_takes(name: str, value: Mapping[str, Any]) -> None:
    OURS.check(*name.split("."), value)


@pytest.mark.parametrize(("name", "value"), REFUSED)
def test_what_a_property_refuses_and_the_message_says_which(name: str, value: Any) -> None:
    with pytest.raises(BadData, match=re.escape(name)):
        OURS.check(*name.split("."), value)


def test_every_kind_of_value_is_taken_somewhere_here() -> None:
    assert {PROPERTIES[name].kind for name, _ in TAKEN} == set(KINDS)


_ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["arrest", "unknown", PERSON]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
_KEYS = [
    "text",
    "name",
    "kind",
    "date",
    "quantity",
    "entity",
    "term",
    "identifier",
    "coordinates",
    "yes_no",
    "absent",
]


@given(
    st.sampled_from(sorted(PROPERTIES)),
    st.dictionaries(st.sampled_from(_KEYS) | st.text(max_size=4), _ANYTHING, max_size=3) | _ANYTHING,
)
def test_whatever_comes_is_taken_or_refused_as_bad_data(name: str, value: Any) -> None:
    try:
        OURS.check(*name.split("."), value)
    except BadData:
        return
    assert json.loads(json.dumps(value)), "what is taken is a JSON object that says something"


@given(st.sampled_from(sorted(PROPERTIES)), st.sampled_from(_KEYS), st.text("qxzj", min_size=9, max_size=12))
def test_a_refusal_never_repeats_the_value(name: str, key: str, secret: str) -> None:
    for value in (
        {key: secret},
        {key: secret, "x": secret},
        {secret: secret},
        {key: [secret], "kind": secret},
    ):
        assert secret not in _refusal(name, value)


def _refusal(name: str, value: Mapping[str, Any]) -> str:
    try:
        OURS.check(*name.split("."), value)
    except BadData as refused:
        return str(refused)
    return ""


# --- Parsing: what is wrong is named by file and key

SEX = "name: sex\nlabel: sex\nterms:\n  female: {labels: {en: female}}\n"
PROPERTY = "label: words, description: What., kind: text, followthemoney: {none: an example}"


def _person(properties: str = "", more: str = "") -> str:
    return f"name: Person\nlabel: person\nfollowthemoney: Person\n{more}\nproperties: {{{properties}}}"


BAD_SCHEMATA = [
    (_person("words: {label: a, label: b}"), "person.yaml, line 5 has the key 'label' a second time"),
    (_person("words: {kind: text}"), "person.yaml, properties, words: label is missing"),
    (_person(f"words: {{{PROPERTY}, colour: red}}"), "properties, words: 'colour' is no key"),
    (_person(f"words: {{{PROPERTY.replace('text', 'number')}}}"), "words: kind must be one of text"),
    (_person(f"words: {{{PROPERTY.replace('text', 'entity')}}}"), "words: range stands with the kind entity"),
    (_person(f"words: {{{PROPERTY}, range: Person}}"), "words: range stands with the kind entity"),
    (_person(f"words: {{{PROPERTY.replace('text', 'entity')}, range: Persn}}"), "the range 'Persn' is no schema"),
    (_person(f"words: {{{PROPERTY.replace('text', 'term')}}}"), "words: thesaurus stands with"),
    (_person(f"words: {{{PROPERTY.replace('text', 'term')}, thesaurus: sexes}}"), "no thesaurus 'sexes'"),
    (_person(f"words: {{{PROPERTY}, thesaurus: sex}}"), "words: thesaurus stands with"),
    (_person(f"words: {{{PROPERTY}, multiple: yes}}"), "words: multiple must be true or false"),
    (_person(f"words: {{{PROPERTY}, huridocs: 911}}"), "words: huridocs does not look as it must"),
    (_person(f"words: {{{PROPERTY}, labels: {{en: words}}}}"), "words: labels has English too"),
    (_person(f"words: {{{PROPERTY}, labels: {{English: words}}}}"), "'English' is no language tag"),
    (_person(f"Words: {{{PROPERTY}}}"), "properties, Words: name does not look"),
    (_person("words: {label: a, description: b, kind: text}"), "words: followthemoney is missing"),
    (_person(f"words: {{{PROPERTY.replace('{none: an example}', '{schema: Person}')}}}"), "followthemoney: property is missing"),
    (_person("words: text"), "words: a mapping of keys to values is expected"),
    (_person(more="abstract: perhaps"), "person.yaml: abstract must be true or false"),
    (_person(more="extends: Thing"), "extend is no schema, or they extend each other: person.yaml"),
    (_person(more="extends: Person"), "extend is no schema, or they extend each other: person.yaml"),
    (_person(more="colour: red"), "person.yaml: 'colour' is no key that stands here"),
    ("name: person\nlabel: person\nfollowthemoney: Person", "person.yaml: name does not look as it must"),
    ("name: Person\nfollowthemoney: Person", "person.yaml: label is missing"),
    ("name: Person\nlabel: person", "person.yaml: followthemoney is missing"),
    ("- Person", "person.yaml: a mapping of keys to values is expected"),
    ("", "person.yaml is empty or has several documents"),
    ("name: a\n---\nname: b", "person.yaml is empty or has several documents"),
    ("name: &a Person\nlabel: *a", "person.yaml, line 1 has an anchor"),
    ("name: *a", "person.yaml"),
    ("name: !!str Person", "person.yaml, line 1 has a tag"),
    ("name: !!python/object/apply:os.system [true]", "person.yaml, line 1 has a tag"),
    ("? [a]\n: b", "person.yaml, line 1 has a list or mapping as a key"),
    ("name: [", "person.yaml, line 2 is not YAML"),
    ("name: \x00", "person.yaml"),
    ("name: \ud800", "person.yaml has characters that YAML does not allow"),
    ("a: " + "[" * 200_000, "person.yaml, line 1 has more than 8 levels"),
    ("- " * 200_000, "person.yaml, line 1 has more than 8 levels"),
    ("a" * (1 << 20) + "a", "person.yaml is over a million characters"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "answer"), BAD_SCHEMATA, ids=[answer for _, answer in BAD_SCHEMATA])
def test_a_schema_that_is_not_one_is_refused_by_file_and_key(text: str, answer: str) -> None:
    with pytest.raises(BadData, match=re.escape(answer)):
        parse_ontology({"person.yaml": text}, {"sex.yaml": SEX})


BAD_THESAURI = [
    (SEX.replace("name: sex", "name: gender"), "sex.yaml: name must be 'sex', as the file is called"),
    (SEX + "  female: {labels: {en: woman}}", "sex.yaml, line 5 has the key 'female' a second time"),
    (SEX + "  Male: {labels: {en: male}}", "sex.yaml: 'Male' does not look as a code must"),
    (SEX + "  lantern.male: {labels: {en: male}}", "'lantern.male' does not look as a code must"),
    (SEX + "  мужской: {labels: {en: male}}", "does not look as a code must"),
    (SEX + f"  {'m' * 49}: {{labels: {{en: male}}}}", "does not look as a code must"),
    (SEX + "  male: {labels: {ru: мужской}}", "sex.yaml, male: labels has no English (en)"),
    (SEX + "  male: {labels: {en: ''}}", "sex.yaml, male: labels, en must be a text"),
    (SEX + "  male: {labels: {en: Female}}", "same label stands for several of: female, male"),
    (SEX + "  male: {labels: {en: male}, broader: person}", "the broader term of 'male' is none"),
    (
        SEX + "  male: {labels: {en: male}, broader: male}",
        "the broader term of 'male' is none, or lies below it",
    ),
    (SEX + "  male: {labels: {en: male}, huridocs: '01'}", "sex.yaml, male: huridocs does not look"),
    (SEX + "  male: {labels: {en: male}, colour: blue}", "sex.yaml, male: 'colour' is no key"),
    (SEX + "reviewed: true", "sex.yaml: reviewed must be false or a list"),
    (SEX + "reviewed: [{}]", "sex.yaml: reviewed must list texts"),
    (SEX + "adds_to: sex", "sex.yaml: 'adds_to' is no key"),
    ("name: sex\nlabel: sex\nterms: []\nlabels: [1]", "sex.yaml: labels must be a mapping"),
]


@pytest.mark.parametrize(("text", "answer"), BAD_THESAURI, ids=[answer for _, answer in BAD_THESAURI])
def test_a_thesaurus_that_is_not_one_is_refused_by_file_and_key(text: str, answer: str) -> None:
    with pytest.raises(BadData, match=re.escape(answer)):
        parse_ontology({}, {"sex.yaml": text})


def test_two_files_of_one_name_are_refused() -> None:
    with pytest.raises(BadData, match=r"b\.yaml: name is that of another"):
        parse_ontology({"a.yaml": _person(), "b.yaml": _person()}, {})
    with pytest.raises(BadData, match="Two files are of the same thesaurus"):
        parse_ontology({}, {"a/sex.yaml": SEX, "b/sex.yaml": SEX})


@pytest.mark.parametrize(
    "change", ["kind: name", "range: Person", "thesaurus: sex", "multiple: true", "sensitive: true"]
)
def test_what_is_inherited_keeps_its_kind(change: str) -> None:
    child = (
        f"name: Child\nextends: Person\nlabel: c\nfollowthemoney: Person\nproperties: {{words: {{{change}}}}}"
    )
    with pytest.raises(BadData, match=r"child\.yaml, properties, words: .* is no key"):
        parse_ontology(
            {"person.yaml": _person(f"words: {{{PROPERTY}}}"), "child.yaml": child}, {"sex.yaml": SEX}
        )


def test_lazily_a_thesaurus_is_parsed_when_it_is_asked_for() -> None:
    ontology = parse_ontology(
        {}, {"sex.yaml": "name: [", "other.yaml": SEX.replace("name: sex", "name: other")}, lazily=True
    )
    assert set(ontology.thesauri) == {"sex", "other"}
    assert ontology.thesaurus("other").term("female")
    with pytest.raises(BadData, match=r"sex\.yaml, line 2 is not YAML"):
        ontology.thesaurus("sex")


@pytest.mark.parametrize("file", [*SCHEMATA, *THESAURI])
def test_our_files_read_as_another_parser_reads_them(file: str) -> None:
    """The oracle is PyYAML's slow loader, which builds the same of texts only, whatever libyaml does."""
    text = {**SCHEMATA, **THESAURI}[file]
    assert parse_plain(file, text) == yaml.load(text, Loader=yaml.BaseLoader)


def test_without_libyaml_everything_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_module, "_LOADER", yaml.BaseLoader)
    assert parse_ontology(SCHEMATA, {"thesauri/sex.yaml": THESAURI["thesauri/sex.yaml"], **THESAURI}) == OURS
    for text, answer in (
        ("a: &b c", "anchor"),
        ("a: !!str b", "tag"),
        ("a: [", "is not YAML"),
        ("a: 1\na: 2", "second time"),
    ):
        with pytest.raises(BadData, match=answer):
            parse_plain("file", text)


@given(st.text(st.sampled_from("ab:-[]{}#&*!|>'\"%@, \n\t?0é\x00"), max_size=40))
def test_any_text_is_parsed_as_the_oracle_does_or_refused(text: str) -> None:
    """The oracle is the loader that builds with libyaml itself; the slow one reads some tabs otherwise."""
    try:
        tree = parse_plain("file", text)
    except BadData:
        return
    assert tree == yaml.load(text, Loader=yaml.CBaseLoader)


# --- What a team adds

ADDED = """
adds_to: act_type
terms:
  lantern.study_camp:
    broader: detention
    labels: {en: study camp, ru: учебный лагерь}
translations:
  arrest: {ky: камоо, ru: задержание и арест}
"""


def test_a_team_adds_terms_and_translations() -> None:
    ontology = OURS.with_additions({"lantern.yaml": ADDED})
    acts = ontology.thesaurus("act_type")
    assert acts.term("lantern.study_camp").added
    assert acts.find("учебный лагерь") == acts.term("lantern.study_camp")
    assert acts.label("arrest", "ky") == "камоо"
    assert acts.label("arrest", "ru") == "задержание и арест", "ours is not reviewed"
    assert acts.term("arrest").labels["en"] == "arrest"
    ontology.check("Act", "type", {"term": "lantern.study_camp"})
    assert acts.terms.keys() - {"lantern.study_camp"} == OURS.thesaurus("act_type").terms.keys()
    with pytest.raises(BadData):
        OURS.check("Act", "type", {"term": "lantern.study_camp"})


def test_several_files_may_add_to_one_thesaurus() -> None:
    more = "adds_to: act_type\nterms: {lantern.roll_call: {broader: lantern.study_camp, labels: {en: roll call}}}"
    acts = OURS.with_additions({"a.yaml": ADDED, "b.yaml": more}).thesaurus("act_type")
    assert {"lantern.study_camp", "lantern.roll_call"} <= acts.terms.keys()


BAD_ADDITIONS = [
    ("adds_to: act_type\nterms: {arrest: {labels: {en: raid}}}", "own.yaml: 'arrest' is no code for a team's own term"),
    ("adds_to: act_type\nterms: {raid: {labels: {en: raid}}}", "begin with the team's mark and a dot"),
    ("adds_to: act_type\nterms: {a.raid: {labels: {en: arrest}}}", "same label stands for several of: arrest, a.raid"),
    ("adds_to: act_type\nterms: {a.raid: {labels: {en: raid}, broader: nothing}}", "the broader term of 'a.raid' is none"),
    ("adds_to: act_type\ntranslations: {arrest: {en: release}}", "'arrest' cannot get another label in en"),
    ("adds_to: act_type\ntranslations: {arest: {ky: камоо}}", "translations is of a code that act_type does not have. Near: arrest"),
    ("adds_to: act_type\ntranslations: {arrest: {ky: ''}}", "arrest, ky must be a text"),
    ("adds_to: act_type\ntranslations: {arrest: {Kyrgyz: камоо}}", "'Kyrgyz' is no language tag"),
    ("adds_to: act_type\nreviewed: [ru]", "own.yaml: 'reviewed' is no key that stands here"),
    ("adds_to: acttype", "own.yaml: adds_to names no thesaurus. Did you mean act_type"),
    ("name: act_type", "own.yaml: name would make a thesaurus of its own"),
    ("terms: {}", "own.yaml: adds_to is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "answer"), BAD_ADDITIONS, ids=[answer for _, answer in BAD_ADDITIONS])
def test_a_team_never_changes_what_a_code_of_ours_means(text: str, answer: str) -> None:
    with pytest.raises(BadData, match=re.escape(answer)):
        OURS.with_additions({"own.yaml": text})


def test_a_reviewed_label_stays() -> None:
    reviewed = SEX + "reviewed: [fr]"
    ontology = parse_ontology({}, {"sex.yaml": reviewed.replace("{en: female}", "{en: female, fr: femme}")})
    with pytest.raises(BadData, match="cannot get another label in fr"):
        ontology.with_additions({"own.yaml": "adds_to: sex\ntranslations: {female: {fr: dame}}"})


def test_the_same_code_twice_is_refused() -> None:
    with pytest.raises(BadData, match=r"b\.yaml: 'lantern\.study_camp' is added a second time"):
        OURS.with_additions({"a.yaml": ADDED, "b.yaml": ADDED})


@given(st.sampled_from(sorted(OURS.thesauri)), st.data())
def test_whatever_a_team_adds_codes_of_ours_keep_their_english_and_huridocs(
    name: str, data: st.DataObject
) -> None:
    old = OURS.thesaurus(name)
    code = data.draw(st.sampled_from(sorted(old.terms)))
    label = data.draw(st.text("abcdefgh", min_size=1, max_size=5))
    text = json.dumps({
        "adds_to": name,
        "terms": {f"team.{data.draw(st.sampled_from(['a', 'b_c', 'd1']))}": {"labels": {"en": f"{label} zzz"}}},
        "translations": {code: {data.draw(st.sampled_from(["ru", "ky", "zh-Hant"])): f"{label} qqq"}},
    })  # fmt: skip
    new = OURS.with_additions({"own.yaml": text}).thesaurus(name)
    for old_code, term in old.terms.items():
        kept = new.term(old_code)
        assert (kept.labels["en"], kept.huridocs, kept.broader) == (
            term.labels["en"],
            term.huridocs,
            term.broader,
        )


# --- The files of a vault's machine


def test_ours_are_read_once_and_are_what_the_files_say() -> None:
    assert load_ontology() is load_ontology()
    assert load_ontology() == OURS


def test_a_teams_folder_is_added(tmp_path: Path) -> None:
    (tmp_path / "acts.yaml").write_text(ADDED, "utf-8-sig")
    (tmp_path / "._acts.yaml").write_bytes(b"\x00\x05\x16\x07")
    (tmp_path / "README.md").write_text("not terms")
    assert load_ontology(tmp_path).thesaurus("act_type").term("lantern.study_camp")
    assert "lantern.study_camp" not in load_ontology().thesaurus("act_type").terms
    (tmp_path / "acts.yaml").unlink()
    assert load_ontology(tmp_path) == load_ontology()


@pytest.mark.parametrize(
    ("content", "answer"),
    [
        (b"adds_to: act_type\nterms: {a.b: {labels: {en: \xe0\xe1}}}", r"own\.yml, line 2 is not UTF-8"),
        (b"a" * ((4 << 20) + 1), r"own\.yml is over 4 MiB"),
        (b"terms: [}", r"own\.yml, line 1 is not YAML"),
    ],
)
def test_a_teams_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes, answer: str) -> None:
    (tmp_path / "own.yml").write_bytes(content)
    with pytest.raises(BadData, match=answer):
        load_ontology(tmp_path)


def test_a_folder_that_is_none_or_is_full_of_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="is no folder"):
        load_ontology(tmp_path / "nowhere")
    for number in range(201):
        (tmp_path / f"{number}.yaml").touch()
    with pytest.raises(BadData, match="has 201 files"):
        load_ontology(tmp_path)


def test_importing_the_record_or_the_ontology_does_not_import_a_parser() -> None:
    program = "import sys, amanet.record, amanet.record.ontology; sys.exit('yaml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


# --- The page


def test_the_page_is_what_the_files_say() -> None:
    written = (ROOT / "docs/ontology.md").read_text("utf-8")
    assert written == _generator().page(), "run: .venv/bin/python docs/make_ontology.py"


def test_the_example_on_the_page_works() -> None:
    page = (ROOT / "docs/ontology.md").read_text("utf-8")
    example = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert example
    acts = OURS.with_additions({"own.yaml": example[1]}).thesaurus("act_type")
    assert acts.label("lantern.study_camp", "ru") == "учебный лагерь"


def _generator() -> Any:
    specification = importlib.util.spec_from_file_location("make_ontology", ROOT / "docs/make_ontology.py")
    assert specification
    assert specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def _followthemoney() -> Any:
    from followthemoney import model

    return model


def _verify_mapped(model: Any, schema: str, property_name: str) -> None:
    there = model.get(schema)
    assert there is not None, schema
    assert property_name in there.properties, f"{schema}.{property_name}"
    assert not there.properties[property_name].stub


def test_a_property_is_the_same_value_wherever_it_is_asked_for() -> None:
    assert isinstance(OURS, Ontology)
    assert isinstance(OURS.property("Person", "name"), Property)
    with pytest.raises(AttributeError):
        OURS.property("Person", "name").kind = "text"  # type: ignore[misc]
