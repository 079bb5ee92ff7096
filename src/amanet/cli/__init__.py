"""The command line: parse, call, render. Every command has a verb of the same meaning in the library.

`--json` prints one JSON document on standard output; progress and messages go to standard error. Each family
of errors has an exit code of its own (docs/commands.md).
"""

from amanet.cli.program import main

__all__ = ["main"]
