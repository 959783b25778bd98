"""All tests keep what they make out of the user's cache."""

import os

import pytest


@pytest.fixture(autouse=True, scope="session")
def cache_of_the_session(tmp_path_factory):
    os.environ["CLAVILUX_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    yield
