"""The list of items, and one item: what is shown of it, and that nothing of it runs. Security requirements 5, 20 to 24, 26."""

import asyncio
import io
import json
import re
import subprocess
import sys
import wave
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.app import OpenVault, make_vault
from amanet.vault.read_audit import READ
from amanet.web.screens import item as screen
from amanet.web.screens.item_bytes import KINDS, NotThere, Range, Seen, kind_of, parse_range
from amanet.web.screens.item_text import clock
from amanet.web.screens.item_words import shown_size
from amanet.work import shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from conftest import Client, Served

PASSPHRASE = "lantern ferry coat tide harbour salt"
UYGHUR = ["ئۇلار كەچتە كەلدى.", "ئىككى ئاق ماشىنا توختىدى.", "ئۈچ ئادەم كىردى."]
ENGLISH = ["They came in the evening.", "Two white cars stopped.", "Three men went in."]
HOSTILE = (
    "<html><head><title>Board</title><script>alert('ran')</script><meta http-equiv=refresh content='0;url=http://evil.example/'></head>"
    "<body onload=alert(1)><h1>Notice of the harbour</h1><p>The school stays closed.</p><img src=http://evil.example/x.png onerror=alert(2)>"
    "<a href='javascript:alert(3)'>more</a><form action=http://evil.example/><input name=q></form></body></html>"
)


def wav(seconds: float = 8.0) -> bytes:
    kept = io.BytesIO()
    with wave.open(kept, "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(b"\0\1" * int(8000 * seconds))
    return kept.getvalue()


def srt(lines: list[str]) -> bytes:
    cues = [
        f"{at + 1}\n00:00:{at * 2:02},000 --> 00:00:{at * 2 + 2:02},000\n{line}\n"
        for at, line in enumerate(lines)
    ]
    return "\n".join(cues).encode()


def picture(form: str = "PNG", size: tuple[int, int] = (60, 40), colour: str = "red") -> bytes:
    import PIL.Image

    kept = io.BytesIO()
    PIL.Image.new("RGB", size, colour).save(kept, form)
    return kept.getvalue()


def pdf(pages: int = 2) -> bytes:
    from fpdf import FPDF

    document = FPDF()
    for number in range(1, pages + 1):
        document.add_page()
        document.set_font("helvetica", size=20)
        document.cell(text=f"Notice of page {number}")
    return bytes(document.output())


def put(client: "Client | Served", folder: Path, **files: bytes) -> dict[str, int]:
    """Takes in files (a double underscore is a dot) and looks at them; their numbers by the same names."""
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_bytes(content)
    client.write(OpenVault.add, [folder], source="Tamsin Hollowreed", how="handed over")
    client.write(OpenVault.describe)
    listed = client.write(lambda vault: {one.name: one.number for one in vault.listing()})
    return {name: listed[name.replace("__", ".")] for name in files}


def told(client: "Client | Served", folder: Path) -> dict[str, int]:
    """A recording with its transcript, the transcript's translation, a passage and a statement."""
    numbers = put(client, folder, talk__wav=wav(), said__srt=srt(UYGHUR), translated__srt=srt(ENGLISH))

    def link(vault: OpenVault) -> dict[str, int]:
        vault.read(numbers["said__srt"], language="ug")
        vault.read(numbers["translated__srt"], language="en")
        vault.link_recording(numbers["said__srt"], numbers["talk__wav"])
        vault.align_translation(numbers["translated__srt"], numbers["said__srt"])
        source = vault.add_entity("Source", "Nursel Qumdengiz")
        person = vault.add_entity("Person", "Aytoz Qumdengiz", by=str(source.number))
        passage = vault.mark_passage(numbers["said__srt"], quote="ئاق ماشىنا")
        vault.say(
            person.number, "notes", "two cars stopped", by=str(source.number), passages=[str(passage.number)]
        )
        return {**numbers, "passage": passage.number, "person": person.number}

    return client.write(link)


# The list


def test_an_empty_vault_says_what_to_do_first(client: "Client") -> None:
    assert 'href="/take-in"' in client.get("/items").text
    assert "Nothing was taken in yet" in client.get("/items").text


def test_the_list_is_paged_newest_first(client: "Client", tmp_path: Path) -> None:
    put(client, tmp_path / "many", **{f"n{number:03}__txt": b"%d" % number for number in range(120)})
    address, seen = "/items", []
    for _ in range(3):
        text = client.get(address).text
        seen += [int(found) for found in re.findall(r'<a href="/items/(\d+)"><bdi class="item-name"', text)]
        onwards = re.search(r'href="(/items/before/\d+)"', text)
        address = onwards[1] if onwards else ""
    assert address == ""
    assert len(seen) == 120
    assert seen == sorted(seen, reverse=True)


def test_the_list_is_narrowed_by_what_was_found_not_by_names(client: "Client", tmp_path: Path) -> None:
    numbers = put(
        client, tmp_path / "f", a__txt=picture(), b__jpg=b"Only words, no picture at all.\n", c__wav=wav(1)
    )
    shown = {kind: client.get(f"/items/of/{kind}").text for kind in shelf.CHOICES}
    assert "a.txt" in shown["picture"] and "b.jpg" not in shown["picture"]  # noqa: PT018
    assert "b.jpg" in shown["text"] and "b.jpg" in shown["unread"]  # noqa: PT018
    assert "c.wav" in shown["sound"] and "c.wav" not in shown["unread"]  # noqa: PT018
    assert "There is no such item." in shown["film"]
    client.write(OpenVault.read, numbers["b__jpg"], as_format="transcript")
    assert "b.jpg" not in client.get("/items/of/unread").text


def test_what_is_not_there_is_missing_whatever_it_would_be(client: "Client", tmp_path: Path) -> None:
    numbers = put(client, tmp_path / "f", a__txt=b"words")
    person = client.write(OpenVault.add_entity, "Source", "Somebody").number
    missing = [
        "/items/of/nonsense", "/items/999", f"/items/{person}", "/items/0", f"/items/{2**63}", f"/items/{10**30}", "/items/before/" + "9" * 30,
        f"/items/{numbers['a__txt']}/segment/0", f"/items/{numbers['a__txt']}/page/2", f"/items/{numbers['a__txt']}/checked/x",
        f"/items/{numbers['a__txt']}/page/{10**30}/picture", "/items/999/bytes", "/items/999/picture", f"/items/1/at/{10**30}",
    ]  # fmt: skip
    assert {address: client.get(address).status_code for address in missing} == dict.fromkeys(missing, 404)


# What one item shows


def test_the_page_says_where_it_came_from_and_where_the_log_has_it(client: "Client", tmp_path: Path) -> None:
    number = put(client, tmp_path / "f", a__txt=b"words")["a__txt"]
    text = client.get(f"/items/{number}").text
    record = client.read(lambda vault: vault.vault.record(number))
    for part in (
        "Tamsin Hollowreed",
        "handed over",
        record.reference,
        record.body["sha256"],
        f"entry {record.index + 1} of ",
        "Mirel",
    ):
        assert part in text


def test_a_transcript_that_came_as_a_file_is_laid_beside_its_recording(
    client: "Client", tmp_path: Path
) -> None:
    """Nothing of it is guessed, and what somebody said meanwhile stays."""
    numbers = put(client, tmp_path / "f", talk__wav=wav(), said__srt=srt(UYGHUR))
    client.write(OpenVault.read, numbers["said__srt"], language="ug")
    here, recording = f"/items/{numbers['said__srt']}", numbers["talk__wav"]
    assert f'href="{here}/recording"' in client.get(here).text
    assert f'href="/items/{recording}/recording"' not in client.get(f"/items/{recording}").text
    assert f'<option value="{recording}">' in client.get(f"{here}/recording").text
    assert client.post(f"{here}/recording").status_code == 400
    assert client.post(f"{here}/recording", recording="99999").status_code == 404
    assert client.post(f"{here}/recording", recording=str(recording)).status_code == 303
    text = client.get(here).text
    assert f'src="/items/{recording}/bytes"' in text
    assert f'href="{here}/recording"' not in text
    before = client.log_size()
    assert client.post(f"{here}/recording", recording=str(recording)).status_code == 409
    assert client.log_size() == before


def test_transcript_and_translation_stand_side_by_side_with_the_recording(
    client: "Client", tmp_path: Path
) -> None:
    numbers = told(client, tmp_path / "f")
    for which in ("talk__wav", "said__srt", "translated__srt"):
        text = client.get(f"/items/{numbers[which]}").text
        pairs = re.findall(r'<div class="pair">(.*?)(?=<div class="pair">|</section>)', text, re.DOTALL)
        assert len(pairs) == 3
        for pair, original, translation in zip(pairs, UYGHUR, ENGLISH, strict=True):
            words = re.sub(r"<[^>]*>", "", pair)
            assert words.index(original) < words.index(translation)
        assert f'src="/items/{numbers["talk__wav"]}/bytes"' in text
        assert f'href="/items/{numbers["talk__wav"]}/at/2000" data-seek="2000"' in text
        assert 'dir="auto" lang="ug"' in text


def test_passages_are_marked_and_name_what_rests_on_them(client: "Client", tmp_path: Path) -> None:
    numbers = told(client, tmp_path / "f")
    text = client.get(f"/items/{numbers['said__srt']}").text
    assert "<mark>ئاق ماشىنا</mark>" in text
    assert f'href="/items/{numbers["said__srt"]}/segment/2"' in text or "/segment/1" in text
    assert "two cars stopped" in text
    assert f'href="/people/{numbers["person"]}"' in text


def test_a_link_opens_the_exact_second_segment_or_page(client: "Client", tmp_path: Path) -> None:
    numbers = told(client, tmp_path / "f") | put(client, tmp_path / "p", n__pdf=pdf(3))
    client.write(OpenVault.read, numbers["n__pdf"])
    at = client.get(f"/items/{numbers['talk__wav']}/at/4500").text
    assert 'data-at="4500"' in at and "/bytes#t=4.500" in at  # noqa: PT018
    assert UYGHUR[2] in re.sub(r"<[^>]*>", "", at[at.index("data-current") :][:900])
    segments = client.read(lambda vault: vault.reading(numbers["translated__srt"])[0].segments)
    place = next(place for place, one in enumerate(segments) if one.kind == "turn" and one.from_ms == 2000)
    text = client.get(f"/items/{numbers['translated__srt']}/segment/{place}").text
    assert ENGLISH[1] in re.sub(r"<[^>]*>", "", text[text.index("data-current") :][:900])
    third = client.get(f"/items/{numbers['n__pdf']}/page/3").text
    assert "Notice of page 3" in third and "Notice of page 2" not in third  # noqa: PT018
    assert f'src="/items/{numbers["n__pdf"]}/page/3/picture"' in third


def test_a_long_text_is_shown_in_stretches(client: "Client", tmp_path: Path) -> None:
    number = put(client, tmp_path / "f", long__srt=srt([f"Sentence {at}." for at in range(25)] * 30))[
        "long__srt"
    ]
    client.write(OpenVault.read, number, language="en")
    first = client.get(f"/items/{number}").text
    assert first.count('class="line ') == 300
    onwards = re.search(rf'href="(/items/{number}/segment/\d+)#words">Further on', first)
    assert onwards
    second = client.get(onwards[1]).text
    assert "301–600 / 750" in second
    assert "Earlier" in second


def test_a_chat_shows_who_said_what_and_what_came_with_it(client: "Client", tmp_path: Path) -> None:
    chat = "[14/09/2024, 19:31:40] Nursel: They took him.\n[14/09/2024, 19:33:12] Mirel: Who?\n"
    number = put(client, tmp_path / "f", **{"WhatsApp Chat - Family__txt": chat.encode()})[
        "WhatsApp Chat - Family__txt"
    ]
    client.write(OpenVault.read, number, as_format="whatsapp")
    text = client.get(f"/items/{number}").text
    assert "form-chat" in text
    assert '<b class="speaker" dir="auto">Nursel</b>' in text
    assert "2024-09-14 19:31:40" in text


# What is done with it


def test_reading_is_a_job_and_what_only_a_person_knows_is_asked(client: "Client", tmp_path: Path) -> None:
    chat = "01/02/2024, 19:31 - Nursel: They took him.\n03/04/2024, 19:33 - Mirel: Who?\n"
    number = put(client, tmp_path / "f", chat__txt=chat.encode())["chat__txt"]
    assert client.post(f"/items/{number}/read", format="whatsapp").headers["location"].startswith("/jobs/")
    client.wait_for_jobs()
    asked = client.get(f"/items/{number}").text
    assert 'name="date_order"' in asked
    client.post(f"/items/{number}/read", date_order="dmy")
    client.wait_for_jobs()
    read = client.get(f"/items/{number}").text
    assert "2024-02-01" in read and 'name="date_order"' not in read  # noqa: PT018


def test_an_item_that_nobody_looked_at_says_so_and_can_be_looked_at(client: "Client", tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(wav(1))
    client.write(OpenVault.add, [tmp_path / "a.wav"], source="A cousin")
    number = client.read(lambda vault: next(iter(vault.listing())).number)
    assert f'action="/items/{number}/look"' in client.get(f"/items/{number}").text
    assert client.get(f"/items/{number}/bytes").status_code == 415
    client.post(f"/items/{number}/look")
    client.wait_for_jobs()
    assert f'src="/items/{number}/bytes"' in client.get(f"/items/{number}").text


def test_verify_now_reads_it_again_from_its_bytes(
    client: "Client", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = put(client, tmp_path / "f", big__bin=b"\7" * 3_000_000, small__txt=b"words")
    for number in numbers.values():
        assert "It holds." in client.post(f"/items/{number}/verify").text
    part = client.part(f"/items/{numbers['small__txt']}/verify", "POST").text
    assert "It holds." in part and "<html" not in part  # noqa: PT018
    monkeypatch.setattr(screen, "_SOON", 10)
    answer = client.post(f"/items/{numbers['big__bin']}/verify")
    client.wait_for_jobs()
    job = answer.headers["location"].rpartition("/")[2]
    assert "It holds." in client.get(f"/items/{numbers['big__bin']}/checked/{job}").text
    assert client.get(f"/items/{numbers['small__txt']}/checked/{job}").status_code == 404
    monkeypatch.undo()
    flip(blob_of(client, numbers["big__bin"]), 100_000)
    told_ = client.post(f"/items/{numbers['big__bin']}/verify").text
    assert "It does not hold." in told_ and "is damaged" in told_  # noqa: PT018


def test_verify_now_finds_a_record_and_a_log_that_were_changed(client: "Client", tmp_path: Path) -> None:
    number = put(client, tmp_path / "f", a__txt=b"words")["a__txt"]

    def change(vault: OpenVault) -> None:
        with vault.vault.database.transaction():
            vault.vault.database.execute(
                "UPDATE record SET body = CAST(replace(CAST(body AS TEXT), 'Hollowreed', 'Hallowreed') AS BLOB) WHERE number = ?",
                (number,),
            )

    client.write(change)
    text = client.post(f"/items/{number}/verify").text
    assert "not the one that was entered" in text
    for tile in (client.made.path / "log").rglob("tile/0/**/*"):
        if tile.is_file():
            flip(tile, 40)
    assert "does not prove that it contains this item" in client.post(f"/items/{number}/verify").text


def test_14_the_original_leaves_after_the_passphrase_and_the_log_says_so(
    client: "Client", tmp_path: Path
) -> None:
    number = put(client, tmp_path / "f", **{'a"b;c__html': HOSTILE.encode()})['a"b;c__html']
    before = client.log_size()
    asked = client.post(f"/items/{number}/original", purpose="for the court")
    assert asked.status_code == 403 and 'name="passphrase_again"' in asked.text  # noqa: PT018
    assert client.post(f"/items/{number}/original", passphrase_again="wrong one").status_code == 403
    assert client.log_size() == before
    answer = client.post(f"/items/{number}/original", purpose="for the court", passphrase_again=PASSPHRASE)
    assert answer.content == HOSTILE.encode()
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-security-policy"].startswith("sandbox;")
    assert client.log_size() == before + 1
    assert "for the court" in client.get(f"/items/{number}").text


# 5. GET never changes state; 26. The audit trail covers reads.


def test_05_looking_and_hearing_do_not_grow_the_log(client: "Client", tmp_path: Path) -> None:
    numbers = told(client, tmp_path / "f") | put(client, tmp_path / "p", n__pdf=pdf(1), i__png=picture())
    before = client.log_size()
    for number in numbers.values():
        for address in ("", "/at/1000", "/segment/0", "/page/1", "/bytes", "/picture", "/page/1/picture"):
            client.get(f"/items/{number}{address}")
    assert client.log_size() == before


def test_26_looking_and_hearing_are_noted(
    client: "Client", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a recording, the transcript and the translation too that are shown with it."""
    numbers = told(client, tmp_path / "f") | put(client, tmp_path / "p", i__png=picture())
    noted: set[tuple[str, int]] = set()
    monkeypatch.setattr(client.desk, "note", lambda what, number=0, **_more: noted.add((what, number)))
    client.get(f"/items/{numbers['talk__wav']}")
    assert noted == {(READ, numbers[name]) for name in ("talk__wav", "said__srt", "translated__srt")}
    noted.clear()
    client.get(f"/items/{numbers['talk__wav']}/bytes")
    client.get(f"/items/{numbers['i__png']}/picture")
    assert noted == {(READ, numbers["talk__wav"]), (READ, numbers["i__png"])}


# 20. Parsers only in the limited process.


def test_20_this_process_unpacks_no_picture_and_no_page() -> None:
    """Neither PDFium nor libheif nor libavcodec is ever loaded here, and Pillow opens nothing: it packs bare pixels."""
    program = (
        "import sys, PIL.Image\n"
        "from amanet.intake.page_pictures import draw\n"
        "def refuse(*a, **k): raise AssertionError('opened here')\n"
        "PIL.Image.open = refuse\n"
        "for path, kind in zip(sys.argv[1::2], sys.argv[2::2]):\n"
        "    data = open(path, 'rb').read()\n"
        "    drawn = draw(lambda offset, length: data[offset:offset + length], len(data), kind)\n"
        "    drawn.png(); drawn.jpeg()\n"
        "print(sorted({'pypdfium2', 'pypdfium2.raw', 'pillow_heif', 'av'} & set(sys.modules)))\n"
    )
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a").write_bytes(pdf(1))
        (Path(folder) / "b").write_bytes(picture("JPEG"))
        given_ = [f"{folder}/a", "application/pdf", f"{folder}/b", "image/jpeg"]
        ran = subprocess.run(
            [sys.executable, "-c", program, *given_], capture_output=True, text=True, timeout=120, check=False
        )
    assert ran.stdout.strip() == "[]", ran.stderr


def test_20_pictures_and_pages_are_drawn_anew(client: "Client", tmp_path: Path) -> None:
    """What was hidden in the file is not in what is shown."""
    import PIL.Image

    canary = b"<script>hidden-canary</script>"
    numbers = put(
        client, tmp_path / "f", i__png=picture(colour="lime") + canary, n__pdf=pdf(2), j__jpg=picture("JPEG")
    )
    for which, address, form in (
        ("i__png", "picture", "PNG"),
        ("n__pdf", "page/2/picture", "PNG"),
        ("j__jpg", "picture", "JPEG"),
    ):
        answer = client.get(f"/items/{numbers[which]}/{address}")
        assert answer.status_code == 200, which
        assert canary not in answer.content
        assert answer.headers["content-type"] == f"image/{form.lower()}"
        assert answer.headers["content-security-policy"].startswith("sandbox;")
        with PIL.Image.open(io.BytesIO(answer.content)) as shown:
            assert shown.format == form
    with PIL.Image.open(io.BytesIO(client.get(f"/items/{numbers['i__png']}/picture").content)) as shown:
        assert shown.getpixel((5, 5)) == (0, 255, 0)
    assert client.get(f"/items/{numbers['n__pdf']}/page/3/picture").status_code == 422


# 21. Pixel cap (5.2.6).


def png_that_claims(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    head = width.to_bytes(4) + height.to_bytes(4) + b"\x08\x02\0\0\0"
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(4096)))
        + chunk(b"IEND", b"")
    )


def test_21_a_picture_of_too_many_pixels_is_never_unpacked(client: "Client", tmp_path: Path) -> None:
    number = put(client, tmp_path / "f", bomb__png=png_that_claims(60_000, 60_000))["bomb__png"]
    text = client.get(f"/items/{number}").text
    assert "<img" not in text[text.index("<main") :]
    assert client.get(f"/items/{number}/bytes").status_code == 415
    assert client.get(f"/items/{number}/picture").status_code == 422


def test_21_between_what_browsers_and_what_we_unpack_the_cap_holds(client: "Client", tmp_path: Path) -> None:
    number = put(client, tmp_path / "f", large__png=png_that_claims(15_000, 10_000))["large__png"]
    assert client.get(f"/items/{number}/bytes").status_code == 415
    answer = client.get(f"/items/{number}/picture")
    assert answer.status_code == 422
    assert "15000 × 10000" in answer.text


# 22. Content type sniffed and matched; active content only as attachment + CSP: sandbox (3.2.1, 5.2.2, 5.4.1).


def test_22_nothing_active_is_given_from_the_address_of_the_vault(client: "Client", tmp_path: Path) -> None:
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    numbers = put(
        client, tmp_path / "f", a__html=HOSTILE.encode(), b__svg=svg, c__png=HOSTILE.encode() + b" ",
        d__jpg=svg + b" ", e__pdf=pdf(1), f__xml=svg + b"  ", g__js=b"alert(1)",
    )  # fmt: skip
    for name, number in numbers.items():
        assert client.get(f"/items/{number}/bytes").status_code == 415, name
        if name != "e__pdf":
            assert client.get(f"/items/{number}/picture").status_code == 422, name


def test_22_what_is_given_has_our_type_and_a_policy_that_runs_nothing(
    client: "Client", tmp_path: Path
) -> None:
    numbers = put(
        client, tmp_path / "f", a__html=picture(), b__txt=wav(1), c=picture("JPEG"), d__svg=picture("GIF")
    )
    served = {"a__html": "image/png", "b__txt": "audio/wav", "c": "image/jpeg", "d__svg": "image/gif"}
    for name, kind in served.items():
        answer = client.get(f"/items/{numbers[name]}/bytes")
        assert answer.headers["content-type"] == kind
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
        assert answer.headers["cache-control"] == "no-store"


def test_22_finding_and_beginning_have_to_agree() -> None:
    good = {
        "image/png": b"\x89PNG\r\n\x1a\n",
        "audio/x-wav": b"RIFF0000WAVE",
        "video/mp4": b"\0\0\0\x18ftypisom",
        "audio/ogg": b"OggS",
    }
    for media_type, head in good.items():
        assert kind_of(Seen(1, media_type, head)) is not None
        assert kind_of(Seen(1, media_type, b"<!doctype html>")) is None
        assert kind_of(Seen(1, None, head)) is None
        assert kind_of(Seen(1, "text/html", head)) is None


def test_22_no_type_that_a_browser_would_run_is_in_the_table() -> None:
    assert {kind.served.partition("/")[0] for kind in KINDS.values()} == {"image", "audio", "video"}
    assert not [kind for kind in KINDS.values() if "svg" in kind.served or "xml" in kind.served]


def test_22_the_words_of_a_page_are_letters(client: "Client", tmp_path: Path) -> None:
    number = put(client, tmp_path / "f", page__html=HOSTILE.encode())["page__html"]
    client.write(OpenVault.read, number, language="en")
    main = client.get(f"/items/{number}").text
    main = main[main.index("<main") : main.index("</main>")]
    assert "The school stays closed." in main
    for active in (
        "<script",
        "<img",
        "onload",
        "onerror",
        "<meta",
        'href="javascript',
        "<iframe",
        "<input name=q",
    ):
        assert active not in main


# 23. Multi-range or malformed Range: 416 or whole, constant work.


@given(
    st.text(max_size=80) | st.from_regex(r"bytes=[0-9]{0,4}-[0-9]{0,4}", fullmatch=True), st.integers(0, 3000)
)
def test_23_a_range_is_what_the_rfc_says_or_none(header: str, size: int) -> None:
    whole = range(size)
    try:
        found = parse_range(header, size)
    except NotThere:
        found = "not there"  # type: ignore[assignment]
    match = re.fullmatch(r"bytes=([0-9]*)-([0-9]*)", header)
    if not header.startswith("bytes"):
        assert found is None
    elif match and match[1]:
        last = int(match[2]) + 1 if match[2] else size
        wanted = whole[int(match[1]) : max(last, 0)]
        assert found == (Range(wanted.start, wanted.stop) if len(wanted) else "not there")
    elif match and match[2]:
        wanted = whole[-int(match[2]) :] if int(match[2]) else range(0)
        assert found == (Range(wanted.start, wanted.stop) if len(wanted) else "not there")
    else:
        assert found == "not there"


def test_23_one_range_is_given_to_the_byte(client: "Client", tmp_path: Path) -> None:
    sound = wav(60)
    number = put(client, tmp_path / "f", talk__wav=sound)["talk__wav"]
    size = len(sound)
    for header, (start, end) in {
        "bytes=0-": (0, size), "bytes=0-0": (0, 1), "bytes=65530-65550": (65530, 65551), "bytes=-1": (size - 1, size),
        f"bytes={size - 3}-{size + 900}": (size - 3, size), f"bytes=-{size * 2}": (0, size), "bytes=300000-800000": (300000, 800001),
    }.items():  # fmt: skip
        answer = client.get(f"/items/{number}/bytes", range=header)
        assert answer.status_code == 206, header
        assert answer.content == sound[start:end]
        assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{size}"
        assert answer.headers["content-length"] == str(end - start)
    whole = client.get(f"/items/{number}/bytes")
    assert (whole.status_code, whole.content) == (200, sound)
    assert whole.headers["accept-ranges"] == "bytes"
    assert client.get(f"/items/{number}/bytes", range="bytes=0-1", if_range='"x"').status_code == 200
    assert client.get(f"/items/{number}/bytes", range="lines=0-1").content == sound
    head = client.request("HEAD", f"/items/{number}/bytes", headers={"Range": "bytes=5-9"})
    assert (head.status_code, head.content, head.headers["content-length"]) == (206, b"", "5")


@pytest.mark.parametrize(
    "header",
    ["bytes=0-1,3-4", "bytes=" + ",".join(["0-"] * 5000), "bytes=5-2", "bytes=-0", "bytes=-", "bytes=a-b", "bytes=0-1 ", "bytes", "bytes=99999999-",
     "bytes=--5", "bytes=+1-2", "bytes=1_0-2_0", "bytes=" + "9" * 400 + "-", "bytes=0x1-0x2", "bytes= 0-1"],
)  # fmt: skip
def test_23_several_ranges_and_none_are_refused_without_reading(
    client: "Client", tmp_path: Path, header: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = put(client, tmp_path / "f", talk__wav=wav(1))["talk__wav"]
    monkeypatch.setattr(client.desk, "stream", lambda *_: pytest.fail("it was read"))
    answer = client.get(f"/items/{number}/bytes", range=header)
    assert answer.status_code == 416
    assert answer.content == b""
    assert answer.headers["content-range"].startswith("bytes */")


# 24. Tampered, reordered, truncated, swapped chunks fail.

CHUNK = (64 << 10) + 16


def blob_of(client: "Client", number: int) -> Path:
    stored = client.read(lambda vault: vault.vault.stored_object(number))
    assert stored is not None
    assert stored.place.startswith("blobs/")
    return client.made.path / stored.place


def payload_at(data: bytes) -> int:
    """Where the first chunk begins: after the header's line and the nonce."""
    return data.index(b"\n", data.index(b"\n---") + 1) + 1 + 16


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.chmod(0o600)
    path.write_bytes(data)


def changed(data: bytes, how: str) -> bytes:
    start = payload_at(data)
    chunks = [data[at : at + CHUNK] for at in range(start, len(data), CHUNK)]
    if how == "tampered":
        chunks[4] = bytes([chunks[4][0] ^ 1]) + chunks[4][1:]
    elif how == "reordered":
        chunks[4], chunks[5] = chunks[5], chunks[4]
    elif how == "repeated":
        chunks[4] = chunks[3]
    elif how == "truncated":
        chunks = chunks[:-3]
    elif how == "cut":
        chunks[-1] = chunks[-1][:-10]
    return data[:start] + b"".join(chunks)


@pytest.mark.parametrize("how", ["tampered", "reordered", "repeated", "truncated", "cut"])
def test_24_changed_chunks_never_reach_the_browser(client: "Client", tmp_path: Path, how: str) -> None:
    sound = wav(100)
    number = put(client, tmp_path / "f", talk__wav=sound)["talk__wav"]
    path = blob_of(client, number)
    data = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(changed(data, how))
    within = f"bytes={4 * 65536 + 5}-{4 * 65536 + 500}"
    answer = client.get(f"/items/{number}/bytes", range=within)
    assert answer.status_code == 500
    assert sound[4 * 65536 + 5 :][:100] not in answer.content
    if how in ("tampered", "reordered", "repeated"):  # a chunk that is whole and in its place is still given
        first = client.get(f"/items/{number}/bytes", range="bytes=10-99")
        assert (first.status_code, first.content) == (206, sound[10:100])


def test_24_the_file_of_another_item_fails(client: "Client", tmp_path: Path) -> None:
    numbers = put(client, tmp_path / "f", one__wav=wav(100), two__wav=wav(100)[:-2] + b"zz")
    one, two = (blob_of(client, number) for number in numbers.values())
    first, second = one.read_bytes(), two.read_bytes()
    for path, data in ((one, second), (two, first)):
        path.chmod(0o600)
        path.write_bytes(data)
    for number in numbers.values():
        assert client.get(f"/items/{number}/bytes").status_code == 500


def test_24_an_answer_that_began_breaks_off(client: "Client", tmp_path: Path) -> None:
    sound = wav(100)
    number = put(client, tmp_path / "f", talk__wav=sound)["talk__wav"]
    flip(blob_of(client, number), 20 * CHUNK)
    try:
        content = client.get(f"/items/{number}/bytes").content
    except Exception:  # noqa: BLE001 - as a browser sees a connection that ends
        return
    assert len(content) < len(sound)
    assert sound.startswith(content)


# Small things


@given(st.integers(0, 10**9))
def test_times_and_sizes_are_short_words(number: int) -> None:
    assert re.fullmatch(r"(\d+:)?\d{1,2}:\d{2}", clock(number))
    assert re.fullmatch(r"\d+(\.\d)? (B|kB|MB|GB)", shown_size(number))


def test_every_media_type_has_a_kind() -> None:
    for media_type in [
        None,
        "",
        "a",
        "image/png",
        "text/csv",
        "application/zip",
        "x/y",
        "image/svg+xml",
        "message/rfc822",
    ]:
        assert shelf.family_of(media_type) in shelf.FAMILIES
    assert shelf.family_of("image/svg+xml") == "text"


# What only a browser shows


@dataclass(frozen=True)
class Shelved:
    """A vault that the tests below only look at, and the numbers of what is in it."""

    served: "Served"
    numbers: dict[str, int]


@pytest.fixture(scope="module")
def shelved(
    tmp_path_factory: pytest.TempPathFactory, serving: "Callable[..., AbstractContextManager[Served]]"
) -> "Iterator[Shelved]":
    folder = tmp_path_factory.mktemp("shelved")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AMANET_TEST_CHEAP_KDF", "1")
        patch.setenv("AMANET_STATE_DIR", str(folder / "state"))
        path = folder / "Names.vault"
        make_vault(path, PASSPHRASE, member="Mirel")[0].close()
        made: Any = SimpleNamespace(path=path, recovery_code="")
        with serving(made) as served:
            with ThreadPoolExecutor(1) as pool:  # the main thread may have an event loop already
                pool.submit(lambda: asyncio.run(served.desk.unlock(PASSPHRASE))).result()
            numbers = told(served, folder / "f")
            numbers |= put(
                served,
                folder / "p",
                n__pdf=pdf(2),
                i__png=picture(),
                page__html=HOSTILE.encode(),
                t__csv=b"name,born\nAytoz,1994\n",
            )
            unread = ("n__pdf", "page__html", "t__csv")
            served.write(lambda vault: [vault.read(numbers[which]) for which in unread])
            yield Shelved(served, numbers)


@pytest.fixture
def looking(
    shelved: Shelved,
    page_of: "Callable[[Served], AbstractContextManager[Page]]",
    unlock_in: "Callable[..., None]",
) -> "Iterator[Page]":
    with page_of(shelved.served) as page:
        unlock_in(page)
        yield page


def until(page: "Page", holds: str) -> None:
    """Playwright's own way of waiting evaluates text in the page, which our policy forbids."""
    for _ in range(400):
        if page.evaluate(holds):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"not so in the end: {holds}")


def hear(page: "Page", address: str) -> None:
    """The player is there, its program too, and it knows how long the recording is."""
    page.goto(address)
    page.locator("[data-tools]").first.wait_for()
    until(page, "document.querySelector('audio').readyState >= 1")


@pytest.mark.needs("chromium")
def test_clicking_a_time_seeks_and_the_heard_line_is_shown(looking: "Page", shelved: Shelved) -> None:
    hear(looking, f"/items/{shelved.numbers['talk__wav']}")
    looking.locator('a[data-seek="4000"]').first.click()
    until(looking, "document.querySelector('audio').currentTime >= 4")
    looking.locator(".line-heard").wait_for()
    assert UYGHUR[2] in looking.locator(".line-heard").inner_text()
    assert "#" not in looking.url
    # A link to a moment begins there.
    hear(looking, f"/items/{shelved.numbers['talk__wav']}/at/2500")
    until(looking, "Math.abs(document.querySelector('audio').currentTime - 2.5) < 0.2")


@pytest.mark.needs("chromium")
def test_the_player_goes_by_keyboard_alone(looking: "Page", shelved: Shelved) -> None:
    hear(looking, f"/items/{shelved.numbers['talk__wav']}")
    now = "document.querySelector('audio').currentTime"
    for key, seconds in (("ArrowRight", 5), ("l", 8), ("ArrowLeft", 3), ("j", 0)):
        looking.keyboard.press(key)
        assert abs(looking.evaluate(now) - seconds) < 0.2, key
    looking.keyboard.press(" ")
    until(looking, "!document.querySelector('audio').paused")
    looking.keyboard.press(" ")
    until(looking, "document.querySelector('audio').paused")
    looking.locator("[data-keys]").uncheck()
    before = looking.evaluate(now)
    looking.keyboard.press("l")
    assert looking.evaluate(now) == before
    looking.locator("[data-speed]").select_option("1.5")
    assert looking.evaluate("document.querySelector('audio').playbackRate") == 1.5


@pytest.mark.needs("chromium")
def test_every_view_is_accessible_and_right_to_left_the_player_stays(
    looking: "Page", shelved: Shelved, axe_problems: "Callable[[Page], list[str]]"
) -> None:
    shelved.served.desk.prefer(language="ug")
    try:
        items = [f"/items/{number}" for name, number in shelved.numbers.items() if "__" in name]
        for address in ("/items", "/items/of/film", *items):
            looking.goto(address)
            for width in (1280, 390):
                looking.set_viewport_size({"width": width, "height": 860})
                wide = looking.evaluate("document.documentElement.scrollWidth <= innerWidth")
                assert wide, (address, width)
            assert axe_problems(looking) == [], address
        looking.goto(f"/items/{shelved.numbers['talk__wav']}")
        assert looking.evaluate("getComputedStyle(document.body).direction") == "rtl"
        player = looking.evaluate("getComputedStyle(document.querySelector('[data-player]')).direction")
        assert player == "ltr"
    finally:
        shelved.served.desk.prefer(language="")


@pytest.mark.needs("chromium")
def test_22_a_hostile_page_runs_nothing_in_the_browser(
    browser_page: "Page", served: "Served", tmp_path: Path, unlock_in: "Callable[..., None]"
) -> None:
    """Requests that leave the machine, and scripts that fail, fail this test at its end (`browser_page`)."""
    unlock_in(browser_page)
    numbers = put(served, tmp_path / "f", page__html=HOSTILE.encode(), i__png=picture())
    served.write(OpenVault.read, numbers["page__html"])
    dialogs: list[Any] = []
    browser_page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for address in (
        f"/items/{numbers['page__html']}",
        f"/items/{numbers['i__png']}/bytes",
        f"/items/{numbers['i__png']}/picture",
    ):
        browser_page.goto(address)
        browser_page.wait_for_timeout(200)
    assert dialogs == []
    assert json.dumps(browser_page.evaluate("document.images.length")) == "1"


@pytest.mark.needs("chromium")
def test_verify_now_answers_in_the_page(
    browser_page: "Page", served: "Served", tmp_path: Path, unlock_in: "Callable[..., None]"
) -> None:
    unlock_in(browser_page)
    number = put(served, tmp_path / "f", a__txt=b"words")["a__txt"]
    browser_page.goto(f"/items/{number}")
    browser_page.get_by_role("button", name="Verify now").click()
    browser_page.locator("#outcome .note.good").wait_for()
    assert browser_page.url.endswith(f"/items/{number}")


def test_a_line_begins_where_its_words_do(client: "Client", tmp_path: Path) -> None:
    """Whatever the direction of the page: the label of who speaks stands over the words."""
    numbers = told(client, tmp_path / "f")
    lines = re.findall(
        r'<div class="line[^>]* dir="(\w+)"', client.get(f"/items/{numbers['said__srt']}").text
    )
    assert {"rtl", "ltr"} == set(lines)
    assert screen.direction_of(["12: ", "…"]) == "auto"
