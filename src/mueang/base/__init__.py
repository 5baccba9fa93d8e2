"""What every part stands on: messages, errors, reports, text, periods, files."""
