"""What is written about a workshop: notes and what was decided, and the practical note."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programme.models import STAFF_ROLES, ProgrammeScopedQuerySet
from programme.writing.models import TextRevision, VersionedText
from workshops.models.agenda import AgendaItem
from workshops.models.workshop import Workshop

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


class OfItemQuerySet(ProgrammeScopedQuerySet):
    """What hangs on an agenda item: every member reads it, staff and host write it."""

    programme_path = "item__workshop__programme"
    city_path = "item__workshop__city"

    def visible_to(self, user: "AnyUser") -> Self:
        return self.filter(item__in=AgendaItem.objects.visible_to(user))

    def editable_by(self, user: "AnyUser") -> Self:
        return self.any_of(self.in_programmes_of(user, roles=STAFF_ROLES), self.in_cities_of(user))


class ItemNotes(VersionedText):
    """The notes taken at an item of the agenda."""

    item = models.OneToOneField(AgendaItem, models.CASCADE, related_name="notes")

    objects = OfItemQuerySet.as_manager()

    class Meta:
        ordering = ["item"]
        verbose_name = _("notes")
        verbose_name_plural = _("notes")

    def __str__(self) -> str:
        return str(self.item)


class ItemNotesRevisionQuerySet(ProgrammeScopedQuerySet):
    programme_path = "notes__item__workshop__programme"
    city_path = "notes__item__workshop__city"

    def visible_to(self, user: "AnyUser") -> Self:
        """Those who write the notes see what was there before."""
        return self.any_of(self.in_programmes_of(user, roles=STAFF_ROLES), self.in_cities_of(user))

    def editable_by(self, user: "AnyUser") -> Self:
        return self.none()


class ItemNotesRevision(TextRevision):
    """What notes were after a save, folded to one per person and quarter of an hour."""

    notes = models.ForeignKey(ItemNotes, models.CASCADE, related_name="revisions")
    text_field = "notes"

    objects = ItemNotesRevisionQuerySet.as_manager()

    class Meta:
        ordering = ["notes", "-version"]
        verbose_name = _("revision of notes")
        verbose_name_plural = _("revisions of notes")
        constraints = [
            models.UniqueConstraint(
                fields=["notes", "version"],
                name="item_notes_revision_once",
                violation_error_message=_("This revision already exists."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.notes}, {self.version}"


class PracticalNoteQuerySet(ProgrammeScopedQuerySet):
    programme_path = "workshop__programme"
    city_path = "workshop__city"

    def editable_by(self, user: "AnyUser") -> Self:
        return self.any_of(self.in_programmes_of(user, roles=STAFF_ROLES), self.in_cities_of(user))


class PracticalNote(VersionedText):
    """How to get there, where to sleep, whom to call: what the host tells its guests."""

    workshop = models.OneToOneField(Workshop, models.CASCADE, related_name="practical_note")

    objects = PracticalNoteQuerySet.as_manager()

    class Meta:
        ordering = ["workshop"]
        verbose_name = _("practical note")
        verbose_name_plural = _("practical notes")

    def __str__(self) -> str:
        return str(self.workshop)


class PracticalNoteRevisionQuerySet(ProgrammeScopedQuerySet):
    programme_path = "note__workshop__programme"
    city_path = "note__workshop__city"

    def visible_to(self, user: "AnyUser") -> Self:
        """Those who write the note see what was there before."""
        return self.any_of(self.in_programmes_of(user, roles=STAFF_ROLES), self.in_cities_of(user))

    def editable_by(self, user: "AnyUser") -> Self:
        return self.none()


class PracticalNoteRevision(TextRevision):
    """What a practical note was after a save."""

    note = models.ForeignKey(PracticalNote, models.CASCADE, related_name="revisions")
    text_field = "note"

    objects = PracticalNoteRevisionQuerySet.as_manager()

    class Meta:
        ordering = ["note", "-version"]
        verbose_name = _("revision of a practical note")
        verbose_name_plural = _("revisions of practical notes")
        constraints = [
            models.UniqueConstraint(
                fields=["note", "version"],
                name="practical_note_revision_once",
                violation_error_message=_("This revision already exists."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.note}, {self.version}"


class OutcomeKind(models.TextChoices):
    DECISION = "decision", _("Decision")
    ACTION = "action", _("Action")


class Outcome(models.Model):
    """What was decided at an item, or who does what until when."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="outcomes")
    kind = models.CharField(_("kind"), max_length=10, choices=OutcomeKind)
    text = models.CharField(_("what"), max_length=500)
    owner = models.CharField(_("who"), max_length=120, blank=True)
    due_on = models.DateField(_("until"), null=True, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True, editable=False)
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    created_by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OfItemQuerySet.as_manager()

    class Meta:
        ordering = ["item", "position", "pk"]
        verbose_name = _("decision or action")
        verbose_name_plural = _("decisions and actions")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=OutcomeKind.values),
                name="outcome_kind_known",
                violation_error_message=_("This kind does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(kind=OutcomeKind.DECISION) | (~Q(owner="") & Q(due_on__isnull=False)),
                name="outcome_action_has_owner_and_date",
                violation_error_message=_("An action needs somebody who does it, and a date."),
            ),
            models.CheckConstraint(
                condition=Q(kind=OutcomeKind.ACTION) | Q(done_at__isnull=True),
                name="outcome_only_action_is_done",
                violation_error_message=_("Only an action can be done."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]
