"""The way from a page to what happened to its row."""

from typing import Any

from django import template
from django.db import models
from django.urls import reverse

from programme.models import City, subject_of

register = template.Library()


@register.inclusion_tag("programme/_what_happened.html", takes_context=True)
def what_happened(context: Any, row: models.Model, *cities: City | None) -> dict[str, str]:
    """``{% what_happened case city %}``: a quiet line, for who may read the log of the row.

    ``cities`` are those whose editors may; for a city it is the city itself. No query.
    """
    seat = context.get("seat")
    # A template says “” for the city of what has none.
    own = [row] if isinstance(row, City) else [city for city in cities if city]
    if seat is None or not (seat.is_staff or any(seat.edits(city) for city in own)):
        return {"address": ""}
    log = reverse("programme:log", args=[seat.programme.slug])
    # Much that happens to a city is no change of its own row.
    asked = f"city={row.slug}" if isinstance(row, City) else f"row={subject_of(row)}"
    return {"address": f"{log}?{asked}"}
