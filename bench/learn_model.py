"""The model behind the learned weights: two names are written by one sequence of steps, each giving a unit of one and of the other, or of one alone.

The probabilities of the steps come from expectation and maximisation; rare units lean on more general ones, and pairs that the model cannot
explain lose their weight.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from bench.learn_pairs import OTHER, H, Pair

from amanet.names.scripts import Script
from amanet.names.tables import read_rows
from amanet.names.units import han_chain, sounds_of, units_of

STEPS_OF_EM = 8
KEPT_CHARACTERS = 30  # a character with fewer answers in the data leans on its reading alone


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
