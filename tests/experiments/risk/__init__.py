"""Risk assessments."""
