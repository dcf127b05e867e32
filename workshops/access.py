"""Who runs a workshop on the spot: asked in one way by services, pages and templates."""

from programme.access import Seat
from workshops.models import NetworkingSession, Workshop


def runs(seat: Seat, workshop: Workshop) -> bool:
    """Staff, and the editors of the host city: those to whom ``agenda_editable_by`` gives it.
    No query."""
    return seat.is_staff or seat.edits(workshop.city)


def sees_meetings(seat: Seat, workshop: Workshop) -> bool:
    """Whether there are meetings of choice B for the person: once they are open, and before to
    those who arrange them. No query where the workshop came with its session."""
    if runs(seat, workshop):
        return True
    try:
        return workshop.networking_session.is_open
    except NetworkingSession.DoesNotExist:
        return False
