"""What the bot knows and says."""
