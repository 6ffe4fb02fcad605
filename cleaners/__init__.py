"""What does not belong in an article, and why: the cleaners, in order, and their runner."""
