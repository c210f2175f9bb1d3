"""Lets properties take their time: a busy machine is no reason for a red test."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
