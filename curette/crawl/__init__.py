"""Addresses become `RawPage`s: polite, bounded, and never to a forbidden address.

`urls` gives an address its one spelling and a page its id, `sources` reads a website's TOML,
`guard` says which network addresses may be reached, `fetch` alone opens the network, `links`
finds where to go next, and `site` walks a source from page to page.
"""
