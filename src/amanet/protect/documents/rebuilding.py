"""The one door to making a document anew: by what it was found to be, never by its name.

>>> from amanet.consent.levels import Level
>>> from amanet.protect.words import Hidden, WordProtector
>>> protector = WordProtector([Hidden("7", "person", ("Aynur Tokhti",), "Alder")])
>>> rebuild(b"Aynur came.", "text/plain", protector, Level("pseudonym", words=True, place="exact", date="day")).content
b'Alder came.'
"""

from amanet.consent.levels import Level
from amanet.protect.documents.plain import rebuilt_table, rebuilt_text
from amanet.protect.documents.rebuilt import CannotRebuild, Rebuilt
from amanet.protect.words import WordProtector

__all__ = ["CannotRebuild", "Rebuilt", "rebuild"]


def rebuild(content: bytes, media_type: str, protector: WordProtector, level: Level) -> Rebuilt:
    """The copy. The same document gives the same bytes. Raises `CannotRebuild`."""
    if media_type == "text/plain":
        return Rebuilt("txt", *rebuilt_text(_decoded(content), protector, level))
    if media_type in ("text/csv", "text/tab-separated-values", "application/csv"):
        return Rebuilt("csv", *rebuilt_table(_decoded(content), protector, level))
    raise CannotRebuild("A copy that holds cannot be made of this kind of file.")


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise CannotRebuild(
            "Its words are not in UTF-8. Save it as UTF-8, take it in, and disclose that."
        ) from problem
