"""Keys against the specification in their docstrings, written a second time."""

import hashlib
import json

from hypothesis import given
from hypothesis import strategies as st

from amanet.record.mapping import cell_name, column_letters, entity_key, row_key
from amanet.record.mapping.keys import Keys

TEXTS = st.text(st.characters(codec="utf-8"), max_size=6)


def obvious(tag: str, content: list[object]) -> str:
    data = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return hashlib.sha256(tag.encode() + b"\n" + data).hexdigest()


@given(TEXTS, TEXTS, st.lists(TEXTS, max_size=3))
def test_keys_are_tagged_hashes_of_canonical_json(table: str, identity: str, words: list[str]) -> None:
    assert row_key(table, words) == obvious("amanet/table-row/v1", [table, words])
    assert entity_key(table, identity, words) == obvious("amanet/table-entity/v1", [table, identity, words])
    keys = Keys(table)
    assert keys.row(keys.listed(words)) == row_key(table, words)
    assert keys.entity(identity, keys.listed(words)) == entity_key(table, identity, words)


def test_known_answers() -> None:
    assert row_key("List", ("7",)) == "15a094f98129c54227167b614a723f1cf2cce92f999d58c504bf5d0f2335b5d5"
    assert (
        entity_key("List", "person", ("7",))
        == "f99cd744ab465225ebb0d0d0e9652243f1368f7a58262dccd0765b5cb98ba5e9"
    )


def test_columns_are_named_as_spreadsheets_name_them() -> None:
    assert [column_letters(one) for one in (0, 25, 26, 51, 701, 702, 16_383)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "ZZ",
        "AAA",
        "XFD",
    ]
    assert cell_name(27, 3) == "AB3"
