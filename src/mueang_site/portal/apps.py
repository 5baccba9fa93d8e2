"""The portal's place in Django."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The pages."""

    name = "mueang_site.portal"
    label = "portal"
