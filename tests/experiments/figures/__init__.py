"""The figures, file for file."""
