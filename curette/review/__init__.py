"""Cuts made visible: the report (a web page), the terminal view, the comparison of two runs."""
