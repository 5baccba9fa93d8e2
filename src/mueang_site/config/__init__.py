"""What binds the site together: settings for Django, the map of addresses, health and metrics."""
