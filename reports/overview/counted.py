"""What the overview counts of meetings, the map and links, with the workshops and the cities.

Everything is a part of the query that reads these: no query of its own.
"""

from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from cases.models import Edition, Receipt
from programme.access import Seat
from programme.links.reading import quiet_since
from programme.models import City, ClusterLink, LinkStatus, MapCell, Sector, User
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


def with_meetings(workshops: QuerySet[Workshop], user: User) -> QuerySet[Workshop]:
    """Each workshop with its session, how its meetings stand, and what of them is the person’s."""
    now = timezone.localtime()
    first_day = now.date() - OPEN_FOR[OutcomeStage.EVENING]
    own = MeetingParticipant.objects.filter(
        meeting__session__workshop=OuterRef("pk"), networker__registration__user=user
    )
    asked = own.filter(meeting__status=MeetingStatus.REQUESTED, answer=MeetingAnswer.ASKED)
    met = own.filter(
        meeting__status=MeetingStatus.ACCEPTED, answer=MeetingAnswer.ACCEPTED, slot__isnull=False
    )
    is_over = Q(slot__day__lt=now.date()) | Q(slot__day=now.date(), slot__ends_at__lte=now.time())
    evening = met.filter(is_over, slot__day__gte=first_day).exclude(_told(OutcomeStage.EVENING))
    later = met.exclude(_told(OutcomeStage.SIX_MONTHS))
    agreed = Meeting.objects.filter(session__workshop=OuterRef("pk"), status=MeetingStatus.ACCEPTED)
    profile = Networker.objects.filter(
        registration__workshop=OuterRef("pk"), registration__user=user
    ).exclude(about="")
    choice_b = AgendaItem.objects.in_draft().filter(workshop=OuterRef("pk"), choice=Choice.B)
    person, meeting = "meeting__session__workshop", "session__workshop"
    return workshops.select_related("networking_session").annotate(
        asked_me=_number(asked, person),
        asked_until=Subquery(
            asked.order_by(F("meeting__answer_by").asc(nulls_last=True)).values(
                "meeting__answer_by"
            )[:1]
        ),
        to_say=_number(evening, person),
        to_say_from=Subquery(evening.order_by("slot__day").values("slot__day")[:1]),
        to_say_later=_number(later, person),
        has_own_profile=Exists(profile),
        has_choice_b=Exists(choice_b),
        meetings_placed=_number(agreed.filter(slot__isnull=False), meeting),
        meetings_unplaced=_number(agreed.filter(slot__isnull=True), meeting),
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
    agreed = Meeting.objects.filter(session__workshop=OuterRef("pk"), status=MeetingStatus.ACCEPTED)
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
        placed=_number(agreed.filter(slot__isnull=False), "session__workshop"),
        unplaced=_number(agreed.filter(slot__isnull=True), "session__workshop"),
    )


def _number(rows: QuerySet[Any], group: str) -> Any:
    counted = rows.order_by().values(group).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def session_of(workshop: Workshop) -> NetworkingSession | None:
    """Without a query, where the workshop was read with its session."""
    return getattr(workshop, "networking_session", None)
