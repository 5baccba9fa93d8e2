"""The commands of the site alone, as its own processes are started: python -m mueang_site.commands."""

from __future__ import annotations

import click

from mueang_site.commands import attach


@click.group()
def main() -> None:
    """Run a command of the site."""


attach(main)

if __name__ == "__main__":
    main(prog_name="mueang")
