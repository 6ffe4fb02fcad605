"""What pages say about health: read a document, merge the records of a condition.

- `read(document)`: questions and answers, people, statements and quality of one page
- `merge(documents, previous)`: one record a condition over the whole corpus
"""

from curette.structure.records import read
from curette.structure.topics import merge

__all__ = ["merge", "read"]
