"""Keys: stable for their version, shared across scripts, and none where there is no name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.names import KEY_VERSION, keys

KNOWN = {
    "Muyesser": {"1=muyesser", "1:MSR", "1:NSR", "1~NS"},
    "木耶赛尔": {"1=木耶赛尔", "1:MSR", "1:NSR", "1~NS"},
    "مۇيەسسەر": {"1=مويهسسهر", "1:MSR", "1:NSR", "1~NS"},
    "Ablimitov": {"1=ablimitov", "1=ablimit", "1:PRMTF", "1:PRNTF", "1:PRMT", "1:PRNT", "1~PNTP", "1~PNT"},
    "Ali": {"1=ali", "1:R", "1#علي"},
    "Axun": {"1=axun", "1:KSN", "1~KSN", "1:KN", "1~KN", "1:SN", "1~SN"},
    "Aya": {"1=aya", "1:aia"},
    "Hajji Ablet": {"1=ablet", "1:PRT", "1~PT"},
}


@pytest.mark.parametrize("name", KNOWN)
def test_keys_of_version_1_stay_what_they_are(name: str) -> None:
    assert KEY_VERSION == 1, "a change of keys needs a new version and a new table here"
    assert keys(name) == KNOWN[name]


@pytest.mark.parametrize("nobody", ["", "unknown", "未知", "?", "\ud800", "12"])
def test_no_name_no_keys(nobody: str) -> None:
    assert keys(nobody) == frozenset()


@given(st.text(st.characters(), max_size=40))
def test_any_text_gives_keys_that_can_be_stored(text: str) -> None:
    for key in keys(text):
        assert key.startswith(str(KEY_VERSION))
        key.encode("utf-8")


@given(st.permutations(["Muyesser", "Ablet", "Hajji"]))
def test_order_and_case_do_not_matter(parts: list[str]) -> None:
    assert keys(" ".join(parts).upper()) == keys("Muyesser Ablet Hajji")


@pytest.mark.parametrize("other", ["مۇيەسسەر", "Муйессер", "木耶赛尔", "MUYESSER", "Muyässer"])
def test_writings_of_one_name_share_keys(other: str) -> None:
    assert {key for key in keys("Muyesser") & keys(other) if key[1] == ":"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Axmet", "Ахмет"),
        ("Bextiyar", "Бәхтияр"),
        ("Roxana", "Роксана"),
        ("Kaxgar", "喀什"),
        ("喀什", "Kashgar"),
        ("伊宁", "Ghulja"),
    ],
)
def test_other_readings_and_known_writings_share_keys(one: str, other: str) -> None:
    assert keys(one) & keys(other)
