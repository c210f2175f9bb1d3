"""Someone started it: read, refuse, call a service, answer."""
