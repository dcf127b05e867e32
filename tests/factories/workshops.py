"""Workshops, their agendas, and who comes to them."""

import datetime

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from programme.writing.services import checksum_of
from tests.factories.programme import CityFactory, ProgrammeFactory, UserFactory
from workshops.agendas.releases import content_of, current_release, items_in
from workshops.models import (
    AgendaItem,
    AgendaRelease,
    Attendance,
    CalendarFeed,
    ChoiceWait,
    ItemNotes,
    Outcome,
    PracticalNeeds,
    PracticalNote,
    Registration,
    SignUp,
    SurveyInvitation,
    SurveyQuestion,
    TypicalItem,
    Workshop,
    WorkshopFile,
    monday_of,
)


class WorkshopFactory(DjangoModelFactory):
    """A dated city workshop, each in a week of its own, from four weeks ahead."""

    class Meta:
        model = Workshop

    class Params:
        sequence = factory.Sequence(lambda n: n)

    city = factory.SubFactory(CityFactory)
    programme = factory.SelfAttribute("city.programme")
    kind = "city"
    number = factory.LazyAttribute(lambda o: o.sequence % 30_000 + 1)
    slug = factory.LazyAttribute(lambda o: str(o.number))
    starts_on = factory.LazyAttribute(
        lambda o: (
            monday_of(timezone.localdate())
            + datetime.timedelta(weeks=4 + o.sequence % 1000, days=2)
        )
    )
    ends_on = factory.LazyAttribute(
        lambda o: o.starts_on + datetime.timedelta(days=2) if o.starts_on else None
    )
    week = factory.LazyAttribute(lambda o: monday_of(o.starts_on) if o.starts_on else None)
    time_zone = "Europe/Stockholm"


class AgendaItemFactory(DjangoModelFactory):
    """On a released agenda it stands in the release too, unless with ``in_release=False``."""

    class Meta:
        model = AgendaItem
        skip_postgeneration_save = True

    workshop = factory.SubFactory(WorkshopFactory)
    day = factory.SelfAttribute("workshop.starts_on")
    starts_at = datetime.time(13, 30)
    ends_at = datetime.time(15, 0)
    title = factory.Sequence(lambda n: f"Item {n}")

    @factory.post_generation
    def in_release(self, create, extracted, **kwargs):
        if self.workshop.agenda_released_at and extracted is not False:
            current = current_release(self.workshop)
            shown = items_in(current.content, self.workshop) if current else []
            released(self.workshop, [*shown, self])


class TypicalItemFactory(DjangoModelFactory):
    class Meta:
        model = TypicalItem

    programme = factory.SubFactory(ProgrammeFactory)
    day = 1
    starts_at = datetime.time(13, 30)
    ends_at = datetime.time(15, 0)
    title = factory.Sequence(lambda n: f"Typical item {n}")


class AgendaReleaseFactory(DjangoModelFactory):
    class Meta:
        model = AgendaRelease

    workshop = factory.SubFactory(WorkshopFactory)
    number = 1
    content = factory.LazyFunction(dict)
    checksum = "0" * 64


def released(workshop, items=None):
    """Let the members read these items, or the agenda as it stands: the workshop's one release."""
    shown = list(workshop.agenda_items.in_draft()) if items is None else items
    release = workshop.releases.current().first() or AgendaReleaseFactory(workshop=workshop)
    release.content = content_of(workshop, shown)
    release.checksum = checksum_of(release.content)
    release.save()
    AgendaItem.objects.filter(pk__in=[item.pk for item in shown]).update(is_released=True)
    workshop.agenda_released_at = workshop.agenda_released_at or release.frozen_at
    workshop.save(update_fields=["agenda_released_at"])
    return release


class RegistrationFactory(DjangoModelFactory):
    class Meta:
        model = Registration

    workshop = factory.SubFactory(WorkshopFactory)
    user = factory.SubFactory(UserFactory)
    name = factory.LazyAttribute(lambda o: o.user.name if o.user else "A guest")
    # Agreed to stand in the list of participants.
    list_consent_at = factory.LazyFunction(timezone.now)


class HeldWorkshopFactory(WorkshopFactory):
    """Over since a week, with a survey that is open."""

    starts_on = factory.LazyAttribute(
        lambda o: (
            monday_of(timezone.localdate())
            - datetime.timedelta(weeks=1 + o.sequence % 1000, days=-2)
        )
    )
    survey_opened_at = factory.LazyFunction(timezone.now)
    survey_closes_on = factory.LazyFunction(
        lambda: timezone.localdate() + datetime.timedelta(days=14)
    )


class SurveyQuestionFactory(DjangoModelFactory):
    class Meta:
        model = SurveyQuestion

    programme = factory.SubFactory(ProgrammeFactory)
    position = factory.Sequence(lambda n: n)
    text = factory.Sequence(lambda n: f"How useful was part {n}?")
    kind = "scale"


class SurveyInvitationFactory(DjangoModelFactory):
    class Meta:
        model = SurveyInvitation

    registration = factory.SubFactory(
        RegistrationFactory, workshop=factory.SubFactory(HeldWorkshopFactory)
    )
    key = factory.Sequence(lambda n: f"secret-{n}")
    asked_at = factory.LazyFunction(timezone.now)


class CalendarFeedFactory(DjangoModelFactory):
    """All that one person attends."""

    class Meta:
        model = CalendarFeed

    user = factory.SubFactory(UserFactory)


class SignUpFactory(DjangoModelFactory):
    class Meta:
        model = SignUp

    registration = factory.SubFactory(RegistrationFactory)
    item = factory.SubFactory(
        AgendaItemFactory,
        workshop=factory.SelfAttribute("..registration.workshop"),
        choice="A",
    )


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = Attendance

    registration = factory.SubFactory(RegistrationFactory)
    day = factory.SelfAttribute("registration.workshop.starts_on")
    half = "pm"
    is_present = True


class PracticalNoteFactory(DjangoModelFactory):
    class Meta:
        model = PracticalNote

    workshop = factory.SubFactory(WorkshopFactory)


class WorkshopFileFactory(DjangoModelFactory):
    """A file with content of that kind in its place."""

    class Meta:
        model = WorkshopFile

    workshop = factory.SubFactory(WorkshopFactory)
    kind = "presentation"
    name = "slides.pdf"
    content_type = "application/pdf"
    description = "Slides"
    size = 8
    file = factory.django.FileField(filename="slides.pdf", data=b"%PDF-1.7")


class ItemNotesFactory(DjangoModelFactory):
    class Meta:
        model = ItemNotes

    item = factory.SubFactory(AgendaItemFactory)


class OutcomeFactory(DjangoModelFactory):
    """An action, open for another week."""

    class Meta:
        model = Outcome

    item = factory.SubFactory(AgendaItemFactory)
    kind = "action"
    text = factory.Sequence(lambda n: f"Outcome {n}")
    owner = "Leipzig"
    due_on = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=7))


class ChoiceWaitFactory(DjangoModelFactory):
    class Meta:
        model = ChoiceWait

    registration = factory.SubFactory(RegistrationFactory)
    item = factory.SubFactory(
        AgendaItemFactory,
        workshop=factory.SelfAttribute("..registration.workshop"),
        choice="A",
        capacity=1,
    )


class PracticalNeedsFactory(DjangoModelFactory):
    class Meta:
        model = PracticalNeeds

    registration = factory.SubFactory(RegistrationFactory)
    diet = "No nuts"
