"""The form of an event of others."""

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms

from programme.forms.base import PartialSaveMixin, fix_parent, page_helper
from programme.models import ExternalEvent, Programme


class ExternalEventForm(PartialSaveMixin):
    """A conference or fair of somebody else, of which one should know when dates are chosen."""

    class Meta:
        model = ExternalEvent
        fields = [
            "programme",
            "title",
            "organiser",
            "place",
            "country",
            "starts_on",
            "ends_on",
            "website",
            "note",
        ]
        widgets = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fix_parent(self, "programme", programme)
        self.helper = page_helper(
            Row(Column("title"), Column("organiser")),
            Row(Column("starts_on"), Column("ends_on")),
            Row(Column("place"), Column("country")),
            "website",
            "note",
        )
