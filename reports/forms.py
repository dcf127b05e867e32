"""Forms of the reports: the text of a part, and the remark that goes with a move."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from programme.forms import page_helper
from programme.writing.forms import VersionedTextForm
from reports.models import FactCheck, Mending, ReportSection, Verdict
from workshops.models import Workshop

LONGEST_REMARK = 2_000
LONGEST_CHECK = datetime.timedelta(days=90)


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
    """What the others should know about a move; each move has its own words for it."""

    label: str | Promise
    help_text: str | Promise
    # What is said when nothing was written; empty: nothing has to be.
    missing: str | Promise = ""
    rows = 4

    remark = forms.CharField(max_length=LONGEST_REMARK, widget=forms.Textarea)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        field: Any = self.fields["remark"]
        field.label, field.help_text = self.label, self.help_text
        field.required = bool(self.missing)
        field.error_messages["required"] = self.missing
        field.widget.attrs["rows"] = self.rows
        self.helper = page_helper("remark")


class BackForm(RemarkForm):
    label = _("Your remark")
    help_text = _("What is missing or unclear? Name the part.")
    missing = _("Say what is to be mended.")
    rows = 6


class RecallForm(RemarkForm):
    label = _("Reason")
    help_text = _("The city reads it.")
    missing = _("Say why, so that the city understands.")


class ReturnForm(RemarkForm):
    """``needed``: the city has marked no paragraph, so it has to say what is wrong."""

    label = _("Your remark")
    help_text = _("What should the writers know beside your objections?")
    missing = _("Say what is not right, so that it can be mended.")
    rows = 6

    def __init__(self, data: Any = None, *, needed: bool = True) -> None:
        super().__init__(data)
        self.fields["remark"].required = needed


class ReopenForm(RemarkForm):
    label = _("Reason")
    help_text = _("Why is it opened again? The others read it in the history.")
    missing = _("Say why, so that the others understand.")


class PublishForm(RemarkForm):
    label = _("What is new")
    help_text = _("Readers of the edition before will want to know.")


def _day_field(**options: Any) -> forms.DateField:
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a day.")},
        **options,
    )


class SendForm(forms.Form):
    """Until when the city checks the facts; the programme's number of days unless changed."""

    due_on = _day_field(label=_("Last day of the city"))

    def __init__(self, data: Any = None, *, workshop: Workshop) -> None:
        super().__init__(data)
        self.helper = page_helper("due_on")
        self.today = timezone.localdate(timezone=workshop.tz)
        days = workshop.programme.fact_check_days
        usual = self.today + datetime.timedelta(days=days)
        field = self.fields["due_on"]
        field.initial = usual
        field.widget.attrs["min"] = self.today + datetime.timedelta(days=1)
        field.help_text = ngettext(
            "Usually %(days)s day, until %(day)s. The check ends at midnight of the last day, "
            "%(place)s time; saying nothing counts as agreeing.",
            "Usually %(days)s days, until %(day)s. The check ends at midnight of the last day, "
            "%(place)s time; saying nothing counts as agreeing.",
            days,
        ) % {
            "days": days,
            "day": date_format(usual, "l j F Y"),
            "place": workshop.place_name,
        }

    def clean_due_on(self) -> datetime.date:
        day = self.cleaned_data["due_on"]
        if day <= self.today:
            raise ValidationError(_("Choose a day that is still to come."))
        if day > self.today + LONGEST_CHECK:
            raise ValidationError(_("A check of facts takes 90 days at most."))
        return day


class MoreTimeForm(forms.Form):
    """The city asks for more time."""

    reason = forms.CharField(
        label=_("Why, and until when?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why, and until when.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.helper = page_helper("reason")


class ExtendForm(forms.Form):
    """The city gets more time."""

    due_on = _day_field(label=_("New last day"))
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("It stands in the history of the report, and the city reads it."),
        max_length=300,
        error_messages={"required": _("Say why the city gets more time.")},
    )

    def __init__(self, data: Any = None, *, check: FactCheck) -> None:
        super().__init__(data)
        self.helper = page_helper("due_on", "reason")
        today = timezone.localdate(timezone=check.city_report.workshop.tz)
        self.last = max(check.due_on, today)
        self.fields["due_on"].widget.attrs["min"] = self.last + datetime.timedelta(days=1)
        self.fields["due_on"].initial = self.last + datetime.timedelta(days=7)

    def clean_due_on(self) -> datetime.date:
        day = self.cleaned_data["due_on"]
        if day <= self.last:
            raise ValidationError(
                _("Choose a day after %(day)s.") % {"day": date_format(self.last, "j F Y")}
            )
        if day > self.last + LONGEST_CHECK:
            raise ValidationError(_("A check of facts takes 90 days at most."))
        return day


class ParagraphForm(forms.Form):
    """What is said of one paragraph. ``seen`` is what the page showed of it."""

    seen = forms.CharField(required=False, max_length=40)

    @property
    def first_error(self) -> str:
        return next(str(error) for errors in self.errors.values() for error in errors)


class MarkForm(ParagraphForm):
    verdict = forms.ChoiceField(choices=[(Verdict.RIGHT, ""), (Verdict.WRONG, "")])
    remark = forms.CharField(required=False, max_length=5_000)


class AnswerForm(ParagraphForm):
    mending = forms.ChoiceField(choices=[(Mending.MENDED, ""), (Mending.KEPT, "")])
    answer = forms.CharField(required=False, max_length=5_000)
