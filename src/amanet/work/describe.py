"""What each item is, found in a confined process after the taking-in was acknowledged; kept as a Rendition of
kind `description`.

What a hostile file says about itself is kept as what it says, never as what is true. An item that a reader
could not cope with gets a description too, with the problem in it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from amanet.canonical import JSON, name_to_bytes
from amanet.errors import VaultDamaged
from amanet.vault import Draft, Vault
from amanet.version import VERSION

_AT_ONCE = 100


@dataclass(frozen=True)
class Described:
    """How many items were looked at, how many of them gave a reader trouble, and which could not be opened at all."""

    items: int
    with_problems: int
    confinement: tuple[str, ...]
    damaged: tuple[int, ...] = ()


def undescribed(vault: Vault) -> list[int]:
    """The items that have no description yet, oldest first."""
    return vault.items_without("description")


def describe(
    vault: Vault, numbers: Sequence[int], *, progress: Callable[[int], None] = lambda _done: None
) -> Described:
    """Describes items. Interrupted, it has kept what it had; `undescribed` names the rest."""
    from amanet.intake import Inspector, confinement_report

    vault.must_be_writable()
    drafts: list[Draft] = []
    damaged: list[int] = []
    trouble = 0
    with Inspector() as inspector:
        for done, number in enumerate(numbers, 1):
            body = vault.record(number).body
            try:
                with vault.open_object(number) as reader:
                    found = inspector.inspect(reader.read, reader.size, name_to_bytes(body["name"]))
            except VaultDamaged:
                # The others are looked at all the same; this one stays without a description, and the caller is told.
                damaged.append(number)
                continue
            content = found.to_json()
            problems = content.pop("problems", None)
            fields: dict[str, JSON] = {
                "item": str(body["id"]),
                "kind": "description",
                "tool": "amanet",
                "version": VERSION,
                "content": content,
            }
            if problems:
                trouble += 1
                fields["problems"] = problems
            drafts.append(Draft("Rendition", fields))
            if len(drafts) == _AT_ONCE:
                vault.add_many(drafts)
                drafts = []
            progress(done)
    if drafts:
        vault.add_many(drafts)
    return Described(len(numbers) - len(damaged), trouble, tuple(confinement_report()), tuple(damaged))
