"""Vocabularies: codes of other houses for what pages name.

Nothing here is needed by the core. A vocabulary is a package of an extra (`icd10cm`, `hpo`,
`drugs`) or a file of the user's; it is read once, as a stream, into an index on disk.
"""
