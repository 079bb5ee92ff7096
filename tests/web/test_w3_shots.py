import os
from pathlib import Path
import pytest
import importlib.util, sys
spec = importlib.util.spec_from_file_location("t3", Path(__file__).parent / "test_take_in.py"); t = importlib.util.module_from_spec(spec); sys.modules["t3"]=t; spec.loader.exec_module(t)
folder = t.folder
OUT = Path("/tmp/w3/shots"); OUT.mkdir(parents=True, exist_ok=True)
@pytest.mark.needs("chromium")
@pytest.mark.parametrize("language", ["en", "ug"])
def test_shots(unlocked_page, folder, screenshots, language):
    page = unlocked_page
    page.evaluate("(tag) => amanet.post('/language', {language: tag})", language)
    page.goto("/take-in"); screenshots(page, f"{language}-1-begin", OUT)
    page.set_viewport_size({"width": 1280, "height": 860})
    page.fill("#source", "Aunt Merwe"); page.fill("#how", "on a memory card"); page.fill("#when", "last winter"); page.fill("#note", "Call her before anything is shown.")
    page.keyboard.press("Tab"); page.click("form.sheet button[type=submit]"); page.wait_for_url("**/take-in/hand-over/*")
    screenshots(page, f"{language}-2-empty", OUT)
    page.set_input_files("#files", [folder / "talk.txt", folder / "film.mp4", folder / "WhatsApp Chat with Nour.txt"])
    t.until(page, "document.getElementById('said').textContent === document.getElementById('intake').dataset.all")
    page.set_input_files("#folder", folder)
    t.until(page, "document.querySelectorAll('#rows .file').length >= 7 && !document.getElementById('end').disabled")
    page.evaluate("() => { const data = new DataTransfer(); data.items.add(new File(['2'], '..')); dispatchEvent(new DragEvent('drop', {dataTransfer: data, cancelable: true})); }")
    page.wait_for_selector("#wrong:not([hidden])")
    screenshots(page, f"{language}-3-sent", OUT)
    page.click("#end"); page.wait_for_url("**/take-in/done/*")
    page.locator("form[action$='/read'] button").click(); page.wait_for_selector(".question", timeout=90000)
    screenshots(page, f"{language}-4-question", OUT)
    page.check("input[value=dmy]"); page.locator(".question button").click(); page.wait_for_selector(".items-taken a.button")
    t.until(page, "!document.querySelector('.question') && !!document.querySelector('.items-taken')")
    screenshots(page, f"{language}-5-done", OUT)
    page.locator(".items-taken a.button").click(); page.wait_for_selector("#mapping-pick")
    page.fill("#mapping", t.MAPPING); page.locator("#mapping-form button").click(); page.wait_for_selector(".dry-run")
    screenshots(page, f"{language}-6-table", OUT)
    page.check("[name=leave_out]"); page.locator("form[action$='/import'] button").click(); page.wait_for_selector(".note.good")
    screenshots(page, f"{language}-7-imported", OUT)
    page.goto("/take-in"); screenshots(page, f"{language}-8-again", OUT)
