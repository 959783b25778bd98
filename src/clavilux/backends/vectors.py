"""Text similarity by a user's file of word vectors (word2vec or GloVe), through Gensim.

In: a word and words to choose from. Out: the nearest by cosine. The file is word2vec's text format
or its binary one (.bin), each with or without .gz, or GloVe's, which has no header.
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from clavilux.types.errors import InputError


class Vectors:
    """`Similarity`; the file is read when the first word is asked for."""

    def __init__(self, model: str, allow_download: bool = False):
        self.path = Path(model).expanduser()

    def nearest(self, word: str, among: Sequence[str]) -> str | None:
        """The word of `among` nearest to `word`, itself left out; None where the file does not know
        it, or none of them.
        """
        known = [other for other in among if other in self._vectors and other != word]
        if word not in self._vectors or not known:
            return None
        likeness = self._vectors.cosine_similarities(self._vectors[word], self._vectors[known])
        return known[int(likeness.argmax())]

    @cached_property
    def _vectors(self) -> Any:
        from gensim.models import KeyedVectors

        if not self.path.is_file():
            raise InputError(f"{self.path}: there is no such file of word vectors.")
        binary = ".bin" in self.path.suffixes
        try:
            return KeyedVectors.load_word2vec_format(
                str(self.path), binary=binary, no_header=not binary and not self._headed()
            )
        except (ValueError, UnicodeDecodeError, EOFError, OSError) as error:
            raise InputError(
                f"{self.path}: is not a file of word vectors ({error}); word2vec's text or binary "
                "format and GloVe's text are read."
            ) from error

    def _headed(self) -> bool:
        """Whether the first line is word2vec's "count size"."""
        import gzip

        opened = gzip.open if self.path.suffix == ".gz" else open
        with opened(self.path, "rb") as file:
            return len(file.readline().split()) == 2
