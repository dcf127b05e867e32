"""The rows of a programme behind its overview, each kind read once and tied to the others.

There are few cities and workshops and many references to them, so they are put into place by
hand: joins would read them again with every row.
"""

import datetime
from dataclasses import dataclass, field

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from cases.focus import with_question
from cases.models import TAKEN_UP, Case, CaseQuerySet, Discussion, ProposedAction
from programme.access import Seat
from programme.models import City, User, WorkplanItem
from programme.workplan.dates import CASE_DISTRIBUTED, CASE_DUE
from reports.models import CityReport
from reports.overview.counted import AskedOfPerson, asked_of_person, with_meetings, with_networking
from workshops.models import (
    AgendaItem,
    AttendsAs,
    FileKind,
    ItemNotes,
    PracticalNote,
    Registration,
    SurveyInvitation,
    Workshop,
    WorkshopFile,
)

# How far ahead a task is shown; late ones are always shown.
HORIZON = datetime.timedelta(days=45)


@dataclass(frozen=True)
class Guest:
    """Somebody who comes to a coming workshop, and what they chose: A, B or nothing yet."""

    workshop_id: int
    user_id: int | None
    attends_as: str
    choice: str
    # Whether the host knows what the person needs.
    told_needs: bool = False
    # In line for a place: not one of those who come.
    is_waiting: bool = False

    @property
    def owes_choice(self) -> bool:
        """Policymakers come for the Friday lunch and choose nothing; nor does who has no place."""
        return not self.choice and not self.is_waiting and self.attends_as != AttendsAs.POLICYMAKER


@dataclass
class ProgrammeRows:
    """What the person may see of the programme."""

    seat: Seat
    cities: list[City] = field(default_factory=list)
    workshops: list[Workshop] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    reports: list[CityReport] = field(default_factory=list)
    # Open and due soon or late; and the dates of every case.
    items: list[WorkplanItem] = field(default_factory=list)
    guests: list[Guest] = field(default_factory=list)
    # By the key of the workshop.
    asked_of_person: dict[int, AskedOfPerson] = field(default_factory=dict)

    @classmethod
    def of(cls, seat: Seat) -> "ProgrammeRows":
        """Seven queries."""
        user, programme = seat.user, seat.programme
        rows = cls(seat)
        every_city = City.objects.visible_to(user).in_programme(programme)
        rows.cities = list(with_networking(every_city, seat).select_related("group"))
        cities = {city.pk: city for city in rows.cities}
        for city in rows.cities:
            city.programme = programme
        every_workshop = Workshop.objects.visible_to(user).in_programme(programme)
        rows.workshops = list(with_meetings(with_standing(every_workshop, user), user))
        workshops = {workshop.pk: workshop for workshop in rows.workshops}
        for workshop in rows.workshops:
            workshop.programme = programme
            workshop.city = cities[workshop.city_id] if workshop.city_id else None
        rows.cases = list(
            with_actions(with_room(with_question(Case.objects.visible_to(user))))
            .in_programme(programme)
            .select_related("cluster")
        )
        for case in rows.cases:
            case.programme, case.city = programme, cities[case.city_id]
            case.workshop = workshops[case.workshop_id] if case.workshop_id else None
        rows.reports = list(CityReport.objects.visible_to(user).in_programme(programme))
        for report in rows.reports:
            report.workshop = workshops[report.workshop_id]
        rows.items = list(_dates(seat))
        for item in rows.items:
            item.programme = programme
            item.city = cities[item.city_id] if item.city_id else None
        rows.guests = _guests(seat, rows.coming)
        rows.asked_of_person = asked_of_person(programme, user)
        return rows

    @property
    def coming(self) -> list[Workshop]:
        """The workshops that have their dates and are not over, the next one first."""
        coming = [w for w in self.workshops if w.is_dated and not w.is_held]
        return sorted(coming, key=lambda workshop: (workshop.first_day, workshop.pk))

    def own_place(self, workshop: Workshop) -> Guest | None:
        """The person's own registration for the workshop."""
        own = (g for g in self.guests if g.user_id == self.seat.user.pk)
        return next((guest for guest in own if guest.workshop_id == workshop.pk), None)


def _dates(seat: Seat) -> list[WorkplanItem]:
    soon = Q(done_at__isnull=True, due_on__lte=timezone.localdate() + HORIZON)
    of_cases = Q(source_key__endswith=f":{CASE_DUE}")
    of_cases |= Q(source_key__endswith=f":{CASE_DISTRIBUTED}")
    items = WorkplanItem.objects.visible_to(seat.user).in_programme(seat.programme)
    return list(items.filter(soon | of_cases))


def _guests(seat: Seat, coming: list[Workshop]) -> list[Guest]:
    rows = (
        # Whoever sees a workshop sees how many come, also of those who stand in no list.
        Registration.objects.in_programme(seat.programme)
        .filter(workshop__in=[workshop.pk for workshop in coming])
        .order_by()
        .values_list(
            "workshop_id",
            "user_id",
            "attends_as",
            "sign_up__item__choice",
            "needs",
            "is_waiting",
        )
    )
    return [
        Guest(workshop, user, kind, choice or "", needs is not None, is_waiting)
        for workshop, user, kind, choice, needs, is_waiting in rows
    ]


def with_standing(workshops: QuerySet[Workshop], user: User) -> QuerySet[Workshop]:
    """What is written about each workshop and its agenda, and whether its survey waits for the
    person, as yes or no."""
    of_it = {"workshop": OuterRef("pk")}
    is_taken_out = Q(removed_at__isnull=False, is_released=True)
    after_release = Q(updated_at__gt=OuterRef("agenda_released_at"), removed_at=None) | is_taken_out
    asked = SurveyInvitation.objects.filter(
        registration__workshop=OuterRef("pk"), registration__user=user, has_answered=False
    )
    return workshops.annotate(
        awaits_answer=Exists(asked),
        has_practical_note=Exists(PracticalNote.objects.filter(**of_it).exclude(text="")),
        has_signed_list=Exists(WorkshopFile.objects.filter(**of_it, kind=FileKind.SIGNED_LIST)),
        has_notes=Exists(ItemNotes.objects.filter(item__workshop=OuterRef("pk")).exclude(text="")),
        has_new_agenda=Exists(AgendaItem.objects.filter(after_release, **of_it)),
    )


def with_room(cases: CaseQuerySet) -> CaseQuerySet:
    """Each case with whether its discussion is “open” or “closed”; empty before it was opened."""
    rooms = Discussion.objects.filter(case=OuterRef("pk"))
    return cases.annotate(
        room=models.Case(
            models.When(Exists(rooms.filter(closed_at=None)), then=models.Value("open")),
            models.When(Exists(rooms), then=models.Value("closed")),
            default=models.Value(""),
        )
    )


def with_actions(cases: CaseQuerySet) -> CaseQuerySet:
    """Each case with how many of its actions were proposed, and how many of them taken up."""
    actions = ProposedAction.objects.filter(case=OuterRef("pk")).order_by()
    return cases.annotate(
        actions_proposed=_count(actions),
        actions_taken_up=_count(actions.filter(progress__in=TAKEN_UP)),
    )


def _count(actions: QuerySet[ProposedAction]) -> Coalesce:
    return Coalesce(Subquery(actions.values("case").annotate(n=Count("pk")).values("n")), 0)
