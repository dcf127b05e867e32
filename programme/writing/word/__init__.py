"""Texts as Word files: how they look, and how blocks of text are written into them.

Slow to import (python-docx): only who makes or reads a file needs it.
"""
