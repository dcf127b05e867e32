"""What templates of workshops ask."""

from django import template

from programme.access import Seat
from workshops.models import Workshop

register = template.Library()


@register.filter
def runs(seat: Seat, workshop: Workshop) -> bool:
    """Whether the person is of those who run the workshop on the spot: staff and the host."""
    return seat.is_staff or seat.edits(workshop.city)
