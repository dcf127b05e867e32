"""Moved: the entry of a new address goes into tests/doors/of_<app>.py, its row into world.py."""
