"""Secret addresses from which calendar programs read: what stands in them, and their life.

An item that a newer release took out is simply not there any more: whoever reads an address
takes the whole of it, so nothing has to be cancelled by itself. A meeting of choice B that lost its
time stands there as cancelled all the same: people look for it.
"""

import datetime
import hashlib
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import gettext as _
from icalendar import Event

from programme.ical import in_utc, new_calendar
from programme.models import Programme, User, WorkplanItem
from programme.models.keys import new_key
from programme.workplan.calendar import event_of
from programme.workplan.dates import WORKSHOP_HELD
from workshops.agendas.releases import released_items_of
from workshops.calendars.events import event_of_days, events_of_agenda, write
from workshops.calendars.meetings import events_of_meetings
from workshops.models import CalendarFeed, Registration, SignUp, Workshop
from workshops.models.workshop import WorkshopQuerySet

# More often than this nobody needs to know when an address was read.
READ_EVERY = datetime.timedelta(hours=1)
# Stands for the moment of the last change while that is not known yet.
NO_STAMP = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
STAMP_LINE = "\r\nDTSTAMP:{:%Y%m%dT%H%M%SZ}\r\n"


@dataclass(frozen=True)
class Reading:
    """What a calendar program gets, and since when it has been like that."""

    text: str
    checksum: str
    changed_at: datetime.datetime

    @property
    def http_date(self) -> str:
        return http_date(self.changed_at.timestamp())


def feed_behind(key: str) -> CalendarFeed | None:
    """The feed at a secret address; None where there is none, or its owner is not active."""
    return CalendarFeed.objects.filter(key=key, user__is_active=True).select_related("user").first()


def read(feed: CalendarFeed) -> Reading | None:
    """The address as its owner may see it today; None where nothing of it can be seen.

    The same rows make the same text, to the last letter, so that an unchanged calendar is not
    sent again.
    """
    text = _text_of(feed)
    if text is None:
        return None
    checksum = hashlib.sha256(text.encode()).hexdigest()
    now = timezone.now().replace(microsecond=0)
    known_since = feed.changed_at if feed.checksum == checksum else None
    changed_at = known_since or now
    if known_since is None:
        CalendarFeed.objects.filter(pk=feed.pk).update(checksum=checksum, changed_at=now)
    long_ago = Q(read_at__isnull=True) | Q(read_at__lt=now - READ_EVERY)
    if feed.read_at is None or feed.read_at < now - READ_EVERY:
        CalendarFeed.objects.filter(long_ago, pk=feed.pk).update(read_at=now)
    stamped = text.replace(STAMP_LINE.format(NO_STAMP), STAMP_LINE.format(in_utc(changed_at)))
    return Reading(stamped, checksum, changed_at)


def _text_of(feed: CalendarFeed) -> str | None:
    user = feed.user
    if feed.workshop_id:
        workshops = _workshops_of(user).filter(pk=feed.workshop_id)
        return calendar_of_workshop(workshops[0], user) if workshops else None
    if feed.programme_id:
        programmes = Programme.objects.visible_to(user).filter(pk=feed.programme_id)
        return calendar_of_programme(programmes[0], user) if programmes else None
    return calendar_of_person(user)


def _workshops_of(user: User) -> WorkshopQuerySet:
    rows = Workshop.objects.visible_to(user).select_related("programme", "city__group")
    return rows.order_by("starts_on", "pk")


def calendar_of_workshop(
    workshop: Workshop, user: User, stamp: datetime.datetime = NO_STAMP
) -> str:
    """The released agenda of a workshop as the person sees it; its days before there is one."""
    events = _events([workshop] if workshop.is_dated else [], user, stamp)
    return write(new_calendar(workshop.title), events)


def calendar_of_person(user: User) -> str:
    """All workshops at which the person has a place, over all programmes."""
    own = Registration.objects.visible_to(user).coming().filter(user=user)
    attended = _workshops_of(user).filter(pk__in=own.values("workshop"), starts_on__isnull=False)
    return write(new_calendar(_("My workshops")), _events(list(attended), user, NO_STAMP))


def calendar_of_programme(programme: Programme, user: User) -> str:
    """All workshops, as whole days, and the dates of the workplan."""
    workshops = _workshops_of(user).in_programme(programme).filter(starts_on__isnull=False)
    # The workshops stand there themselves.
    items = (
        WorkplanItem.objects.visible_to(user)
        .in_programme(programme)
        .exclude(source_key__endswith=f":{WORKSHOP_HELD}")
    )
    events = [event_of_days(workshop, NO_STAMP) for workshop in workshops]
    for item in items:
        item.programme = programme
        events.append(_stamped(event_of(item)))
    return write(new_calendar(programme.name), events)


def _stamped(event: Event) -> Event:
    event.pop("dtstamp", None)
    event.add("dtstamp", NO_STAMP)
    return event


def _events(workshops: list[Workshop], user: User, stamp: datetime.datetime) -> list[Event]:
    """The events of several workshops in a few queries, however many they are."""
    chosen = dict(
        SignUp.objects.filter(
            registration__user=user, registration__workshop__in=[row.pk for row in workshops]
        ).values_list("registration__workshop", "item")
    )
    items = released_items_of(workshops)
    meetings = events_of_meetings(workshops, user, stamp)
    return [
        event
        for row in workshops
        for event in (
            *events_of_agenda(row, items[row.pk], stamp, chosen=chosen.get(row.pk)),
            *meetings.get(row.pk, []),
        )
    ]


# Their life


@transaction.atomic
def create_feed(
    user: User, *, programme: Programme | None = None, workshop: Workshop | None = None
) -> CalendarFeed:
    """The person's address of a programme, of a workshop, or of all that the person attends;
    the one that is there already, if there is one."""
    feed, _is_new = CalendarFeed.objects.get_or_create(
        user=user, programme=programme, workshop=workshop
    )
    return feed


@transaction.atomic
def renew_feed(feed: CalendarFeed) -> CalendarFeed:
    """Give the feed another address. The old one opens no more. Raises DoesNotExist once somebody
    has taken the feed away."""
    feed = CalendarFeed.objects.select_for_update(of=("self",)).get(pk=feed.pk)
    feed.key, feed.created_at = new_key(), timezone.now()
    feed.read_at = feed.changed_at = None
    feed.checksum = ""
    feed.save(update_fields=["key", "created_at", "read_at", "changed_at", "checksum"])
    return feed


def remove_feed(feed: CalendarFeed) -> None:
    """Take an address away; it opens no more."""
    feed.delete()
