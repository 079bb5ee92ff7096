"""What leaves: a report has everything that belongs to a number, in public no small count, and looks the same each time."""

import io
import json
import re
from dataclasses import replace
from typing import Any

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from amanet.errors import Misuse
from amanet.estimation import (
    CaptureTable,
    DecomposableGraphEstimator,
    Estimate,
    EstimateRefused,
    LatentClassEstimator,
    LatentClassPrior,
    LogLinearEstimator,
    Precision,
)
from amanet.estimation.assumptions import NOT_FOR
from amanet.estimation.comparing import combine_linkages, compare
from amanet.estimation.predictive import posterior_predictive
from amanet.estimation.published import published_table
from amanet.estimation.report import Report, report
from amanet.estimation.sensitivity import Sensitivity, cap, omit_lists, priors
from amanet.estimation.suppression import _room, commitment, public_table

SALT = bytes(range(32))
ROUGH = Precision(rhat=1.05, median=0.05, limits=0.1, draws=50.0)
SHORT = LatentClassEstimator(rng=1, precision=ROUGH, max_sweeps=3_000, warm_up=600)


@pytest.fixture(scope="module")
def swings() -> Sensitivity:
    return omit_lists(DecomposableGraphEstimator(), published_table("kosovo"))


@pytest.fixture(scope="module")
def estimates(swings: Sensitivity) -> list[Estimate]:
    kosovo = published_table("kosovo")
    return [swings.base, LogLinearEstimator().fit(kosovo), SHORT.fit(kosovo)]


def _text(document: bytes) -> str:
    pages = pypdfium2.PdfDocument(io.BytesIO(document))
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pages)


def _both(made: Report) -> tuple[str, str]:
    page = html.fromstring(made.to_html().encode("utf-8"))
    return " ".join(page.text_content().split()), _text(made.to_pdf())


def test_a_report_holds_all_that_belongs_to_the_number(
    estimates: list[Estimate], swings: Sensitivity
) -> None:
    made = report(estimates, swings, title="How many in <Lantern>?")
    for text in _both(made):
        assert "How many in <Lantern>?" in text
        assert "12,595" in text
        assert "9,827" in text
        assert "16,544" in text
        assert "10,357" in text
        assert "Without HRW" in text
        assert "A lower bound is more likely than an upper one" in text
        assert all(line in text for line in NOT_FOR)
        assert re.sub(r"\s", "", made.main.data_hash)[:12] in text
    assert "<script" not in made.to_html()
    assert not re.search(r'(src|href)="', made.to_html())
    assert made.to_html() == report(estimates, swings, title="How many in <Lantern>?").to_html()
    assert made.to_pdf() == made.to_pdf()


def test_its_json_has_interval_method_assumptions_sensitivity_and_hash(
    estimates: list[Estimate], swings: Sensitivity
) -> None:
    told = json.loads(json.dumps(report(estimates, swings).to_json()))
    assert told["quoted"] == "decomposable"
    assert told["methods"][0]["interval"] == [9_827, 16_544]
    assert told["data"]["sha256"] == published_table("kosovo").hash
    assert {row["change"] for row in told["sensitivity"][0]["rows"]} == {
        f"Without {name}" for name in ("EXH", "ABA", "OSCE", "HRW")
    }
    assert told["assumptions"]
    assert told["not for"] == list(NOT_FOR)


def test_no_report_without_its_parts(estimates: list[Estimate], swings: Sensitivity) -> None:
    with pytest.raises(Misuse, match="when a list is left out"):
        report(estimates, [])
    with pytest.raises(Misuse, match="not of the same data"):
        report(LogLinearEstimator().fit(published_table("MY3")), swings)
    with pytest.raises(Misuse, match="without its method and its assumptions"):
        report(replace(estimates[0], assumptions=()), swings)
    with pytest.raises(Misuse, match="salt"):
        report(estimates, swings, public=True)
    with pytest.raises(Misuse, match="16 random bytes"):
        report(estimates, swings, public=True, salt=b"short")
    with pytest.raises(Misuse):
        report([], swings)


def test_a_refused_number_is_reported_as_none_with_its_reason() -> None:
    table = CaptureTable.from_counts({"100": 20, "010": 20, "110": 5, "001": 30})
    refused = LogLinearEstimator().fit(table)
    made = report(refused, omit_lists(LogLinearEstimator(), table, refused))
    assert made.to_json()["methods"][0]["number"] is None
    for text in _both(made):
        assert "No number" in text
        assert "shares nobody with any other list" in text


def test_an_override_is_printed_with_its_reason() -> None:
    table = CaptureTable.from_counts({"10": 40, "01": 30, "11": 12})
    reasons = {"few-lists": "the third register was burned"}
    estimator = LogLinearEstimator(overrides=reasons)
    made = report(estimator.fit(table), omit_lists(estimator, table))
    for text in _both(made):
        assert "Overridden: fewer than three lists. Reason given: the third register was burned." in text
    for wrong in ({"few-lists": "ok"}, {"nonsense": "a long enough reason"}):
        with pytest.raises(Misuse):
            LogLinearEstimator(overrides=wrong).fit(table)


def _tables() -> st.SearchStrategy[CaptureTable]:
    def of(lists: int) -> st.SearchStrategy[CaptureTable]:
        counts = st.lists(
            st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 8, 15, 40, 200]),
            min_size=2**lists - 1,
            max_size=2**lists - 1,
        )
        pattern = [tuple(mask >> j & 1 for j in range(lists)) for mask in range(1, 1 << lists)]
        return counts.filter(any).map(
            lambda found: CaptureTable.from_counts(zip(pattern, found, strict=True))
        )

    return st.integers(3, 4).flatmap(of)


@given(_tables())
@settings(max_examples=25)
def test_no_small_cell_can_be_worked_out_of_what_is_public(table: CaptureTable) -> None:
    public = public_table(table)
    assert all(count >= 5 and dict(table.cells)[mask] == count for mask, count in public.cells)
    assert all(total % 10 == 0 for total in public.totals)
    for mask, count in table.cells:
        if count < 5 and public.cells:
            low, high = _room(mask, table, public.shown, public.totals)
            assert low <= 1
            assert high >= 5


def test_a_cell_alone_is_not_left_to_subtraction() -> None:
    table = published_table("MY3")
    shown = public_table(table)
    assert [count for _, count in table.cells if count < 5] == [4]
    assert shown.withheld >= 2


def test_a_public_report_shows_neither_small_counts_nor_a_hash_that_gives_them_away() -> None:
    table = published_table("UKdat_5")
    estimate = LogLinearEstimator().fit(table)
    made = report(estimate, omit_lists(LogLinearEstimator(), table, estimate), public=True, salt=SALT)
    told = made.to_json()
    assert min(cell["count"] for cell in told["data"]["cells"]) >= 5
    assert table.hash not in json.dumps(told) + made.to_html()
    assert told["data"]["commitment"] == commitment(table.hash, SALT)
    assert commitment(table.hash, SALT[::-1]) != commitment(table.hash, SALT)
    overlaps = [
        int(n.replace(",", "")) for n in re.findall(r'text-anchor="middle">([\d,]+)<', made.to_html())
    ]
    assert 4 not in overlaps
    assert 3 not in overlaps


def test_leaving_out_a_list_that_carries_the_number_is_a_finding(swings: Sensitivity) -> None:
    assert [row.what for row in swings.rows] == ["Without EXH", "Without ABA", "Without OSCE", "Without HRW"]
    assert any("Without ABA" in finding.text for finding in swings.findings)
    # Without it the graph of all lists wins, which says nothing of n0: a row without a number
    assert swings.rows[3].numbers is None


def test_priors_and_caps_are_varied() -> None:
    table = published_table("MY3")
    base = SHORT.fit(table)
    varied = priors(SHORT, table, base)
    assert len(varied.rows) == 6
    assert all(row.numbers is None or row.numbers[1] == pytest.approx(733, rel=0.2) for row in varied.rows)
    capped = cap(DecomposableGraphEstimator(), table, (5, 10))
    assert [row.numbers[1] for row in capped.rows if row.numbers] == [731, 731]
    for wrong in (lambda: priors(LogLinearEstimator(), table), lambda: cap(LogLinearEstimator(), table)):  # type: ignore[arg-type]
        with pytest.raises(Misuse):
            wrong()


def test_a_model_that_is_true_makes_such_tables_and_one_that_is_false_does_not() -> None:
    kosovo = published_table("kosovo")
    assert posterior_predictive(SHORT.fit(kosovo), rng=1).p_value > 0.05
    assert posterior_predictive(LogLinearEstimator().fit(kosovo), rng=1).p_value > 0.01
    wrong = posterior_predictive(LogLinearEstimator(model=[["EXH"]]).fit(kosovo), rng=1)
    assert wrong.p_value < 0.01
    assert wrong.outside > 5
    with pytest.raises(Misuse):
        posterior_predictive(DecomposableGraphEstimator().fit(kosovo))


def test_methods_side_by_side(estimates: list[Estimate]) -> None:
    kosovo = published_table("kosovo")
    assert not compare(kosovo, [DecomposableGraphEstimator(), LogLinearEstimator()]).findings
    found = compare(kosovo, [LogLinearEstimator(), LogLinearEstimator(model=[["EXH"]])])
    assert [finding.code for finding in found.findings] == ["methods-disagree"]


def test_linkages_are_pooled_in_equal_parts() -> None:
    kosovo = published_table("kosovo")
    fewer = CaptureTable.from_counts([(p, c - c // 10) for p, c in kosovo.rows()], kosovo.lists)
    one, other = (LogLinearEstimator().fit(table) for table in (kosovo, fewer))
    pooled = combine_linkages([kosovo, fewer], LogLinearEstimator())
    assert other.median < pooled.median < one.median
    assert pooled.interval()[0] < one.interval()[0]
    assert pooled.data_hash not in (one.data_hash, other.data_hash)
    assert 0 < pooled.diagnostics["part of the variance between linkages"] < 1
    apart = LogLinearEstimator().fit(
        CaptureTable.from_counts({"1000": 5, "0110": 6, "0111": 7}, kosovo.lists)
    )
    with pytest.raises(EstimateRefused):
        _ = combine_linkages([one, apart]).median
    with pytest.raises(Misuse):
        combine_linkages([one])
    with pytest.raises(Misuse):
        combine_linkages([one, LogLinearEstimator().fit(published_table("MY3"))])


def test_pictures_say_in_words_what_they_show(estimates: list[Estimate]) -> None:
    latent = estimates[2]
    for picture in (latent.plot_overlaps(), estimates[0].plot_spread(), latent.plot_chains()):
        svg = picture.to_svg()
        root: Any = html.fromstring(svg)
        assert root.find(".//desc").text
        assert picture._repr_svg_() == svg
    assert "12,595" in estimates[0].plot_spread().said
    with pytest.raises(Misuse):
        estimates[0].plot_chains()


def test_importing_the_package_is_light() -> None:
    import subprocess
    import sys

    code = "import sys, amanet.estimation; print([m for m in ('numpy', 'scipy', 'numba', 'matplotlib', 'fpdf') if m in sys.modules])"
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.strip()
        == "[]"
    )


def test_latent_class_settings_are_in_the_report() -> None:
    prior = LatentClassPrior(classes=4, n0_max=5_000)
    estimate = replace(SHORT, prior=prior).fit(published_table("MY3"))
    assert estimate.settings["n0_max"] == 5_000
    assert estimate.settings["classes"] == 4
    assert estimate.settings["seed"] == 1
