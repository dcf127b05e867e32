"""What happens when: the items of an agenda, two of which are a choice, and its releases."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, When
from django.utils.translation import gettext_lazy as _

from programme.models import STAFF_ROLES, Part, Programme, ProgrammeScopedQuerySet
from programme.writing.models import FrozenEdition
from workshops.models.workshop import Workshop

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


class Choice(models.TextChoices):
    """Thursday afternoon: nobody can be in both."""

    A = "A", _("A: case discussion")
    B = "B", _("B: networking")


class AgendaItemKind(models.TextChoices):
    SESSION = "session", _("Session")
    BREAK = "break", _("Break or meal")
    VISIT = "visit", _("Visit")


# What an item says wherever it is: taken over when an agenda begins from another one.
TYPICAL_FIELDS = (
    "starts_at",
    "ends_at",
    "kind",
    "title",
    "description",
    "part",
    "led_by",
    "choice",
    "capacity",
)


class AgendaItemQuerySet(ProgrammeScopedQuerySet):
    programme_path = "workshop__programme"
    city_path = "workshop__city"

    def visible_to(self, user: "AnyUser") -> Self:
        """A released agenda for every member; a draft for those who write it.

        Members read the words of the release (see ``workshops.agendas.releases``), not those of
        these rows: the rows say what can be chosen.
        """
        released = self.in_programmes_of(user).released()
        staff = self.in_programmes_of(user, roles=STAFF_ROLES)
        return self.any_of(released, staff, self.in_cities_of(user))

    def editable_by(self, user: "AnyUser") -> Self:
        return self.any_of(self.in_programmes_of(user, roles=STAFF_ROLES), self.in_cities_of(user))

    def released(self) -> Self:
        """What the current release of its workshop shows."""
        return self.filter(is_released=True, workshop__agenda_released_at__isnull=False)

    def in_draft(self) -> Self:
        """Without what was taken out since the last release."""
        return self.filter(removed_at__isnull=True)

    def choices(self) -> Self:
        """What people choose between."""
        return self.exclude(choice="")

    def with_taken(self) -> Self:
        """How many people have chosen each item, and whether that is all it has places for."""
        full = Case(When(capacity__lte=F("taken"), then=True), default=False)
        # Counting would drop the model's own order.
        ordering = self.model._meta.ordering
        return self.annotate(taken=Count("sign_ups")).annotate(is_full=full).order_by(*ordering)


class AgendaItem(models.Model):
    """One entry of a workshop's agenda. Times are the workshop's local time."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="agenda_items")
    day = models.DateField(_("day"))
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("to"))
    kind = models.CharField(
        _("kind"), max_length=10, choices=AgendaItemKind, default=AgendaItemKind.SESSION
    )
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    part = models.CharField(_("part"), max_length=20, choices=Part, blank=True)
    led_by = models.CharField(_("led by"), max_length=120, blank=True)
    speakers = models.CharField(
        _("speakers"), max_length=300, blank=True, help_text=_("Names, with commas between them.")
    )
    room = models.CharField(_("room"), max_length=120, blank=True)
    meeting_point = models.CharField(
        _("meeting point"),
        max_length=160,
        blank=True,
        help_text=_("Where people gather, when it is not the room."),
    )
    bus_at = models.TimeField(_("bus leaves at"), null=True, blank=True)
    bus_back_at = models.TimeField(_("bus back at"), null=True, blank=True)
    choice = models.CharField(
        _("choice"),
        max_length=1,
        choices=Choice,
        blank=True,
        help_text=_("Participants choose one of A and B, which run side by side."),
    )
    capacity = models.PositiveSmallIntegerField(
        _("places"),
        null=True,
        blank=True,
        help_text=_("For a choice only. Empty: as many as come."),
    )
    updated_at = models.DateTimeField(auto_now=True)
    # Rises with every release that changes time, place or title: calendars know the newer one.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    # The current release shows it, in the words of the release.
    is_released = models.BooleanField(default=False, editable=False)
    # Taken out of the draft, while a release still shows it. The next release ends it.
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        ordering = ["workshop", "day", "starts_at", "choice", "pk"]
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="agenda_item_ends_after_it_starts",
                violation_error_message=_("An item must end after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=AgendaItemKind.values),
                name="agenda_item_kind_known",
                violation_error_message=_("This kind does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(bus_back_at__isnull=True)
                | Q(bus_at__isnull=False, bus_back_at__gt=F("bus_at")),
                name="agenda_item_bus_back_needs_bus",
                violation_error_message=_("A bus that comes back has to leave first."),
            ),
            models.CheckConstraint(
                condition=Q(part__in=["", *Part.values]),
                name="agenda_item_part_known",
                violation_error_message=_("This part does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(choice__in=["", *Choice.values]),
                name="agenda_item_choice_known",
                violation_error_message=_("This choice does not exist."),
            ),
            models.UniqueConstraint(
                fields=["workshop", "choice"],
                condition=~Q(choice="") & Q(removed_at__isnull=True),
                name="agenda_item_choice_once",
                violation_error_message=_("Another item of this workshop is already this choice."),
            ),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | (~Q(choice="") & Q(capacity__gte=1)),
                name="agenda_item_places_of_choice",
                violation_error_message=_(
                    "Places are counted for a choice only, and there is at least one."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.choice}. {self.title}" if self.choice else self.title


def typical_values(item: "AgendaItem | TypicalItem") -> dict[str, Any]:
    """What another agenda takes over of an item, by the names of its columns."""
    return {name: getattr(item, name) for name in TYPICAL_FIELDS}


class TypicalItem(models.Model):
    """One entry of the programme's typical agenda, from which each new agenda can begin."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="typical_items")
    # 1 for the first day of a workshop.
    day = models.PositiveSmallIntegerField(_("day of the workshop"), default=1)
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("to"))
    kind = models.CharField(
        _("kind"), max_length=10, choices=AgendaItemKind, default=AgendaItemKind.SESSION
    )
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    part = models.CharField(_("part"), max_length=20, choices=Part, blank=True)
    led_by = models.CharField(_("led by"), max_length=120, blank=True)
    choice = models.CharField(_("choice"), max_length=1, choices=Choice, blank=True)
    capacity = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)

    objects = ProgrammeScopedQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "day", "starts_at", "choice", "pk"]
        verbose_name = _("item of the typical agenda")
        verbose_name_plural = _("items of the typical agenda")
        constraints = [
            models.CheckConstraint(
                condition=Q(day__gte=1, day__lte=14),
                name="typical_item_day_known",
                violation_error_message=_("A workshop has at most 14 days."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="typical_item_ends_after_it_starts",
                violation_error_message=_("An item must end after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=AgendaItemKind.values),
                name="typical_item_kind_known",
                violation_error_message=_("This kind does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(part__in=["", *Part.values]),
                name="typical_item_part_known",
                violation_error_message=_("This part does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(choice__in=["", *Choice.values]),
                name="typical_item_choice_known",
                violation_error_message=_("This choice does not exist."),
            ),
            models.UniqueConstraint(
                fields=["programme", "choice"],
                condition=~Q(choice=""),
                name="typical_item_choice_once",
                violation_error_message=_("Another item is already this choice."),
            ),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | (~Q(choice="") & Q(capacity__gte=1)),
                name="typical_item_places_of_choice",
                violation_error_message=_(
                    "Places are counted for a choice only, and there is at least one."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AgendaReleaseQuerySet(ProgrammeScopedQuerySet):
    programme_path = "workshop__programme"
    city_path = "workshop__city"

    def visible_to(self, user: "AnyUser") -> Self:
        """What was released is for every member; what was withdrawn for those who write it."""
        standing = self.in_programmes_of(user).filter(withdrawn_at__isnull=True)
        return self.any_of(
            standing, self.in_programmes_of(user, roles=STAFF_ROLES), self.in_cities_of(user)
        )

    def current(self) -> Self:
        """The last release of each workshop that was not withdrawn: what its people read."""
        newer = AgendaRelease.objects.filter(
            workshop=OuterRef("workshop"), number__gt=OuterRef("number"), withdrawn_at__isnull=True
        )
        return self.filter(~Exists(newer), withdrawn_at__isnull=True)

    def editable_by(self, user: "AnyUser") -> Self:
        """Nobody: a release is frozen."""
        return self.none()


class AgendaRelease(FrozenEdition):
    """An agenda as it was released: what members read until the next one.

    ``remark`` says in a line what it is about. The mails that tell of it stand in the outbox
    with the key ``mail_key``; it can be withdrawn until the first of them has left.
    """

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="releases")
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AgendaReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["workshop", "-number"]
        verbose_name = _("release of an agenda")
        verbose_name_plural = _("releases of agendas")
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "number"],
                name="agenda_release_number_once",
                violation_error_message=_("This release already exists."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.workshop}, {self.number}"

    @property
    def mail_key(self) -> str:
        return f"{self.workshop.source_prefix}release:{self.number}"
