"""`estimate`: how many people no list has, from a table of overlapping lists. Needs no vault."""

import secrets
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amanet.cli.session import Session, read, say, with_session
from amanet.errors import BadData, Misuse, WorldFailed

if TYPE_CHECKING:
    from amanet.estimation import CaptureTable, Estimate, Progress
    from amanet.estimation.report import Report

_METHODS = ("latent-class", "decomposable", "log-linear")


@click.command()
@click.argument("table", type=click.Path(path_type=Path))
@click.option(
    "--lists", metavar="NAMES", help="TABLE has records: its columns that are lists (A,B,C), with 1 and 0."
)
@click.option("--list-column", metavar="NAME", help="TABLE has records: the column that names the list.")
@click.option("--person", metavar="NAME", help="TABLE has records: the column that says who it is.")
@click.option("--omit", multiple=True, metavar="LIST", help="Leave this list out. May be repeated.")
@click.option("--merge", multiple=True, metavar="A+B", help="Treat these lists as one. May be repeated.")
@click.option(
    "--method",
    "methods",
    multiple=True,
    type=click.Choice(_METHODS),
    help="Only these; the first is the one quoted.",
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=1,
    show_default=True,
    help="Where the chains' randomness begins.",
)
@click.option(
    "--override",
    multiple=True,
    metavar="CHECK=REASON",
    help="Answer for a blocking check; the reason is printed.",
)
@click.option("--html", type=click.Path(path_type=Path), metavar="FILE", help="Write the report as a page.")
@click.option("--pdf", type=click.Path(path_type=Path), metavar="FILE", help="Write the report as a PDF.")
@click.option("--title", default="How many were there?", help="The title of the report.")
@click.option(
    "--public", is_flag=True, help="For everybody: no count under five, and none from which one follows."
)
@click.option(
    "--salt",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The secret behind a public report; made where absent.",
)
@with_session(vault=False)
def estimate(session: Session, table: Path, methods: tuple[str, ...], **given: Any) -> None:
    """Estimate how many people no list has, from TABLE: a CSV file whose columns are lists (1 and 0) and whose last column counts people.

    Ends with 0 when a number is given, with 3 when the data do not bear one. The number comes with its interval, what it does when
    a list is left out, its assumptions and what it may not be used for (docs/methods/estimation.md).
    """
    _must_be_new(given["html"], given["pdf"])
    if given["public"] and given["salt"] is None:
        raise Misuse(
            "A public report needs --salt FILE: a secret that binds it to the data. Keep that file; do not publish it."
        )
    data = _table(table, given)
    made = _report(data, methods or _METHODS, given, _Ticker())
    _write(given["html"], lambda: made.to_html().encode("utf-8"))
    _write(given["pdf"], made.to_pdf)
    session.show(made.to_json(), lambda: _text(made))
    sys.exit(BadData.exit_code if made.main.refused else 0)


def _table(path: Path, given: dict[str, Any]) -> "CaptureTable":
    from amanet.estimation import CaptureTable

    if given["lists"] and given["list_column"]:
        raise Misuse("Give --lists or --list-column, not both.")
    lists: Sequence[str] | str | None = given["list_column"]
    if given["lists"]:
        lists = [name.strip() for name in given["lists"].split(",")]
    table = CaptureTable.from_csv(path, lists=lists, person=given["person"])
    for names in given["merge"]:
        table = table.merge(*(name.strip() for name in names.split("+")))
    return table.omit(*given["omit"]) if given["omit"] else table


def _report(
    table: "CaptureTable", methods: Sequence[str], given: dict[str, Any], ticker: "_Ticker"
) -> "Report":
    from amanet.estimation import predictive, sensitivity
    from amanet.estimation.report import report

    estimators = [_estimator(name, table, given, ticker) for name in methods]
    estimators = [one for one in estimators if one is not None]
    if not estimators:
        raise Misuse(
            "None of these methods can take a table of so many lists. Merge lists that are alike: --merge A+B."
        )
    fitted = [_fitted(one, table, ticker) for one in estimators]
    ticker.stage = "leaving out lists"
    swings = sensitivity.omit_lists(estimators[0], table, fitted[0], ticker.say)
    ticker.end()
    predicted = (
        predictive.posterior_predictive(fitted[0], rng=given["seed"])
        if fitted[0].fitted is not None
        else None
    )
    salt = _salt(given["salt"]) if given["public"] else None
    return report(
        fitted, swings, title=given["title"], public=given["public"], salt=salt, predicted=predicted
    )


def _estimator(name: str, table: "CaptureTable", given: dict[str, Any], ticker: "_Ticker") -> Any:
    from amanet.estimation import DecomposableGraphEstimator, LatentClassEstimator, LogLinearEstimator
    from amanet.estimation.graphs import KNOWN_COUNTS

    overrides = _overrides(given["override"])
    if name == "latent-class":
        return LatentClassEstimator(rng=given["seed"], overrides=overrides, progress=ticker.progress)
    if name == "log-linear":
        return LogLinearEstimator(overrides=overrides)
    if len(table.lists) not in KNOWN_COUNTS:
        say(f"note: decomposable graphs are left out; they are weighed for up to {max(KNOWN_COUNTS)} lists.")
        return None
    return DecomposableGraphEstimator(overrides=overrides)


def _fitted(estimator: Any, table: "CaptureTable", ticker: "_Ticker") -> "Estimate":
    ticker.stage = type(estimator).__name__.removesuffix("Estimator")
    ticker.say("")
    fitted: Estimate = estimator.fit(table)
    return fitted


def _overrides(given: Sequence[str]) -> dict[str, str]:
    pairs = [one.partition("=") for one in given]
    if any(not sign for _, sign, _ in pairs):
        raise Misuse(
            "An override is a check and a reason: --override apart='the two registers were kept in different years'."
        )
    return {code.strip(): reason.strip() for code, _, reason in pairs}


def _salt(path: Path) -> bytes:
    """The salt of that file; a new one, for its owner's eyes only, where there is none."""
    if not path.exists():
        made = secrets.token_bytes(32)
        try:
            path.touch(mode=0o600)
            path.write_text(made.hex() + "\n", "ascii")
        except OSError as problem:
            raise WorldFailed(f"{path} cannot be written: {problem.strerror}.") from problem
        return made
    try:
        return bytes.fromhex(read(path).decode("ascii").strip())
    except ValueError as problem:
        raise BadData(f"{path} is not a salt that amanet made.") from problem


def _must_be_new(*paths: Path | None) -> None:
    for path in paths:
        if path is not None and path.exists():
            raise Misuse(f"{path} is there already. Name a new file.")


def _write(path: Path | None, content: Callable[[], bytes]) -> None:
    if path is None:
        return
    try:
        with path.open("xb") as file:
            file.write(content())
    except OSError as problem:
        raise WorldFailed(f"{path} cannot be written: {problem.strerror}.") from problem


class _Ticker:
    """One line on standard error that says what goes on; nothing where nobody would see it."""

    def __init__(self) -> None:
        self.stage = ""
        self._shown = sys.stderr.isatty()

    def progress(self, told: "Progress") -> None:
        if told.rhat is None:
            waits = (
                " (the first time on this machine; kept for the next)" if told.stage == "compiling" else ""
            )
            self.say(told.stage + waits)
            return
        errors = (
            f"error {told.median_error or 0:.2%} of the median, {told.limit_error or 0:.2%} of the limits"
        )
        self.say(f"{told.sweeps:,} sweeps · R-hat {told.rhat:.3f} · {errors}")

    def say(self, text: str) -> None:
        if self._shown:
            click.echo(f"\r\x1b[K{self.stage}: {text}"[:200], err=True, nl=False)

    def end(self) -> None:
        if self._shown:
            click.echo("\r\x1b[K", err=True, nl=False)


def _text(made: "Report") -> str:
    from amanet.estimation.report_words import headline, method_lines

    number, sentence, caution = headline(made)
    parts = [f"{number} {sentence}", caution, "", "By method:", *(f"  {line}" for line in method_lines(made))]
    for one in made.sensitivities:
        parts += [
            "",
            "If one thing were otherwise:",
            *(f"  {row.what}: {_numbers(row.numbers)}" for row in one.rows),
        ]
    parts += [
        "",
        "What speaks against it:",
        *(f"  {finding}" for finding in made.findings or ("Nothing in the table or the fits.",)),
    ]
    parts += [f"  Overridden: {what}. Reason given: {why}" for what, why in made.overridden.items()]
    parts += [
        "",
        "What must be true for the number to be right:",
        *(f"  {line}" for line in made.main.assumptions),
    ]
    parts += ["", "What it may not be used for:", *(f"  {line}" for line in made.not_for)]
    return "\n".join([*parts, "", f"Data: {'commitment' if made.public else 'SHA-256'} {made.data_mark}"])


def _numbers(numbers: tuple[float, float, float] | None) -> str:
    if numbers is None:
        return "no number is given"
    low, number, high = numbers
    return f"{number:,.0f} ({low:,.0f} to {high:,.0f})"
