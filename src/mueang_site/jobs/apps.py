"""The app's place in Django."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Long work."""

    name = "mueang_site.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
