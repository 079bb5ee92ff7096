"""`passage`, `translate`, `speaker`: the exact places statements rest on, and who speaks there."""

from typing import Any

import click

from amanet.canonical import readable_name
from amanet.cli.session import Session, with_session
from amanet.errors import Misuse
from amanet.record.selectors import parse_seconds


@click.group()
def passage() -> None:
    """The exact passages that statements rest on."""


@passage.command("add")
@click.argument("item")
@click.option("--quote", metavar="WORDS", help="These words, as they stand in the reading.")
@click.option("--nth", type=click.IntRange(1), help="Which of them, where they stand there several times.")
@click.option("--characters", metavar="START-END", help="These characters of the reading, counted from 0.")
@click.option("--time", metavar="FROM-TO", help="A stretch of a recording: 12.5-20 or 1:02:03-1:02:20.")
@click.option("--page", type=click.IntRange(1), help="A page, counted from 1.")
@click.option("--region", metavar="X,Y,W,H", help="A region of a picture or page, in per cent.")
@click.option("--heard", metavar="WORDS", help="What is heard or read there (with --time, --page, --region).")
@click.option("--language", metavar="TAG")
@click.option("--note")
@with_session()
def add_passage(session: Session, item: str, **options: Any) -> None:
    """Mark a passage of ITEM (or of a reading). Its number goes with a statement: amanet say … --passage NUMBER."""
    with session.vault() as vault:
        given = {name: value for name, value in options.items() if value is not None}
        if "characters" in given:
            given["characters"] = _range(given["characters"])
        if "time" in given:
            given["time"] = _time(given["time"])
        record = vault.mark_passage(item, **given)
        shown = _passage_json(vault, record)
    session.show(shown, f"Passage #{record.number}: {readable_name(shown['quote'] or '')}")


@passage.command("show")
@click.argument("which")
@with_session()
def show_passage(session: Session, which: str) -> None:
    """Show a passage and the way back to its original: translation, transcript, seconds of the recording."""
    with session.vault(writable=False) as vault:
        shown = _passage_json(vault, vault.record(which))
        lines = [f"Passage #{shown['number']}"]
        for station in shown["resolved"]:
            time = _shown_time(station["from_ms"], station["to_ms"])
            who = f"{station['speaker']}: " if station["speaker"] else ""
            lines.append(f"  item {station['item']}{time}  {who}{station['quote'] or ''}")
    session.show(shown, "\n".join(readable_name(line) for line in lines))


@click.command("translate")
@click.argument("translation")
@click.argument("original")
@click.option(
    "--pair",
    "pairs",
    multiple=True,
    metavar="ORIGINAL=TRANSLATION",
    help="Segments that belong together, counted from 0.",
)
@with_session()
def translate(session: Session, translation: str, original: str, pairs: tuple[str, ...]) -> None:
    """Say that the reading of TRANSLATION translates that of ORIGINAL, turn by turn. Where the two do not match by
    themselves, say which segments belong together.
    """
    with session.vault() as vault:
        chosen = [_pair(one) for one in pairs] or None
        record, alignment = vault.align_translation(translation, original, chosen)
    session.show(
        {"number": record.number, "how": alignment.how, "links": len(alignment.links)},
        f"{len(alignment.links)} turns of item {translation} are linked to item {original} (by {alignment.how}).",
    )


@click.command("recording")
@click.argument("transcript")
@click.argument("recording")
@with_session()
def recording(session: Session, transcript: str, recording: str) -> None:
    """Say that the reading of TRANSCRIPT is of what is heard in the item RECORDING."""
    with session.vault() as vault:
        record = vault.link_recording(transcript, recording)
    session.show(
        {"number": record.number}, "Linked: a passage of the text leads to the seconds of the recording."
    )


@click.command("speaker")
@click.argument("item")
@click.argument("label", required=False)
@click.argument("source", required=False)
@click.option("--different", is_flag=True, help="This speaker is not that source.")
@click.option("--unsure", is_flag=True, help="It cannot be told.")
@click.option("--reason", help="Why you think so.")
@with_session()
def speaker(
    session: Session,
    item: str,
    label: str | None,
    source: str | None,
    different: bool,
    unsure: bool,
    reason: str | None,
) -> None:
    """Who speaks in a reading: list the speakers, or say which SOURCE the one labelled LABEL is.

    A label is only what somebody wrote before a line. Nobody is taken for anybody until a person says so here.
    """
    if label is not None and source is None:
        raise Misuse("Say which source that speaker is, or leave both away to list the speakers.")
    if different and unsure:
        raise Misuse("Either --different or --unsure.")
    with session.vault(writable=source is not None) as vault:
        if source is not None and label is not None:
            verdict = "different" if different else "unsure" if unsure else "same"
            record = vault.judge_speaker(item, label, source, verdict, reason=reason)
            session.show(
                {"number": record.number, "verdict": verdict},
                f"Recorded as {verdict} (record {record.number}).",
            )
            return
        found = vault.speakers(item)
        text = "\n".join(
            f"{one['segments']:>6} ×  {readable_name(one['label'])}"
            + "".join(f"  {each['verdict']}: {each['source']}" for each in one["judged"])
            + "".join(
                f"  (could be {each}: amanet speaker {item} LABEL SOURCE confirms)"
                for each in one["proposed"]
            )
            for one in found
        )
        session.show(found, text or "Nobody is labelled as a speaker in this reading.")


def _passage_json(vault: Any, record: Any) -> dict[str, Any]:
    body = record.body
    return {
        "number": record.number,
        "of": vault.record(body["of"]).number,
        "selectors": body["selectors"],
        "quote": body.get("quote"),
        "language": body.get("language"),
        "note": body.get("note"),
        "resolved": [vars(one) for one in vault.resolve_passage(record.number)],
    }


def _range(text: str) -> tuple[int, int]:
    start, dash, end = text.partition("-")
    if not (dash and start.isdecimal() and end.isdecimal()):
        raise Misuse("Characters are given as START-END, as in 120-180.")
    return int(start), int(end)


def _time(text: str) -> tuple[int, int | None]:
    start, _, end = text.partition("-")
    return parse_seconds(start), parse_seconds(end) if end else None


def _pair(text: str) -> tuple[int, int]:
    left, sign, right = text.partition("=")
    if not (sign and left.isdecimal() and right.isdecimal()):
        raise Misuse("A pair is ORIGINAL=TRANSLATION, two numbers of segments, as in 12=11.")
    return int(left), int(right)


def _shown_time(from_ms: int | None, to_ms: int | None) -> str:
    if from_ms is None:
        return ""
    return f" {from_ms / 1000:.1f} s" + (f" to {to_ms / 1000:.1f} s" if to_ms is not None else "")
