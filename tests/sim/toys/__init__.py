"""Small worlds worked out by hand, played on both engines: what equality of engines alone cannot show."""
