"""The model, file for file."""
