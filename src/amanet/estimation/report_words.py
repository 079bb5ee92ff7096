"""What a report says, apart from how it looks: the same sentences in HTML and PDF."""

from amanet.estimation.assumptions import LOWER_BOUND
from amanet.estimation.report import Report

__all__ = ["SECTIONS", "headline", "method_lines", "overlap_note", "reading_note", "with_full_stop"]

SECTIONS = {
    "methods": "The methods side by side",
    "remarks": "What speaks against it",
    "overlaps": "Who is on which lists",
    "swings": "If one thing were otherwise",
    "assumptions": "What must be true for the number to be right",
    "not for": "What the number may not be used for",
    "chains": "What the chains did",
    "diagnostics": "For statisticians",
    "made": "How it was made",
}


def headline(report: Report) -> tuple[str, str, str]:
    """The number or its absence; the sentence that belongs to it; the caution."""
    main, n = report.main, report.main.table.n
    if main.spread is None or main.refused:
        why = " ".join(finding.text for finding in main.refused)
        return (
            "No number",
            f"The lists have {n:,} people. How many more there were cannot be said from these data. {why}",
            LOWER_BOUND,
        )
    low, high = main.interval(0.95)
    sentence = (
        f"people in all, most likely; between {low:,.0f} and {high:,.0f} with a probability of 95 %, if the assumptions below hold. "
        f"The lists have {n:,} of them; about {max(main.median - n, 0):,.0f} are on no list. Method: {main.method}."
    )
    return f"{main.median:,.0f}", sentence, LOWER_BOUND


def reading_note() -> str:
    return (
        "Each method answers the same question from other assumptions. The curve shows how likely each number is; the thin line holds the number "
        "with 95 %, the thick one with 50 % probability; the ring is the number itself. None is right because it stands in the middle."
    )


def method_lines(report: Report) -> list[str]:
    lines = []
    for one in report.estimates:
        name = one.method[:1].upper() + one.method[1:]
        if one.spread is None or one.refused:
            lines.append(f"{name}: no number. " + " ".join(finding.text for finding in one.refused))
        else:
            low, high = one.interval(0.95)
            lines.append(f"{name}: {one.median:,.0f} ({low:,.0f} to {high:,.0f}).")
    return lines


def overlap_note(report: Report) -> str:
    note = "Each column is a group of people who are on exactly the lists marked with a dot; the bar says how many."
    if report.public:
        note += " Groups of fewer than five people, and those from which they could be worked out, are not shown; totals are rounded to tens."
    return note


def with_full_stop(text: str) -> str:
    return text if text.rstrip().endswith((".", "!", "?")) else text.rstrip() + "."
