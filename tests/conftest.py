"""All tests keep what they make out of the user's cache; drawn examples have no deadline, since
machines that test are busy."""

import os

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")


@pytest.fixture(autouse=True, scope="session")
def cache_of_the_session(tmp_path_factory):
    os.environ["CLAVILUX_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    yield
