"""What a group notes for one of its cities at the kick-off."""

from typing import Any

from django import forms

from programme.models import City
from programme.writing.forms import SharedRowForm


class SheetRowForm(SharedRowForm):
    """The proposed case and the preliminary issue of one city."""

    class Meta:
        model = City
        fields = ["proposed_case", "preliminary_issue"]
        widgets = {
            "proposed_case": forms.Textarea(attrs={"rows": 2}),
            "preliminary_issue": forms.Textarea(attrs={"rows": 3, "class": "is-quote"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The head of the column says the rest.
        self.fields["proposed_case"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}, {self.instance}"
