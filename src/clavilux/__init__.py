"""Clavilux: sound in, synchronized picture out, on your own machine."""

__version__ = "0.1.0"
