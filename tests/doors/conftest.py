"""The world behind the doors, for the tests of this folder."""

from tests.doors.world import world

__all__ = ["world"]
