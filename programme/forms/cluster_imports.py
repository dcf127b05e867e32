"""The form with which a file of clusters comes in."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.exchange.tables import FileProblemError, require_table
from programme.forms.base import page_helper
from programme.stored_files import NO_ROOM
from programme.uploads import MEGABYTE, FileNotKept


class TableFileField(forms.FileField):
    """Takes a table: what can be told of a file at once is told here, the rest by the worker."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.FileInput(), **kwargs)
        # A column holds a name of ours; however long the file's own is, it is kept shortened.
        self.max_length = None

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        too_large = _(
            "“{name}” is too large: it has {size} MB, allowed are %(most)s MB. Divide it."
        )
        return super().widget_attrs(widget) | {
            "accept": ".csv,.tsv,.txt,.xlsx",
            "data-most-bytes": settings.ATTACHMENT_MAX_MB * MEGABYTE,
            "data-too-large": too_large % {"most": settings.ATTACHMENT_MAX_MB},
        }

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        most = settings.ATTACHMENT_MAX_MB * MEGABYTE
        if upload.size > most:
            raise ValidationError(
                _("“%(name)s” is too large: it has %(size)s, allowed are %(most)s. Divide it."),
                code="size",
                params={
                    "name": upload.name,
                    "size": filesizeformat(upload.size),
                    "most": filesizeformat(most),
                },
            )
        if isinstance(upload, FileNotKept):
            raise ValidationError(NO_ROOM, code="room")
        try:
            require_table(upload)
        except FileProblemError as error:
            raise ValidationError(str(error), code="kind") from error
        return upload


class ClusterFileForm(forms.Form):
    file = TableFileField(
        label=gettext_lazy("A file of clusters"),
        help_text=gettext_lazy(
            "A CSV file in any usual form, or a spreadsheet as XLSX, with the headings in its "
            "first row."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper("file")
