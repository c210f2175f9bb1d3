"""Use cases: take a session, load, ask the rules, change rows, queue messages; never commit."""
