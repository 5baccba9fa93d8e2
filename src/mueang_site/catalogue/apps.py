"""Django's entry for the catalogue."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Datasets, resources, versions."""

    name = "mueang_site.catalogue"
    label = "catalogue"
