"""Web captures packed as WACZ 1.1.1: a zip with WARC files, a list of pages, and the hash of everything in it.

Every hash is checked, the signature too (`wacz_signature`). The verdicts stand in `details["checks"]`, each with what was looked at,
what came out (`holds`, `fails`, `not checked`) and why; `details["valid"]` is whether none failed. What fails is also an oddity, and
the content is read all the same: damaged evidence is still what there is.

The words are those of the pages in the WARC files, read as `warc` reads them. Indexes are hashed and not read.
"""

from collections.abc import Iterator
from typing import BinaryIO, Final

from amanet.canonical import JSON
from amanet.intake.parsers.composing import Composer
from amanet.intake.parsers.parsing import Answers, Inside, Parsed, Sample
from amanet.intake.parsers.room import Room
from amanet.intake.parsers.wacz_checks import Result, none_fails
from amanet.intake.parsers.wacz_package import Package
from amanet.intake.parsers.warc import Captures
from amanet.intake.parsers.warc_digests import FAILS, HOLDS
from amanet.intake.parsers.zip_members import stream_of
from amanet.record.reading import Attached

__all__ = ["PARSER"]

_ZIP: Final = b"PK\x03\x04"
_MOST_PAGES = 10_000
_MOST_TOLD = 1000


class _Wacz:
    name = "wacz"
    version = "1"

    def takes(self, sample: Sample) -> bool:
        head = sample.head
        if not head.startswith(_ZIP):
            return False
        return sample.name.lower().endswith(".wacz") or (b"archive/" in head and b".warc" in head)

    def parse(self, file: BinaryIO, sample: Sample, answers: Answers) -> Parsed:
        package = Package(file)
        composer = Composer(self.name)
        results = package.verify()
        _tell(composer, results)
        pages = package.pages()
        listed: dict[str, JSON] = {str(page["url"]): True for page in pages}
        captures = Captures(composer, Room("web archive"), answers, listed)
        for name, warc, size in package.warcs(composer):
            captures.read(warc, size, name)
        inside = [*captures.inside, *_attach_others(composer, package)]
        composer.details |= captures.details()
        composer.details |= package.told | {"pages": pages[:_MOST_PAGES], "pages_listed": len(pages)}
        composer.details["valid"] = none_fails(results)
        return Parsed(composer.reading(), tuple(inside))


def _tell(composer: Composer, results: list[Result]) -> None:
    """All that fails or was not checked stands before what holds, so that it is among those told."""
    for one in results:
        if one.result == FAILS:
            where = one.check if one.of is None else f"{one.check} of {one.of}"
            composer.oddity(where, one.why or "it does not hold")
    told = sorted(results, key=lambda one: (one.result == HOLDS, one.result != FAILS))[:_MOST_TOLD]
    kept = set(map(id, told))
    composer.details["checks"] = [one.as_json() for one in results if id(one) in kept]
    if len(results) > len(told):
        composer.details["checks_more"] = len(results) - len(told)


def _attach_others(composer: Composer, package: Package) -> Iterator[Inside]:
    for member in package.others():
        place = composer.attach(Attached(member.filename or "?", details={"bytes": member.file_size}))
        yield Inside(place, lambda member=member: stream_of(package.archive, member))  # type: ignore[misc]


PARSER = _Wacz()
