"""Read health pages, strike what is not the article, quote causes and advice."""

__version__ = "0.1.0"
