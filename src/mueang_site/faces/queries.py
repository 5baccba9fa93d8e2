"""Which theme an organisation wears, and whose theme a host name asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mueang.base.errors import BadInput, NotFound
from mueang.base.message import Message
from mueang_site.faces import folder
from mueang_site.faces.models import Theme as Kept
from mueang_site.faces.sheet import fingerprint, sheet
from mueang_site.faces.theme import Theme, read


@dataclass(frozen=True)
class Worn:
    """A theme in use and the organisation whose it is; `source` is empty for one in the data folder."""

    office: str
    theme: Theme
    source: str = ""

    @property
    def tenant(self) -> str:
        """The name under which pages carry it."""
        return f"o-{self.office}"

    @property
    def sheet(self) -> str:
        """Its style sheet."""
        return sheet(self.theme, self.tenant)

    @property
    def version(self) -> str:
        """What changes when the sheet does."""
        return fingerprint(self.sheet)


def worn_by(offices: Sequence[str]) -> Worn | None:
    """Return the theme of the first of these organisations that has one: it, the one above it, and so on."""
    files = folder.themes()
    kept = dict(Kept.objects.filter(organisation__slug__in=offices).values_list("organisation__slug", "source"))
    for office in offices:
        if office in files:
            return Worn(office, files[office])
        if office in kept and (theme := _readable(kept[office])) is not None:
            return Worn(office, theme, kept[office])
    return None


def theme_for(office: str) -> Worn:
    """Return the organisation's own theme. Raises NotFound."""
    found = worn_by([office])
    if found is None:
        raise NotFound
    return found


def office_at(host: str) -> str | None:
    """Return the organisation that the operator lets answer to this host name."""
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    return next((office for office, theme in folder.themes().items() if name.lower() in theme.hosts), None)


def fault_of(office: str) -> Message | None:
    """Return why the organisation's file in the data folder cannot be used, if it cannot."""
    return folder.faults().get(office)


def _readable(source: str) -> Theme | None:
    """Return a theme that was kept; None if it no longer holds under newer rules."""
    try:
        return read(source)
    except BadInput:
        return None
