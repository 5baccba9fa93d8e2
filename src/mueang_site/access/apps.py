"""The app's place in Django."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """People, organisations and permissions."""

    name = "mueang_site.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"
