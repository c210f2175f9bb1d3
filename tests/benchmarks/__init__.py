"""What the bot costs beside what it cannot do without; run by `make bench`, not by the tests."""
