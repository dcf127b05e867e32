from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
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
