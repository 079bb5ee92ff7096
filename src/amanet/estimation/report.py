"""`report()`: everything that belongs to a number, in one value; without any of it there is no report, and nothing else can be exported.

It holds the table's overlaps, the methods side by side with their intervals, what the number does without each list, diagnostics, assumptions,
what the number may not be used for, and the hash of the data. A public one shows no small count (`suppression`) and binds the data by a
commitment. As HTML (one file, no script, nothing loaded), PDF and JSON; the same values give the same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from amanet.errors import Misuse
from amanet.estimation.assumptions import LOWER_BOUND, NOT_FOR
from amanet.estimation.comparing import Comparison
from amanet.estimation.estimate import Estimate
from amanet.estimation.findings import BLOCKING, Finding
from amanet.estimation.predictive import Predicted
from amanet.estimation.sensitivity import Sensitivity
from amanet.estimation.suppression import PublicTable, commitment, public_table
from amanet.estimation.table import CaptureTable
from amanet.version import VERSION

__all__ = ["Report", "report"]


@dataclass(frozen=True)
class Report:
    """`main` is the estimate that is quoted; `shown` what may be shown of the table; `data_mark` its hash, or the commitment to it."""

    title: str
    main: Estimate
    estimates: tuple[Estimate, ...]
    sensitivities: tuple[Sensitivity, ...]
    shown: CaptureTable | PublicTable
    data_mark: str
    public: bool
    predicted: Predicted | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All remarks, each once, the blocking ones first."""
        found = [
            *(finding for one in self.estimates for finding in one.findings),
            *Comparison(self.estimates).findings,
            *(finding for one in self.sensitivities for finding in one.findings),
        ]
        return tuple(sorted(dict.fromkeys(found), key=lambda finding: not finding.blocks))

    @property
    def assumptions(self) -> tuple[str, ...]:
        return (*self.main.assumptions, LOWER_BOUND)

    @property
    def not_for(self) -> tuple[str, ...]:
        return NOT_FOR

    @property
    def overridden(self) -> dict[str, str]:
        """What was overridden (in words), and the reason given."""
        given = {code: reason for one in self.estimates for code, reason in one.overrides.items()}
        return {BLOCKING[code]: reason for code, reason in given.items()}

    def facts(self) -> list[tuple[str, str]]:
        """How it was made, as label and value."""
        return [
            ("Made with", f"amanet {VERSION}"),
            ("Data", f"{'commitment' if self.public else 'SHA-256'} {self.data_mark}"),
            ("People on a list", f"{self.main.table.n:,}"),
            ("Lists", ", ".join(self.main.table.lists)),
        ]

    def diagnostics(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """For each method its settings and diagnostics, as label and value."""
        return [
            (
                one.method,
                [(key, _shown(key, value)) for key, value in one.diagnostics.items()]
                + [(key, str(value)) for key, value in one.settings.items()]
                + [
                    (f"model {model.name}", f"weight {model.weight:.0%}, alone {model.population:,.0f}")
                    for model in one.models[:5]
                ],
            )
            for one in self.estimates
        ]

    def to_json(self) -> dict[str, Any]:
        """The same for machines. Numbers of refused methods are null, with the reasons."""
        return {
            "format": "amanet estimate 1",
            "title": self.title,
            "amanet": VERSION,
            "public": self.public,
            "data": {
                "commitment" if self.public else "sha256": self.data_mark,
                "n": self.main.table.n,
                **self._data(),
            },
            "quoted": self.main.method,
            "methods": [_method_json(one, public=self.public) for one in self.estimates],
            "sensitivity": [
                {"kind": one.kind, "rows": [_row_json(row.what, row.numbers) for row in one.rows]}
                for one in self.sensitivities
            ],
            "remarks": [{"code": one.code, "text": one.text, "blocks": one.blocks} for one in self.findings],
            "overridden": self.overridden,
            "assumptions": list(self.assumptions),
            "not for": list(self.not_for),
        }

    def to_html(self) -> str:
        from amanet.estimation.report_html import html_report

        return html_report(self)

    def to_pdf(self) -> bytes:
        from amanet.estimation.report_pdf import pdf_report

        return pdf_report(self)

    def _data(self) -> dict[str, Any]:
        shown = self.shown
        lists = range(len(shown.lists))
        cells = [{"pattern": [mask >> j & 1 for j in lists], "count": count} for mask, count in shown.cells]
        totals = list(shown.totals.values() if isinstance(shown, CaptureTable) else shown.totals)
        withheld = (
            {"cells withheld": shown.withheld, "totals": "rounded to 10"}
            if isinstance(shown, PublicTable)
            else {}
        )
        return {
            "lists": [
                {"name": name, "total": total} for name, total in zip(shown.lists, totals, strict=True)
            ],
            "cells": cells,
            **withheld,
        }


def report(
    estimates: Estimate | Sequence[Estimate],
    sensitivities: Sensitivity | Sequence[Sensitivity],
    *,
    title: str = "How many were there?",
    public: bool = False,
    salt: bytes | None = None,
    predicted: Predicted | None = None,
) -> Report:
    """The first estimate is the one quoted. Raises `Misuse` where the list-omission table is missing, or is of other data; a public report
    needs a secret `salt` of at least 16 bytes.
    """
    several = (estimates,) if isinstance(estimates, Estimate) else tuple(estimates)
    swings = (sensitivities,) if isinstance(sensitivities, Sensitivity) else tuple(sensitivities)
    if not several:
        raise Misuse("A report needs at least one estimate.")
    main = several[0]
    if len({one.data_hash for one in (*several, *(swing.base for swing in swings))}) > 1:
        raise Misuse("The estimates and their sensitivity are not of the same data.")
    if (
        not main.refused
        and not any(swing.kind == "lists" and swing.rows for swing in swings)
        and len(main.table.lists) > 2
    ):
        raise Misuse(
            "A number is not published without what it does when a list is left out: sensitivity.omit_lists(…)."
        )
    if any(not one.assumptions or not one.method for one in several):
        raise Misuse("An estimate without its method and its assumptions is not published.")
    if public and salt is None:
        raise Misuse(
            "A public report binds the data by a commitment: give a secret salt of at least 16 random bytes, and keep it."
        )
    mark = commitment(main.data_hash, salt or b"") if public else main.data_hash
    shown = public_table(main.table) if public else main.table
    return Report(title, main, several, swings, shown, mark, public, None if public else predicted)


def _shown(key: str, value: float) -> str:
    if key.startswith(("error", "mass", "weight", "part", "trajectories")):
        return f"{value:.2%}"
    return f"{value:.3f}" if key == "r-hat" else f"{value:,.1f}".removesuffix(".0")


def _row_json(what: str, numbers: tuple[float, float, float] | None) -> dict[str, Any]:
    if numbers is None:
        return {"change": what, "number": None, "interval": None}
    low, number, high = (round(value) for value in numbers)
    return {"change": what, "number": number, "interval": [low, high]}


def _method_json(one: Estimate, *, public: bool) -> dict[str, Any]:
    spoken = one.spread is not None and not one.refused
    interval = one.interval(0.95) if spoken else None
    told = {
        "method": one.method,
        "number": round(one.median) if spoken else None,
        "interval": [round(interval[0]), round(interval[1])] if interval else None,
        "level": 0.95,
        "converged": one.converged,
        "refused": [finding.text for finding in one.refused],
        "settings": {key: str(value) for key, value in one.settings.items()},
        "assumptions": list(one.assumptions),
    }
    if public:
        return told
    return {
        **told,
        "diagnostics": dict(one.diagnostics),
        "models": [
            {"name": model.name, "weight": model.weight, "number": model.population} for model in one.models
        ],
    }
