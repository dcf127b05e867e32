"""Loads links between the clusters of the demonstration, some of them from meetings, each as far
as it had come by the day that the demonstration shows. All of it is invented."""

import datetime
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from programme.demo.calendar import Calendar, read
from programme.links.services import (
    Agreement,
    move_link,
    note_on_link,
    propose_link,
)
from programme.models import Activity, Cluster, ClusterLink, LinkStatus, Programme, User, subject_of
from workshops.models import Happened, Meeting, MeetingStatus
from workshops.services.meetings.links import propose_link_from


def load(programme: Programme, calendar: Calendar) -> None:
    """Load the links; what lies in the future of the calendar is left out."""
    story = Story(programme, calendar)
    for row in read("workshops", "links")["links"]:
        story.tell(row)


class Story:
    """The clusters and the people by name, and the days on which they did what they did."""

    def __init__(self, programme: Programme, calendar: Calendar) -> None:
        self.programme, self.calendar = programme, calendar
        clusters = Cluster.objects.filter(programme=programme).select_related("city")
        self.clusters = {cluster.slug: cluster for cluster in clusters}
        for cluster in self.clusters.values():
            cluster.programme = programme
        members = User.objects.filter(memberships__programme=programme)
        self.users = {user.email: user for user in members}

    def tell(self, row: dict[str, Any]) -> None:
        """One link from its first day to today."""
        at = self._moment(row["on"])
        if at > timezone.now():
            return
        link = self._begin(row, at)
        for step in row.get("steps", []):
            at = self._moment(step["on"])
            if at > timezone.now():
                break
            self._step(link, step, at)

    def _begin(self, row: dict[str, Any], at: datetime.datetime) -> ClusterLink:
        ends = [self.clusters[row["first"]], self.clusters[row["second"]]]
        given: dict[str, Any] = {
            "about": row["about"],
            "sector": self.programme.sectors.filter(slug=row.get("sector", "")).first(),
            "by": self.users[row["by"]],
            "at": at,
        }
        meeting = self._meeting(row["workshop"], ends) if "workshop" in row else None
        if meeting is None:
            return self._dated(at, lambda: propose_link(*ends, **given))
        link = self._dated(at, lambda: propose_link_from(meeting, *ends, **given))
        Activity.objects.filter(subject=subject_of(meeting), verb="meeting_linked").update(at=at)
        return link

    def _meeting(self, number: int, ends: list[Cluster]) -> Meeting | None:
        """One that took place there and leads nowhere yet: of people of both cities, if there is
        one, else of somebody of either."""
        held = Meeting.objects.filter(
            session__workshop__programme=self.programme,
            session__workshop__number=number,
            status=MeetingStatus.ACCEPTED,
            happened=Happened.HELD,
            link=None,
        ).select_related("session__workshop")
        home = "participants__networker__registration__city"
        of_ends = [held.filter(**{home: one.city_id}).order_by("pk") for one in ends]
        of_both = of_ends[0].filter(**{home: ends[1].city_id})
        return of_both.first() or of_ends[0].first() or of_ends[1].first()

    def _step(self, link: ClusterLink, row: dict[str, Any], at: datetime.datetime) -> None:
        by, words = self.users[row["by"]], row.get("words", "")
        if "to" not in row:
            self._dated(at, lambda: note_on_link(link, words, by=by, at=at))
            return
        to = LinkStatus(row["to"])
        agreement = None
        if to == LinkStatus.AGREED:
            agreement = Agreement(row["agreement"], self.calendar.day(row["on"]))
        self._dated(at, lambda: move_link(link, to, by=by, words=words, agreement=agreement, at=at))

    def _dated(self, at: datetime.datetime, verb: Callable[[], ClusterLink]) -> ClusterLink:
        """Do it, and let the log say that it was done then."""
        known = Activity.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        link = verb()
        Activity.objects.filter(pk__gt=known, subject=subject_of(link)).update(at=at)
        return link

    def _moment(self, day: datetime.date) -> datetime.datetime:
        return self.calendar.moment(day, hour=16)
