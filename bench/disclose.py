"""How fast a disclosure is planned and its package checked: prints one JSON object.

    python bench/disclose.py [--elements 10000] [--megabytes 8] [--seed 7]

Three figures (CPU seconds; goals of issue 8 in brackets): `plan`, the rules alone, over records already in memory; `vault`, a plan by the library
from a vault of as many statements, gathering and consent with it [2 s for 10,000]; and the leak check over files of words, in MB/s [20]. The story is
invented: people, four statements of each and six of what was done to each, from forty sources; a third of the people are silent.
"""

import argparse
import json
import random
import resource
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any

from amanet.consent.levels import Level, Recipient
from amanet.consent.wishes import Answer
from amanet.disclosure.plan import plan
from amanet.disclosure.request import Request
from amanet.disclosure.story import Story
from amanet.disclosure.wishes_asked import Asked
from amanet.record.standing import Entered
from amanet.vault.ontology_files import load_ontology

REQUEST = Request("UN submission", Recipient("UN body", "Working Group"), date(2026, 11, 23), drafts=True)
LEVEL = Level("pseudonym", words=True, place="district", date="month")
SYLLABLES = (
    "ay",
    "nur",
    "me",
    "met",
    "tur",
    "sun",
    "gul",
    "nar",
    "per",
    "hat",
    "re",
    "him",
    "sa",
    "bir",
    "oy",
    "maq",
    "zul",
    "fi",
    "qar",
)
_OTHER = (
    "the",
    "lo",
    "wen",
    "ble",
    "cro",
    "ti",
    "ous",
    "ing",
    "fe",
    "dis",
    "vo",
    "cei",
    "pro",
    "mi",
    "grou",
    "que",
)
_SOURCES, _PLACES, _PER_PERSON = 40, 60, 10


def main() -> None:
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("--elements", type=int, default=10_000)
    asked.add_argument("--megabytes", type=int, default=8)
    asked.add_argument("--seed", type=int, default=7)
    given = asked.parse_args()
    chance = random.Random(given.seed)
    found = {"elements": given.elements, **planned(given.elements, chance)}
    found |= from_a_vault(given.elements, chance)
    found |= checked(given.megabytes, chance)
    found["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(found, indent=1))


def planned(count: int, chance: random.Random) -> dict[str, Any]:
    load_ontology()
    records = list(_records(count, chance))
    people = [
        one.id for one in records if one.type == "Entity" and one.body["schema"] in ("Person", "Source")
    ]
    answers = {
        one: Answer(LEVEL, ("g",), ("Allowed",))
        for one in people
        if one.startswith("s") or chance.random() < 0.67
    }
    before = process_time()
    story = Story.of(records, load_ontology())
    gathered = process_time()
    made = plan(story, Asked(answers), REQUEST, story.statements)
    done = process_time()
    return {
        "story_s": round(gathered - before, 3),
        "plan_s": round(done - gathered, 3),
        "counts": dict(made.counts),
    }


def _records(count: int, chance: random.Random) -> Iterator[Entered]:
    """What a vault would hold; ids tell the kind by their first letter."""
    schemata = {f"s{number}": "Source" for number in range(_SOURCES)}
    schemata |= {f"l{number}": "Place" for number in range(_PLACES)}
    for number in range(count // _PER_PERSON):
        schemata |= {f"p{number}": "Person", f"a{number}": "Act"}
    for one, schema in schemata.items():
        yield Entered(one, "Entity", "2026-01-01T00:00:00Z", {"schema": schema})
    for number, (subject, name, value) in enumerate(_told(count, chance)):
        body = {
            "subject": subject, "property": name, "value": value, "polarity": "affirms", "said_by": f"s{chance.randrange(_SOURCES)}",
            "wording": "They came before sunrise.", "certainty": "certain",
        }  # fmt: skip
        yield Entered(f"t{number:06}", "Statement", "2026-01-02T00:00:00Z", body)


def _told(count: int, chance: random.Random) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for number in range(count // _PER_PERSON):
        person, act, place = f"p{number}", f"a{number}", {"entity": f"l{chance.randrange(_PLACES)}"}
        day = {"date": {"edtf": f"2018-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"}}
        yield person, "name", {"name": _name(chance), "kind": "full"}
        yield person, "birth_date", {"date": {"edtf": f"19{chance.randrange(40, 99)}-05-12"}}
        yield person, "sex", {"term": "female"}
        yield person, "notes", {"text": "She sang at weddings."}
        yield act, "type", {"term": "arrest"}
        yield act, "victim", {"entity": person}
        yield act, "start", day
        yield act, "place", place
        yield act, "age", {"quantity": {"about": str(chance.randrange(20, 80))}}
        yield act, "stated_reason", {"text": "They said she had travelled."}


def _name(chance: random.Random) -> str:
    return " ".join("".join(chance.choices(SYLLABLES, k=2)).title() for _ in range(2))


def from_a_vault(count: int, chance: random.Random) -> dict[str, Any]:
    """The same story through the library: what `amanet disclose plan` works out before words are protected."""
    from amanet.sealing import Passphrase, RecoveryCode
    from amanet.vault import Draft, Settings
    from amanet.vault.opening import FirstMember, create_vault
    from amanet.work.consent import today
    from amanet.work.disclosing_story import asked_of, story_of
    from amanet.work.signed import signed_draft

    with tempfile.TemporaryDirectory() as folder:
        first = FirstMember(
            "a member", Passphrase("only for a measurement"), RecoveryCode("0123456789ABCDEFGHJKMNPQRS")
        )
        with create_vault(Path(folder) / "v", first, Settings(Path(folder) / "state")) as vault:
            records = list(_records(count, chance))
            entities = [one for one in records if one.type == "Entity"]
            vault.add_many([Draft("Entity", dict(one.body)) for one in entities])
            ids = {
                one.id: str(record.body["id"])
                for one, record in zip(entities, vault.records("Entity"), strict=True)
            }
            vault.add_many(
                [
                    Draft("Statement", _with_ids(dict(one.body), ids))
                    for one in records
                    if one.type == "Statement"
                ]
            )
            allowing = [one for one in ids if one[0] == "s" or (one[0] == "p" and chance.random() < 0.67)]
            vault.add_many([signed_draft(vault, "Grant", _grant(ids[one])) for one in allowing])
            numbers = [row.number for row in vault.records("Statement")]
            before = process_time()
            story = story_of(vault, numbers)
            gathered = process_time()
            answers = asked_of(vault, story, REQUEST, today(vault))
            answered = process_time()
            made = plan(story, answers, REQUEST, story.statements)
            done = process_time()
    return {
        "vault_s": round(done - before, 3),
        "vault_parts_s": [round(one, 3) for one in (gathered - before, answered - gathered, done - answered)],
        "vault_counts": dict(made.counts),
    }


def _with_ids(body: dict[str, Any], ids: dict[str, str]) -> dict[str, Any]:
    value = body["value"]
    if "entity" in value:
        value = {"entity": ids[value["entity"]]}
    return {**body, "subject": ids[body["subject"]], "said_by": ids[body["said_by"]], "value": value}


def _grant(person: str) -> dict[str, Any]:
    return {
        "person": person, "use": REQUEST.use, "recipient": REQUEST.recipient.to_json(), "identity": "pseudonym",
        "media": {"words": True, "place": "district", "date": "month"}, "given_at": {"edtf": "2026-01-05"}, "language": "ug",
        "explained": "all of it",
    }  # fmt: skip


def checked(megabytes: int, chance: random.Random) -> dict[str, Any]:
    """The leak check of files of words, as JSON, CSV and plain text, for the names of 500 people."""
    from amanet.protect.leaks import Secret, Secrets
    from amanet.protect.leaks.in_memory import check_files

    words = ["".join(chance.choices(_OTHER, k=chance.randrange(2, 5))) for _ in range(4000)]
    names = tuple(Secret(_name(chance), f"#{number}") for number in range(500))
    size = megabytes * 1_000_000 // 3
    files = {}
    for ending in ("txt", "csv", "json"):
        text = " ".join(chance.choices(words, k=size // 12))
        content = (
            json.dumps({"text": text})
            if ending == "json"
            else text.replace(" lo", ",\r\n" if ending == "csv" else "\n")
        )
        files[f"data/{ending}.{ending}"] = content.encode()
    check_files({"data/first.txt": b"to warm up"}, Secrets(names=names))
    before = process_time()
    report = check_files(files, Secrets(names=names))
    spent = process_time() - before
    done = sum(map(len, files.values())) / 1e6
    return {
        "check_mb": round(done, 1),
        "check_mb_per_s": round(done / spent, 1),
        "check_findings": len(report.findings),
    }


if __name__ == "__main__":
    main()
