"""Decisions, in the standard library only: values and `now` in, values or a refusal out."""
