"""The form that `amanet say` opens in an editor where property and value were not given.

The form is a temporary file of its user alone, removed at once; the words are in it while the editor is open, and editors keep
copies of their own. Who cannot have that gives them as arguments.
"""

from typing import Any

import click

from amanet.errors import Misuse

_FIELDS = (
    "property",
    "value",
    "by",
    "heard_from",
    "basis",
    "said_at",
    "wording",
    "language",
    "certainty",
    "note",
)
_HEAD = """# A statement about {subject}.
# Write behind the colons; leave empty what was not said. Close without saving to enter nothing.
# Properties: {properties}
"""


def fill_in(
    vault: Any, subject: str, prop: str | None, value: str | None, given: dict[str, Any]
) -> tuple[str, str, dict[str, Any]]:
    """Property, value and the other fields as somebody wrote them. Raises `Misuse` where nothing was entered."""
    known = {"property": prop or "", "value": value or "", **given}
    lines = [f"{name}: {known.get(name, '')}" for name in _FIELDS]
    head = _HEAD.format(
        subject=vault.label_of(vault.find_entity(subject).body["id"]),
        properties=", ".join(vault.properties(subject)),
    )
    filled = click.edit(head + "\n" + "\n".join(lines) + "\n", extension=".txt", require_save=True)
    if filled is None:
        raise Misuse("Nothing was entered.")
    fields = parse_form(filled)
    if not fields.get("property") or not fields.get("value"):
        raise Misuse("A statement has a property and a value. Nothing was entered.")
    return fields.pop("property"), fields.pop("value"), fields


def parse_form(text: str) -> dict[str, str]:
    """The fields of a filled form. Raises `Misuse` for a line that is none."""
    fields: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, colon, words = line.partition(":")
        if not colon or name.strip() not in _FIELDS:
            raise Misuse(f"Line {number} of the form is none of its fields: {', '.join(_FIELDS)}.")
        if words.strip():
            fields[name.strip()] = words.strip()
    return fields
