"""What protects people in data: finding what may tell who they are."""
