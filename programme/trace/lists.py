"""That a list of people left the site as a file is an entry of the log, though it changes nothing.

A log-in is none: the log is about the rows of a programme, and whoever logs in reads and ends the
own sessions under the own account. What was fetched as a document has a log of its own.
"""

from django.db import models

from programme.activity import record
from programme.models import City, Programme, User


def note_list_fetched(
    subject: models.Model,
    sentence: str,
    *,
    by: User,
    programme: Programme,
    city: City | None = None,
) -> None:
    """Write down who took along names and addresses, or more than these."""
    record("list_fetched", subject, sentence, by=by, programme=programme, city=city)
