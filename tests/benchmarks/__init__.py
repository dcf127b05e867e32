"""Measurements, by ``make bench NAME=…``. Not tests: they print, and judge nothing."""
