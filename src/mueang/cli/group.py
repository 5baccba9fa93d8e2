"""The group `mueang`, which loads a command when it is called or its help is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import entry_points

import click

from mueang import __version__

COMMANDS = "mueang.commands"
OWN: Mapping[str, tuple[str, str]] = {
    "read": ("mueang.cli.read:read", "Read files as offices have them; say what was understood."),
    "form": ("mueang.cli.form:form", "Make the workbook of a form, check one that was filled in."),
    "query": ("mueang.cli.query:query", "Ask a table a question."),
    "export": ("mueang.cli.export:export", "Write a table in another format."),
    "check": ("mueang.cli.check:check", "Hold a table against a schema."),
}
"""`{command: (module:attribute, one line of help)}`."""


class LazyGroup(click.Group):
    """A group whose commands are imported only when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, own and attached."""
        _attach(self)
        return sorted({*super().list_commands(ctx), *(name for name in OWN if _exists(name))})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command, or None if there is none of that name."""
        if cmd_name in OWN:
            return _load(OWN[cmd_name][0])
        if cmd_name not in self.commands:
            _attach(self)
        return super().get_command(ctx, cmd_name)


def _exists(name: str) -> bool:
    from importlib.util import find_spec

    return find_spec(OWN[name][0].partition(":")[0]) is not None


def _load(place: str) -> click.Command | None:
    module, _, attribute = place.partition(":")
    try:
        command = getattr(import_module(module), attribute)
    except ModuleNotFoundError as error:
        if error.name is None or not module.startswith(error.name):
            raise
        return None
    return command if isinstance(command, click.Command) else None


def _attach(group: click.Group) -> None:
    """Let other packages add their commands. One that cannot be loaded is named on stderr, and does not take the others down."""
    for point in entry_points(group=COMMANDS):
        try:
            point.load()(group)
        except (ImportError, AttributeError) as error:
            click.echo(f"mueang: {point.name}: {error}", err=True)


@click.group(cls=LazyGroup)
@click.version_option(__version__, prog_name="mueang")
def main() -> None:
    """Mueang (เมือง): from an office's file to open, linked, mapped and queryable data."""
