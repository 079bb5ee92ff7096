"""Writes what was learned as `data/weights.bin`: see `amanet.names.weights` for the layout. No name goes into the file."""

import json
import zlib
from collections.abc import Iterable

import numpy as np
from bench.learn_model import Learned, believed
from bench.learn_pairs import OTHER, A, C, H, L

from amanet.names.scripts import Script
from amanet.names.tables import read_rows
from amanet.names.units import all_units, han_readings, sounds_of, units_of_syllable

__all__ = ["pack"]


def pack(learned: dict[str, Learned]) -> bytes:
    """All tables over one list of units for each script; see `amanet.names.weights` for the layout."""
    units = {script: every_unit(script, learned.values()) for script in Script}
    parts = sorted(f"{kind}:{part}" for kind, part, *_ in read_rows("units_han.tsv"))
    tables, blocks = [], []
    for one, other in table_scripts():
        model = learned.get(f"{one.value}-{other.value}")
        # Between two Han names, and for alphabets never learned, only the parts of the readings count.
        rows = parts if one is H and other in (H, OTHER) else units[one]
        columns = parts if other is H else units[other]
        bits, out, into = spread(model, rows, columns) if model else supposed(one, other, rows, columns)
        if one is other:
            bits, out = (bits + bits.T) / 2, (out + into) / 2
            into = out
        tables.append(
            {"scripts": [one.value, other.value], "shape": list(bits.shape), "learned": model is not None}
        )
        for numbers in (bits, out, into):
            blocks.append(np.clip(np.rint(numbers * 8), -127, 127).astype(np.int8).tobytes())
    head = {
        "units": {script.value: names for script, names in units.items()},
        "parts": parts,
        "tables": tables,
    }
    head["information"] = {
        script.value: information(learned, script, names) for script, names in units.items()
    }
    return zlib.compress(json.dumps(head, ensure_ascii=False).encode() + b"\n" + b"".join(blocks), 9)


def table_scripts() -> list[tuple[Script, Script]]:
    order = [H, A, C, L, OTHER]
    return [(one, other) for place, one in enumerate(order) for other in order[place:]]


def every_unit(script: Script, models: Iterable[Learned]) -> list[str]:
    """Every unit the tables can give, and for Han the kept characters, all readings and the parts of readings."""
    if script is H:
        kept = {name for model in models if model.scripts[0] is H for name in model.weights()[0]}
        parts = {f"{kind}:{part}" for kind, part, *_ in read_rows("units_han.tsv")}
        return sorted(kept | parts)
    if script is OTHER:
        return sorted({sound for row in read_rows("sounds.tsv") for sound in row[:2] if sound})
    return all_units(script)


def spread(model: Learned, rows: list[str], columns: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A model's bits over the full lists: units it never met get what is believed of them, Han ones what the more general have."""
    names_a, names_b, bits, out, into = model.weights()
    place_a, place_b = {n: i for i, n in enumerate(names_a)}, {n: i for i, n in enumerate(names_b)}
    guess = np.log2(believed(model.scripts, rows, columns))
    full = np.clip(guess[:, :-1], -4, 4)
    full_out, full_into = np.full(len(rows), -3.0), np.full(len(columns), -4.0)
    known_b = [place_b[name] for name in columns if name in place_b]
    at_b = [place for place, name in enumerate(columns) if name in place_b]
    for place, name in enumerate(rows):
        known = next((place_a[general] for general in generals(name) if general in place_a), None)
        if known is not None:
            full[place, at_b] = bits[known, known_b]
            full_out[place] = out[known]
    full_into[at_b] = into[known_b]
    return full, full_out, full_into


def generals(name: str) -> list[str]:
    """Of a Han unit: itself, then its reading, then the part; the first two are written with a dot."""
    if "." not in name or not "\u3400" <= name[0] <= "\u9fff":
        return [name, *parts_of_reading(name)]
    char, kind = name.split(".")
    reading = han_readings(char)
    below = f"{reading[0][1]}.{kind}" if reading else ""
    return [name, below, *parts_of_reading(below)]


def parts_of_reading(name: str) -> list[str]:
    if "." not in name or not name[0].isascii():
        return []
    syllable, kind = name.split(".")
    return [
        unit.split("/")[2] for unit in units_of_syllable("x", syllable) if unit.split("/")[2].startswith(kind)
    ]


def supposed(
    one: Script, other: Script, rows: list[str], columns: list[str]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For a pair of scripts without pairs: what the sounds say."""
    guess = np.log2(believed((one, other), rows, columns))
    light = tuple("aeiouOU@Ajhw-")
    out = np.array([-1.5 if light_sounds(unit, one, light) else -4.5 for unit in rows])
    into = np.array([-1.5 if light_sounds(unit, other, light) else -4.5 for unit in columns])
    return guess[:, :-1], out, into


def light_sounds(unit: str, script: Script, light: tuple[str, ...]) -> bool:
    sounds = sounds_of(unit, script)
    return sounds[0] in light or "-" in sounds


def information(learned: dict[str, Learned], script: Script, names: list[str]) -> list[int]:
    """How many bits each unit carries by itself, in eighths: the rarer, the more."""
    model = next((m for key, m in learned.items() if m.scripts[1] is script or m.scripts[0] is script), None)
    if model is None or script is H:
        return [36] * len(names)
    labels, frequency = (
        (model.names_b, model.frequency_b)
        if model.scripts[1] is script
        else (model.names_a, model.frequency_a)
    )
    bits = dict(zip(labels, -np.log2(frequency), strict=True))
    return [int(min(127, round(8 * bits.get(name, 12.0)))) for name in names]
