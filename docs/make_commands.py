#!/usr/bin/env python3
"""Writes the help of every command into docs/commands.md, below its heading, between ```text fences.

    .venv/bin/python docs/make_commands.py

What stands outside those fences is written by hand. A command without a heading gets one at the end, where
somebody will see it. The tests compare (tests/docs/test_commands.py).
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from amanet.cli.program import amanet

PAGE = Path(__file__).parent / "commands.md"
# As wide as on a terminal of 80 columns.
WIDTH = 78


def helps() -> dict[str, str]:
    """The help of every command and group, by its words: `amanet`, `amanet receipt make`, …"""
    settings = {**amanet.context_settings, "terminal_width": WIDTH}
    return dict(_helps(amanet, click.Context(amanet, info_name="amanet", **settings)))


def with_helps(page: str) -> str:
    """The page with the help of today."""
    for words, text in helps().items():
        block = f"## {words}\n\n```text\n{text}\n```\n"
        pattern = re.compile(rf"^##+ {re.escape(words)}\n\n```text\n.*?\n```\n", re.DOTALL | re.MULTILINE)
        if found := pattern.search(page):
            page = page[: found.start()] + block + page[found.end() :]
        else:
            page += f"\n{block}"
    return page


def _helps(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    command._help_option = None  # click keeps the one that the first context asked for, whichever that was
    yield context.command_path, command.get_help(context).rstrip()
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from _helps(
                inner, click.Context(inner, parent=context, info_name=name, terminal_width=WIDTH)
            )


def main() -> int:
    PAGE.write_text(with_helps(PAGE.read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
