"""The Web API, against the playground."""
