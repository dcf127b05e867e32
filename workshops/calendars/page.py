"""What the pages about calendar addresses show."""

from dataclasses import dataclass
from typing import Self

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from programme.access import Seat
from workshops.models import CalendarFeed, Workshop

# What an address can be of, as forms say it; anything else is the slug of a workshop.
PERSON = "all-i-attend"
PROGRAMME = "whole-programme"


@dataclass(frozen=True)
class Offer:
    """One calendar that the person can have, with its address if there is one."""

    what: str
    title: str
    note: str
    feed: CalendarFeed | None = None

    @property
    def path(self) -> str:
        return reverse("workshops:calendar_feed", args=[self.feed.key]) if self.feed else ""

    @property
    def address(self) -> str:
        return f"{settings.SITE_URL}{self.path}"

    @property
    def subscribe_url(self) -> str:
        """The same for programs that ask whether to subscribe."""
        return f"webcal://{self.address.partition('://')[2]}"


@dataclass(frozen=True)
class CalendarsPage:
    """The calendars of one person that have to do with one programme."""

    offers: list[Offer]
    # Workshops for which there is no address yet.
    workshops: list[Workshop]

    @property
    def next_slug(self) -> str:
        """The one that people mostly look for: the next that is not over."""
        coming = (row.slug for row in self.workshops if row.is_dated and not row.is_held)
        return next(coming, "")

    @classmethod
    def of(cls, seat: Seat) -> Self:
        workshops = {row.pk: row for row in _workshops(seat)}
        feeds = CalendarFeed.objects.visible_to(seat.user).filter(
            Q(programme=seat.programme)
            | Q(workshop__in=workshops)
            | Q(programme=None, workshop=None)
        )
        of_workshops = {feed.workshop_id: feed for feed in feeds if feed.workshop_id}
        own = next((f for f in feeds if not (f.programme_id or f.workshop_id)), None)
        whole = next((feed for feed in feeds if feed.programme_id), None)
        return cls(
            offers=[
                offer_of_person(own),
                _offer_of_programme(seat, whole),
                *(
                    offer_of_workshop(row, of_workshops[pk])
                    for pk, row in workshops.items()
                    if pk in of_workshops
                ),
            ],
            workshops=[row for pk, row in workshops.items() if pk not in of_workshops],
        )

    @classmethod
    def of_workshop(cls, workshop: Workshop, seat: Seat) -> Self:
        """What to offer on the way from one workshop."""
        feeds = CalendarFeed.objects.visible_to(seat.user).filter(
            Q(workshop=workshop) | Q(programme=None, workshop=None)
        )
        found = {feed.workshop_id: feed for feed in feeds}
        return cls(
            offers=[
                offer_of_person(found.get(None)),
                offer_of_workshop(workshop, found.get(workshop.pk)),
            ],
            workshops=[],
        )


def _workshops(seat: Seat) -> list[Workshop]:
    rows = Workshop.objects.visible_to(seat.user).in_programme(seat.programme)
    found = list(rows.select_related("city"))
    for row in found:
        row.programme = seat.programme
    return found


def offer_of_person(feed: CalendarFeed | None) -> Offer:
    return Offer(
        PERSON,
        _("All that I attend"),
        _("Every workshop at which you have a place, in all your programmes, with your choice."),
        feed,
    )


def _offer_of_programme(seat: Seat, feed: CalendarFeed | None) -> Offer:
    return Offer(
        PROGRAMME,
        _("The whole programme %(programme)s") % {"programme": seat.programme.name},
        _("The days of all workshops, and the milestones and deadlines of the workplan."),
        feed,
    )


def offer_of_workshop(workshop: Workshop, feed: CalendarFeed | None) -> Offer:
    return Offer(
        workshop.slug,
        workshop.title,
        _("Its agenda as you see it; the days alone until the agenda is released."),
        feed,
    )
