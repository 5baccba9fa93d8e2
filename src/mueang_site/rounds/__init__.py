"""Collection rounds: one form, asked of many offices, whose answers grow one dataset."""
