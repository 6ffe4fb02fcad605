"""Site templates: what recurs on the unrelated articles of one site, learnt from the pages seen.

`traits.py` says what is remembered of a page, `articles.py` which pages are one article, and
`template.py` what the articles have in common. Nothing is judged here: the cleaner does that.
"""
