"""Whose voice a label stands for: what somebody wrote before a line, and which source a member says that is.

Nobody is taken for anybody until a person says so here, and no voice is ever compared. What is said is a signed Judgement (same, different,
unsure) on one version of the words; those on earlier versions are shown too. Whoever disagrees says so beside it, and what was said by
mistake is taken back: both stay in the log.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.canonical import readable_name
from amanet.errors import ChangedMeanwhile, Misuse
from amanet.record.reading import Reading
from amanet.vault.read_audit import READ
from amanet.vault.shelf import Shelf
from amanet.web.answers import go_to, number_in_path
from amanet.web.forms import Form, read_form
from amanet.web.pages import desk_of, page, say, words_of
from amanet.web.records import record_of
from amanet.web.screens.consent_badge import Badge, badges, badges_of_item
from amanet.web.screens.item_text import clock
from amanet.web.screens.log_words import Teller
from amanet.web.screens.sentences import Piece
from amanet.work.kept_readings import load_reading
from amanet.work.looking import item_of_words, look
from amanet.work.statements import UNDONE
from amanet.work.typed_lines import lines_of

if TYPE_CHECKING:
    from amanet.vault import StoredRecord
    from amanet.web.languages import Words

__all__ = ["routes"]

VERDICTS: Final = ("same", "different", "unsure")
_MOST_LABELS: Final = 200
_MOST_SOURCES: Final = 300
_EXAMPLES: Final = 2
_LONGEST: Final = 160


@dataclass(frozen=True)
class Judged:
    """What a member said of a label. `earlier` is the version of the words where it was not this one."""

    number: int
    verdict: str
    source: Piece = field(repr=False)
    badge: Badge | None
    by: str
    at: str
    mine: bool
    reason: str = field(repr=False)
    earlier: int | None


@dataclass(frozen=True)
class Line:
    """Where somebody of that label speaks."""

    words: str = field(repr=False)
    language: str
    address: str
    at: str


@dataclass(frozen=True)
class Labelled:
    """A label to the letter (`exact`). `seen` is the newest judgement of it, 0 where there is none."""

    exact: str = field(repr=False)
    lines: int
    examples: tuple[Line, ...] = field(repr=False)
    judged: tuple[Judged, ...]
    proposed: tuple[tuple[int, str], ...] = field(repr=False)
    seen: int

    @property
    def label(self) -> str:
        return readable_name(self.exact)


@dataclass(frozen=True)
class SpeakersPage:
    """`reading` is the number of the version of the words, None where there are none yet."""

    name: str = field(repr=False)
    reading: int | None
    labels: tuple[Labelled, ...] = ()
    more: int = 0
    sources: tuple[tuple[int, str], ...] = field(repr=False, default=())
    agreed: tuple[Badge, ...] = ()


async def show(request: Request) -> Response:
    number = number_in_path(request)
    other = await desk_of(request).read(_elsewhere, number)
    if other is not None:
        return RedirectResponse(f"/items/{other}/speakers", 303)
    found = await desk_of(request).read(_gather, number, words_of(request))
    desk_of(request).note(READ, number)
    return page(request, "item/speakers.html", found=found, number=number)


def _elsewhere(vault: OpenVault, number: int) -> int | None:
    """The item whose words are shown with this one, where they are not its own."""
    record_of(vault, number, "Item")
    reading = look(vault.vault, number).reading
    of = number if reading is None else item_of_words(vault.vault, reading)
    return None if of == number else of


def _gather(vault: OpenVault, number: int, words: "Words") -> SpeakersPage:
    name = readable_name(record_of(vault, number, "Item").body["name"])
    reading = look(vault.vault, number).reading
    if reading is None:
        return SpeakersPage(name, None)
    text, _ = load_reading(vault.vault, reading.number)
    told = _judgements(vault, number, reading.number)
    teller = Teller(vault, words)
    counted = list(text.speakers().items())
    examples = _examples(text, number, [label for label, _ in counted[:_MOST_LABELS]])
    labels = [
        _labelled(vault, teller, label, count, examples[label], told.get(label, []), reading.number)
        for label, count in counted[:_MOST_LABELS]
    ]
    return SpeakersPage(
        name,
        reading.number,
        tuple(labels),
        max(0, len(counted) - _MOST_LABELS),
        tuple((one.number, one.label) for one in vault.entities("Source")[-_MOST_SOURCES:]),
        tuple(badges_of_item(vault, number)),
    )


def _labelled(
    vault: OpenVault,
    teller: Teller,
    label: str,
    lines: int,
    examples: tuple[Line, ...],
    told: "list[tuple[int, StoredRecord]]",
    reading: int,
) -> Labelled:
    judged = tuple(_judged(vault, teller, one, version, reading) for version, one in told)
    called = [] if judged else [number for number, schema in vault.vault.views.called(label) if schema == "Source"]  # fmt: skip
    proposed = tuple((one, vault.label_of_number(one)) for one in called)
    return Labelled(label, lines, examples, judged, proposed, max((one.number for one in judged), default=0))


def _judged(vault: OpenVault, teller: Teller, record: "StoredRecord", version: int, reading: int) -> Judged:
    body = record.body
    source, by = vault.vault.views.number_of(str(body["right"]["entity"])), str(body["entered_by"])
    return Judged(
        record.number,
        str(body["verdict"]),
        teller.named(body["right"]),
        badges(vault, [source]).get(source) if source else None,
        teller.member(by),
        str(body["entered_at"]),
        by == vault.vault.member,
        str(body.get("reason", "")),
        None if version == reading else version,
    )


def _judgements(vault: OpenVault, item: int, reading: int) -> "dict[str, list[tuple[int, StoredRecord]]]":
    """By label, with the version of the words that they are of: the newest first."""
    found: dict[str, list[tuple[int, StoredRecord]]] = {}
    for version, record in _told_of(vault, (reading, *Shelf(vault.vault.database).earlier(item))):
        found.setdefault(str(record.body["left"]["speaker"]), []).append((version, record))
    for several in found.values():
        several.sort(key=lambda pair: -pair[1].number)
    return found


def _told_of(vault: OpenVault, versions: tuple[int, ...]) -> "Iterator[tuple[int, StoredRecord]]":
    for version in dict.fromkeys(versions):
        for number in vault.vault.about(version):
            record = vault.record(number)
            is_one = record.type == "Judgement" and not vault.vault.views.is_dead(number)
            left: Any = record.body["left"] if is_one else {}
            if "speaker" in left and left.get("rendition") == vault.record(version).body["id"]:
                yield version, record


def _examples(text: Reading, item: int, labels: list[str]) -> Mapping[str, tuple[Line, ...]]:
    found: dict[str, list[Line]] = {label: [] for label in labels}
    for one in lines_of(text):
        lines = found.get(one.speaker or "")
        words = " ".join(one.words.split())
        if lines is None or len(lines) == _EXAMPLES or not words:
            continue
        shown = words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
        at = clock(one.from_ms) if one.from_ms is not None else ""
        lines.append(Line(shown, one.language or "", f"/items/{item}/segment/{one.place}", at))
    return {label: tuple(lines) for label, lines in found.items()}


# What is done with it


async def judge(request: Request) -> Response:
    """Signed by the member at work."""
    number, form, _ = number_in_path(request), await read_form(request), words_of(request).gettext
    source, verdict = form.number("source"), form.text("verdict")
    if source is None or verdict not in VERDICTS:
        raise Misuse(
            "Choose a source, and say whether it is the one who speaks. Nothing was entered; go back and choose."
        )
    await desk_of(request).write(_judge, number, form, source, verdict)
    say(request, _("Kept as your judgement, signed. It can be taken back here."))
    return go_to(request, f"/items/{number}/speakers")


def _judge(vault: OpenVault, number: int, form: Form, source: int, verdict: str) -> None:
    label, reading = form.exact("label"), _reading_of(vault, number, form.number("of"))
    told = _judgements(vault, number, reading).get(label, [])
    newest = max((one.number for _, one in told), default=0)
    if newest > (form.number("based_on") or 0):
        raise ChangedMeanwhile(
            "Somebody said meanwhile who speaks there, and nothing was entered. Look at what they said, then say yours if it is still right.",
            newest,
        )
    vault.judge_speaker(reading, label, source, verdict, reason=form.text("reason")[:500] or None)


def _reading_of(vault: OpenVault, number: int, seen: int | None) -> int:
    """The version of the words that the page showed. Raises `ChangedMeanwhile` where another counts by now."""
    record_of(vault, number, "Item")
    reading = look(vault.vault, number).reading
    if reading is None or reading.number != seen:
        raise ChangedMeanwhile(
            "These words were corrected meanwhile, and nothing was entered. Look at who speaks in them now, then say it again.",
            None if reading is None else reading.number,
        )
    return reading.number


async def take_back(request: Request) -> Response:
    """A judgement that no longer counts. One's own needs no reason."""
    number, form, _ = number_in_path(request), await read_form(request), words_of(request).gettext
    await desk_of(request).write(_take_back, number, form.number("judgement"), form.text("reason")[:500])
    say(request, _("Taken back. It stays in the log, with the reason."))
    return go_to(request, f"/items/{number}/speakers")


def _take_back(vault: OpenVault, number: int, judgement: int | None, reason: str) -> None:
    record_of(vault, number, "Item")
    reading = look(vault.vault, number).reading
    told = {} if reading is None else _judgements(vault, number, reading.number)
    here = {one.number: one for several in told.values() for _, one in several}
    record = here.get(judgement or 0)
    if record is None:
        raise ChangedMeanwhile("This was taken back already. Look at what stands there now.")
    if not reason and record.body["entered_by"] != vault.vault.member:
        raise Misuse("Say why it is taken back. Nothing was changed; go back and write the reason.")
    vault.retract(record.number, reason=reason or UNDONE)


routes = [
    Route("/items/{number:int}/speakers", show, methods=["GET"], name="speakers"),
    Route("/items/{number:int}/speakers", judge, methods=["POST"], name="judge_speaker"),
    Route("/items/{number:int}/speakers/take-back", take_back, methods=["POST"], name="take_back_speaker"),
]
