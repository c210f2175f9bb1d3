"""Tests of the playground: it must be as strict, and as forgiving, as Slack is."""
