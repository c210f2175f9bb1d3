"""What the operator types after `python -m bot`, a file a noun."""
