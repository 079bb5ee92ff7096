"""Keys: stable for their version, shared across scripts, and none where there is no name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.names import KEY_VERSION, keys
from amanet.names.lookup_keys import near_keys

KNOWN = {
    "Muyesser": {"2=muyesser", "2:MSR", "2:NSR", "2~NS"},
    "木耶赛尔": {"2=木耶赛尔", "2:MSR", "2:NSR", "2~NS"},
    "مۇيەسسەر": {"2=مويهسسهر", "2:MSR", "2:NSR", "2~NS"},
    "Ablimitov": {
        *("2=ablimitov", "2=ablimit", "2:PRMTF", "2:PRNTF", "2:PRMT", "2:PRNT", "2~PNTP", "2~PNT", "2^PNT"),
    },
    "Ali": {"2=ali", "2:R", "2#علي"},
    "Axun": {"2=axun", "2:KSN", "2~KSN", "2^KSN", "2:KN", "2~KN", "2:SN", "2~SN"},
    "吉力力": {"2=吉力力", "2:SR", "2:KR"},
    "Aya": {"2=aya", "2:aia"},
    "Hajji Ablet": {"2=ablet", "2:PRT", "2~PT"},
}


@pytest.mark.parametrize("name", KNOWN)
def test_keys_of_version_2_stay_what_they_are(name: str) -> None:
    assert KEY_VERSION == 2, "a change of keys needs a new version and a new table here"
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


@pytest.mark.parametrize(
    ("one", "other"), [("吉安福特", "Gianfort"), ("加里", "Gali"), ("Xusen", "胡森"), ("恰图良", "Khaturian")]
)
def test_han_initials_of_two_sounds_have_keys_of_both(one: str, other: str) -> None:
    assert keys(one) & keys(other) or near_keys(keys(one)).keys() & keys(other)


def test_near_keys_say_less_than_shared_ones_and_what_comes_and_goes_often_says_most() -> None:
    near = near_keys(keys("Muyesser"))
    assert not near.keys() & keys("Muyesser")
    assert all(1 <= weight < 100 for weight in near.values())
    assert near["2:MS"] > near["2:MSRT"] > near["2:PSR"]


@given(st.text(st.characters(), max_size=40))
def test_any_key_has_a_bounded_number_of_near_ones(text: str) -> None:
    for key in keys(text):
        assert len(near_keys(frozenset({key}))) <= 17 * len(key)


@pytest.mark.parametrize(("one", "other"), [("Hernan", "荷南"), ("Barbi", "芭比"), ("Chatichai", "差猜")])
def test_short_names_may_lose_a_consonant_and_one_of_two_alike_beside_it(one: str, other: str) -> None:
    assert near_keys(keys(one)).keys() & keys(other)
