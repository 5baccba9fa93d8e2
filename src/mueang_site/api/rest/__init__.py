"""The REST API, `/api/v1`: datasets, rows, downloads, uploads, jobs."""
