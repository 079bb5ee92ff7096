"""Check 1: vault.toml as it stands on the disk now (docs/spec/vault-v1.md, section 1)."""

from amanet.fsck.examined import Examined
from amanet.sealing import check_damage
from amanet.vault.header import FILE_NAME, read_header, verify_mac


def check_header(examined: Examined) -> None:
    """Its form, its MAC under the vault key, and the public checksum of every slot."""
    vault, findings = examined.vault, examined.findings
    with examined.going_on(FILE_NAME):
        header, data = read_header(vault.path)
        for problem in header.damaged_slots:
            findings.damage(FILE_NAME, problem)
        for slot in header.slots:
            with examined.going_on(FILE_NAME):
                check_damage(slot)
        verify_mac(data, header, vault.unlocked.vault_key)
        if (header.vault, header.generation) != (vault.header.vault, vault.header.generation):
            findings.damage(
                FILE_NAME,
                "It is not the one that this vault was opened with: it was put back or replaced meanwhile.",
            )
