"""Two ways to get about on a page: with the mouse, and with the keyboard alone. What one presses is the same; how it is reached is not.

The fixture `hands` of conftest.py gives them: `hands(page, "keyboard")`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["Hands", "hands_for", "tab_to"]


@dataclass(frozen=True)
class Hands:
    """How one gets about. `press` a button or link, `write` into a field, `tick` one of several, `choose` from a list that has a button
    beside it, `pick` from a list of a form.
    """

    page: "Page"
    way: str
    press: Callable[[str], None]
    write: Callable[[str, str], None]
    tick: Callable[[str], None]
    choose: Callable[[str, str], None]
    pick: Callable[[str, str], None]


def hands_for(page: "Page", way: str) -> Hands:
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


# On itself, or on what it stands in: a field with a button, the label of a hidden one.
_FOCUS_SHOWS = """() => [document.activeElement, document.activeElement.parentElement].some((one) => {
    const style = getComputedStyle(one);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
})"""
