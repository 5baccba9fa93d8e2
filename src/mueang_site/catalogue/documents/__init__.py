"""What belongs to a dataset and is no table: files that are kept here, and links to what others keep."""
