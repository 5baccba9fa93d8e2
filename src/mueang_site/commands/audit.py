"""`mueang audit`: the record of every act."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from mueang_site.commands.start import data_dir_option, say, start_django, telling


@click.group()
def audit() -> None:
    """Look after the record of every act."""


@audit.command()
@data_dir_option
@telling
def verify(data_dir: Path | None) -> None:
    """Walk the record from its first entry; exit code 1 if an entry was changed, removed or put in."""
    start_django(data_dir)
    from mueang_site.access.audit import verify as verify_chain

    verdict = verify_chain()
    if verdict.ok:
        say(f"บันทึกครบถ้วน {verdict.entries:,} รายการ", f"The record is whole: {verdict.entries:,} entries.")
        return
    say(f"บันทึกไม่ครบถ้วนตั้งแต่รายการที่ {verdict.broken:,}", f"The record does not hold from entry {verdict.broken:,} on ({verdict.reason}).")
    sys.exit(1)
