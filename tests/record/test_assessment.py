"""What members think of a statement: of the information alone, each member heard once, in whatever order it is read."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.errors import BadData, Misuse
from amanet.record.assessment import assessment_fields, last_of_each
from amanet.vault.ontology_files import load_ontology

OURS = load_ontology()


def test_it_holds_the_terms_and_the_reason() -> None:
    fields = assessment_fields(
        "1", credibility="doubtful", basis="told_by_others", reason="two dates do not fit", ontology=OURS
    )
    assert fields == {
        "of": "1",
        "credibility": "doubtful",
        "basis": "told_by_others",
        "reason": "two dates do not fit",
    }
    assert assessment_fields("1", basis="rumour", reason=" ", ontology=OURS) == {"of": "1", "basis": "rumour"}


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({}, Misuse),
        ({"reason": "I know her"}, Misuse),
        ({"credibility": "reliable"}, BadData),
        ({"credibility": "rumour"}, BadData),
        ({"basis": "doubtful"}, BadData),
    ],
)
def test_what_says_nothing_or_is_no_term_is_refused(said: dict[str, str], error: type[Exception]) -> None:
    with pytest.raises(error):
        assessment_fields("1", **said, ontology=OURS)


bodies = st.lists(
    st.tuples(
        st.integers(0, 99),
        st.sampled_from("abc"),
        st.sampled_from(list(OURS.thesaurus("credibility").terms)),
    ),
    unique_by=lambda one: one[0],
).map(
    lambda rows: [
        {"id": f"{number:02}", "of": "x", "entered_by": member, "entered_at": "", "credibility": term}
        for number, member, term in rows
    ]
)


@given(bodies, st.randoms(use_true_random=False))
def test_each_member_is_heard_once_with_the_last_word_whatever_the_order(
    said: list[Any], random: Any
) -> None:
    heard = last_of_each(said)
    assert {one.member: (one.id, one.credibility) for one in heard} == {
        body["entered_by"]: (body["id"], body["credibility"])
        for body in sorted(said, key=lambda body: body["id"])
    }
    assert [one.id for one in heard] == sorted(one.id for one in heard)
    random.shuffle(said)
    assert last_of_each(said) == heard
