"""Files of a workshop, several at once."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.files import ALLOWED, JPEG, PDF, PNG, kind_of
from programme.forms import page_helper
from programme.forms.base import offer
from programme.forms.files import upload_attrs
from programme.stored_files import NO_ROOM
from programme.uploads import MEGABYTE, FileNotKept
from workshops.models import AgendaItem, FileKind, Workshop, WorkshopFile

# What a photo may be, and a list that was signed on paper.
PICTURES = (PNG, JPEG)
ON_PAPER = (PDF, *PICTURES)
MOST_FILES = 40


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """One file or several; its value is a list."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        uploads = data if isinstance(data, list | tuple) else [data]
        if len(uploads) > MOST_FILES:
            raise ValidationError(
                _("These are %(count)s files; at most %(most)s come at once."),
                code="many",
                params={"count": len(uploads), "most": MOST_FILES},
            )
        clean_one = super().clean
        return [clean_one(upload, initial) for upload in uploads or [None]]


class WorkshopFileForm(forms.ModelForm):
    """Files with a description. What they are follows from their content."""

    uploads = SeveralFilesField(
        label=gettext_lazy("Files"),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )

    class Meta:
        model = WorkshopFile
        fields = ["kind", "description", "item"]
        help_texts = {
            "description": gettext_lazy("In words a reader understands: “Slides of the case”."),
            "item": gettext_lazy("Then the agenda offers the file there too."),
        }
        error_messages = {
            "description": {"required": gettext_lazy("Say in a few words what it is.")},
        }

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = AgendaItem.objects.filter(workshop=workshop).in_draft()
        offer(self, "item", rows, nothing=_("The workshop as a whole"))
        self.fields["kind"].choices = FileKind.choices  # type: ignore[attr-defined]
        uploads = self.fields["uploads"]
        uploads.widget.attrs |= upload_attrs()
        uploads.help_text = _("%(kinds)s; several at once, together at most %(size)s MB.") % {
            "kinds": ", ".join(kind.label for kind in ALLOWED),
            "size": settings.ATTACHMENT_MAX_MB,
        }
        self.helper = page_helper("uploads", "kind", "description", "item")

    def clean_uploads(self) -> Sequence[File]:
        uploads = self.cleaned_data["uploads"]
        most = settings.ATTACHMENT_MAX_MB * MEGABYTE
        if any(isinstance(one, FileNotKept) and not one.is_too_large for one in uploads):
            raise ValidationError(NO_ROOM, code="room")
        if _is_too_much(uploads, most):
            raise ValidationError(
                _(
                    "Together these files have more than %(most)s. Send fewer at once, or make "
                    "their pictures smaller."
                ),
                code="size",
                params={"most": filesizeformat(most)},
            )
        for upload in uploads:
            self._check(upload)
        return uploads

    def _check(self, upload: File) -> None:
        try:
            kind_of(upload)
        except ValidationError as error:
            raise ValidationError(
                _("“%(name)s”: %(why)s") % {"name": upload.name, "why": " ".join(error.messages)},
                code="kind",
            ) from error

    def clean(self) -> dict[str, Any]:
        """Photos are pictures; a signed list is a scan or a photo of it."""
        cleaned = super().clean() or self.cleaned_data
        wanted = {FileKind.PHOTO: PICTURES, FileKind.SIGNED_LIST: ON_PAPER}
        kinds = wanted.get(cleaned.get("kind"))  # type: ignore[arg-type]
        for upload in cleaned.get("uploads", []):
            if kinds and kind_of(upload) not in kinds:
                labels = ", ".join(kind.label for kind in kinds)
                message = _("“%(name)s” is no such file. For this kind allowed are: %(kinds)s.")
                self.add_error("uploads", message % {"name": upload.name, "kinds": labels})
                break
        return cleaned


def _is_too_much(uploads: Sequence[Any], most: int) -> bool:
    dropped = any(isinstance(one, FileNotKept) for one in uploads)
    return dropped or sum(one.size for one in uploads) > most
