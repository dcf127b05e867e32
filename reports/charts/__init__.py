"""The geometry of the charts: numbers in, coordinates out. No drawing, no queries.

The drawings are the templates in ``templates/reports/charts``, used by pages and PDFs alike.
They carry their colours as attributes, because a PDF does not style drawings from outside.
"""

from reports.charts.cases import LifeCycle, Radar
from reports.charts.counts import Bars, Count
from reports.charts.meetings import Journey, Timeline, TimelinePlace, Trend
from reports.charts.votes import VoteChart

__all__ = [
    "Bars",
    "Count",
    "Journey",
    "LifeCycle",
    "Radar",
    "Timeline",
    "TimelinePlace",
    "Trend",
    "VoteChart",
]
