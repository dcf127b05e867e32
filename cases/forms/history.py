"""What a writer says about a version that is kept by hand."""

from django import forms
from django.utils.translation import gettext_lazy as _


class VersionNameForm(forms.Form):
    name = forms.CharField(
        label=_("Keep this version as"),
        max_length=120,
        error_messages={"required": _("Give the version a name.")},
    )
