"""Every address of the site, what it names, and for whom it opens: one entry in ``of_<app>.py``.

For everybody else it answers 404, on every method, whether the row exists or not: a visitor,
the coordinator of another programme, the editor of another city, a participant. The rows of the
world (``world.py``) are real and open for those who may see them, so there is something to leak.

``table.txt`` says what each address answers to each role on each method. It is made by
``make doors``: who changes what somebody may do writes it anew, and reads the difference.
"""

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.doors import of_cases, of_meetings, of_programme, of_reports, of_site, of_workshops

DOORS = {
    **of_site.DOORS,
    **of_programme.DOORS,
    **of_workshops.DOORS,
    **of_meetings.DOORS,
    **of_cases.DOORS,
    **of_reports.DOORS,
}


def addresses(resolver=None, namespace=""):
    """Names of all our own addresses, and of those of the packages whose pages we show."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}:{pattern.name}"
        elif isinstance(pattern, URLResolver) and pattern.namespace != "admin":
            yield from addresses(pattern, pattern.namespace or namespace)


def url_of(name, door, world, programme=None):
    """The address of a door in this world, or the same names in another programme."""
    names = door.names(world)
    if door.in_programme:
        names = [(programme or world.programme).slug, *names]
    return reverse(name.partition(" ")[0].removeprefix(":"), args=names)
