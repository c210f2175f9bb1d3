"""What people see: plain values in, Block Kit dicts out."""
