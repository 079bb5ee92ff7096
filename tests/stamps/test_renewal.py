from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from amanet.stamps import make_request, needs_restamp, parse_answer, restamp_due

if TYPE_CHECKING:
    from conftest import LocalTsa

TEXT = b"amanet/0123456789abcdef0123456789abcdef\n7\nq83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k=\n"


@pytest.mark.needs("openssl")
def test_a_new_stamp_is_due_ninety_days_before_the_certificate_expires(local_tsa: "LocalTsa") -> None:
    local_tsa.add_signer("until-2030", ends="20300401000000Z")
    stamp = parse_answer(local_tsa.answer(make_request(TEXT, nonce=None), signer="until-2030"))
    due = datetime(2030, 1, 1, tzinfo=UTC)
    assert restamp_due(stamp) == due
    assert not needs_restamp(stamp, due - timedelta(seconds=1))
    assert needs_restamp(stamp, due)
