"""Every address of the site, what it names, and for whom it opens: one entry in ``of_<app>.py``.

For everybody else it answers 404, on every method, whether the row exists or not: a visitor,
the coordinator of another programme, the editor of another city, a participant. The rows of the
world (``world.py``) are real and open for those who may see them, so there is something to leak.
"""

from django.urls import URLResolver

from tests.doors import of_cases, of_meetings, of_programme, of_reports, of_workshops

DOORS = {
    **of_programme.DOORS,
    **of_workshops.DOORS,
    **of_meetings.DOORS,
    **of_cases.DOORS,
    **of_reports.DOORS,
}
# Addresses without a programme: they name no row.
# The secret address of a calendar has tests of its own.
WITHOUT_ROW = {
    ":worker",
    ":offline",
    ":security",
    ":security_txt",
    "programme:home",
    "programme:resume",
    "programme:start",
    "workshops:calendar_feed",
}


def addresses(resolver, namespace=""):
    """Names of all our own addresses."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace == "admin" or "allauth" in str(pattern.urlconf_name):
                continue
            yield from addresses(pattern, pattern.namespace or namespace)
        else:
            yield f"{namespace}:{pattern.name}"
