"""Learns what answers what across scripts from pairs of names, and writes `src/amanet/names/data/weights.bin`.

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
import random
import sys
import zlib
from pathlib import Path

from bench.learn_model import Learned, Table
from bench.learn_pairs import (
    OTHER,
    A,
    C,
    H,
    L,
    by_alphabet,
    heard_otherwise,
    made_of_syllables,
    read_in_pinyin,
    read_pairs,
    through,
    through_latin,
    turned,
)
from bench.learn_weights import pack

MOST_PAIRS = 90_000


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
