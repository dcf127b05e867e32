"""Reports as Word files, to write on in.

A Word file is made of the same pages as the PDF (``Print.html``), so the two never say different
things: ``reading`` puts their words into Word's own headings, tables and lists, ``cover`` writes
what stands before and around them. Slow to import (python-docx).
"""
