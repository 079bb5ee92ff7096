"""The report as one HTML file: no script, nothing loaded from anywhere, readable on paper and without colour."""

from collections.abc import Sequence
from html import escape

from amanet.estimation.overlap_picture import overlap_picture
from amanet.estimation.pictures import chains_picture, sensitivity_picture, spread_picture
from amanet.estimation.report import Report
from amanet.estimation.report_words import (
    SECTIONS,
    headline,
    method_lines,
    overlap_note,
    reading_note,
    with_full_stop,
)

__all__ = ["html_report"]

_STYLE = """
:root { --ink: #1e2024; --grey: #5c6066; --accent: #1b5868; --hair: #c4c9ce; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 3rem 1.5rem 5rem; max-width: 46rem; color: var(--ink); background: #fff;
  font: 16px/1.55 'Noto Sans', 'Source Sans 3', 'Segoe UI', Helvetica, Arial, sans-serif; }
.kind { color: var(--accent); font-size: .75rem; font-weight: 600; letter-spacing: .06em; text-transform: uppercase; }
h1 { font: 400 2.1rem/1.2 'Source Serif 4', 'Noto Serif', Georgia, serif; margin: .2rem 0 1.2rem; }
h2 { color: var(--accent); font-size: 1rem; margin: 2.4rem 0 .5rem; }
.headline { border-left: 3px solid var(--accent); padding: .2rem 0 .2rem 1.1rem; margin: 1.4rem 0; }
.headline .number { font: 400 2.6rem/1.15 'Source Serif 4', 'Noto Serif', Georgia, serif; }
.headline p { margin: .3rem 0; }
.quiet { color: var(--grey); font-size: .86rem; }
svg { width: 100%; height: auto; display: block; margin: .8rem 0; }
ul { padding-left: 1.2rem; } li { margin: .35rem 0; }
li.blocks::marker { content: "■  "; } li.warns::marker { content: "–  "; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; margin: .6rem 0; }
th { text-align: left; color: var(--grey); font-weight: 600; font-size: .8rem; }
td, th { padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--hair); vertical-align: top; }
td.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; } th.n { text-align: right; }
dl { display: grid; grid-template-columns: 15rem 1fr; gap: .15rem 1rem; font-size: .86rem; margin: .4rem 0 1.2rem; }
dt { color: var(--grey); } dd { margin: 0; overflow-wrap: anywhere; }
@media print { body { padding: 0; font-size: 11px; } h2 { break-after: avoid; } svg, table, li { break-inside: avoid; } }
"""


def html_report(report: Report) -> str:
    body = "\n".join(part for part in _parts(report) if part)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(report.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _parts(report: Report) -> list[str]:
    return [
        '<p class="kind">Estimate of those no list has</p>',
        f"<h1>{escape(report.title)}</h1>",
        _headline(report),
        _section(
            "methods",
            _paragraph(reading_note()),
            spread_picture(report.estimates).to_svg(),
            _points(method_lines(report)),
        ),
        _section("remarks", _remarks(report)),
        _section(
            "overlaps", overlap_picture(report.shown).to_svg(), _paragraph(overlap_note(report), "quiet")
        ),
        _swings(report),
        _section("assumptions", _points(report.assumptions)),
        _section("not for", _points(report.not_for)),
        _chains(report),
        _diagnostics(report),
        _section("made", _facts(report.facts())),
    ]


def _headline(report: Report) -> str:
    number, sentence, caution = headline(report)
    return (
        f'<div class="headline"><div class="number">{escape(number)}</div><p>{escape(sentence)}</p>'
        f'<p class="quiet">{escape(caution)}</p></div>'
    )


def _section(name: str, *parts: str) -> str:
    return (
        f"<section>\n<h2>{escape(SECTIONS[name])}</h2>\n" + "\n".join(parts) + "\n</section>"
        if any(parts)
        else ""
    )


def _paragraph(text: str, kind: str = "") -> str:
    return f'<p class="{kind}">{escape(text)}</p>' if kind else f"<p>{escape(text)}</p>"


def _points(texts: Sequence[str]) -> str:
    return "<ul>\n" + "\n".join(f"<li>{escape(text)}</li>" for text in texts) + "\n</ul>" if texts else ""


def _remarks(report: Report) -> str:
    rows = [
        f'<li class="{"blocks" if one.blocks else "warns"}">{"<b>Blocks the number.</b> " if one.blocks else ""}{escape(one.text)}</li>'
        for one in report.findings
    ]
    rows += [
        f'<li class="blocks"><b>Overridden:</b> {escape(what)}. Reason given: {escape(with_full_stop(why))}</li>'
        for what, why in report.overridden.items()
    ]
    return (
        "<ul>\n" + "\n".join(rows) + "\n</ul>"
        if rows
        else _paragraph("Nothing in the table or the fits speaks against it.")
    )


def _swings(report: Report) -> str:
    parts = []
    for one in report.sensitivities:
        rows = "".join(
            f'<tr><td>{escape(row.what)}</td><td class="n">{_numbers(row.numbers)}</td></tr>'
            for row in one.rows
        )
        table = f'<table><tr><th>Change</th><th class="n">Number (95 % interval)</th></tr>{rows}</table>'
        parts += [sensitivity_picture(one).to_svg(), table]
    return _section("swings", *parts)


def _numbers(numbers: tuple[float, float, float] | None) -> str:
    if numbers is None:
        return "no number is given"
    low, number, high = numbers
    return f"{number:,.0f} ({low:,.0f} to {high:,.0f})"


def _chains(report: Report) -> str:
    pictures = [chains_picture(one).to_svg() for one in report.estimates if one.chains is not None]
    return _section("chains", *pictures)


def _diagnostics(report: Report) -> str:
    parts = [
        f"<h3>{escape(name[:1].upper() + name[1:])}</h3>\n{_facts(rows)}"
        for name, rows in report.diagnostics()
    ]
    if report.predicted is not None:
        said = (
            f"Tables made by the model: {report.predicted.outside} of {len(report.predicted.cells)} cells lie outside what 95 % of them show "
            f"(Freeman–Tukey p = {report.predicted.p_value:.2f})."
        )
        parts.append(_paragraph(said))
    return _section("diagnostics", *parts)


def _facts(rows: Sequence[tuple[str, str]]) -> str:
    return (
        "<dl>" + "".join(f"<dt>{escape(key)}</dt><dd>{escape(value)}</dd>" for key, value in rows) + "</dl>"
    )
