"""The nouns of Clavilux: frozen dataclasses over plain NumPy arrays, no I/O, importing nothing
above them."""
