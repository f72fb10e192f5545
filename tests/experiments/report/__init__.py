"""The report, file for file."""
