"""Queries, on a real SQLite and a real PostgreSQL."""
