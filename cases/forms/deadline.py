"""More time for a city."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.deadline import Deadline
from programme.forms.base import page_helper


class DeadlineForm(forms.Form):
    """Until when one city has time, and why. What a day may be is for the service to say."""

    until = forms.DateField(
        label=gettext_lazy("New day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Choose the day until which the city has time."),
            "invalid": gettext_lazy("Write a day like 2027-05-31, or choose it."),
        },
    )
    reason = forms.CharField(
        label=gettext_lazy("Why is there more time?"),
        help_text=gettext_lazy("The city reads it wherever the day stands."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say why there is more time.")},
    )

    def __init__(self, *args: Any, deadline: Deadline, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if deadline.item.extension_days:
            self.initial = {
                "until": deadline.item.due_on,
                "reason": deadline.item.extension_reason,
            }
        if deadline.readers_on:
            self.fields["until"].help_text = _("At the latest on the day its readers need it.")
        self.helper = page_helper("until", "reason")
