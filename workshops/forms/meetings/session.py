"""The forms of those who arrange the meetings of choice B."""

import datetime
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from programme.directory.languages import language_choices
from programme.forms import PartialSaveMixin, page_helper, remember_initial
from workshops.forms.fields import DateInput, TimeInput
from workshops.models import MeetingSlot, MeetingTable, NetworkingSession, Workshop
from workshops.services.meetings.session import SETTINGS, Layout

MOST_TABLES = 60


class SessionForm(PartialSaveMixin):
    """How meetings are arranged; the choices of a session that is there."""

    class Meta:
        model = NetworkingSession
        fields = SETTINGS
        widgets = {"requests_until": DateInput(), "mode": forms.RadioSelect()}
        help_texts = {
            "requests_until": _("The last day on which people can ask. Empty: until the session."),
            "days_to_answer": _("A request that nobody answers expires after so many days."),
            "most_meetings": _("Empty: as many as there are slots."),
        }

    def __init__(self, *args: Any, last_day: datetime.date | None, **kwargs: Any) -> None:
        """``last_day`` is that of the meetings, as far as it is known."""
        super().__init__(*args, **kwargs)
        self.last_day = last_day
        self.fields["mode"].choices = self.fields["mode"].choices[-2:]  # type: ignore[attr-defined]
        self.helper = page_helper(*self.rows)
        if not self.instance._state.adding:
            remember_initial(self)

    @property
    def rows(self) -> list[Any]:
        return [
            "mode",
            Row(Column("requests_until"), Column("days_to_answer"), Column("most_meetings")),
        ]

    def clean_requests_until(self) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data["requests_until"]
        if day and self.last_day and day > self.last_day:
            raise forms.ValidationError(
                _("The meetings are on %(day)s: requests end then at the latest.")
                % {"day": date_format(self.last_day, "j F Y")}
            )
        return day

    def changed_values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in SETTINGS if name in self.changed_data}


class SessionCreateForm(SessionForm):
    """A new session: how its time is cut and how many tables there are, too."""

    minutes = forms.IntegerField(
        label=_("Length of a slot, in minutes"), min_value=5, max_value=180, initial=25
    )
    pause = forms.IntegerField(
        label=_("Pause after it, in minutes"), min_value=0, max_value=60, initial=5
    )
    tables = forms.IntegerField(label=_("Tables"), min_value=1, max_value=MOST_TABLES, initial=6)
    seats = forms.IntegerField(label=_("Seats at each"), min_value=2, max_value=40, initial=4)
    where = forms.CharField(
        label=_("Where they are"),
        max_length=80,
        required=False,
        help_text=_("“Foyer”, say. Each table can get its own place and number of seats later."),
    )

    @property
    def rows(self) -> list[Any]:
        return [
            Row(Column("minutes"), Column("pause")),
            Row(Column("tables"), Column("seats")),
            "where",
            *super().rows,
        ]

    def layout(self) -> Layout:
        names = ("minutes", "pause", "tables", "seats", "where")
        return Layout(**{name: self.cleaned_data[name] for name in names})

    def settings(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in SETTINGS}


class SlotForm(forms.ModelForm):
    """When a slot is. Whether it can be then is said by the service."""

    class Meta:
        model = MeetingSlot
        fields = ["day", "starts_at", "ends_at"]
        widgets = {"starts_at": TimeInput(), "ends_at": TimeInput()}

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = [(day.isoformat(), date_format(day, "l j F")) for day in workshop.days]
        self.fields["day"].widget = forms.Select(choices=days)
        self.helper = page_helper("day", Row(Column("starts_at"), Column("ends_at")))


class TableForm(forms.ModelForm):
    """Number, seats and place of a table."""

    class Meta:
        model = MeetingTable
        fields = ["number", "seats", "name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].widget.attrs["min"] = 1
        self.fields["seats"].widget.attrs["min"] = 2
        self.helper = page_helper(Row(Column("number"), Column("seats")), "name")


class InterpretersForm(forms.Form):
    """How many interpreters of a language work at the same time; none takes the language out."""

    language = forms.ChoiceField(label=_("Language"))
    number = forms.IntegerField(label=_("At the same time"), min_value=0, max_value=99, initial=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose a language")),
            *language_choices(),
        ]
        self.helper = page_helper(Row(Column("language"), Column("number")))
