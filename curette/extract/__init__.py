"""Bytes become text, blocks and evidence. Nothing is judged to be in or out here."""

from curette.extract.page import extract

__all__ = ["extract"]
