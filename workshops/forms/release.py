"""The form beside the preview of a release."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReleaseForm(forms.Form):
    """What is said with a release, and whether it is mailed."""

    remark = forms.CharField(
        label=_("Remark"),
        max_length=500,
        required=False,
        help_text=_("A line or two that stand with the release and in the mail."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    tell = forms.BooleanField(label=_("Tell them by mail"), required=False, initial=True)
    # Which draft the person looked at: another one is shown first.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
