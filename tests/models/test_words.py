"""Word vectors: small files in every format, through the production loading code."""

import gzip

import numpy as np
import pytest

from clavilux.backends import open_backend
from clavilux.types.errors import InputError

pytest.importorskip("gensim")
WORDS = {"kick": (1, 0, 0), "thunder": (0.9, 0.1, 0), "guitar": (0, 1, 0), "wire": (0, 0.9, 0.2)}


@pytest.fixture(params=("glove.txt", "word2vec.txt", "word2vec.bin", "glove.txt.gz"))
def path(request: pytest.FixtureRequest, tmp_path):
    from gensim.models import KeyedVectors

    made = KeyedVectors(vector_size=3)
    made.add_vectors(list(WORDS), np.array(list(WORDS.values()), np.float32))
    path = tmp_path / request.param
    binary, headed = ".bin" in request.param, "word2vec" in request.param
    made.save_word2vec_format(str(path).removesuffix(".gz"), binary=binary, write_header=headed)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(path.with_suffix("").read_bytes()))
    return path


def test_the_nearest_word_is_found(path) -> None:
    vectors = open_backend("similarity", f"vectors:{path}")
    assert vectors.nearest("kick", ["ocean", "wire", "thunder", "kick"]) == "thunder"
    assert vectors.nearest("guitar", ["wire", "thunder"]) == "wire"
    assert vectors.nearest("cello", ["wire", "thunder"]) is None
    assert vectors.nearest("kick", ["ocean"]) is None


def test_what_is_no_file_of_vectors_is_said(tmp_path) -> None:
    (tmp_path / "bad.txt").write_text("these are\n no vectors at all", "utf-8")
    for name, said in (("bad.txt", "not a file of word vectors"), ("none.txt", "no such file")):
        with pytest.raises(InputError, match=said):
            open_backend("similarity", f"vectors:{tmp_path / name}").nearest("kick", ["wire"])
