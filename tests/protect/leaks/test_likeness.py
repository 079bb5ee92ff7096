"""Protected originals, pictures and recordings are known again as wholes; what else is alike is not; and what earlier releases said is found."""

import hashlib
import io
import sys
import wave

import numpy as np
import PIL.Image
import pytest

from amanet.protect.leaks import (
    Earlier,
    Finding,
    Original,
    Secrets,
    SimilarPicture,
    SimilarSound,
    all_ways_round,
    check,
    picture_print,
    sound_print,
)
from amanet.protect.leaks.picture_prints import NO_PRINT, alike
from amanet.protect.leaks.sound_prints import RATE, resembles

planted = sys.modules["planted_leaks"]


def _scene(seed: int) -> PIL.Image.Image:
    spots = np.random.default_rng(seed).integers(0, 255, (6, 8, 3), dtype=np.uint8)
    return PIL.Image.fromarray(spots).resize((400, 300), PIL.Image.Resampling.BICUBIC)


def _saved(picture: PIL.Image.Image, form: str, **more: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, form, **more)  # type: ignore[arg-type]
    return file.getvalue()


def _melody(seed: int, seconds: int = 12, rate: int = RATE) -> np.ndarray:
    chance = np.random.default_rng(seed)
    pieces = []
    for _ in range(seconds * 4):
        time = np.arange(rate // 4) / rate
        pitches = chance.uniform(300, 1900, 4)
        pieces.append(sum(np.sin(2 * np.pi * pitch * time) for pitch in pitches) / 4)
    return np.concatenate(pieces).astype(np.float32)


def _wave(samples: np.ndarray, rate: int = RATE) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes((samples * 30000).astype("<i2").tobytes())
    return file.getvalue()


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[tuple[str, str, str]]]:
    folder = tmp_path_factory.mktemp("alike")
    scene, melody = _scene(1), _melody(1)
    files = {
        "again.jpg": _saved(scene.resize((900, 700)), "JPEG", quality=40),
        "turned.png": _saved(scene.transpose(PIL.Image.Transpose.ROTATE_90), "PNG"),
        "other.jpg": _saved(_scene(2), "JPEG"),
        "same.bin.zip": planted.zipped({"a.txt": b"the very bytes"}),
        "cut.wav": _wave(melody[RATE * 3 : RATE * 9] * 0.4),
        "other.wav": _wave(_melody(2)),
        "june.txt": b"Spoken by Lantern Seven in June.",
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    secrets = Secrets(
        originals=(Original(hashlib.sha256(b"the very bytes").hexdigest(), "o1"),),
        pictures=tuple(SimilarPicture(each, "i1") for each in all_ways_round(scene)),
        sounds=(SimilarSound(tuple(sound_print(melody)), "r1"),),
        earlier=(Earlier("Lantern Seven", "p7", "March"),),
    )
    by_file: dict[str, set[tuple[str, str, str]]] = {name: set() for name in files}
    for finding in check(folder, secrets).findings:
        by_file[finding.file].add((finding.kind, finding.secret_id, finding.severity))
    return by_file


def test_a_protected_picture_is_known_again(found: dict[str, set[tuple[str, str, str]]]) -> None:
    assert ("picture", "i1", "decide") in found["again.jpg"]
    assert ("picture", "i1", "decide") in found["turned.png"]
    assert {kind for kind, _, _ in found["other.jpg"]} == {"picture not read"}


def test_protected_bytes_are_known_inside_an_archive(found: dict[str, set[tuple[str, str, str]]]) -> None:
    assert found["same.bin.zip"] == {("original", "o1", "block")}


def test_a_stretch_of_a_protected_recording_is_known_again(
    found: dict[str, set[tuple[str, str, str]]],
) -> None:
    assert ("recording", "r1", "decide") in found["cut.wav"]
    assert {kind for kind, _, _ in found["other.wav"]} == {"recording not heard"}


def test_what_an_earlier_release_said_is_found(found: dict[str, set[tuple[str, str, str]]]) -> None:
    assert found["june.txt"] == {("earlier release", "p7", "decide")}


def test_a_picture_of_one_colour_has_no_print() -> None:
    assert picture_print(PIL.Image.new("L", (50, 50), 128)) == NO_PRINT
    assert alike(NO_PRINT, NO_PRINT) is None


def test_too_little_sound_resembles_nothing() -> None:
    prints = sound_print(_melody(1, seconds=1))
    assert not resembles(prints, prints)
    assert sound_print(np.zeros(100, dtype=np.float32)) == []


def test_findings_name_no_names() -> None:
    assert "lantern" not in repr(Earlier("Lantern Seven", "p7", "March")).lower()
    assert Finding("a", (), "", "name", "block", "p", "", "k").what_to_do
