"""One command a benchmark; each calls the same code as `curette run`."""
