"""Spinners to test with, and the report on them (docs/spinner-bench.md).

They share no code, table, thesaurus or style with the generator of training text in
`curette/garbled/training/`, and import nothing from there.
"""
