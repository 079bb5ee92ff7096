"""A large chat to read: 100,000 WhatsApp messages of invented people, with 3,000 small media files, in one archive.

`make_whatsapp_archive(folder)` writes it and returns its path; the same numbers give the same bytes. One message in five has
several lines, one in thirty-three names a file, of which two in three are voice messages. Run alone, it measures the reading:

    python -m bench.reading_chats FOLDER
"""

import random
import resource
import sys
import time
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

__all__ = ["make_whatsapp_archive"]

_NAMES = ("Aygul", "Li Wei", "محمد", "Ержан 🐎", "+90 555 000 00 01", "Mother", "Dr. Osman")
_TALK = (
    "they came at night and asked for him by name we waited at the gate until morning nobody has told us anything since "
    "قالوا إنه نقل إلى مدينة أخرى ھېچكىم بىلمەيدۇ 他们说他在学习 мы ждали у ворот до утра"
)
_WORDS = tuple(_TALK.split())
_START = datetime(2017, 3, 1, 6, 30)
_MEDIA = ("PTT-{day}-WA{number:04}.opus", "PTT-{day}-WA{number:04}.opus", "IMG-{day}-WA{number:04}.jpg")


def make_whatsapp_archive(folder: Path, messages: int = 100_000, media: int = 3_000, seed: int = 7) -> Path:
    """`folder/WhatsApp Chat with Bench.zip`. Media are a few KiB of noise: reading a chat does not look into them."""
    path = folder / "WhatsApp Chat with Bench.zip"
    chance = random.Random(seed)
    named: list[str] = []
    lines = "".join(_lines(chance, messages, media, named))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_entry("WhatsApp Chat with Bench.txt"), lines.encode())
        for name in named:
            archive.writestr(
                _entry(name), chance.randbytes(chance.randrange(1_000, 6_000)), zipfile.ZIP_STORED
            )
    return path


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (2022, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _lines(chance: random.Random, messages: int, media: int, named: list[str]) -> Iterator[str]:
    at = _START
    every = max(1, messages // media) if media else messages + 1
    yield f"{at:%d/%m/%Y, %H:%M} - Messages and calls are end-to-end encrypted. Tap to learn more.\n"
    for number in range(messages):
        at += timedelta(seconds=chance.randrange(3_000))
        words = _words(chance)
        if number % every == 0 and len(named) < media:
            named.append(chance.choice(_MEDIA).format(day=f"{at:%Y%m%d}", number=len(named)))
            words = f"\u200e{named[-1]} (file attached)\n{words}"
        yield f"{at:%d/%m/%Y, %H:%M} - {chance.choice(_NAMES)}: {words}\n"


def _words(chance: random.Random) -> str:
    lines = 1 if chance.random() < 0.8 else chance.randrange(2, 5)
    return "\n".join(" ".join(chance.choices(_WORDS, k=chance.randrange(1, 14))) for _ in range(lines))


def _measure(path: Path) -> str:
    from amanet.intake.parsers.parsing import Answers, Sample
    from amanet.intake.parsers.whatsapp import PARSER

    with path.open("rb") as file:
        head = file.read(64 << 10)
        file.seek(0)
        started = time.process_time()
        parsed = PARSER.parse(
            file, Sample(path.name, "application/zip", path.stat().st_size, head), Answers()
        )
        spent = time.process_time() - started
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    reading = parsed.reading
    return (
        f"{len(reading.segments)} segments of {len(reading.text)} characters, {len(parsed.inside)} files inside: "
        f"{spent:.2f} s of processor time, {most:.0f} MiB at most"
    )


if __name__ == "__main__":
    made = Path(sys.argv[1]) / "WhatsApp Chat with Bench.zip"
    print(_measure(made if made.exists() else make_whatsapp_archive(made.parent)))
