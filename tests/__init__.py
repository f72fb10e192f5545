"""Tests, a file for each file of the packages; every docstring is the claim that the test makes."""
