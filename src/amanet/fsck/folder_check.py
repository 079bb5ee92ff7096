"""Check 8: nothing else in the folder (docs/spec/vault-v1.md, first section)."""

import os

from amanet.canonical import name_from_bytes, readable_name
from amanet.fsck.examined import Examined
from amanet.fsck.object_check import PLACE
from amanet.vault.durable import TEMPORARY
from amanet.vault.header import FILE_NAME

_LOCKS = {"lock", "use"}


def check_folder(examined: Examined) -> None:
    """Object files that no row names are damage (the database may be an older one), everything else unknown is a notice."""
    findings, header = examined.findings, examined.vault.header
    known = {
        FILE_NAME,
        *_LOCKS,
        *(header.database_name + suffix for suffix in ("", "-wal", "-shm", "-journal")),
    }
    places, trash = examined.database.places(), examined.database.trash()
    for name in sorted(examined.files - known - places):
        shown = readable_name(name_from_bytes(os.fsencode(name)))
        if name.rpartition("/")[2].startswith(TEMPORARY):
            findings.notice(
                shown,
                "Left by an interrupted run, or being written now. The next opening for writing removes it.",
            )
        elif name in trash:
            findings.notice(
                shown, "It was erased; its keys are gone. The next opening for writing removes it."
            )
        elif PLACE.fullmatch(name):
            findings.damage(
                shown, "An object file that the database does not know: the database may be an older one."
            )
        elif name.startswith("records-"):
            findings.notice(
                shown,
                "A database that is not the live one. It may hold what was erased since; the next opening for writing removes it.",
            )
        else:
            findings.notice(shown, "This file does not belong to a vault.")
