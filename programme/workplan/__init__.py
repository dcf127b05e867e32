"""The workplan: how dates become its rows, who is asked for what and reminded, and its page.

The apps above compute their rows with ``programme.workplan.dates`` and tick them off there.
"""
