"""The map of addresses. Each part of the site brings its own `urls`; those that are not installed are left out."""

from __future__ import annotations

from importlib.util import find_spec

from allauth.account import views as account
from django.apps import apps
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.http import require_http_methods, require_safe

from mueang_site.config import health, metrics

handler400 = "mueang_site.config.refusals.unclear"
handler403 = "mueang_site.config.refusals.forbidden"
handler404 = "mueang_site.config.refusals.not_found"
handler500 = "mueang_site.config.refusals.broken"


def _of(part: str) -> list[URLPattern | URLResolver]:
    name = f"mueang_site.{part}"
    installed = apps.is_installed(name) and find_spec(f"{name}.urls") is not None
    return [path("api/" if part == "api" else "", include(f"{name}.urls"))] if installed else []


_form = require_http_methods(["GET", "HEAD", "POST"])

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("accounts/login/", _form(account.login), name="account_login"),
    path("accounts/logout/", _form(account.logout), name="account_logout"),
    path("accounts/password/change/", _form(account.password_change), name="account_change_password"),
    path("accounts/inactive/", require_safe(account.account_inactive), name="account_inactive"),
    *_of("api"),
    *_of("portal"),
]
