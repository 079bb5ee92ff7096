from typing import TYPE_CHECKING

import pytest

from amanet.errors import BadData
from amanet.stamps import (
    collect_chain,
    is_complete,
    make_request,
    read_certificates,
    read_revocation,
    write_certificates,
)

if TYPE_CHECKING:
    from conftest import LocalTsa

pytestmark = pytest.mark.needs("openssl")
TEXT = b"amanet/0123456789abcdef0123456789abcdef\n7\nq83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k=\n"


@pytest.mark.parametrize(
    ("embed", "given", "names"),
    [
        ("root middle", [], "tsa middle root"),
        ("", ["root", "middle"], "tsa middle root"),
        ("middle", [], "tsa middle"),
        ("", ["root"], "tsa"),
    ],
)
def test_the_chain_is_collected_from_the_answer_and_from_what_is_given(
    local_tsa: "LocalTsa", embed: str, given: list[str], names: str
) -> None:
    files = {name: (local_tsa.folder / f"{name}.pem").read_bytes() for name in ("tsa", "middle", "root")}
    chain = collect_chain(
        local_tsa.answer(make_request(TEXT, nonce=None), embed=embed), [files[name] for name in given]
    )
    assert chain == [read_certificates(files[name])[0] for name in names.split()]
    assert is_complete(chain) is names.endswith("root")


def test_certificates_are_read_from_pem_and_der_and_written_as_pem(local_tsa: "LocalTsa") -> None:
    three = read_certificates(local_tsa.chain_pem)
    assert len(three) == 3
    assert read_certificates(three[1]) == [three[1]]
    assert write_certificates(three) == local_tsa.chain_pem
    with pytest.raises(BadData):
        read_certificates(b"-----BEGIN NOTHING-----\n")


def test_revocation_data_is_kept_as_it_came(local_tsa: "LocalTsa") -> None:
    (local_tsa.folder / "number").write_text("01\n")
    local_tsa.openssl(
        "ca", "-config", "ca.cnf", "-gencrl", "-crldays", "7", "-cert", "middle.pem",
        "-keyfile", "middle.key", "-out", "middle.crl",
    )  # fmt: skip
    crl = (local_tsa.folder / "middle.crl").read_bytes()
    assert read_revocation(crl) == crl
    with pytest.raises(BadData):
        read_revocation(local_tsa.chain_pem)
