"""The places of the application, in the order of the bar. Texts are translated where they are shown (`locale/make.py` finds them)."""

__all__ = ["NAVIGATION"]


def _(text: str) -> str:
    return text


NAVIGATION = (
    ("/", _("Home")),
    ("/take-in", _("Take in")),
    ("/items", _("Items")),
    ("/people", _("People")),
    ("/sources", _("Sources")),
    ("/disclose", _("Disclose")),
    ("/search", _("Search")),
    ("/log", _("Log")),
    ("/settings", _("Settings")),
)
