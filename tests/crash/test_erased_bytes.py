"""What must not be on the disk: plaintext, names and sources at any time; after an erasure nothing that
belonged to the item,
not even in the decrypted database.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SEED = os.environ.get("AMANET_CRASH_SEED", "1")
POINTS = int(os.environ.get("AMANET_CRASH_POINTS", "30"))


@pytest.mark.needs("linux")
def test_no_byte_holds_a_canary_while_open_after_a_kill_and_after_an_erasure(
    drive: Callable[..., dict[str, Any]], quick_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = quick_folder / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setenv("SQLITE_TMPDIR", str(temporary))
    result = drive("canaries.py", POINTS, SEED, quick_folder)
    assert result["failures"] == []
    assert result["erased"] >= POINTS / 2
