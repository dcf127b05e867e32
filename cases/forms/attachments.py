"""Files of a case."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Attachment
from programme.files import ALLOWED
from programme.forms.base import page_helper
from programme.forms.files import check_upload, upload_attrs


class AttachmentForm(forms.ModelForm):
    """A file with a description. What it is follows from its content."""

    class Meta:
        model = Attachment
        fields = ["file", "description", "is_confidential"]
        help_texts = {
            "description": gettext_lazy("In words a reader understands: “Slides of the case”."),
            "is_confidential": gettext_lazy("Readable for your group, left out for others."),
        }
        error_messages = {
            "file": {"required": gettext_lazy("Choose a file.")},
            "description": {"required": gettext_lazy("Say in a few words what it is.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A column holds a name of ours; however long the file's own is, it is kept shortened.
        self.fields["file"].max_length = None  # type: ignore[attr-defined]
        self.fields["file"].widget = forms.FileInput(attrs=upload_attrs())
        self.fields["file"].help_text = _("%(kinds)s, at most %(size)s MB.") % {
            "kinds": ", ".join(kind.label for kind in ALLOWED),
            "size": settings.ATTACHMENT_MAX_MB,
        }
        self.helper = page_helper("file", "description", "is_confidential")

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        check_upload(upload)
        return upload
