"""The clock started it."""
