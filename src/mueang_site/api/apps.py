"""Django's entry for the protocols."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """What programs speak to us."""

    name = "mueang_site.api"
    label = "api"
