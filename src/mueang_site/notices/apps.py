"""Django's entry for notices."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """What happened, told to those who asked to be told."""

    name = "mueang_site.notices"
    label = "notices"
