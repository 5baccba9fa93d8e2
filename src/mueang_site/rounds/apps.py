"""Django's entry for collection rounds."""

from django.apps import AppConfig


class RoundsConfig(AppConfig):
    """Forms, the rounds in which they are asked, and what came back."""

    name = "mueang_site.rounds"
    label = "rounds"
