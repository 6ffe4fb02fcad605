"""Causes and advice marked by readers in texts that are not part of this repository."""
