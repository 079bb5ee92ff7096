"""Learns what answers what across scripts from pairs of names, and writes `src/amanet/names/data/weights.npz`.

    nice python -m bench.learn_names ../shared/data/names [--keep-out 0.05]

The data are the *train* parts of NETransliteration-COLING2018 (CC0): a Latin name with its form in Arabic script, Han or Cyrillic. Names of two
scripts with one Latin form between them are pairs too, so that every pair of the four scripts is learned, none through Latin at run time. The
alphabets of Uyghur and Kazakh (`data/alphabets.tsv`) and what Han characters stand for in Turkic names (`data/han_renderings.tsv`) add pairs
made by rule.

The model: a pair of names is written by one sequence of steps, each giving a unit of one name and one of the other, or one of them and nothing.
The probabilities of the steps are learned by expectation and maximisation; rare units lean on more general ones (a character on its reading,
a reading on its initial or final, every unit on the sounds it may be). A pair that the model cannot explain (a first name beside a family
name) loses its weight. What is written is `log2 P(u,v) / P(u)P(v)` in eighths of a bit. No name goes into the file.
"""

import argparse
import json
import random
import sys
import unicodedata
import zlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from amanet.names.scripts import Script, script_of
from amanet.names.tables import read_rows
from amanet.names.units import all_units, han_chain, sounds_of, units_of, units_of_syllable

L, C, A, H, OTHER = Script.LATIN, Script.CYRILLIC, Script.ARABIC, Script.HAN, Script.OTHER
FILES = {C: "russian_en", A: "arabic_en", H: "chinese_en"}
STEPS_OF_EM = 8
MOST_PAIRS = 90_000
KEPT_CHARACTERS = 30  # a character with fewer answers in the data leans on its reading alone

Pair = tuple[Any, Any, float]  # words as written, or already cut into units


def read_pairs(folder: Path, script: Script, part: str) -> list[Pair]:
    """(Latin, other, count) with the letters joined; only names that are wholly of the two scripts."""
    pairs = []
    for line in (folder / f"{FILES[script]}.{part}.tsv").read_text(encoding="utf-8").splitlines():
        latin, spaced, count = line.split("\t")
        other = spaced.replace(" ", "")
        if len(latin) > 1 and len(other) > 1 and script_of(latin) is L and script_of(other) is script:
            pairs.append((latin, other, float(min(int(count), 5))))
    return pairs


def through_latin(one: Iterable[Pair], other: Iterable[Pair]) -> list[Pair]:
    """Pairs of two scripts that one Latin name stands between."""
    by_latin = defaultdict(list)
    for latin, name, count in other:
        by_latin[latin].append((name, count))
    return [(a, b, min(n, m)) for latin, a, n in one for b, m in by_latin[latin] if a != b]


def through(pairs: Iterable[Pair], limit: int = 6) -> list[Pair]:
    """Pairs of Latin names that one name of another script stands between."""
    latins = defaultdict(list)
    for latin, name, count in pairs:
        latins[name].append((latin, count))
    return [
        (a, b, min(n, m))
        for group in latins.values()
        if len(group) <= limit
        for a, n in group
        for b, m in group
        if a != b
    ]


def by_alphabet(latin_names: Iterable[str], language: str, column: int) -> list[Pair]:
    """Latin names that the alphabet's Latin column can spell, with what its other column makes of them."""
    rows = [row for row in read_rows("alphabets.tsv") if row[0] == language]
    letters = {row[1]: row[column] for row in reversed(rows)}
    made = []
    for latin in latin_names:
        spelled = spell(unicodedata.normalize("NFC", latin), letters)
        if spelled is not None:
            made.append((latin, spelled, 1.0))
    return made


def spell(latin: str, letters: dict[str, str]) -> str | None:
    written, place = "", 0
    while place < len(latin):
        letter = next(
            (latin[place : place + size] for size in (2, 1) if latin[place : place + size] in letters), None
        )
        if letter is None:
            return None
        answer = letters[letter]
        bare = (
            answer.removeprefix("ئ")
            if len(answer) > 1 and place and latin[place - 1] not in "aeiouöüë"
            else answer
        )
        written += bare
        place += len(letter)
    return written


@dataclass
class Table:
    """What is learned for one pair of scripts; `side_a` is the Han side where one is."""

    scripts: tuple[Script, Script]
    pairs: list[Pair]
    kept: dict[str, int] = field(default_factory=dict)

    def labels(self, word: Any, side: int) -> list[str]:
        script = self.scripts[side]
        units = units_of(word, script) if isinstance(word, str) else word
        if script is H and self.scripts in ((H, H), (H, OTHER)):
            return [han_chain(unit)[-1] for unit in units]
        return list(units)

    def learn(self) -> "Learned":
        coded, names_a, names_b = self._coded()
        model = Learned(self.scripts, names_a, names_b)
        for step in range(STEPS_OF_EM):
            bits = model.improve(coded)
            print(
                f"  {self.scripts[0].value}-{self.scripts[1].value} {step} {bits:.3f} bits a pair",
                file=sys.stderr,
                flush=True,
            )
        return model

    def _coded(
        self,
    ) -> tuple[dict[tuple[int, int], tuple[np.ndarray, np.ndarray, np.ndarray]], list[str], list[str]]:
        """The pairs as numbers of units, grouped by their lengths."""
        index_a: dict[str, int] = {}
        index_b: dict[str, int] = {}
        groups = defaultdict(list)
        for a, b, weight in self.pairs:
            units_a = [index_a.setdefault(label, len(index_a)) for label in self.labels(a, 0)]
            units_b = [index_b.setdefault(label, len(index_b)) for label in self.labels(b, 1)]
            if 1 < len(units_a) < 20 and 1 < len(units_b) < 20:
                groups[len(units_a), len(units_b)].append((units_a, units_b, weight))
        coded = {
            lengths: (
                np.array([g[0] for g in group]).T,
                np.array([g[1] for g in group]).T,
                np.array([g[2] for g in group]),
            )
            for lengths, group in groups.items()
        }
        return coded, list(index_a), list(index_b)


class Learned:
    """Probabilities of the steps; `improve` is one step of expectation and maximisation."""

    def __init__(self, scripts: tuple[Script, Script], names_a: list[str], names_b: list[str]) -> None:
        self.scripts, self.names_a, self.names_b = scripts, names_a, names_b
        self.chains = [han_chain(name) if scripts[0] is H else (name,) for name in names_a]
        self.frequency_a = np.full(len(names_a), 1 / len(names_a))
        self.frequency_b = np.full(len(names_b), 1 / len(names_b))
        self.believed = believed(scripts, names_a, names_b)
        self.answer = self._believed_now()  # P(v or nothing | u)
        self.steps, self.put_in = self.answer * self.frequency_a[:, None] * 0.9, self.frequency_b * 0.1
        self.first = True

    def _believed_now(self) -> np.ndarray:
        answer = self.believed * np.append(self.frequency_b, 0.1)[None, :]
        shares: np.ndarray = answer / answer.sum(1, keepdims=True)
        return shares

    def improve(self, coded: dict[tuple[int, int], tuple[np.ndarray, np.ndarray, np.ndarray]]) -> float:
        counts = np.zeros((len(self.names_a), len(self.names_b) + 1))
        inserted = np.zeros(len(self.names_b))
        seen_a, seen_b = np.zeros(len(self.names_a)), np.zeros(len(self.names_b))
        total_bits = total_weight = 0.0
        for units_a, units_b, weight in coded.values():
            bits, kept = self._expect(units_a, units_b, weight, counts, inserted)
            np.add.at(seen_a, units_a, kept[None, :])
            np.add.at(seen_b, units_b, kept[None, :])
            total_bits += float((bits * weight).sum())
            total_weight += float(weight.sum())
        self._maximise(counts, inserted, seen_a, seen_b)
        return total_bits / total_weight

    def _expect(
        self, a: np.ndarray, b: np.ndarray, weight: np.ndarray, counts: np.ndarray, inserted: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Forward and backward over all pairs of one pair of lengths; adds to `counts`. Gives bits and kept weight of each pair."""
        m, n, k = len(a), len(b), a.shape[1]
        # Against chance: dividing by the frequencies keeps the numbers near one, and gives the bits directly.
        both = self.steps[a[:, None, :], b[None, :, :]] / (
            self.frequency_a[a][:, None, :] * self.frequency_b[b][None, :, :]
        )
        out = self.steps[a, -1] / self.frequency_a[a]
        into = self.put_in[b] / self.frequency_b[b]
        forward, backward = np.zeros((m + 1, n + 1, k)), np.zeros((m + 1, n + 1, k))
        forward[0, 0] = backward[m, n] = 1
        for i in range(m + 1):
            for j in range(n + 1):
                if i:
                    forward[i, j] += forward[i - 1, j] * out[i - 1]
                if j:
                    forward[i, j] += forward[i, j - 1] * into[j - 1]
                if i and j:
                    forward[i, j] += forward[i - 1, j - 1] * both[i - 1, j - 1]
        for i in range(m, -1, -1):
            for j in range(n, -1, -1):
                if i < m:
                    backward[i, j] += backward[i + 1, j] * out[i]
                if j < n:
                    backward[i, j] += backward[i, j + 1] * into[j]
                if i < m and j < n:
                    backward[i, j] += backward[i + 1, j + 1] * both[i, j]
        whole = forward[m, n]
        bits = np.log2(np.maximum(whole, 1e-300))
        kept = weight if self.first else weight / (1 + np.exp2(np.clip(4 - bits, -60, 60)))
        share = kept / np.maximum(whole, 1e-300)
        width = counts.shape[1]
        met = forward[:-1, :-1] * both * backward[1:, 1:] * share
        np.add.at(counts.reshape(-1), (a[:, None, :] * width + b[None, :, :]).ravel(), met.ravel())
        lost = (forward[:-1] * out[:, None, :] * backward[1:]).sum(1) * share
        np.add.at(counts[:, -1], a.ravel(), lost.ravel())
        gained = (forward[:, :-1] * into[None, :, :] * backward[:, 1:]).sum(0) * share
        np.add.at(inserted, b.ravel(), gained.ravel())
        return bits, kept

    def _maximise(
        self, counts: np.ndarray, inserted: np.ndarray, seen_a: np.ndarray, seen_b: np.ndarray
    ) -> None:
        self.first = False
        self.frequency_a = (seen_a + 0.5) / (seen_a + 0.5).sum()
        self.frequency_b = (seen_b + 0.5) / (seen_b + 0.5).sum()
        self.counts = counts
        self.answer = self._smoothed(counts)
        total = counts.sum() + inserted.sum()
        stepped = (counts.sum(1) + 0.5) / (counts.sum() + 0.5 * len(counts)) * counts.sum() / total
        self.steps = self.answer * stepped[:, None]
        self.put_in = (inserted + 0.5) / (inserted.sum() + 0.5 * len(inserted)) * inserted.sum() / total

    def _smoothed(self, counts: np.ndarray) -> np.ndarray:
        """P(v | u), each level leaning on the more general one with the weight of some observations."""
        prior = self._believed_now()
        depth = max(len(chain) for chain in self.chains)
        for level in range(depth - 1, -1, -1):
            names = [chain[min(level, len(chain) - 1)] for chain in self.chains]
            places = {name: place for place, name in enumerate(dict.fromkeys(names))}
            of = np.array([places[name] for name in names])
            grouped = np.zeros((len(places), counts.shape[1]))
            np.add.at(grouped, of, counts)
            mean = np.zeros_like(grouped)
            np.add.at(mean, of, prior)
            mean /= np.bincount(of)[:, None]
            lean = 6.0 if level == depth - 1 else 4.0
            prior = ((grouped + lean * mean) / (grouped.sum(1, keepdims=True) + lean))[of]
            self.levels = getattr(self, "levels", {})
            self.levels[level] = (
                places,
                ((grouped + lean * mean) / (grouped.sum(1, keepdims=True) + lean)),
                grouped.sum(1),
            )
        return prior

    def weights(self) -> tuple[list[str], list[str], np.ndarray, np.ndarray, np.ndarray]:
        """Names of both sides and the bits: of answers, of leaving out, of putting in. Han names are those of all levels."""
        names, rows = [], []
        for level, (places, answer, seen) in self.levels.items():
            for name, place in places.items():
                if level or len(self.levels) == 1 or seen[place] >= KEPT_CHARACTERS:
                    names.append(name)
                    rows.append(answer[place])
        share = self.steps.sum() / (self.steps.sum() + self.put_in.sum())
        answers = np.array(rows)
        bits = np.log2(answers[:, :-1] * share / self.frequency_b[None, :])
        out = np.log2(answers[:, -1] * share)
        into = np.log2(self.put_in / self.frequency_b)
        return names, self.names_b, bits, out, into


def alike() -> dict[tuple[str, str], float]:
    table = {}
    for one, other, tenths in (row[:3] for row in read_rows_with_silence()):
        table[one, other] = table[other, one] = int(tenths) / 10
    return table


def read_rows_with_silence() -> list[tuple[str, ...]]:
    return [tuple(column or "-" for column in row) for row in read_rows("sounds.tsv")]


def believed(scripts: tuple[Script, Script], names_a: list[str], names_b: list[str]) -> np.ndarray:
    """How much likelier than by chance each answer is held to be before anything is learned; the last column is silence."""
    table = alike()
    sounds_b = [sounds_of(name, scripts[1]) for name in names_b]
    rows = []
    for name in names_a:
        sounds_a = sounds_of(name, scripts[0])
        rows.append([2 ** (8 * likeness(sounds_a, other, table) - 4) for other in [*sounds_b, ("-",)]])
    return np.array(rows)


def likeness(one: Iterable[str], other: Iterable[str], table: dict[tuple[str, str], float]) -> float:
    """The best of the sounds the two may be, a later reading counting less."""
    return max(
        (1.0 if a == b else table.get((a, b), 0.0)) * 0.88 ** (i + j)
        for i, a in enumerate(one)
        for j, b in enumerate(other)
    )


# --- what is made by rule


def made_of_syllables(rng: random.Random, count: int) -> list[Pair]:
    """Names put together from what Han characters stand for in Turkic names: they teach the characters, no name is meant."""
    rows = [(row[0], row[1].split()) for row in read_rows("han_renderings.tsv")]
    pairs = []
    for _ in range(count):
        chosen = rng.choices(rows, k=rng.randint(2, 4))
        latin = "".join(readings[min(int(rng.expovariate(1.5)), len(readings) - 1)] for _, readings in chosen)
        pairs.append((latin, "".join(han for han, _ in chosen), 1.0))
    return pairs


def read_in_pinyin(rng: random.Random, count: int) -> list[Pair]:
    """Two or three everyday characters with their own reading: how names from China are written in Latin letters."""
    from amanet.names.units import han_readings

    everyday = [
        bytes([0xB0 + row, 0xA1 + cell]).decode("gb2312", "ignore")
        for row in range(0x28)
        for cell in range(94)
    ]
    everyday = [char for char in everyday if char]
    pairs = []
    for _ in range(count):
        word = "".join(rng.choices(everyday, k=rng.randint(2, 3)))
        pairs.append(("".join(syllable for _, syllable in han_readings(word)), word, 1.0))
    return pairs


def heard_otherwise(pairs: Iterable[Pair], rng: random.Random) -> list[Pair]:
    """Latin names beside the sounds of their Cyrillic form: as they are, as a script of syllables has them (kana, Hangul), and as one
    without vowels has them (Hebrew). No script of those was learned from; this stands in for them."""
    ways = (tuple, in_syllables, without_vowels)
    return [
        (latin, rng.choice(ways)(tuple(sounds_of(unit, C)[0] for unit in units_of(str(name), C))), count)
        for latin, name, count in pairs
    ]


_IN_SYLLABLES = {
    "l": "r",
    "v": "b",
    "T": "s",
    "D": "z",
    "x": "h",
    "H": "h",
    "G": "g",
    "q": "k",
    "f": "h",
    "Z": "J",
    "c": "t",
}
_PALATAL = {"S": "s", "C": "t", "J": "z"}


def in_syllables(sounds: tuple[str, ...]) -> tuple[str, ...]:
    made: list[str] = []
    for sound, following in zip(sounds, (*sounds[1:], ""), strict=True):
        plain = _IN_SYLLABLES.get(sound, sound)
        vowel_follows = following in tuple("aeiouOU@")
        if plain in _PALATAL:
            made += [_PALATAL[plain], "i", "j"] if vowel_follows and following != "i" else [_PALATAL[plain]]
            made += [] if vowel_follows else ["i"]
        elif plain in tuple("aeiouOU@nNj-") or vowel_follows:
            made.append(plain)
        else:
            made += [plain, "o" if plain in "td" else "u"]
    return tuple(sound for sound in made if sound != "-")


_WITHOUT_VOWELS = {
    "o": "w",
    "u": "w",
    "O": "w",
    "U": "w",
    "i": "j",
    "f": "p",
    "v": "b",
    "J": "g",
    "Z": "z",
    "G": "g",
    "h": "h",
    "D": "d",
    "T": "t",
}


def without_vowels(sounds: tuple[str, ...]) -> tuple[str, ...]:
    kept = ["A"] if sounds and sounds[0] in tuple("aeiouOU") else []
    for place, sound in enumerate(sounds):
        if sound in ("a", "e", "@", "-"):
            kept += ["h"] if sound == "a" and place == len(sounds) - 1 else []
        else:
            kept.append(_WITHOUT_VOWELS.get(sound, sound))
    return tuple(kept)


def learn_all(folder: Path, keep_out: float) -> dict[str, Learned]:
    rng = random.Random(5)
    train = {script: read_pairs(folder, script, "train") for script in (C, A, H)}
    if keep_out:
        train = {
            script: [pair for pair in pairs if zlib.crc32(pair[0].encode()) % 1000 >= keep_out * 1000]
            for script, pairs in train.items()
        }
    latin_names = sorted({latin for pairs in train.values() for latin, _, _ in pairs})
    some = rng.sample(latin_names, 30_000)
    turkic, pinyin = made_of_syllables(rng, 6000), read_in_pinyin(rng, 6000)
    made = sorted({latin for latin, _, _ in turkic})
    rule = {H: turkic + pinyin}
    for script, column in ((A, 2), (C, 3)):
        uyghur = by_alphabet(some, "ug", column)[:9000] + by_alphabet(made, "ug", column)
        rule[script] = (
            uyghur + by_alphabet(some, "kk", column)[:3000] + by_alphabet(made, "kk", column)[:1500]
        )
    full = {script: train[script] + rule[script] for script in train}
    tables = [Table((script, L), turned(full[script])) for script in (H, A, C)]
    tables += [Table((A, C), through_latin(full[A], full[C])), Table((H, C), through_latin(full[H], full[C]))]
    tables += [
        Table((H, A), through_latin(full[H], full[A])),
        Table((L, L), through(full[A]) + through(full[C])),
    ]
    tables += [Table((script, script), through(turned(full[script]))) for script in (C, A, H)]
    otherwise = heard_otherwise(train[C], rng)
    tables += [Table((L, OTHER), otherwise), Table((C, OTHER), through_latin(train[C], otherwise))]
    tables += [Table((script, OTHER), through_latin(full[script], otherwise)) for script in (A, H)]
    learned = {}
    for table in tables:
        name = "-".join(script.value for script in table.scripts)
        if table.pairs:
            table.pairs = rng.sample(table.pairs, min(MOST_PAIRS, len(table.pairs)))
            print(f"{name}: {len(table.pairs)} pairs", file=sys.stderr, flush=True)
            learned[name] = table.learn()
    return learned


def turned(pairs: Iterable[Pair]) -> list[Pair]:
    return [(b, a, count) for a, b, count in pairs]


# --- writing


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
    from amanet.names.units import han_readings

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


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="the names folder of the shared data")
    parser.add_argument(
        "--keep-out", type=float, default=0.03, help="share of the train part that is not learned from"
    )
    into = Path(__file__).parents[1] / "src/amanet/names/data/weights.bin"
    parser.add_argument("--into", type=Path, default=into)
    arguments = parser.parse_args()
    learned = learn_all(arguments.folder, arguments.keep_out)
    arguments.into.write_bytes(pack(learned))


if __name__ == "__main__":
    main()
