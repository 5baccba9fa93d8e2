"""`mueang demo`: the demo city, by one command."""

from __future__ import annotations

import json
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mueang_site.commands.serve import check_port, keep_running, port_option
from mueang_site.commands.start import data_dir_option, migrate_quietly, say, start_django, telling

if TYPE_CHECKING:
    from mueang_site.runtime import Settings

HOST = "127.0.0.1"
ACCOUNTS = "demo-accounts.json"


@click.command()
@port_option
@click.option(
    "--boundaries", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="File of official shapes of districts, imported into the demo."
)
@data_dir_option
@telling
def demo(port: int, boundaries: Path | None, data_dir: Path | None) -> None:
    """Show the demo city: load it if it is not there, then serve it to this machine alone."""
    check_port(HOST, port)
    settings = start_django(data_dir, MUEANG_DEMO="1")
    migrate_quietly()
    load(settings, boundaries)
    sys.exit(keep_running(HOST, port))


def load(settings: Settings, boundaries: Path | None) -> None:
    """Load the demo through the real way of files, unless that was done before, and keep its accounts in a file for the owner alone."""
    if settings.demo_marker.exists() and boundaries is None:
        return
    if find_spec("mueang_site.demo") is None:
        say("โปรแกรมนี้ติดตั้งมาโดยไม่มีข้อมูลสาธิต", "This installation has no demo in it.")
        sys.exit(1)
    from django.utils import timezone

    from mueang_site.demo.load import load as load_demo

    accounts = load_demo(now=timezone.now(), boundaries=boundaries)
    write_accounts(settings.data_dir / ACCOUNTS, accounts)
    settings.demo_marker.write_text("loaded\n")


def write_accounts(path: Path, accounts: list[dict[str, Any]]) -> None:
    """Write the demo's accounts, with passwords, readable by their owner alone from the first byte on."""
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(accounts, file, ensure_ascii=False, indent=1)
    draft.replace(path)
