"""Reads an item in a confined process: which format it is, its reading, and the files inside it as they come.

One worker, and two children of it at most: one says what the item is, another runs the parser (docs/adr/0002-confinement.md).
Nothing of the item is written to disk for them. What they say is untrusted and held to its bounds by `reading_talk`.

Raises `BadData` (what the parser says of the file, or what became of it), `NeedsAnswer` (only a person knows how to read it),
`WorldFailed` where no confined process can be had, and what `read_at` raises.

>>> from amanet.intake.item_reader import ItemReader, Known
>>> item = b"AYGUL: They took him.\\nLI: When?\\n"
>>> with ItemReader(lambda offset, length: item[offset : offset + length], Known("a.txt", len(item))) as reader:  # doctest: +SKIP
...     reader.prepare(reader.choose())
...     reading = reader.read(Answers())
...     files = {place: bytes(file.read_piece(1 << 20)) for place, file in reader.files()}
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from types import TracebackType

from amanet.canonical import JSON, encode
from amanet.errors import BadData, Misuse, WorldFailed
from amanet.intake.confined_worker import ConfinedWorker, ending_in_words
from amanet.intake.confinement import Limits
from amanet.intake.parsers import FORMATS, formats_in_words
from amanet.intake.parsers.parsing import Answers
from amanet.intake.ranges import ReadAt
from amanet.intake.reading_talk import FileInside, Patience, ReadingTalk
from amanet.record.reading import Reading

__all__ = ["ItemReader", "Known"]

_WORKER = "amanet.intake.reading_worker"
_MEMORY = 1536 << 20
_SECONDS = 120
_WAITING = 600.0
# What no processor needs to look at so many bytes: a folder of films in an archive takes its time.
_BYTES_A_SECOND = 25 << 20


@dataclass(frozen=True)
class Known:
    """What is known of an item before it is read: its name, its size, and the kind it was found to be."""

    name: str
    size: int
    media_type: str = ""


class ItemReader:
    """For one item, in this order: `choose` (unless it is known), `prepare`, `read`, `files`. A context manager."""

    def __init__(
        self,
        read_at: ReadAt,
        known: Known,
        *,
        limits: Limits | None = None,
        wall_seconds: float = _WAITING,
    ) -> None:
        self._read_at = read_at
        self._known = known
        self._limits = limits or Limits(_MEMORY, _SECONDS + known.size // _BYTES_A_SECOND)
        self._patience = wall_seconds + known.size / _BYTES_A_SECOND
        self._format = ""
        self._talk: ReadingTalk | None = None
        self._reading: Reading | None = None
        self._open = ExitStack()
        self._worker: ConfinedWorker | None = None

    def __enter__(self) -> "ItemReader":
        self._worker = ConfinedWorker(_WORKER, self._limits)
        self._open.callback(self._worker.stop)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def choose(self) -> str:
        """The name of the format. Raises `NeedsAnswer` where it may be several, `BadData` where it is none."""
        self._load("")
        name = self._begin("This item", Answers()).format_name()
        if name not in FORMATS:
            raise BadData("The process that looked at this item named a format that there is not.")
        return name

    def prepare(self, format_name: str) -> str:
        """Loads a parser. Gives its version. Raises `Misuse` for a format that there is not."""
        if format_name not in FORMATS:
            raise Misuse(f"There is no format called {format_name!r}. There are: {formats_in_words()}.")
        version = self._load(format_name)
        self._format = format_name
        return version

    def read(self, answers: Answers) -> Reading:
        what = f"This item, taken as {FORMATS[self._format].what},"
        self._talk = self._begin(what, answers)
        self._reading = self._talk.reading(self._format)
        return self._reading

    def files(self) -> Iterator[tuple[int, FileInside]]:
        """The files inside, with their places in the reading; each is read before the next is asked for. All of them, or what
        was read does not count: a parser may fail at the last one.
        """
        if self._talk is None or self._reading is None:
            raise Misuse("The files inside an item come after its reading.")
        return self._talk.files(self._reading)

    def _load(self, name: str) -> str:
        answer = self._running.load(name)
        if "missing" in answer:
            raise WorldFailed(
                f"What reads such items could not be loaded: {answer['missing']}. Install amanet again; the item is kept as it is."
            )
        return str(answer["version"])

    def _begin(self, what: str, answers: Answers) -> ReadingTalk:
        worker = self._running
        child = self._open.enter_context(worker.take_child())
        talk = ReadingTalk(
            child,
            self._known.size,
            self._read_at,
            what=what,
            patience=Patience(self._patience),
            ended=lambda: ending_in_words(worker.end_child()),
        )
        talk.order(self._order(answers))
        return talk

    def _order(self, answers: Answers) -> bytes:
        given: dict[str, JSON] = {name: value for name, value in asdict(answers).items() if value}
        known = self._known
        return encode(
            {"name": known.name, "size": known.size, "media_type": known.media_type, "answers": given}
        )

    @property
    def _running(self) -> ConfinedWorker:
        if self._worker is None:
            raise Misuse("The reader is not open. Use it in a with statement.")
        return self._worker
