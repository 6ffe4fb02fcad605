"""The model behind the spinner cleaner: which words of a text are not its author's, and why."""

from curette.garbled.judge import Assessment, Suspect, Verdict, assess

__all__ = ["Assessment", "Suspect", "Verdict", "assess"]
