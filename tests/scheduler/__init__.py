"""The clock, with a real database and the playground."""
