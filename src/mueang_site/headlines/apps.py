"""Django's entry for headlines."""

from django.apps import AppConfig


class HeadlinesConfig(AppConfig):
    """Headline figures, as chosen by stewards."""

    name = "mueang_site.headlines"
    label = "headlines"
