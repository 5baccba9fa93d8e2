"""The commands of the site, attached to `mueang` by the entry-point group `mueang.commands`.

Attaching is cheap: Django and the rest are imported by the bodies of the commands.
"""

from __future__ import annotations

import click

from mueang_site.commands import accounts, audit, backup, bringing, demo, doctor, places, processes, records, serve, upgrade


def attach(group: click.Group) -> None:
    """Add the commands of the site to the group."""
    for command in (
        demo.demo,
        serve.serve,
        doctor.doctor,
        accounts.users,
        accounts.organisations,
        records.migrate,
        upgrade.upgrade,
        backup.backup,
        backup.restore,
        audit.audit,
        bringing.ingest,
        bringing.boundaries,
        places.places,
        processes.web,
        processes.worker,
    ):
        group.add_command(command)
