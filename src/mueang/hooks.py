"""Where other packages add to the library. The built-in parts are registered through the same hooks.

A package offers a plug-in by an entry point of the group `mueang.plugins` that names a module with functions marked
`@hooks.impl`. Plug-ins are trusted code of the operator's choosing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pluggy

PROJECT = "mueang"
PLUGINS = "mueang.plugins"

impl = pluggy.HookimplMarker(PROJECT)
_spec = pluggy.HookspecMarker(PROJECT)


class Specifications:
    """The hooks that there are."""

    @_spec
    def parsers(self) -> Mapping[str, Callable[..., Any]]:  # type: ignore[empty-body]
        """Return `{format: parse}` for the formats that the plug-in reads.

        `parse(source, sniffed, options, scratch)` returns an iterable of `mueang.ingest.sheet.Sheet`; it may read the
        one file given and write in the folder `scratch` only. Raises SourceError for a file that is not sound.
        """


def manager(*builtin: object) -> pluggy.PluginManager:
    """Return a plug-in manager with the built-in modules and those of installed packages, which win over built-in ones."""
    plugins = pluggy.PluginManager(PROJECT)
    plugins.add_hookspecs(Specifications)
    for module in builtin:
        plugins.register(module)
    plugins.load_setuptools_entrypoints(PLUGINS)
    return plugins
