"""The job that cuts boundaries into tiles."""

from __future__ import annotations

from typing import Any

from mueang.base.message import Message
from mueang_site.areas import tiles
from mueang_site.areas.archives import CUTTING
from mueang_site.jobs.registry import task
from mueang_site.jobs.running import Running


@task(tiles.KIND, title=Message("เตรียมแผนที่ขอบเขต", "Preparing the map of boundaries"))
def cut(running: Running) -> dict[str, Any]:
    """Make the archive of a level; one that is there is left alone."""
    made = tiles.make(str(running.payload["level"]), lambda done, total: running.progress(done, total, CUTTING))
    return {"tiles": made}
