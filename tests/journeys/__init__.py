"""Long stories in the words of the people who live them, on the whole bot."""
