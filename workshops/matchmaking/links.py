"""From which meetings a link between clusters came, and which meeting may begin one."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from programme.models import Cluster, ClusterLink, User
from workshops.models import Happened, Meeting, MeetingAnswer, MeetingStatus, Networker


def may_begin_link(meeting: Meeting, *, arranges: bool) -> bool:
    """Whether somebody who sees the meeting may begin a link from it: its people and the editors
    of their cities once it took place, those who arrange the session as soon as it is agreed."""
    if meeting.status != MeetingStatus.ACCEPTED or meeting.link_id is not None:
        return False
    return arranges or meeting.happened == Happened.HELD


def people_with_clusters(meeting: Meeting, user: User) -> list[Networker]:
    """Who met, the person first, then those who named their cluster. One query."""
    rows = Networker.objects.filter(
        meetings__meeting=meeting, meetings__answer=MeetingAnswer.ACCEPTED
    ).select_related("registration", "cluster__city__group", "cluster__sector")
    return sorted(
        rows, key=lambda one: (one.registration.user_id != user.pk, one.cluster is None, one.pk)
    )


def clusters_of(people: Sequence[Networker]) -> tuple[Cluster | None, Cluster | None]:
    """The two clusters that the link most likely joins; None where nobody has said."""
    found = list({one.cluster_id: one.cluster for one in people if one.cluster}.values())
    return (*found, None, None)[0], (*found, None, None)[1]


def cities_of(people: Sequence[Networker]) -> set[int]:
    """Where people come from, as keys."""
    return {one.registration.city_id for one in people if one.registration.city_id is not None}


def refusal_for(people: Sequence[Networker], first: Cluster, second: Cluster) -> str:
    """Why these two do not belong to the meeting, in words; empty if one of them does."""
    clusters = {one.cluster_id for one in people} - {None}
    cities = cities_of(people)
    if not clusters and not cities:
        return ""
    if any(one.pk in clusters or one.city_id in cities for one in (first, second)):
        return ""
    return _("One of the two has to be a cluster, or of the city, of somebody who met.")


@dataclass(frozen=True)
class LinkMeetings:
    """The meetings of a link: those that the person may see, and how many others there are."""

    meetings: tuple[Meeting, ...]
    others: int

    @classmethod
    def of(cls, link: ClusterLink, user: User) -> "LinkMeetings":
        """Three queries, however many meetings."""
        rows = Meeting.objects.visible_to(user).filter(link=link)
        meetings = list(
            rows.select_related("session__workshop__city", "slot").prefetch_related(
                "participants__networker__registration"
            )
        )
        total = Meeting.objects.in_programme(link.programme).filter(link=link).count()
        return cls(tuple(meetings), total - len(meetings))
