"""Locking a section."""

from django import forms
from django.utils.translation import gettext_lazy


class LockForm(forms.Form):
    """Why a section is closed."""

    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=300,
        initial=gettext_lazy("It is good as it is."),
        error_messages={"required": gettext_lazy("Say in a few words why the section is locked.")},
    )
