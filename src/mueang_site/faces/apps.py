"""Django's entry for faces."""

from django.apps import AppConfig


class FacesConfig(AppConfig):
    """Themes of organisations."""

    name = "mueang_site.faces"
    label = "faces"
