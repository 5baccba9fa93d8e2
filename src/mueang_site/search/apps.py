"""Django's entry for search."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Documents that can be found."""

    name = "mueang_site.search"
    label = "search"
