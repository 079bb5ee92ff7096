"""Two ways to get about on a page: with the mouse, and with the keyboard alone. What one presses is the same; how it is reached is not.

Words are marked by dragging over them, or by walking over them in the bar for marking; what is suggested while one types is pressed, or
taken with the arrows and Enter. The fixture `hands` of conftest.py gives them: `hands(page, "keyboard")`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["Hands", "hands_for", "tab_to"]


@dataclass(frozen=True)
class Hands:
    """How one gets about. `press` a button or link, `write` into a field, `tick` one of several, `choose` from a list that has a button
    beside it, `pick` from a list of a form.
    """

    page: "Page"
    way: Literal["mouse", "keyboard"]
    press: Callable[[str], None]
    write: Callable[[str, str], None]
    tick: Callable[[str], None]
    choose: Callable[[str, str], None]
    pick: Callable[[str, str], None]

    def select(self, words: str) -> None:
        """Words of one line of an item. By keys, what stands after the last of them is not among them."""
        if self.way == "mouse":
            _drag_over(self.page, words)
        else:
            _walk_over(self.page, words.rstrip("."))

    def mark(self) -> None:
        """What is selected becomes a passage; the form for a statement comes."""
        if self.way == "mouse":
            self.page.click("[data-mark-bar] button")
        else:
            self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/passages/*/say")

    def suggested(self, field: str, words: str, option: str) -> None:
        """Types a name into a field of the form for a statement, and takes one of what is suggested."""
        self.write(f"#{field}-words", words)
        wanted = self.page.locator(f"#{field}-options {option}").first
        wanted.wait_for()
        if self.way == "mouse":
            wanted.click()
            return
        for _ in range(12):
            self.page.keyboard.press("ArrowDown")
            if wanted.get_attribute("aria-selected") == "true":
                break
        self.page.keyboard.press("Enter")


def hands_for(page: "Page", way: Literal["mouse", "keyboard"]) -> Hands:
    return _by_mouse(page) if way == "mouse" else _by_keyboard(page)


def _by_mouse(page: "Page") -> Hands:
    def press(selector: str) -> None:
        if selector == "#files":
            selector = "label:has(#files)"
        page.click(selector)

    def pick(selector: str, value: str) -> None:
        page.select_option(selector, value)

    return Hands(page, "mouse", press, page.fill, page.check, pick, pick)


def _by_keyboard(page: "Page") -> Hands:
    def press(selector: str) -> None:
        tab_to(page, selector)
        page.keyboard.press("Enter")

    def write(selector: str, words: str) -> None:
        tab_to(page, selector)
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.insert_text(words)

    def tick(selector: str) -> None:
        """One of several is reached by Tab where it is ticked, or is the first of which none is; the others by arrows from there."""
        if page.get_attribute(selector, "type") == "checkbox":
            tab_to(page, selector)
            page.keyboard.press("Space")
            assert page.is_checked(selector)
            return
        group = selector.split("[value")[0]
        tab_to(page, f"{group}:checked" if page.locator(f"{group}:checked").count() else group)
        if not page.locator(f"{group}:checked").count():
            page.keyboard.press("Space")
        for _ in range(10):
            if page.is_checked(selector):
                return
            page.keyboard.press("ArrowDown")
        raise AssertionError(f"{selector} is not reached by arrows")

    def pick(selector: str, value: str) -> None:
        """With the arrows, one after the other: the focus stays where it is, whatever a choice changes on the page."""
        tab_to(page, selector)
        values = page.locator(f"{selector} option").evaluate_all("(all) => all.map((one) => one.value)")
        way = values.index(value) - values.index(page.input_value(selector))
        for _ in range(abs(way)):
            page.keyboard.press("ArrowDown" if way > 0 else "ArrowUp")
        assert page.input_value(selector) == value, f"{selector} is not chosen from by arrows"

    def choose(selector: str, value: str) -> None:
        """Nothing may happen before the button beside the list is pressed."""
        if page.input_value(selector) != value:
            pick(selector, value)
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")

    return Hands(page, "keyboard", press, write, tick, choose, pick)


def tab_to(page: "Page", selector: str, most: int = 150) -> None:
    """Goes on by Tab until there, and sees that the focus shows."""
    wanted = page.locator(selector).first
    wanted.wait_for(state="attached")
    for _ in range(most):
        if wanted.evaluate("(one) => one === document.activeElement"):
            assert page.evaluate(_FOCUS_SHOWS), f"the focus does not show on {selector}"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by Tab")


def _drag_over(page: "Page", words: str) -> None:
    line = page.locator(".line-words", has_text=words).first
    line.scroll_into_view_if_needed()
    box = line.evaluate(_EDGES, words)
    page.mouse.move(box[0], box[1])
    page.mouse.down()
    page.mouse.move(box[2], box[3], steps=6)
    page.mouse.up()
    page.wait_for_selector("[data-mark-bar] button:not([disabled])")


def _walk_over(page: "Page", words: str) -> None:
    """Down to the line, from word to word to the first of them, then on with Shift."""
    tab_to(page, "[data-mark-pad]")
    line = page.locator(".line-words", has_text=words).first
    first, *others = words.split()
    page.keyboard.press("ArrowDown")
    for _ in range(60):
        if line.evaluate("(line) => line.contains(getSelection().anchorNode)"):
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Home")
    mirrored = line.evaluate("(line) => getComputedStyle(line).direction === 'rtl'")
    onwards = "ArrowLeft" if mirrored else "ArrowRight"
    for _ in range(40):
        if page.locator("[data-chosen]").inner_text() == re.sub(r"\W", "", first):
            break
        page.keyboard.press(onwards)
    for _ in others:
        page.keyboard.press(f"Shift+{onwards}")


# The first and the last letter of the words, in the direction in which they are written, in the middle of the window.
_EDGES = """(line, words) => {
    line.scrollIntoView({ block: "center", behavior: "instant" });
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    let node; while ((node = walker.nextNode())) { if (node.data.includes(words)) { break; } }
    const range = document.createRange(), at = node.data.indexOf(words), mirrored = getComputedStyle(line).direction === "rtl";
    const box = (from, to) => { range.setStart(node, from); range.setEnd(node, to); return range.getBoundingClientRect(); };
    const first = box(at, at + 1), last = box(at + words.length - 1, at + words.length);
    return [mirrored ? first.right - 1 : first.left + 1, first.top + first.height / 2,
        mirrored ? last.left + 1 : last.right - 1, last.top + last.height / 2];
}"""

# On itself, or on what it stands in: a field with a button, the label of a hidden one.
_FOCUS_SHOWS = """() => [document.activeElement, document.activeElement.parentElement].some((one) => {
    const style = getComputedStyle(one);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
})"""
