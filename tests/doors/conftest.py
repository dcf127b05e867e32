"""The world behind the doors, for the tests of this folder."""

import pytest
from celery import Task

from tests.doors.world import world

__all__ = ["world"]


@pytest.fixture(autouse=True)
def idle_worker(monkeypatch):
    """Whom a door lets in is asked here; what the worker then makes, elsewhere."""
    monkeypatch.setattr(Task, "apply_async", lambda *args, **options: None)
