"""Holding a record against its log entry, which several checks need (docs/spec/log-v1.md, sections 2 and 7)."""

import json
from collections.abc import Mapping
from typing import cast

from amanet.canonical import JSON, encode
from amanet.errors import BadData
from amanet.record import Salt, entry_of
from amanet.vault.examination import LoggedRecord

Body = Mapping[str, JSON]


def verified_body(row: LoggedRecord) -> Body:
    """The body of a living record. Raises `BadData` unless body and salt give exactly the entry that was logged.

    Decoding leniently and comparing the encoding refuses all that strict decoding refuses, and is quicker.
    """
    assert row.body is not None
    assert row.salt is not None
    try:
        body = json.loads(row.body)
        canonical = type(body) is dict and encode(body) == row.body
    except (ValueError, RecursionError) as problem:
        raise BadData("its body is not JSON") from problem
    if not canonical:
        raise BadData("its body is not in canonical form")
    if entry_of(body, Salt(row.salt)) != row.entry:
        raise BadData("its body and salt do not give the entry that was logged: it was changed or swapped")
    return cast(Body, body)
