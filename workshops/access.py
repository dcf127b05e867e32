"""Who runs a workshop on the spot: asked in one way by services, pages and templates."""

from programme.access import Seat
from workshops.models import Workshop


def runs(seat: Seat, workshop: Workshop) -> bool:
    """Staff, and the editors of the host city: those to whom ``agenda_editable_by`` gives it.
    No query."""
    return seat.is_staff or seat.edits(workshop.city)
