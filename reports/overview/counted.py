"""What the overview counts of meetings, the map and links, with the workshops and the cities.

All but the person’s own meetings is a part of the query that reads these: no query of its own.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from cases.models import Edition, Receipt
from programme.access import Seat
from programme.links.reading import quiet_since
from programme.models import City, ClusterLink, LinkStatus, MapCell, Programme, Sector, User
from workshops.matchmaking.outcomes import OPEN_FOR
from workshops.models import (
    AgendaItem,
    AgendaItemKind,
    AttendsAs,
    Choice,
    FileKind,
    ItemNotes,
    Meeting,
    MeetingAnswer,
    MeetingOutcome,
    MeetingParticipant,
    MeetingStatus,
    Networker,
    NetworkingSession,
    OutcomeStage,
    PracticalNote,
    Registration,
    SurveyInvitation,
    Workshop,
    WorkshopFile,
)


@dataclass
class AskedOfPerson:
    """What the meetings of a workshop ask of the person."""

    asked_me: int = 0
    # When the first of these requests expires.
    asked_until: datetime.datetime | None = None
    to_say: int = 0
    to_say_from: datetime.date | None = None
    to_say_later: int = 0


def asked_of_person(programme: Programme, user: User) -> dict[int, AskedOfPerson]:
    """By the key of the workshop. One query."""
    now = timezone.localtime()
    first_day = now.date() - OPEN_FOR[OutcomeStage.EVENING]
    rows = MeetingParticipant.objects.filter(
        meeting__session__workshop__programme=programme, networker__registration__user=user
    ).annotate(told=_told(OutcomeStage.EVENING), told_later=_told(OutcomeStage.SIX_MONTHS))
    found: dict[int, AskedOfPerson] = defaultdict(AskedOfPerson)
    for workshop, status, answer, until, day, ends_at, told, told_later in rows.values_list(
        "meeting__session__workshop",
        "meeting__status",
        "answer",
        "meeting__answer_by",
        "slot__day",
        "slot__ends_at",
        "told",
        "told_later",
    ):
        own = found[workshop]
        if (status, answer) == (MeetingStatus.REQUESTED, MeetingAnswer.ASKED):
            own.asked_me += 1
            own.asked_until = min(filter(None, [own.asked_until, until]), default=None)
        if day is None or (status, answer) != (MeetingStatus.ACCEPTED, MeetingAnswer.ACCEPTED):
            continue
        own.to_say_later += not told_later
        is_over = (day, ends_at) <= (now.date(), now.time())
        if is_over and day >= first_day and not told:
            own.to_say += 1
            own.to_say_from = min(filter(None, [own.to_say_from, day]))
    return found


def with_meetings(workshops: QuerySet[Workshop], user: User) -> QuerySet[Workshop]:
    """Each workshop with its session and how its meetings stand."""
    profile = Networker.objects.filter(
        registration__workshop=OuterRef("pk"), registration__user=user
    ).exclude(about="")
    choice_b = AgendaItem.objects.in_draft().filter(workshop=OuterRef("pk"), choice=Choice.B)
    return workshops.select_related("networking_session").annotate(
        has_own_profile=Exists(profile),
        has_choice_b=Exists(choice_b),
        **_agreed_meetings(),
    )


def _told(stage: OutcomeStage) -> Exists:
    return Exists(MeetingOutcome.objects.filter(participant=OuterRef("pk"), stage=stage))


def with_networking(cities: QuerySet[City], seat: Seat) -> QuerySet[City]:
    """Each city that the person edits with how many sectors it has not answered for, and how many
    links of its clusters are quiet."""
    if not seat.edited_cities:
        return cities
    answered = MapCell.objects.filter(city=OuterRef(OuterRef("pk")), sector=OuterRef("pk"))
    sectors = Sector.objects.filter(programme=seat.programme).exclude(Exists(answered))
    quiet = ClusterLink.objects.filter(
        Q(first__city=OuterRef("pk")) | Q(second__city=OuterRef("pk")),
        programme=seat.programme,
        changed_at__lt=quiet_since(),
    ).exclude(status=LinkStatus.CLOSED)
    return cities.annotate(
        sectors_open=_number(sectors, "programme"), links_quiet=_number(quiet, "programme")
    )


def with_steps(workshops: QuerySet[Workshop]) -> QuerySet[Workshop]:
    """With the figures of the board, each counted apart: joins would multiply them."""
    coming = Registration.objects.filter(workshop=OuterRef("pk")).coming()
    choosing = coming.exclude(attends_as=AttendsAs.POLICYMAKER)
    visits = AgendaItem.objects.in_draft().filter(
        workshop=OuterRef("pk"), kind=AgendaItemKind.VISIT
    )
    notes = ItemNotes.objects.filter(item__workshop=OuterRef("pk")).exclude(text="")
    files = WorkshopFile.objects.filter(workshop=OuterRef("pk"), kind=FileKind.SIGNED_LIST)
    asked = SurveyInvitation.objects.filter(registration__workshop=OuterRef("pk"))
    receipts = Receipt.objects.filter(
        edition__in=Edition.objects.current(), edition__case__workshop=OuterRef("pk")
    )
    written = PracticalNote.objects.filter(workshop=OuterRef("pk")).exclude(text="")
    return workshops.annotate(
        to_choose=_number(choosing, "workshop"),
        chosen=_number(choosing.filter(sign_up__isnull=False), "workshop"),
        visits=_number(visits, "workshop"),
        visits_ready=_number(visits.exclude(meeting_point=""), "workshop"),
        noted=_number(notes, "item__workshop"),
        signed=_number(files, "workshop"),
        invited=_number(asked, "registration__workshop"),
        answered=_number(asked.filter(has_answered=True), "registration__workshop"),
        sent=_number(receipts, "edition__case__workshop"),
        read=_number(receipts.filter(read_at__isnull=False), "edition__case__workshop"),
        has_note=_number(written, "workshop"),
        **_agreed_meetings(),
    )


def _agreed_meetings() -> dict[str, Any]:
    """How many have a time, and how many have none yet."""
    agreed = Meeting.objects.accepted().filter(session__workshop=OuterRef("pk"))
    return {
        "meetings_placed": _number(agreed.filter(slot__isnull=False), "session__workshop"),
        "meetings_unplaced": _number(agreed.filter(slot__isnull=True), "session__workshop"),
    }


def _number(rows: QuerySet[Any], group: str) -> Any:
    counted = rows.order_by().values(group).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def session_of(workshop: Workshop) -> NetworkingSession | None:
    """Without a query, where the workshop was read with its session."""
    return getattr(workshop, "networking_session", None)
