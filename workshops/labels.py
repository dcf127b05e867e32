"""Follows the word that a programme has for its workshops into the titles of the workplan."""

from programme.models import Programme
from programme.workplan import apply_plan
from workshops.models import Workshop
from workshops.services.scheduling import planned_items


def rewrite_titles(programme: Programme) -> None:
    """Write the computed dates of every workshop anew; only their titles differ."""
    rows = Workshop.objects.filter(programme=programme, starts_on__isnull=False)
    for workshop in rows.select_related("city__group"):
        workshop.programme = programme
        apply_plan(programme, workshop.source_prefix, planned_items(workshop))
