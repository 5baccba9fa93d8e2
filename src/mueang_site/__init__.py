"""The site: Django, thin around the library. Records, people, permissions, workflow, pages, protocols."""
