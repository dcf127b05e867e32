"""What happens when: the items of an agenda, two of which are a choice."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, Count, F, Q, When
from django.utils.translation import gettext_lazy as _

from programme.models import STAFF_ROLES, Part, ProgrammeScopedQuerySet
from workshops.models.workshop import Workshop

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


class Choice(models.TextChoices):
    """Thursday afternoon: nobody can be in both."""

    A = "A", _("A: case discussion")
    B = "B", _("B: networking")


class AgendaItemQuerySet(ProgrammeScopedQuerySet):
    programme_path = "workshop__programme"
    city_path = "workshop__city"

    def visible_to(self, user: "AnyUser") -> Self:
        """A released agenda for every member; a draft for those who write it."""
        released = self.in_programmes_of(user).filter(workshop__agenda_released_at__isnull=False)
        staff = self.in_programmes_of(user, roles=STAFF_ROLES)
        return self.any_of(released, staff, self.in_cities_of(user))

    def editable_by(self, user: "AnyUser") -> Self:
        return self.any_of(self.in_programmes_of(user, roles=STAFF_ROLES), self.in_cities_of(user))

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
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    part = models.CharField(_("part"), max_length=20, choices=Part, blank=True)
    led_by = models.CharField(_("led by"), max_length=120, blank=True)
    room = models.CharField(_("room or meeting point"), max_length=120, blank=True)
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
                condition=~Q(choice=""),
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
