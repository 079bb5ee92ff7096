"""What files say of themselves, in words; hostile and half-said things stand as they are and break nothing."""

import pytest

from amanet.web.screens.file_facts import file_facts, kind_of_file, moment


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("2024-09-14T19:12:30.000000Z", "2024-09-14 19:12:30 UTC"),
        ("2024:09:14 19:14:02", "2024-09-14 19:14:02"),
        ("2024:09:14 19:14:02 +06:00", "2024-09-14 19:14:02 +06:00"),
        ("2024-09-14T19:12:30+0800", "2024-09-14 19:12:30 +08:00"),
        ("D:20240922090000Z", "2024-09-22 09:00:00 UTC"),
        ("D:20240922090000+02'00'", "2024-09-22 09:00:00 +02:00"),
        ("D:202409", "2024-09"),
        ("2024-09-14", "2024-09-14"),
        ("last winter", "last winter"),
        ("D:99", "D:99"),
        ("", ""),
    ],
)  # fmt: skip
def test_moments(said: str, shown: str) -> None:
    assert moment(said) == shown


def _facts(**said: object) -> dict[str, str]:
    return dict(file_facts(lambda text: text, said))


def test_a_photograph() -> None:
    said = {
        "width": 4,
        "height": 3,
        "make": "Halden",
        "model": "Halden P3",
        "latitude": "-47.2613",
        "longitude": "118.4",
        "software": None,
    }
    assert _facts(image=said) == {
        "Pixels": "4 × 3",
        "Camera or telephone": "Halden P3",
        "Place": "47.2613° south, 118.4° east",
    }


def test_a_film_and_its_streams() -> None:
    streams = [
        {
            "kind": "video",
            "codec": "h264",
            "width": 480,
            "height": 270,
            "rate": "30000/1001",
            "language": "und",
        },
        {"kind": "audio", "codec": "pcm_s16le", "rate": "48000", "channels": 1, "language": "ug"},
    ]
    said = {
        "duration_ms": 6000,
        "container": "mov,mp4,m4a,3gp,3g2,mj2",
        "location": "+05.5000-000.2500+12/",
        "streams": streams,
    }
    assert _facts(media=said) == {
        "Length": "0:06",
        "Place": "5.5000° north, 0.2500° west",
        "Kind of recording": "MP4 / QuickTime",
        "Moving picture": "H.264, 480 × 270, 29.97 pictures a second",
        "Sound": "PCM, 48 kHz, mono, in the language “ug”",
    }


def test_what_is_half_said_or_made_to_harm_breaks_nothing() -> None:
    streams = [{"kind": "video", "rate": "1/0"}, {"kind": "attachment", "rate": "x"}, {}]
    assert _facts(media={"streams": streams, "location": "here", "duration_ms": None}) == {"Place": "here"}
    assert "None" not in str(_facts(image={"latitude": "3", "make": None}, pdf={"title": None, "pages": 2}))


def test_kinds_that_people_have_names_for() -> None:
    assert (kind_of_file("image/jpeg"), kind_of_file("x/y"), kind_of_file(None)) == ("JPEG", "", "")
