"""Clusters out as a file, and back in."""
