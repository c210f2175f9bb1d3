"""Faults on purpose: nothing may be lost, and nothing may be said twice."""
