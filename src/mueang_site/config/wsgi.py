"""The application that web processes run."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading

from django.core.wsgi import get_wsgi_application

from mueang.base import thai
from mueang_site import runtime
from mueang_site.config.liveliness import Lively
from mueang_site.jobs import pulse
from mueang_site.jobs.supervisor import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mueang_site.config.settings")
if (_parent := multiprocessing.parent_process()) is not None and _parent.pid is not None:
    # At once: one that finished its requests first would hold its port as long, and drop whoever comes to it meanwhile.
    die_with_parent(_parent.pid, by=signal.SIGKILL)
application = Lively(get_wsgi_application(), threads=runtime.WEB_THREADS)


def _warm() -> None:
    """Read the dictionaries and open the engine, so that the first visitor does not wait for it."""
    thai.break_words("เมือง")
    thai.segment("เมือง")
    runtime.engine()


threading.Thread(target=_warm, name="warming up", daemon=True).start()
if _parent is not None:
    pulse.beat(runtime.settings().pulses, alive=application.alive)
