"""The Web API itself: sending, what its errors mean, and who people are."""
