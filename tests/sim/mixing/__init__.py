"""The mixing of schedules."""
