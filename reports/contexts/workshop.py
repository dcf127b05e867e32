"""What the papers of a workshop share: their head, their last lines, and the people on them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from reports.contexts.base import Cover, GroupFacts, Print, ProgrammeFacts, day_words, days_words
from workshops.agendas.releases import current_release, items_of
from workshops.matchmaking.schedules import SessionSchedule
from workshops.models import (
    AgendaItem,
    AgendaRelease,
    NetworkingSession,
    PracticalNeeds,
    Registration,
    Workshop,
)


@dataclass(frozen=True, kw_only=True)
class WorkshopPrint(Print):
    """A paper that is handed out at one workshop or about it: a head instead of a cover."""

    template: ClassVar[str]

    place: str

    @property
    def foot(self) -> str:
        return ", ".join(filter(None, [self.title, self.cover.edition]))


class WorkshopRows:
    """What the papers of one workshop are made of: each read once, and only if a paper asks.

    Handed to several papers in place of the workshop, it saves all but the first their queries.
    """

    def __init__(self, workshop: Workshop) -> None:
        """Of one of ``workshops``."""
        self.workshop = workshop

    @staticmethod
    def workshops() -> models.QuerySet[Workshop]:
        """Workshops with all that there is once of each."""
        return Workshop.objects.select_related("programme", "city__group", "practical_note")

    @classmethod
    def of(cls, subject: "Workshop | WorkshopRows") -> "WorkshopRows":
        if isinstance(subject, WorkshopRows):
            return subject
        return cls(cls.workshops().get(pk=subject.pk))

    @cached_property
    def coming(self) -> list[Registration]:
        """Everybody who has a place, by name, with home, choice and needs."""
        return list(
            self.workshop.registrations.coming()
            .select_related("city__group", "partner", "sign_up__item", "needs")
            .order_by("name", "pk")
        )

    @cached_property
    def people(self) -> tuple["Person", ...]:
        return people_of(self.coming)

    @cached_property
    def items(self) -> list[AgendaItem]:
        """The agenda as those who run the workshop have it."""
        return list(self.workshop.agenda_items.in_draft())

    @cached_property
    def meetings(self) -> SessionSchedule | None:
        """The meetings of choice B; None where nobody has set them up."""
        session = NetworkingSession.objects.filter(workshop=self.workshop).first()
        if session is None:
            return None
        session.workshop = self.workshop
        return SessionSchedule(session)

    @cached_property
    def release(self) -> AgendaRelease | None:
        """What everybody reads; None while the agenda is a draft."""
        return current_release(self.workshop)

    @cached_property
    def released(self) -> list[AgendaItem]:
        """The agenda as everybody reads it; empty while it is a draft."""
        return items_of(self.release, self.workshop) if self.release else []


@dataclass(frozen=True)
class Person:
    """Somebody who comes, as papers show it."""

    name: str
    organisation: str = ""
    # City or partner; empty for those who belong to neither.
    home: str = ""
    group: GroupFacts = GroupFacts()
    role: str = ""
    # A, B, or nothing.
    choice: str = ""

    @property
    def belongs_to(self) -> str:
        """Organisation and home in one line."""
        home = "" if self.home in self.organisation else self.home
        return ", ".join(filter(None, [self.organisation, home]))

    @classmethod
    def of(cls, registration: Registration) -> "Person":
        """From a row of ``WorkshopRows.coming``."""
        city, partner = registration.city, registration.partner
        sign_up = getattr(registration, "sign_up", None)
        organisation = registration.organisation
        if not organisation and partner:
            organisation = partner.name
        return cls(
            name=registration.name,
            organisation=organisation,
            home=city.name if city else partner.short_name if partner else "",
            group=GroupFacts.of(city.group if city else None),
            role=registration.get_attends_as_display(),
            choice=sign_up.item.choice if sign_up else "",
        )


def people_of(registrations: Iterable[Registration]) -> tuple[Person, ...]:
    return tuple(Person.of(registration) for registration in registrations)


def needs_of(registration: Registration) -> PracticalNeeds | None:
    return getattr(registration, "needs", None)


def head_of(workshop: Workshop, kind: str, *, edition: str = "") -> dict[str, Any]:
    """The fields of a ``WorkshopPrint``: programme, cover, place."""
    return {
        "programme": ProgrammeFacts.of(workshop.programme),
        "place": ", ".join(filter(None, [workshop.venue, workshop.place_name])),
        "cover": Cover(
            kind=kind,
            title=workshop.title,
            subtitle=days_words(workshop.starts_on, workshop.ends_on),
            edition=edition,
            group=GroupFacts.of(workshop.city.group if workshop.city else None),
        ),
    }


def as_of_words(workshop: Workshop, moments: Iterable[Any]) -> str:
    """“As of 3 September 2010”: the day of the last change, not of today, so that the same
    content stays the same paper."""
    last = max(filter(None, moments), default=None)
    if last is None:
        return ""
    return _("As of %(day)s") % {"day": day_words(timezone.localdate(last, workshop.tz))}
