import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.errors import BadData
from amanet.stamps import der


@given(st.integers(-(2**130), 2**130))
def test_an_integer_is_read_as_it_was_written(value: int) -> None:
    assert der.read_integer(der.parse_one(der.integer(value), der.INTEGER)) == value


@given(st.lists(st.binary(max_size=300), max_size=4))
def test_elements_are_read_as_they_were_wrapped(contents: list[bytes]) -> None:
    whole = der.wrap(der.SEQUENCE, *(der.wrap(der.OCTETS, each) for each in contents))
    assert [each.content for each in der.parse_one(whole, der.SEQUENCE).inside()] == contents


@given(st.binary(max_size=64))
def test_what_is_accepted_has_only_one_form(data: bytes) -> None:
    try:
        elements = der.parse_all(data)
    except BadData:
        return
    assert b"".join(der.wrap(each.tag, each.content) for each in elements) == data


@pytest.mark.parametrize(
    ("what", "bytes_of_it"),
    [
        ("indefinite length (BER)", "3080020101 0000"),
        ("a length longer than it needs to be", "30810302010 1"),
        ("leading zeros in a length", "3082000302 0101"),
        ("cut off", "3004020101"),
        ("bytes left over", "3003020101 00"),
        ("a high tag number", "1f8101 00"),
        ("nothing", ""),
    ],
)
def test_other_forms_are_refused(what: str, bytes_of_it: str) -> None:
    with pytest.raises(BadData):
        der.parse_one(bytes.fromhex(bytes_of_it.replace(" ", "")), der.SEQUENCE)


@pytest.mark.parametrize("padded", ["0200", "02020001", "0202ff80"])
def test_a_padded_integer_is_refused(padded: str) -> None:
    with pytest.raises(BadData):
        der.read_integer(der.parse_one(bytes.fromhex(padded), der.INTEGER))


@pytest.mark.parametrize(
    ("dotted", "bytes_of_it"),
    [
        ("1.2.840.113549.1.9.16.1.4", "060b2a864886f70d0109100104"),
        ("2.999.3", "0603883703"),
        ("0.9", "060109"),
    ],
)
def test_object_identifiers(dotted: str, bytes_of_it: str) -> None:
    assert der.read_oid(der.parse_one(bytes.fromhex(bytes_of_it), der.OID)) == dotted
