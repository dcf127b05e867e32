"""What every test finds: a clean cache, and nothing else that it did not ask for."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def clean_cache():
    cache.clear()
