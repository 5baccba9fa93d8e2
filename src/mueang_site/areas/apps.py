"""Django's entry for areas."""

from django.apps import AppConfig


class AreasConfig(AppConfig):
    """Imported boundaries."""

    name = "mueang_site.areas"
    label = "areas"
