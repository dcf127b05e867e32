"""Opening a distributed case again, and publishing its next edition."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from programme.forms.base import page_helper


class ReopenForm(forms.Form):
    """Why there should be a new edition."""

    reason = forms.CharField(
        label=gettext_lazy("Why should there be a new edition?"),
        help_text=gettext_lazy("The city reads it, and it stands in the history of the case."),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper("reason")


class PublishForm(forms.Form):
    """What changed, in words for every reader."""

    remark = forms.CharField(
        label=gettext_lazy("What changed"),
        help_text=gettext_lazy(
            "Stands in the mail and above the new edition. Every member reads it, so it must "
            "tell nothing confidential."
        ),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper("remark")
