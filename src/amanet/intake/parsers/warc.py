"""Web captures: WARC files (ISO 28500:2017), plain or compressed.

Each answer of a server becomes a `heading` (its address; `said_at` is when it was recorded) and, for HTML, the words of the page;
what is no HTML is attached. Block and payload digests are checked, each that does not hold is told with its record. Requests,
revisits and metadata are counted.

A capture is what a program recorded. That the site sent it, a WARC does not prove: whoever wrote the file wrote the digests.
"""

import re
import zlib
from collections import Counter
from collections.abc import Mapping
from typing import BinaryIO, Final
from urllib.parse import unquote, urlsplit

from amanet.canonical import JSON
from amanet.errors import BadData
from amanet.intake.parsers.captured import Answer, failed, read_answer
from amanet.intake.parsers.composing import Composer
from amanet.intake.parsers.parsing import Answers, Inside, Parsed, Sample
from amanet.intake.parsers.room import Room
from amanet.intake.parsers.spans import gather, size_of
from amanet.intake.parsers.warc_digests import FAILS, Check, tee
from amanet.intake.parsers.warc_flow import GZIP
from amanet.intake.parsers.warc_records import MOST_RECORDS, Record, Records
from amanet.record.reading import Attached

__all__ = ["PARSER", "Captures"]

MEANING: Final = "What a program recorded. The digests show whether this file is whole, not who wrote it, and not that a site sent it so."
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z", re.ASCII)
_LONGEST_ADDRESS = 10_000
_LONGEST_INFO = 64 << 10
_MOST_LISTED = 1000
# A file compressed as a whole is unpacked anew for each thing attached; this is all that may cost.
_MOST_SKIPPED = 8 << 30


class Captures:
    """Writes the records of WARC files into a composer. `inside` are the files captured."""

    def __init__(
        self, composer: Composer, room: Room, answers: Answers, pages: Mapping[str, JSON] | None = None
    ) -> None:
        self._composer, self._room, self._answers = composer, room, answers
        self._pages = pages or {}
        self.inside: list[Inside] = []
        self.records: Counter[str] = Counter()
        self.digests: dict[str, Counter[str]] = {"block": Counter(), "payload": Counter()}
        self._hosts: Counter[str] = Counter()
        self._dates: list[str] = []
        self._software: list[JSON] = []
        self._failed: list[JSON] = []
        self._unread = 0
        self._skipped = 0
        self.bytes = 0

    def read(self, file: BinaryIO, size: int, name: str = "") -> None:
        """All records of one WARC; `name` says which, where there are several. Raises `BadData` for a bomb."""
        records = Records(file, size)
        prefix = f"{name}, " if name else ""
        for record in records:
            if sum(self.records.values()) >= MOST_RECORDS:
                raise BadData(
                    f"This web archive has over {MOST_RECORDS} records. Split a copy and add the parts."
                )
            self._one(file, size, record, prefix, name)
            for problem in record.problems:
                self._composer.oddity(prefix + record.where, problem)
        for where, what in records.remarks:
            self._composer.oddity(prefix + where, what)
        if records.shared_members:
            self._composer.oddity(name or "the whole", "it is compressed as a whole, not record by record")
        self.bytes += size

    def details(self) -> dict[str, JSON]:
        told: dict[str, JSON] = {
            "meaning": MEANING,
            "records": dict(sorted(self.records.items())),
            "digests": {name: dict(sorted(counts.items())) for name, counts in self.digests.items()},
            "hosts": [
                [host, count] for host, count in sorted(self._hosts.items(), key=_by_count)[:_MOST_LISTED]
            ],
        }
        if self._dates:
            told |= {"first": min(self._dates), "last": max(self._dates)}
        for name, values in (("written_by", self._software), ("failed", self._failed)):
            if values:
                told[name] = values
        if self._unread:
            told["pages_without_text"] = self._unread
        return told

    def _one(self, file: BinaryIO, size: int, record: Record, prefix: str, name: str) -> None:
        kind = (record.get("WARC-Type") or "").strip().lower()
        self.records[kind if kind.isascii() and kind.isalpha() and len(kind) < 20 else "other"] += 1
        if kind in ("response", "resource", "conversion"):
            self._answer(file, size, record, prefix, name)
            return
        check = Check(record.get("WARC-Block-Digest"))
        pieces = tee(record.pieces(), check)
        info = gather(pieces, _LONGEST_INFO) if kind == "warcinfo" else None
        for _ in pieces:
            pass
        self.digests["block"][check.result] += 1
        self._tell_failed(record, prefix, ["block"] if check.result == FAILS else [])
        if info is not None and len(self._software) < _MOST_LISTED:
            self._software.append(_fields_of(info))

    def _answer(self, file: BinaryIO, size: int, record: Record, prefix: str, name: str) -> None:
        answer = read_answer(file, size, record, self._answers)
        self.digests["block"][answer.block.result] += 1
        self.digests["payload"][answer.payload_result] += 1
        self._tell_failed(record, prefix, failed(answer))
        address = (record.get("WARC-Target-URI") or "").strip().strip("<>")
        if len(address) > _LONGEST_ADDRESS:
            self._composer.oddity(
                prefix + record.where, f"its address is longer than the {_LONGEST_ADDRESS} kept"
            )
        reads = self._has_room(answer)
        places = [] if reads else self._attach(record, answer, address)
        self._heading(record, answer, address[:_LONGEST_ADDRESS], places, name)
        for problem in answer.problems + ([answer.why_no_page] if answer.why_no_page else []):
            self._composer.oddity(prefix + record.where, problem)
        if reads:
            self._write(record, answer, prefix)

    def _has_room(self, answer: Answer) -> bool:
        if answer.page is None:
            self._unread += answer.is_page
            return False
        words = list(answer.page.words)
        if self._room.has_words(sum(len(one.text) for one in words), len(words)):
            return True
        answer.why_no_page = "there is no room for its words in this reading; it was kept as a file"
        self._unread += 1
        return False

    def _heading(self, record: Record, answer: Answer, address: str, places: list[int], name: str) -> None:
        date = (record.get("WARC-Date") or "").strip()
        if _DATE.fullmatch(date):
            self._dates = [min([*self._dates, date]), max([*self._dates, date])]
        self._hosts[_host(address)] += 1
        details: dict[str, JSON] = {"record": record.number, "offset": record.offset, "bytes": answer.size}
        details |= {"block_digest": answer.block.result, "payload_digest": answer.payload_result}
        told = {
            "warc": name,
            "record_id": record.identity,
            "media_type": answer.media_type,
            "status": answer.http.status if answer.http else None,
            "location": answer.http.get("location")[:_LONGEST_ADDRESS] if answer.http else None,
            "server": (record.get("WARC-IP-Address") or "").strip()[:100],
            "truncated": (record.get("WARC-Truncated") or "").strip()[:100],
            "recorded": date[:100],
            "listed_as": self._pages.get(address),
        }
        details |= {key: value for key, value in told.items() if value}
        self._room.take(len(address))
        self._composer.add(
            "heading",
            address or record.identity or f"record {record.number}",
            said_at=date if _DATE.fullmatch(date) else None,
            attached=places,
            details=details,
        )

    def _write(self, record: Record, answer: Answer, prefix: str) -> None:
        page, decoded = answer.page, answer.decoded
        if page is None or decoded is None:
            return
        if decoded.remark:
            self._composer.oddity(
                prefix + record.where, f"{decoded.remark}; it was read as {decoded.encoding}"
            )
        if page.crude:
            self._composer.oddity(prefix + record.where, "it nests so deeply that only its words were read")
        for block in page.words:
            self._room.take(len(block.text))
            details: dict[str, JSON] = {"record": record.number, **block.details}
            self._composer.add(
                block.kind, block.text, language=block.language or self._answers.language, details=details
            )

    def _attach(self, record: Record, answer: Answer, address: str) -> list[int]:
        """The body as a file, where there is one."""
        if not answer.size:
            return []
        self._room.take_attached()
        name = _file_name(address) or f"record {record.number}"
        details: dict[str, JSON] = {"record": record.number, "bytes": answer.size}
        self._skipped += record.place.skip
        if self._skipped > _MOST_SKIPPED or answer.open is None:
            why = "the archive is compressed as a whole: unpack it (gunzip) and add that"
            return [
                self._composer.attach(Attached(name, answer.media_type, missing=True, details={"why": why}))
            ]
        place = self._composer.attach(Attached(name, answer.media_type, details=details))
        self.inside.append(Inside(place, answer.open))
        return [place]

    def _tell_failed(self, record: Record, prefix: str, which: list[str]) -> None:
        for one in which:
            self._composer.oddity(
                prefix + record.where,
                f"its {one} digest is not that of its bytes: they were changed or damaged since",
            )
            if len(self._failed) < _MOST_LISTED:
                told: dict[str, JSON] = {"record": record.number, "offset": record.offset, "digest": one}
                self._failed.append(told | ({"record_id": record.identity} if record.identity else {}))


def _fields_of(info: bytes) -> JSON:
    """`application/warc-fields`: pairs, because their names are anybody's."""
    lines = info.decode("utf-8", "backslashreplace").splitlines()[:100]
    pairs = [line.partition(":") for line in lines if ":" in line]
    return [[name.strip()[:100], value.strip()[:2000]] for name, _, value in pairs]


def _by_count(host: tuple[str, int]) -> tuple[int, str]:
    return -host[1], host[0]


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "none")[:255]
    except ValueError:
        return "none"


def _file_name(address: str) -> str:
    path = address.split("?")[0].split("#")[0].rstrip("/")
    return unquote(path.rpartition("/")[2], errors="replace")[:255] if "://" in path else ""


class _Warc:
    name = "warc"
    version = "1"

    def takes(self, sample: Sample) -> bool:
        head = sample.head
        if head.startswith(GZIP):
            try:
                head = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(head, 16)
            except zlib.error:
                return False
        return re.match(rb"WARC/\d", head) is not None

    def parse(self, file: BinaryIO, sample: Sample, answers: Answers) -> Parsed:
        composer = Composer(self.name)
        captures = Captures(composer, Room("web archive"), answers)
        captures.read(file, size_of(file))
        if not captures.records:
            raise BadData(
                "No record of a web archive could be read: this file is cut or damaged from its beginning, or no WARC. "
                "The item is kept as it is."
            )
        composer.details |= captures.details()
        return Parsed(composer.reading(), tuple(captures.inside))


PARSER = _Warc()
