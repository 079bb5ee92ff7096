"""Each thing that can be wrong is found, said, and laid at the right record."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from amanet.canonical import decode, encode, from_base64
from amanet.errors import VaultDamaged
from amanet.merkle import Checkpoint, Frontier, SignerKey, sign_checkpoint
from amanet.record import Salt, entry_of
from amanet.sealing import seal_bytes
from amanet.vault import Draft
from amanet.vault.header import parse_header
from amanet.vault.objects import identity_from
from amanet.work.signed import custody, signed_draft

Copy = Callable[[], None]  # replaced below: the class lives in conftest.py and is reached through fixtures only


def _flip(path, at, bit=0):
    data = bytearray(path.read_bytes())
    data[at] ^= 1 << bit
    path.write_bytes(data)
