"""Long work: one table is queue, lease and record."""
