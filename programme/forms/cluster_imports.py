"""The form with which a file of clusters comes in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from programme.exchange.tables import FileProblemError, require_table
from programme.forms.base import page_helper
from programme.forms.files import check_size, upload_attrs

SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx")
DIVIDE = gettext_lazy("Divide it.")


class TableFileField(forms.FileField):
    """Takes a table: what can be told of a file at once is told here, the rest by the worker."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.FileInput(), **kwargs)
        # A column holds a name of ours; however long the file's own is, it is kept shortened.
        self.max_length = None

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | upload_attrs(SUFFIXES, advice=DIVIDE)

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        check_size(upload, advice=DIVIDE)
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
