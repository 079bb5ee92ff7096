"""A practice vault: invented material, beside the vault that is real, to try everything on.

Its passphrase is printed on the unlock page, because nothing in it is true. It is an ordinary vault; that it is one for practice
shows by its name alone (`NAME-practice.vault`).
"""

import tempfile
from pathlib import Path

from amanet.app import make_vault
from amanet.vault import Settings
from amanet.web.jobs import Job

__all__ = ["PASSPHRASE", "is_practice", "make_practice", "practice_beside"]

PASSPHRASE = "salt harbour lantern coat ferry tide"  # noqa: S105 - printed: nothing behind it is real
_ENDING = "-practice"
_SEED = 7


def practice_beside(vault: Path) -> Path:
    return vault.with_name(f"{vault.stem}{_ENDING}.vault")


def is_practice(vault: Path) -> bool:
    return vault.stem.endswith(_ENDING)


def make_practice(job: Job, path: Path, settings: Settings) -> None:
    """The material of the demo, taken in and looked at."""
    from amanet.demonstration import make_material

    with tempfile.TemporaryDirectory(prefix="amanet-practice-") as folder:
        material = make_material(Path(folder) / "files", seed=_SEED)
        vault, _code = make_vault(path, PASSPHRASE, member="Mirel Oskavand", settings=settings)
        with vault:
            for number, batch in enumerate(material.batches, 1):
                job.report(number, len(material.batches) + 1)
                vault.add(
                    [batch.folder],
                    source=batch.source,
                    how=batch.acquired_how,
                    when=batch.acquired_at,
                    where=batch.acquired_where,
                    note=batch.note,
                )
            vault.describe()
