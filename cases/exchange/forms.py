"""The form with which a file comes back."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.exchange.files import MOST_BYTES, SUFFIXES, read_file
from cases.exchange.incoming import Incoming
from programme.forms.base import page_helper


class UploadForm(forms.Form):
    """A file that was written offline. It is read while the form is checked."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{suffix}" for suffix in SUFFIXES)}),
        error_messages={
            "required": gettext_lazy("Choose the file first."),
            "empty": gettext_lazy("This file is empty."),
        },
    )

    incoming: Incoming

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        size = MOST_BYTES // 1024 // 1024
        hint = _("Word (.docx) or Markdown (.md), at most %(size)s MB.") % {"size": size}
        self.fields["file"].help_text = hint
        self.helper = page_helper("file")

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        self.incoming = read_file(upload)
        return upload
