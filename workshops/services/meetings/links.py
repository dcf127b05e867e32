"""A meeting leads to a link between two clusters."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from programme.links.services import (
    LinkedAlready,
    LinkError,
    move_link,
    note_on_link,
    propose_link,
)
from programme.models import Cluster, ClusterLink, LinkStatus, Sector, User
from workshops.models import Happened, Meeting, MeetingStatus
from workshops.services.meetings.rows import MeetingError, locked_meeting, log_meeting


@transaction.atomic
def propose_link_from(
    meeting: Meeting,
    first: Cluster,
    second: Cluster,
    *,
    about: str,
    by: User,
    sector: Sector | None = None,
    at: datetime.datetime | None = None,
) -> ClusterLink:
    """Begin a link of two clusters from a meeting; it is “met” where the meeting took place.

    Two clusters that are linked already keep their one link: the meeting is written into its
    log. Raises MeetingError where the meeting leads to a link already, or was not agreed.
    """
    held = locked_meeting(meeting)
    if held.link_id is not None:
        raise MeetingError(_("This meeting leads to a link already."))
    if held.status != MeetingStatus.ACCEPTED:
        raise MeetingError(_("Only a meeting that was agreed leads to a link."))
    try:
        link = _link_of(first, second, about=about, sector=sector, by=by, at=at)
        if held.happened == Happened.HELD:
            words = _("They met at %(workshop)s.") % {"workshop": held.session.workshop}
            if link.status == LinkStatus.PROPOSED:
                link = move_link(link, LinkStatus.MET, words=words, by=by, at=at)
            else:
                link = note_on_link(link, f"{words} {about}", by=by, at=at)
    except LinkError as error:
        # Also where somebody moves the link in this moment.
        raise MeetingError(str(error)) from error
    held.link = link
    held.save(update_fields=["link"])
    log_meeting("meeting_linked", held, _("A meeting led to a link between clusters."), by=by)
    return link


def _link_of(
    first: Cluster,
    second: Cluster,
    *,
    about: str,
    sector: Sector | None,
    by: User,
    at: datetime.datetime | None,
) -> ClusterLink:
    try:
        return propose_link(first, second, about=about, sector=sector, by=by, at=at)
    except LinkedAlready as error:
        return error.link
