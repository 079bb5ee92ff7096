"""docs/mapping.md: its example does what it shows, and its lists hold every key and no other."""

import io
import re
from pathlib import Path

import pytest

from amanet.intake.parsers.parsing import Answers, Sample
from amanet.intake.parsers.table import read_rows
from amanet.record.mapping import dry_run, parse_mapping, plan, shown
from amanet.record.mapping.entries import Entries
from amanet.record.ontology import Ontology
from amanet.vault.ontology_files import load_ontology

PAGE = (Path(__file__).parents[3] / "docs/mapping.md").read_text("utf-8")


def example(kind: str) -> str:
    found = re.search(rf"^```{kind}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


@pytest.fixture(scope="module")
def real_ontology() -> Ontology:
    return load_ontology()


def test_the_example_becomes_what_the_page_shows(real_ontology: Ontology) -> None:
    table = example("csv").encode()
    rows = list(read_rows(io.BytesIO(table), Sample("list.csv", "text/csv", len(table), table), Answers()))
    plans = list(plan(rows, parse_mapping(example("toml"), real_ontology), real_ontology))
    assert "\n".join(line for one in plans for line in shown(one)) + "\n" == example("text")
    dry_run(plans).verify()


def test_the_page_lists_every_key(real_ontology: Ontology, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: dict[str, set[str]] = {}
    take = Entries.take

    def noting(self: Entries, key: str) -> object:
        taken.setdefault(self.where.partition("]")[0].strip("["), set()).add(key)
        return take(self, key)

    monkeypatch.setattr(Entries, "take", noting)
    parse_mapping(example("toml"), real_ontology)
    del taken["the mapping"]
    listed = {}
    for section, body in re.findall(r"^### `\[+(\w+)\]+`.*?\n(.*?)(?=^##)", PAGE, re.DOTALL | re.MULTILINE):
        keys = [
            re.findall(r"`(\w+)`", line.split("|")[1]) for line in body.splitlines() if line.startswith("| `")
        ]
        listed[section] = {key for line in keys for key in line}
    assert listed == taken
