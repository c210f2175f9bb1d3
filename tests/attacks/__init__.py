"""Attacks: whoever knows everything that is shown, or has a copy of the records, learns nothing."""
