"""What people run, file for file."""
