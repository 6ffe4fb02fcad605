"""Spinners to test with: they share no code, table or style with the generator of training text."""
