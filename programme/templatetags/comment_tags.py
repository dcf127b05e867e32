"""Template tags for comments on a text, whatever app it belongs to."""

import datetime
from collections.abc import Mapping
from typing import Any

from django import template
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.utils import timezone
from django.utils.formats import date_format

from programme.writing.comments.subject import Commented

register = template.Library()


@register.filter
def day_or_time(moment: datetime.datetime) -> str:
    """“3 hours ago” on the first day, then “18 November”, then with its year."""
    now = timezone.now()
    if now - moment < datetime.timedelta(days=1):
        return naturaltime(moment)
    day = timezone.localtime(moment)
    return date_format(day, "j F" if day.year == timezone.localtime(now).year else "j F Y")


@register.inclusion_tag("programme/writing/comments/_links.html")
def comment_links(
    subject: Commented, counts: Mapping[str, int] | str, place: str, oob: bool = False
) -> dict[str, Any]:
    """How many comments on a place are open, with the way to them; ``counts`` is by place."""
    return {
        "place": place,
        "title": subject.title_of(place),
        # Where a page did not count, a template hands over an empty word.
        "number": counts.get(place, 0) if isinstance(counts, Mapping) else 0,
        "url": subject.url,
        "oob": oob,
    }
