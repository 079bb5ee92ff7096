"""Voice messages: spoken by espeak-ng where it is installed, sung in plain tones otherwise; as WAV, and as
Ogg/Opus like a chat sends.
"""

import io
import math
import re
import shutil
import subprocess
import wave
from array import array
from pathlib import Path

from amanet.demonstration.story import Spoken

__all__ = ["can_speak", "opus_from_wav", "wav_of"]

_RATE = 48_000
_TONES = (220.0, 247.0, 262.0, 294.0, 330.0, 392.0)


def can_speak() -> bool:
    return shutil.which("espeak-ng") is not None


def wav_of(message: Spoken, folder: Path) -> bytes:
    """The message as a WAV file (16 bit, mono). `folder` is used for a temporary file, which is removed."""
    if not can_speak():
        return _tones(message.text)
    made = folder / ".speaking.wav"
    try:
        # The text goes in by standard input: an argument would show it to every process on the machine.
        command = ["espeak-ng", "-v", message.language, "-s", "135", "-b", "1", "--stdin", "-w", str(made)]
        subprocess.run(command, input=message.text.encode(), check=True, capture_output=True, timeout=30)
        spoken = made.read_bytes()
    except (subprocess.SubprocessError, OSError):
        return _tones(message.text)
    finally:
        made.unlink(missing_ok=True)
    return spoken


def opus_from_wav(wav: bytes) -> bytes:
    """The same sound as Opus in Ogg, 48 kHz mono, without random serial numbers."""
    import av

    target = io.BytesIO()
    with (
        av.open(io.BytesIO(wav), "r") as source,
        av.open(target, "w", format="ogg", options={"fflags": "+bitexact"}) as sink,
    ):
        stream = sink.add_stream(
            "libopus",
            rate=_RATE,
            layout="mono",
            options={"b": "24000", "application": "voip", "compression_level": "4"},
        )
        resampler = av.AudioResampler(format="s16", layout="mono", rate=_RATE)
        for frame in source.decode(audio=0):
            frame.pts = None
            for ready in resampler.resample(frame):
                sink.mux(stream.encode(ready))
        for ready in resampler.resample(None):
            sink.mux(stream.encode(ready))
        sink.mux(stream.encode(None))
    return target.getvalue()


def _tones(text: str) -> bytes:
    """A soft tone for every few letters, its height given by them: plainly not a voice, and the same every
    time.
    """
    samples = array("h")
    for word in re.findall(r"\S{1,4}", text):
        samples.extend(_tone(_TONES[sum(map(ord, word)) % len(_TONES)], 0.15 + 0.03 * len(word)))
        samples.extend([0] * 1200)
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(samples.tobytes())
    return target.getvalue()


def _tone(hertz: float, seconds: float) -> list[int]:
    count = int(16_000 * seconds)
    turn = 2 * math.pi * hertz / 16_000
    return [int(7000 * math.sin(math.pi * n / count) * math.sin(turn * n)) for n in range(count)]
