"""The tests: a mirror of the source, journeys, and guards."""
