"""Views: typed parameters, one call, one template."""
