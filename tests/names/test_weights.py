"""The learned weights: complete, bounded, and without any name in them."""

import json
import zlib

import pytest

from amanet.names.scripts import Script
from amanet.names.tables import read_bytes
from amanet.names.units import all_units
from amanet.names.weights import ORDER, weights


def head() -> dict[str, object]:
    line: bytes = zlib.decompress(read_bytes("weights.bin")).partition(b"\n")[0]
    return dict(json.loads(line))


def test_there_is_a_table_for_every_two_scripts() -> None:
    pairs = {(one, other) for one in Script for other in Script if ORDER[one] <= ORDER[other]}
    assert set(weights().tables) == pairs


def test_what_has_data_was_learned() -> None:
    tables = weights().tables
    for one, other in (
        (Script.HAN, Script.LATIN),
        (Script.ARABIC, Script.LATIN),
        (Script.ARABIC, Script.CYRILLIC),
    ):
        assert tables[one, other].learned
    assert not tables[Script.OTHER, Script.OTHER].learned


@pytest.mark.parametrize("script", [Script.LATIN, Script.CYRILLIC, Script.ARABIC])
def test_every_unit_of_the_rules_has_weights(script: Script) -> None:
    assert set(all_units(script)) == set(weights().numbers[script])
    assert all(bits > 0 for bits in weights().information[script])


def test_letters_of_one_sound_answer_each_other() -> None:
    learned = weights()
    table = learned.tables[Script.ARABIC, Script.CYRILLIC]
    arabic, cyrillic = learned.numbers[Script.ARABIC], learned.numbers[Script.CYRILLIC]
    for one, same, another in (
        ("ش", "ш", "м"),
        ("م", "м", "с"),
        ("ب", "б", "ш"),
        ("ھ", "һ", "т"),
        ("ڭ", "ң", "с"),
    ):
        assert table.gains[arabic[one], cyrillic[same]] > table.gains[arabic[one], cyrillic[another]] + 16


def test_no_unit_is_longer_than_a_few_letters() -> None:
    """So that no name can be in the file: all its words are units, and their like."""
    units = head()["units"]
    assert isinstance(units, dict)
    assert max(len(unit) for names in units.values() for unit in names) <= 16


def test_the_file_is_small() -> None:
    assert len(read_bytes("weights.bin")) < 1_000_000
