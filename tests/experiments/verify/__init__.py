"""Verdicts as people get them."""
