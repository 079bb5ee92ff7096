"""The items of a release as files: unchanged, or made anew from what may be read.

What goes unchanged is read from the vault and checked against its hash. What is made anew is rebuilt by `protect.documents` in its limited
process; a document that cannot be rebuilt stops the release, for the member to keep it back.
"""

import hashlib
from collections.abc import Mapping

from amanet.disclosure.disclosed import Disclosed
from amanet.disclosure.items import UNCHANGED
from amanet.disclosure.story import Story
from amanet.errors import Misuse
from amanet.exports.release import LARGEST
from amanet.protect.words import WordProtector
from amanet.vault import StoredRecord, Vault
from amanet.work.give_out import verified_stream

__all__ = ["documents_of", "unchanged_items"]

# The ending a file of this type gets; what has none here gets `bin`.
_ENDINGS: Mapping[str, str] = {
    "application/pdf": "pdf",
    "text/plain": "txt",
    "text/csv": "csv",
    "application/json": "json",
}


def documents_of(
    vault: Vault, story: Story, disclosed: Disclosed, protector: WordProtector, numbers: Mapping[str, int]
) -> list[tuple[str, bytes]]:
    """The ending and bytes of each, in the order of their hashes: that of their ids is the order of entry, and stays. Raises `Misuse` for one
    that cannot be made anew.
    """
    found = []
    for item in sorted(disclosed.items):
        record = vault.record(numbers[item])
        if int(record.body["size"]) > LARGEST:
            raise Misuse(
                f"Item {record.number} is larger than a release may be. Keep it back: `--hide {record.number}`."
            )
        content = b"".join(bytes(piece) for piece in verified_stream(vault, record))
        media_type = str(story.items[item]["media_type"])
        if disclosed.items[item] == UNCHANGED:
            found.append((_ENDINGS.get(media_type, "bin"), content))
        else:
            found.append(_rebuilt(record, content, media_type, disclosed, protector))
    return sorted(found, key=lambda made: hashlib.sha256(made[1]).digest())


def unchanged_items(vault: Vault, disclosed: Disclosed, numbers: Mapping[str, int]) -> list[StoredRecord]:
    """Those that go as they are, in the order of their hashes, as the documents are."""
    found = (vault.record(numbers[item]) for item, form in disclosed.items.items() if form == UNCHANGED)
    return sorted(found, key=lambda record: str(record.body["sha256"]))


def _rebuilt(
    record: StoredRecord, content: bytes, media_type: str, disclosed: Disclosed, protector: WordProtector
) -> tuple[str, bytes]:
    from amanet.protect.documents import CannotRebuild, Wanted, rebuild

    try:
        made = rebuild(
            content,
            media_type,
            protector,
            disclosed.levels[str(record.body["id"])],
            # Words alone on new pages: nobody can measure from a mask how long a hidden name is.
            Wanted(withhold=True, words_alone=True),
        )
    except CannotRebuild as problem:
        raise Misuse(
            f"Item {record.number} cannot be made anew: {problem} Keep it back: `--hide {record.number}`."
        ) from problem
    return made.ending, made.content
