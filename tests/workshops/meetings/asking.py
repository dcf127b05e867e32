"""What the tests of requests do over and over."""

from workshops.services.meetings.requests import Wish, request_meeting


def ask(asker, *others, by=None, **wish):
    """A request by the person oneself."""
    return request_meeting(
        asker, others, Wish(**{"reason": "Test beds"} | wish), by=by or asker.registration.user
    )


def row_of(meeting, networker):
    return meeting.participants.get(networker=networker)
