"""One passphrase is one sequence of bytes, on whatever keyboard it was typed."""

import pytest

from amanet.errors import BadData, Misuse
from amanet.sealing import Passphrase


def test_the_same_letters_are_the_same_passphrase() -> None:
    assert Passphrase("Zoe\u0308 \u1100\u1161").key_material == Passphrase("Zo\u00eb \uac00").key_material
    assert Passphrase("ë").key_material == b"\xc3\xab"


def test_letters_that_only_look_alike_are_not() -> None:
    assert Passphrase("ﬁ") != Passphrase("fi")
    assert Passphrase(" x") != Passphrase("x")


def test_an_empty_one_is_refused() -> None:
    with pytest.raises(Misuse, match="empty"):
        Passphrase("")


def test_bytes_that_were_not_text_are_refused() -> None:
    with pytest.raises(BadData):
        Passphrase("\udcff")


def test_it_does_not_show_itself() -> None:
    assert repr(Passphrase("canary")) == str(Passphrase("canary")) == "Passphrase(…)"
