"""Comments on a text while it is written, for whatever app the text belongs to.

An app says once what its comments are on (``subject.Commented``); services, threads, forms, pages,
templates and scripts are these.
"""
