"""Forms of the reports: the text of a part, and the remark that goes with a move."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programme.forms import page_helper
from programme.writing.forms import VersionedTextForm
from reports.models import ReportSection

LONGEST_REMARK = 2_000


class PartForm(VersionedTextForm):
    """The text of one part. The outline gives its label and its guidance."""

    class Meta:
        model = ReportSection
        fields = ["text"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        part = self.instance.outline_part
        text = self.fields["text"]
        text.label, text.help_text = part.title, part.guidance
        text.widget.attrs |= {"data-count": "words", "data-count-in": f"words-{part.key}"}

    @property
    def heading(self) -> str:
        return str(self.instance.outline_part.title)


class RemarkForm(forms.Form):
    """What the others should know about a move."""

    remark = forms.CharField(max_length=LONGEST_REMARK, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.helper = page_helper("remark")


class ReturnForm(RemarkForm):
    remark = forms.CharField(
        label=_("Your remark"),
        help_text=_("What is not right? Name the part and say how it really is."),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Say what is not right, so that it can be mended.")},
    )


class ReopenForm(RemarkForm):
    remark = forms.CharField(
        label=_("Reason"),
        help_text=_("Why is it opened again? The others read it in the history."),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say why, so that the others understand.")},
    )


class PublishForm(RemarkForm):
    remark = forms.CharField(
        label=_("What is new"),
        help_text=_("Readers of the edition before will want to know."),
        max_length=LONGEST_REMARK,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
