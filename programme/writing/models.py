from typing import TYPE_CHECKING, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# About 60 pages. More than that in one field is a paste that went wrong.
MAX_TEXT_LENGTH = 200_000


class VersionedText(models.Model):
    """A text whose every save names the version it was based on (see ``writing.services``)."""

    text = models.TextField(_("text"), blank=True, max_length=MAX_TEXT_LENGTH)
    version = models.PositiveIntegerField(default=0, editable=False)
    updated_at = models.DateTimeField(null=True, blank=True, editable=False)
    updated_by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    # Further columns that belong to the text and are kept in its history with it.
    kept_with_text: tuple[str, ...] = ()

    class Meta:
        abstract = True

    @property
    def word_count(self) -> int:
        return len(self.text.split())


class TextRevision(models.Model):
    """A versioned text as it was after a save.

    Saves of one person that follow each other within a quarter of an hour are one revision (see
    ``writing.revisions``). A concrete model adds the foreign key to its text, ``related_name``
    “revisions”, and names it in ``text_field``.
    """

    # The version of the text after the last save that is folded into this revision.
    version = models.PositiveIntegerField(editable=False)
    text = models.TextField(blank=True, editable=False)
    # The further columns that belong to the text: “not known”, a reason.
    values = models.JSONField(default=dict, editable=False)
    by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    begun_at = models.DateTimeField(editable=False)
    saved_at = models.DateTimeField(editable=False)
    # Handed over or named: what is saved after it begins a revision of its own.
    is_kept = models.BooleanField(default=False, editable=False)

    text_field: str = ""

    class Meta:
        abstract = True

    @property
    def word_count(self) -> int:
        return len(self.text.split())


class TextComment(models.Model):
    """A remark on a draft, with replies one level deep; resolved or open.

    A concrete model adds the foreign keys to what is remarked on and a column for the place that
    it is about, which it names in ``place_field``, and takes ``*comment_rules(…)`` into its
    constraints.
    """

    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="replies"
    )
    author = models.ForeignKey("programme.User", models.SET_NULL, null=True, related_name="+")
    text = models.TextField(_("comment"), max_length=10_000)
    # Words of the text as they stood when somebody remarked on them.
    quote = models.CharField(_("the words it speaks of"), max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)
    resolved_at = models.DateTimeField(null=True, blank=True, editable=False)
    resolved_by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    # The column that says what it is about.
    place_field: str = ""

    if TYPE_CHECKING:
        replies: models.Manager["Self"]
        parent_id: int | None
        author_id: int | None

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def place(self) -> str:
        """What it is about: a part of the text, or (empty) all of it."""
        return getattr(self, self.place_field)


def comment_rules(prefix: str) -> tuple[models.CheckConstraint, ...]:
    """The rules that every comment keeps, named for one concrete model."""
    return (
        models.CheckConstraint(
            condition=Q(parent__isnull=True) | ~Q(parent=F("pk")),
            name=f"{prefix}_not_its_own_parent",
            violation_error_message=_("A comment cannot answer itself."),
        ),
        models.CheckConstraint(
            condition=Q(parent__isnull=True) | Q(resolved_at__isnull=True, quote=""),
            name=f"{prefix}_thread_is_resolved_as_one",
            violation_error_message=_("A reply has no quote and is resolved with its thread."),
        ),
    )


class FrozenEdition(models.Model):
    """What was handed out, as data: written once, never changed, with a checksum."""

    number = models.PositiveSmallIntegerField(_("edition"))
    content = models.JSONField(encoder=DjangoJSONEncoder)
    # SHA-256 of the content as canonical JSON, in hexadecimal.
    checksum = models.CharField(max_length=64)
    frozen_at = models.DateTimeField(_("frozen at"), default=timezone.now)
    frozen_by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    remark = models.TextField(_("what changed"), blank=True)

    class Meta:
        abstract = True
