"""The command line: `mueang COMMAND`. Commands are loaded when they are asked for, so that a small file is read at once.

The commands that need no site live here; others attach by an entry point of the group `mueang.commands` that names a
function `attach()`, which returns `{command name: (module:attribute, one line of help)}`.
"""

from mueang.cli.group import main

__all__ = ["main"]
