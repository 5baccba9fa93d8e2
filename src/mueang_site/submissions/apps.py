"""Django's entry for submissions."""

from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    """Uploads on their way to becoming versions."""

    name = "mueang_site.submissions"
    label = "submissions"
