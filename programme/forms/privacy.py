"""What became of places to look at, and holds on erasing."""

import datetime
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.models import Programme, User

# A hold is looked at again after so long.
LONGEST_HOLD = datetime.timedelta(days=3 * 365)


class HoldForm(forms.Form):
    """Whose data stay, why and until when. The person is told."""

    # The one that may stay empty says what that means.
    marks_optional = False

    user = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Whose data"),
        required=False,
        empty_label=_("Of everybody in the programme"),
    )
    reason = forms.CharField(
        label=_("Why nothing may be erased"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads it too."),
    )
    until = forms.DateField(
        label=_("Until"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("At most three years. Afterwards everything goes on by itself."),
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(memberships__programme=programme, erased_at=None)
        whose = cast(forms.ModelChoiceField, self.fields["user"])
        whose.queryset = people.distinct().order_by("name", "pk")

    def clean_until(self) -> datetime.date:
        until: datetime.date = self.cleaned_data["until"]
        today = timezone.localdate()
        if until < today:
            raise forms.ValidationError(_("This day is over."))
        if until > today + LONGEST_HOLD:
            raise forms.ValidationError(_("At most three years from today."))
        return until
