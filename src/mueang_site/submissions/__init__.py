"""From an office's file to a version: upload, review, description, approval, publication."""
