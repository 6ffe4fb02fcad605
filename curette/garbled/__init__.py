"""The model behind the spinner cleaner: which words of a text are not its author's, and why."""

from curette.garbled.judge import Assessment, Verdict, assess
from curette.garbled.suspects import Suspect

__all__ = ["Assessment", "Suspect", "Verdict", "assess"]
