"""Names leave the memory's caches when a vault is closed."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from amanet.names import compare, forget, keys, rank
from amanet.names.parts import _parsed, part_of
from amanet.names.word_comparison import set_against


def test_no_name_is_kept() -> None:
    rank("Muyesser", ["Tursun", "木耶赛尔"])
    forget()
    assert [kept.cache_info().currsize for kept in (_parsed, part_of, set_against)] == [0, 0, 0]
    assert keys("Muyesser") & keys("木耶赛尔")


def test_what_is_kept_is_bounded_in_number_and_length() -> None:
    compare("a" * 1_000_000, "b")
    assert _parsed.cache_parameters()["maxsize"] is not None
    assert any("very long" in str(reason) for reason in compare("a" * 1_000_000, "b").reasons)


def test_forgetting_loads_nothing() -> None:
    code = "import sys; from amanet.names import forget; forget(); sys.exit('rapidfuzz' in sys.modules or 'numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_threads_get_the_same_answers_while_others_forget() -> None:
    expected = compare("Muyesser Ablet", "木耶赛尔 阿布来提")

    def ask(number: int) -> bool:
        if number % 10 == 0:
            forget()
        return compare("Muyesser Ablet", "木耶赛尔 阿布来提") == expected

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(ask, range(400)))
