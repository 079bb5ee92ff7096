import io

import pytest
from PIL import Image

from amanet.errors import Misuse
from amanet.printing import fits_qr, qr_png, qr_terminal
from amanet.printing.qr import qr_modules


def _modules_of_png(png: bytes, scale: int) -> list[list[bool]]:
    image = Image.open(io.BytesIO(png)).convert("L")
    across = image.width // scale
    dark = [
        [image.getpixel((x * scale + 1, y * scale + 1)) < 128 for x in range(across)] for y in range(across)
    ]
    return [row[2:-2] for row in dark[2:-2]]


def test_the_png_shows_the_symbol() -> None:
    assert _modules_of_png(qr_png(b"amanet", scale=5), 5) == qr_modules(b"amanet")


@pytest.mark.parametrize("light_background", [True, False])
def test_the_half_blocks_show_the_symbol(light_background: bool) -> None:
    text = qr_terminal("K7Q2M-9XWD4", light_background=light_background)
    rows: list[list[bool]] = []
    for line in text.split("\n"):
        rows.append([(c in "▀█") == light_background for c in line])
        rows.append([(c in "▄█") == light_background for c in line])
    modules = qr_modules(b"K7Q2M-9XWD4")
    assert rows[: len(modules)] == [list(row) for row in modules]


def test_level_m_where_it_fits_and_l_beyond() -> None:
    largest = 177 + 4
    assert len(qr_modules(bytes(2331))) == largest
    assert len(qr_modules(bytes(2332))) < largest, "the same symbol carries more at a lower level"
    assert len(qr_modules(bytes(2953))) == largest


@pytest.mark.parametrize("size", [0, 2954])
def test_what_does_not_fit_is_refused_with_its_size(size: int) -> None:
    assert not fits_qr(bytes(size))
    with pytest.raises(Misuse, match=f"these are {size}"):
        qr_png(bytes(size))
