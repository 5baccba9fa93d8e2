"""The application that web processes run."""

from __future__ import annotations

import multiprocessing
import os

from django.core.wsgi import get_wsgi_application

from mueang_site.jobs.supervisor import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mueang_site.config.settings")
if (_parent := multiprocessing.parent_process()) is not None and _parent.pid is not None:
    die_with_parent(_parent.pid)
application = get_wsgi_application()
