"""Slots of an open vault: adding and removing ways to unlock it. Changing the keys themselves is
`rewriting.change_keys`.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from amanet.errors import Misuse
from amanet.sealing import DerivationCost, Identity, Slot, default_cost, new_slot
from amanet.sealing.slots import Secret
from amanet.vault.header import MOST_SLOTS, write_header
from amanet.vault.membership import changing_slots
from amanet.vault.store import Vault


def add_slot(
    vault: Vault,
    secret: Secret,
    *,
    member: str | None = None,
    signing_seed: bytes | None = None,
    cost: DerivationCost | None = None,
    instead_of: Sequence[str] = (),
    announce: Callable[[Slot], None],
) -> Slot:
    """Adds a slot (for the member at work, unless another is given) and drops those it replaces, in one write
    of vault.toml. `announce` records before that whose it will be, or else nobody would know whose it is.
    """
    vault.must_be_writable()
    random_bytes = vault.settings.random_bytes
    slot = new_slot(
        vault.header.vault,
        secret,
        cost or default_cost(),
        Identity.new(random_bytes),
        member=member or vault.member,
        signing_seed=signing_seed or vault.unlocked.signing_seed,
        vault_key=vault.unlocked.vault_key,
        random_bytes=random_bytes,
    )
    kept = tuple(other for other in vault.header.slots if other.id not in instead_of)
    if len(kept) >= MOST_SLOTS:
        raise Misuse(f"A vault has at most {MOST_SLOTS} slots. Remove one first (`amanet key remove`).")
    with changing_slots(vault):
        announce(slot)
        _write_slots(vault, (*kept, slot))
    return slot


def remove_slots(vault: Vault, slots: Sequence[str]) -> None:
    """Removes slots; the last passphrase cannot be removed. Who knew one and kept an old vault.toml can still
    open that old copy.
    """
    vault.must_be_writable()
    known = {slot.id for slot in vault.header.slots}
    if unknown := set(slots) - known:
        raise Misuse(f"There is no slot {', '.join(sorted(unknown))}. `amanet key list` shows the slots.")
    kept = tuple(slot for slot in vault.header.slots if slot.id not in slots)
    if not any(slot.kind == "passphrase" for slot in kept):
        raise Misuse("This would remove the last passphrase. Add another one first (`amanet key add`).")
    with changing_slots(vault):
        _write_slots(vault, kept)


def _write_slots(vault: Vault, slots: tuple[Slot, ...]) -> None:
    header = replace(vault.header, slots=slots)
    write_header(vault.path, header, vault.unlocked.vault_key)
    vault.header = header
