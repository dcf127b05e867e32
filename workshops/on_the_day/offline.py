"""Which pages a device keeps, to be read without a network."""

import datetime

from django.http import HttpResponse
from django.utils import timezone

from programme.models import User
from workshops.models import Workshop

# static/clusnet/worker.js keeps a page whose answer carries this header, for this person alone.
HEADER = "X-Keep-For"
# So long before its first day a workshop is looked up by those who are going there.
BEFORE = datetime.timedelta(days=45)


def is_near(workshop: Workshop) -> bool:
    """Whether the workshop is on, or comes soon."""
    if workshop.starts_on is None or workshop.is_held:
        return False
    return workshop.starts_on - timezone.localdate(timezone=workshop.tz) <= BEFORE


def keep_offline(response: HttpResponse, workshop: Workshop, *, person: User) -> HttpResponse:
    """Let the person's device keep this page of the workshop, while the workshop is near."""
    if is_near(workshop):
        response.headers[HEADER] = str(person.pk)
    return response
