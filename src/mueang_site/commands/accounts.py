"""`mueang users` and `mueang organisations`: accounts, roles and tokens from the command line, as the system."""

from __future__ import annotations

import getpass
import re
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mueang_site.commands.start import data_dir_option, migrate_quietly, say, start_django, telling

if TYPE_CHECKING:
    from mueang_site.access.actor import Actor


class Size(click.ParamType[int | None]):
    """A number of bytes as people write it: 50GB, 1.5 GB, 500MB; `none` for no number."""

    name = "size"

    def convert(self, value: str | int | None, param: click.Parameter | None, ctx: click.Context | None) -> int | None:
        """Return the bytes."""
        if value is None or isinstance(value, int):
            return value
        found = _SIZE.fullmatch(value.strip())
        if value.strip().lower() == "none":
            return None
        if found is None:
            self.fail(f"{value!r} is no size: write 50GB, 500MB or none.", param, ctx)
        return int(float(found[1]) * _UNITS[found[2].upper()])


SIZE = Size()
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT]B)", re.IGNORECASE)
_UNITS = {"KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30, "TB": 1 << 40}


@click.group()
def users() -> None:
    """See and make accounts, give roles, issue tokens."""


@users.command("list")
@data_dir_option
@telling
def list_users(data_dir: Path | None) -> None:
    """List the people: e-mail, name, roles."""
    actor, _ = _start(data_dir)
    from mueang_site.access import queries

    for user in queries.users(actor):
        roles = [f"{role}@{organisation}" for organisation, role in sorted(user.roles.items())]
        marks = [*(["site-administrator"] if user.site_administrator else []), *([] if user.active else ["closed"]), *roles]
        click.echo(f"{user.email}\t{user.name}\t{' '.join(marks)}")


@users.command("add")
@click.argument("email")
@click.option("--name", default="", help="Name as it stands in the record; without it the e-mail.")
@click.option("--site-administrator", is_flag=True, help="Looks after the whole installation.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of asking.")
@data_dir_option
@telling
def add_user(email: str, name: str, site_administrator: bool, password_stdin: bool, data_dir: Path | None) -> None:
    """Make an account. Asks for the password."""
    actor, now = _start(data_dir)
    from mueang_site.access import actions

    actions.create_user(actor=actor, email=email, name=name, password=_password(password_stdin), site_administrator=site_administrator, now=now)
    say(f"เพิ่ม {email} แล้ว", f"{email} was added.")


@users.command("password")
@click.argument("email")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of asking.")
@data_dir_option
@telling
def change_password(email: str, password_stdin: bool, data_dir: Path | None) -> None:
    """Give a person a new password."""
    actor, now = _start(data_dir)
    from mueang_site.access import actions

    actions.set_password(actor=actor, email=email, password=_password(password_stdin), now=now)
    say(f"เปลี่ยนรหัสผ่านของ {email} แล้ว", f"The password of {email} was changed.")


@users.command("close")
@click.argument("email")
@data_dir_option
@telling
def close_account(email: str, data_dir: Path | None) -> None:
    """Close an account: its sessions and tokens stop working at once."""
    actor, now = _start(data_dir)
    from mueang_site.access import actions

    actions.deactivate_user(actor=actor, email=email, now=now)
    say(f"ปิดบัญชี {email} แล้ว", f"The account {email} was closed.")


@users.command("role")
@click.argument("email")
@click.argument("organisation")
@click.argument("role", type=click.Choice(["viewer", "editor", "steward", "admin", "none"]))
@data_dir_option
@telling
def give_role(email: str, organisation: str, role: str, data_dir: Path | None) -> None:
    """Give a person a role in an organisation (its slug), in place of the one held; `none` takes it away."""
    actor, now = _start(data_dir)
    from mueang_site.access import actions

    actions.grant_role(actor=actor, email=email, organisation=organisation, role=None if role == "none" else role, now=now)
    say(f"{email}: {role} ({organisation})", f"{email} is {role} of {organisation}.")


@users.command("token")
@click.argument("email")
@click.option("--label", default="command line", show_default=True, help="What the token is for.")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(["read", "write", "manage"]), default=["read"], show_default=True, help="May be repeated.")
@click.option("--days", type=click.IntRange(1, 3650), default=365, show_default=True, help="Days until it ends.")
@data_dir_option
@telling
def issue_token(email: str, label: str, scopes: tuple[str, ...], days: int, data_dir: Path | None) -> None:
    """Issue a token for a person's programs and print it, once."""
    actor, now = _start(data_dir)
    from mueang_site.access import actions

    token = actions.issue_token(actor=actor, email=email, label=label, scopes=scopes, expires_at=now + timedelta(days=days), now=now)
    click.echo(token.secret)


@click.group()
def organisations() -> None:
    """See and make organisations."""


@organisations.command("list")
@data_dir_option
@telling
def list_organisations(data_dir: Path | None) -> None:
    """List the organisations: slug, name, the one above, the quota."""
    _start(data_dir)
    from mueang.base.text import show_size
    from mueang_site.access import queries

    for organisation in queries.organisations():
        quota = "" if organisation.quota_bytes is None else show_size(organisation.quota_bytes, "en")
        click.echo(f"{organisation.slug}\t{organisation.name.th}\t{organisation.parent or ''}\t{quota}")


@organisations.command("add")
@click.argument("slug")
@click.argument("name_th")
@click.option("--name-en", default="", help="Name in English.")
@click.option("--parent", help="Slug of the organisation above.")
@click.option("--kind", default="other", show_default=True, help="national, province, municipality, subdistrict, department, district, office, other.")
@click.option("--quota", type=SIZE, help="Room in the store, such as 50GB or 500MB; without it that of the organisation above.")
@data_dir_option
@telling
def add_organisation(slug: str, name_th: str, name_en: str, parent: str | None, kind: str, quota: int | None, data_dir: Path | None) -> None:
    """Make an organisation."""
    actor, now = _start(data_dir)
    from mueang_site.access import actions

    actions.create_organisation(actor=actor, slug=slug, name_th=name_th, name_en=name_en, parent=parent, kind=kind, now=now)
    if quota is not None:
        actions.set_quota(actor=actor, organisation=slug, quota=quota, now=now)
    say(f"เพิ่ม{name_th}แล้ว", f"{slug} was added.")


@organisations.command("quota")
@click.argument("slug")
@click.argument("size", type=SIZE)
@data_dir_option
@telling
def limit_organisation(slug: str, size: int | None, data_dir: Path | None) -> None:
    """Say how much an organisation may keep: 50GB, 500MB, or `none` for what the organisation above may, else no limit.

    Organisations below that have no quota of their own share it.
    """
    actor, now = _start(data_dir)
    from mueang_site.access import actions

    actions.set_quota(actor=actor, organisation=slug, quota=size, now=now)
    say(f"บันทึกโควตาของ {slug} แล้ว", f"The quota of {slug} was set.")


def _start(data_dir: Path | None) -> tuple[Actor, datetime]:
    """Set Django up on a database in its newest form and return whoever sits at the terminal, and the time."""
    start_django(data_dir)
    migrate_quietly()
    from django.utils import timezone

    from mueang_site.access.actor import system_actor

    return system_actor(f"terminal:{getpass.getuser()}"), timezone.now()


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
