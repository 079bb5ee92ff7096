"""amanet stamp: a request is carried to an authority, and its answer taken in."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import LocalTsa, Terminal


pytestmark = pytest.mark.needs("openssl")


@pytest.fixture
def stamped(run: "Terminal", local_tsa: "LocalTsa") -> str:
    """A vault with one item and a stamp over it; gives the item's number."""
    run.write("root.pem", local_tsa.root_pem)
    run.write("note.txt")
    (number,) = run.add("note.txt")["added"]
    ran = run("amanet stamp request -o request.tsq")
    assert "Carry it to an authority" in ran.err
    run.write("answer.tsr", local_tsa.answer((run.folder / "request.tsq").read_bytes()))
    ran = run("amanet stamp import answer.tsr --tsa-ca root.pem")
    assert "by Lantern Time-Stamping" in ran.text
    return str(number)


def test_a_stamp_travels_in_the_bundle_and_is_checked_against_the_authority(
    run: "Terminal", stamped: str
) -> None:
    run("amanet", "prove", stamped, "-o", "bundle")
    ran = run("amanet check bundle --tsa-ca root.pem")
    assert "proven: in the log before" in ran.text
    assert ran.text.rstrip().endswith("VERIFIED"), "anchored in the authority alone"
    assert "rfc3161" in run("amanet log").text
    run("amanet verify")


def test_without_the_root_it_is_kept_and_said_not_to_be_verified(
    run: "Terminal", local_tsa: "LocalTsa"
) -> None:
    run("amanet stamp request -o request.tsq")
    run.write("answer.tsr", local_tsa.answer((run.folder / "request.tsq").read_bytes()))
    ran = run("amanet stamp import answer.tsr --json")
    assert ran.json["verified"] is False
    assert "not verified" in ran.err


def test_answers_that_do_not_fit_are_refused(
    run: "Terminal", local_tsa: "LocalTsa", tmp_path_factory: pytest.TempPathFactory
) -> None:
    run("amanet stamp request -o request.tsq")
    request = (run.folder / "request.tsq").read_bytes()
    run("amanet init B.vault")
    run("amanet stamp request -o b.tsq --vault B.vault")
    run.write("b.tsr", local_tsa.answer((run.folder / "b.tsq").read_bytes()))
    assert "another vault" in run("amanet stamp import b.tsr", code=3).err
    answer = local_tsa.answer(request)
    run.write("cut.tsr", answer[:-40])
    run("amanet stamp import cut.tsr", code=3)
    run.write("answer.tsr", answer)
    stranger = type(local_tsa)(tmp_path_factory.mktemp("stranger"), name="Stranger")
    run.write("stranger.pem", stranger.root_pem)
    run("amanet stamp import answer.tsr --tsa-ca stranger.pem", code=3)
    run.write("text.pem", "no certificate")
    run("amanet stamp import answer.tsr --tsa-ca text.pem", code=3)
    assert "cannot be read" in run("amanet stamp import gone.tsr", code=6).err
    assert "rfc3161" not in run("amanet log").text


def test_online_contacts_only_the_address_that_was_given(run: "Terminal") -> None:
    assert "by hand" in run("amanet stamp online --tsa http://127.0.0.1:9/tsr", code=6).err
