"""Addresses of the protocols, mounted at `/api/`."""

from __future__ import annotations

from django.urls import path

from mueang_site.api.rest.api import build

urlpatterns = [path("", build().urls)]
