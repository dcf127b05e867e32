"""One way to write: texts that never overwrite another's words, and frozen editions of them.

Answers of a case and sections of a report are the same thing: a text with a version number.
Each app above gives the abstract models a concrete table and its access.
"""
